# make demo, make test: each installs what it needs first. Only Python 3.11+ and make have to be there.
# How to do the same without make (Windows): docs/windows.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Settings of the one who runs make must not change what is installed or tested.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE # the tests start the program a hundred times: it is compiled once

.PHONY: install demo test lint types imports catalogues spelling tests fast coverage soak format lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo     try the program in the browser (ARGS="--port 8001 --reset")'
	@echo 'make test     everything that must hold before a change lands'
	@echo 'make fast     the tests alone, without the slow ones'
	@echo 'make coverage the tests with what they reach, line by line (twice as long)'
	@echo 'make soak     the program is killed for hours (ARGS="--seeds 5"); results in docs/soak.md'
	@echo 'make format   put the code in its form'
	@echo 'make lock     resolve the dependencies anew'

install: $(STAMP)

# The interpreter is asked first: what it lacks is said in one sentence instead of a traceback.
$(STAMP): requirements.lock pyproject.toml hatch_build.py
	@command -v '$(PYTHON)' >/dev/null || { echo 'Python 3.11 or newer is needed: on Debian or Ubuntu, sudo apt-get install python3 python3-venv' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $$('$(PYTHON)' --version) was found: make PYTHON=python3.12 …" >&2; exit 1; }
	@'$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null || { echo 'Python lacks venv: on Debian or Ubuntu, sudo apt-get install python3-venv' >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || '$(PYTHON)' -m venv --clear $(VENV)
	@echo 'Installing the locked dependencies into $(VENV) (the first time takes a minute or two) …' >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	@$(BIN)/thidua demo $(ARGS)

test: lint types imports catalogues spelling tests

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

catalogues: install
	$(BIN)/python -m locales.check

spelling: install
	$(BIN)/codespell

tests: install
	$(BIN)/pytest -n auto --dist worksteal $(ARGS)

# Not part of make test: measuring every branch, also in the processes that tests start, doubles the time.
coverage: install
	$(BIN)/pytest -n auto --cov --cov-report=term $(ARGS)

fast: install
	$(BIN)/pytest -n auto -q -m 'not browser and not process and not postgres' $(ARGS)

# Hours: ARGS="--seeds 5 --database sqlite" for less. Stopped, it goes on where it was.
soak: install
	$(BIN)/python -m tests.acceptance.soak $(ARGS)

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# uv is only needed here; no index address gets into the lock.
UV ?= uv
lock:
	$(UV) pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet -o requirements.lock $(ARGS)
	@! grep -n '://' requirements.lock

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache locales/compiled
