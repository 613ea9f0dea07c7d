"""The terminal chat as a process: lines in, answers out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process


def chat(folder: Path, name: str, *lines: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "THIDUA_DATABASE_URL": f"sqlite:///{folder / 'chat.db'}",
        "THIDUA_FILES_DIR": str(folder / "files"),
        "PYTHONUTF8": "1",
        **settings,
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--as", name],
        input="".join(f"{line}\n" for line in lines),
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_a_stranger_is_answered_and_remembered(tmp_path):
    first = chat(tmp_path, "Lan", "/start")
    assert (first.returncode, first.stderr) == (0, "")
    asked, answer = first.stdout.split("\n\n", 1)
    assert asked == "> /start"
    assert answer.startswith("Xin chào")
    again = chat(tmp_path, "Lan", "/start")
    assert again.returncode == 0


def test_a_wrong_address_of_the_database_is_named(tmp_path):
    ended = chat(tmp_path, "Lan", THIDUA_DATABASE_URL="mysql://x")
    assert ended.returncode == 2
    assert ended.stderr.startswith("thidua: The setting THIDUA_DATABASE_URL is wrong: ")


def test_a_name_is_needed(tmp_path):
    assert chat(tmp_path, " ").returncode == 2
