"""The guide for officers (docs/viet-ke-hoach.md), followed literally: its files are written, its commands are run, and
what it shows is what comes out. In its examples "…" stands for anything."""

import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main

GUIDE = Path(__file__).parent.parent / "docs" / "viet-ke-hoach.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLAN, ANSWERS = "xanh-sach-dep-2027.yaml", "thon-1.json"


def steps(text: str) -> Iterator[tuple[str, str]]:
    """("yaml" or "json", content) and ("run", a command with the lines it shows), in the order of the page."""
    for kind, content in BLOCK.findall(text):
        if kind != "console":
            yield kind, content
            continue
        for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            yield "run", part


def shown(line: str, output: str) -> bool:
    pieces = [piece.strip() for piece in line.split("…")]
    return re.search(".*?".join(re.escape(piece) for piece in pieces), output, re.DOTALL) is not None


@pytest.fixture
def office(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the officer works, in February 2027."""
    settings = {"CAMPAIGNS_DIR": ".", "DATABASE_URL": "sqlite:///office.db", "NOW": "2027-02-25T08:00", "LOCALE": "vi"}
    for name, value in settings.items():
        monkeypatch.setenv(f"THIDUA_{name}", value)
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated_sqlite, tmp_path / "office.db")
    return tmp_path


def run(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    if command.startswith(("sed ", "rm ")):
        subprocess.run(["sh", "-c", command], check=True)
        return 0, ""
    monkeypatch.setattr("sys.stdin", io.StringIO("đăng ký\n"))
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command)[1:])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


@pytest.mark.skipif(shutil.which("sed") is None, reason="the guide edits its example with sed")
def test_the_guide_followed_literally(office, capsys, monkeypatch):
    commands = 0
    for kind, content in steps(GUIDE.read_text("utf-8")):
        if kind == "yaml":
            with (office / PLAN).open("a", encoding="utf-8") as file:
                file.write(content)
        elif kind == "json":
            (office / ANSWERS).write_text(content, "utf-8")
        else:
            command, *expected = content.strip().splitlines()
            code, output = run(command, capsys, monkeypatch)
            assert code == (2 if "sai.yaml" in command and "check" in command else 0), output
            for line in expected:
                assert shown(line, output), f"{command}\n{line}\n---\n{output}"
            commands += 1
    assert commands == 12
