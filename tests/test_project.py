"""What holds for the project as a whole: its files, its command line, its documentation, its wheel."""

import os
import re
import subprocess
import sys
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.commands import available, build

ROOT = Path(__file__).parent.parent
LONGEST = 300  # lines of a Python file


def project_files() -> list[Path]:
    """What git tracks or would track; outside a clone (a source archive) everything that lies here."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        files = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        files = [path for path in ROOT.rglob("*") if not {".venv", "var"} & set(path.parts)]
    return [path for path in files if path.is_file()]


def text_files() -> list[tuple[str, list[str]]]:
    found = []
    for path in project_files():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text("utf-8").splitlines()))
        except UnicodeDecodeError:
            continue
    return found


TEXTS = text_files()
CODE = [(name, lines) for name, lines in TEXTS if name.endswith(".py")]

# [x] in a pattern matches x, and keeps this file from being a finding of its own.
SUPPRESSION = re.compile(r"#\s*(no[q]a|type: ?igno[r]e|pragma: ?no cove[r]|nose[c])(?P<rest>.*)")
REASON = re.compile(r"\s[—–#-]\s.*\w+\W+\w+")


def test_every_suppression_has_its_reason_on_the_line():
    without = []
    for name, lines in CODE:
        for number, line in enumerate(lines, 1):
            found = SUPPRESSION.search(line)
            if found and not REASON.search(found["rest"]):
                without.append(f"{name}:{number}: {line.strip()}")
    assert without == []


HOSTS = r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.org"
PLACES = r"(?<![\w.-])/(wor[k]|roo[t]|far[m])/|(?<![\w/-])share[d]/"


@pytest.mark.parametrize("pattern", [HOSTS, PLACES], ids=["package registries", "places of one machine"])
def test_nothing_names(pattern):
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, lines in TEXTS
        for number, line in enumerate(lines, 1)
        if re.search(pattern, line)
    ]
    assert found == []


def test_files_stay_short_enough_to_read():
    written = [(name, lines) for name, lines in CODE if "/versions/" not in name]  # migrations are generated
    assert [f"{name}: {len(lines)}" for name, lines in written if len(lines) > LONGEST] == []


def test_the_lock_has_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([\w.-]+)==\S+ .*\\\n    --hash=", lock, re.MULTILINE)
    assert "://" not in lock
    assert "--index-url" not in lock
    assert len(pinned) == len(re.findall(r"^\w", lock, re.MULTILINE))
    assert {"aiogram", "babel", "editables", "hatchling", "pytest"} <= set(pinned)


# ---------------------------------------------------------------- the command line


def thidua(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.process
def test_help_names_every_command_and_is_quick():
    started = time.perf_counter()
    done = thidua("--help")
    took = time.perf_counter() - started
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for name in available() if not re.search(rf"^  {name} ", done.stdout, re.MULTILINE)] == []
    assert took < 3  # the promise is 0.7 s on a quiet machine; parallel tests share two cores with it


@pytest.mark.process
def test_the_version_is_the_installed_one():
    done = thidua("--version")
    assert (done.returncode, done.stdout) == (0, "thidua 0.1.0\n")


def commands() -> list[str]:
    """Every command with its own ones: ``db upgrade``."""
    found = []
    for name in available():
        below = getattr(get_command(build(name)), "commands", {})[name]
        found += [f"{name} {word}" for word in getattr(below, "commands", {})] or [name]
    return found


@pytest.mark.parametrize("name", available())
def test_every_command_can_be_asked_for_help(name, capsys):
    with pytest.raises(SystemExit) as end:
        build(name)([name, "--help"], prog_name="thidua")
    assert end.value.code == 0
    assert f"Usage: thidua {name}" in capsys.readouterr().out


# ---------------------------------------------------------------- documentation

REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def test_every_command_is_documented():
    assert [name for name in commands() if f"thidua {name}" not in REFERENCE] == []


def test_every_setting_is_documented():
    used = {found for name, lines in CODE if not name.startswith("tests/") for found in settings_in("\n".join(lines))}
    if find_spec("bot.settings"):
        from bot.settings import Settings

        used |= {f"THIDUA_{field.upper()}" for field in Settings.model_fields}
    assert sorted(setting for setting in used if f"`{setting}`" not in REFERENCE) == []


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"\bTHIDUA_[A-Z]\w*[A-Z]\b", text))


def test_links_between_documents_lead_somewhere():
    documents = [(ROOT / name, "\n".join(lines)) for name, lines in TEXTS if name.endswith(".md")]
    links = [(path, link) for path, text in documents for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)]
    broken = [f"{path}: {link}" for path, link in links if not (path.parent / link).exists()]
    assert broken == []


# ---------------------------------------------------------------- the wheel


@pytest.mark.process
def test_the_wheel_has_all_that_is_needed_at_run_time(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    tracked = {name for name, _ in TEXTS}
    wanted = {
        name
        for name in tracked
        if name.split("/")[0] in {"bot", "handlers", "reports", "storage", "scoring", "locales", "campaigns"}
        and not name.startswith("locales/vi/")
    }
    assert sorted((wanted | {"locales/compiled/vi.mo"}) - names) == []
    assert [name for name in names if name.endswith(".po") or name.startswith("tests/")] == []
