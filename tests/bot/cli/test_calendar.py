"""``thidua calendar``: a decree typed or in a file, and taken back."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Thidua
from tests.workbooks import one_sheet


def days(thidua: Thidua, year: str = "2026") -> dict[str, tuple[str, bool]]:
    code, out, _ = thidua("calendar", "list", "--year", year, "--json")
    assert code == 0
    return {row["day"]: (row["kind"], row["set_here"]) for row in json.loads(out)}


def test_a_decree_is_shown_done_and_undone(thidua: Thidua) -> None:
    text = "nghỉ 05/01/2026, làm bù 17/01/2026"
    code, _, said = thidua("calendar", "set", text)
    assert code == 0
    assert "• Monday, 05/01/2026: off" in said
    assert "Add --yes" in said
    assert "2026-01-05" not in days(thidua)
    assert thidua("calendar", "set", text, "--yes")[0] == 0
    found = days(thidua)
    assert (found["2026-01-05"], found["2026-01-17"]) == (("off", True), ("worked", True))
    assert found["2026-01-01"] == ("off", False)
    assert "says so already" in thidua("calendar", "set", text, "--yes")[2]
    assert thidua("calendar", "undo", "--yes")[0] == 0
    assert "2026-01-05" not in days(thidua)
    assert thidua("calendar", "undo", "--yes")[0] == 2


def test_people_read_the_list(thidua: Thidua) -> None:
    code, out, _ = thidua("calendar", "list", "--year", "2024")
    assert code == 0
    assert "2024-05-04  worked" in out


@pytest.mark.parametrize("text", ["nothing", "nghỉ 31/02/2026", "nghỉ 02/02/2026, làm bù 02/02/2026"])
def test_what_names_no_day_is_wrong_input(thidua: Thidua, text: str) -> None:
    assert thidua("calendar", "set", text, "--yes")[0] == 2


def test_a_table_changes_the_days_that_it_names(thidua: Thidua, installation: Path) -> None:
    book = installation / "lich.xlsx"
    book.write_bytes(one_sheet(["Ngày", "Loại"], [date(2026, 1, 5), "Nghỉ"], ["17/01/2026", "Làm bù"]))
    assert thidua("calendar", "import", str(book), "--yes")[0] == 0
    found = days(thidua)
    assert (found["2026-01-05"], found["2026-01-17"]) == (("off", True), ("worked", True))


def test_a_csv_does_the_same(thidua: Thidua, installation: Path) -> None:
    (installation / "lich.csv").write_text("ngày;loại\n05/01/2026;nghỉ\n17/01/2026;làm bù\n", encoding="utf-8")
    assert thidua("calendar", "import", "lich.csv", "--yes")[0] == 0
    assert days(thidua)["2026-01-17"] == ("worked", True)


def test_a_year_of_a_yaml_file_replaces_the_whole_year(thidua: Thidua, installation: Path) -> None:
    (installation / "h.yaml").write_text("2026:\n  off:\n    - 2026-01-05\n  worked: []\n", encoding="utf-8")
    before = days(thidua, "2025")
    assert thidua("calendar", "import", "h.yaml", "--yes")[0] == 0
    assert days(thidua) == {"2026-01-05": ("off", True)}
    assert days(thidua, "2025") == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.yaml", "2026:\n  off:\n    - 2025-01-05\n"),
        ("x.yaml", "- 1\n"),
        ("x.csv", "a,b\nc,d\n"),
        ("x.xlsx", "PK"),
    ],
)
def test_a_file_without_days_is_wrong_input(thidua: Thidua, installation: Path, name: str, content: str) -> None:
    (installation / name).write_text(content, encoding="utf-8")
    code, _, said = thidua("calendar", "import", name, "--yes")
    assert code == 2
    assert name in said


def test_a_file_that_is_not_there_is_named(thidua: Thidua) -> None:
    code, _, said = thidua("calendar", "import", "none.csv")
    assert code == 2
    assert "none.csv" in said
