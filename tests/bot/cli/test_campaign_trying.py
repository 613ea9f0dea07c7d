"""``thidua campaign try`` as a process: a whole self-assessment in the terminal, and nothing of it afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process


def trying(folder: Path, *arguments: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "THIDUA_DATABASE_URL": f"sqlite:///{folder / 'real.db'}",
        "THIDUA_LOCALE": "en",
        "PYTHONUTF8": "1",
        "TMPDIR": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", "campaign", "try", *arguments],
        input=lines,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=folder,
    )


def test_a_unit_registers_answers_and_sends_nothing_to_anybody(tmp_path):
    lines = "đăng ký\n1\n3/UBND 18/3/2024\ngui sau\n1\n1\n12 2\nbáo cáo đã gửi\nđiểm\n"
    ended = trying(tmp_path, "cchc-vinh-long-2024", "--on", "2024-12-10", lines=lines)
    assert ended.returncode == 0, ended.stderr
    assert "A trial of cchc-vinh-long-2024 on Tuesday, 10/12/2024" in ended.stderr
    assert ended.stderr.endswith("The trial is over; nothing of it was kept.\n")
    answers = [part for part in ended.stdout.split("\n\n") if part.startswith(("[Trial]", ">"))]
    assert answers[0].startswith("[Trial] Reform campaign 2024")
    assert "I.1: 8/10 points." in ended.stdout
    assert list(tmp_path.iterdir()) == []


def test_outside_the_campaign_there_is_nothing_to_try(tmp_path):
    ended = trying(tmp_path, "cchc-vinh-long-2024", "--on", "2023-01-01")
    assert ended.returncode == 2
    assert "--on: 01/01/2023 lies outside the campaign (14/03/2024 to 31/12/2024)" in ended.stderr
    assert trying(tmp_path, "none").returncode == 2
