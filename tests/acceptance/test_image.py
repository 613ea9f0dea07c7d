"""The image, as far as it can be tried without an engine: its environment, its command, its sign of health, its end."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.program import ROOT, until

pytestmark = pytest.mark.process

TEXT = (ROOT / "deploy/Containerfile").read_text("utf-8").replace("\\\n", " ")
LAST = TEXT[TEXT.rindex("\nFROM ") :]  # the stage that runs


def of(instruction: str) -> str:
    """The last one of its kind."""
    return [str(found) for found in re.findall(rf"^{instruction} +(.*)$", LAST, re.MULTILINE)][-1]


def settings(folder: Path) -> dict[str, str]:
    """Those of the image's environment, with its folder moved here."""
    found = dict(re.findall(r"\bTHIDUA_([A-Z_]+)=(\S+)", of("ENV")))
    return {name.lower(): value.replace("/data", str(folder)) for name, value in found.items()}


def is_healthy(port: str) -> bool:
    """What the engine would find: the image's own command, at the port of this program."""
    command = json.loads(of("HEALTHCHECK").partition("CMD ")[2])
    assert command[0] == "python"
    moved = [part.replace(":8080/", f":{port}/") for part in command[1:]]
    assert moved != command[1:]
    done = subprocess.run([sys.executable, *moved], capture_output=True, timeout=60, check=False)
    return done.returncode == 0


async def test_its_command_becomes_healthy_and_ends_when_it_is_asked_to(api, make_program, tmp_path):
    assert [*json.loads(of("ENTRYPOINT")), *json.loads(of("CMD"))] == ["thidua", "run"]
    assert of("STOPSIGNAL") == "SIGTERM"
    given = settings(tmp_path)
    assert (given.pop("http_host"), given.pop("http_port"), of("EXPOSE")) == ("0.0.0.0", "8080", "8080")
    program = make_program(api, **given)
    await program.start()
    port = program.address.rpartition(":")[2]
    assert is_healthy(port)
    await until(lambda: api.called("getUpdates"), "it works")
    await program.stop()
    assert not is_healthy(port)
    assert (tmp_path / "thidua.db").is_file()
