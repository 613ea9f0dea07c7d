"""A second step that appraises: what the first one corrected was explained or not, and is closed."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.conversations import Stage, direct, do, play
from tests.showing import ButtonChannel

STORY = Path(__file__).parents[1] / "transcripts" / "explained_once.txt"


def played(database: Database, folder: Path, until: str) -> Stage:
    """The story up to a line of it."""
    path, text = folder / STORY.name, STORY.read_text(encoding="utf-8")
    assert until in text
    path.write_text(text.partition(until)[0], encoding="utf-8")
    stage = Stage(database, ButtonChannel())
    play(path, stage)
    direct(stage, "later 10 minutes")
    return stage


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    """The first step corrected a figure and passed it on: the second one has it."""
    return played(database, tmp_path, "# The department of home affairs")


def said_to(stage: Stage, who: str, *lines: str) -> str:
    """What somebody is shown while these things are done, the buttons with it."""
    shown = [each for line in lines for each in do(stage, line, typed=False)]
    return "\n".join(part for each in shown if each.person == who for part in (each.text, *each.labels))


def test_the_same_figures_are_not_to_be_explained_again(stage: Stage) -> None:
    said = said_to(stage, "Lan", "Bình> thẩm định", "Bình> 1", "Bình> duyệt tất cả", "Bình> đồng ý")
    assert "đã được duyệt" in said
    assert "giải trình" not in said.lower()


def test_what_was_explained_and_answered_is_closed(database: Database, tmp_path: Path) -> None:
    """The answer is what passes it on, at that very moment."""
    stage = played(database, tmp_path, "# The days pass without a word")
    said_to(stage, "Lan", "Lan> [Giải trình II.2.3.1]", "Lan> Sáu bài đăng trên báo in", "Lan> gui giai trinh")
    said_to(stage, "An", "An> thẩm định", "An> 1", "An> sửa số liệu", "An> 26", "An> Bốn bài không có trong danh sách")
    assert "▶️ Sở Nội vụ" in said_to(stage, "Lan", "Lan> tình trạng")
    said = said_to(stage, "Lan", "Bình> thẩm định", "Bình> 1", "Bình> duyệt tất cả", "Bình> đồng ý")
    assert "đã được duyệt" in said
    assert "chậm nhất" not in said
    assert "Giải trình II" not in said


def test_what_the_second_step_corrects_itself_may_be_explained_and_nothing_else(stage: Stage) -> None:
    lines = ("II.2.3.2", "sửa số liệu", "1", "Một sáng kiến trùng", "xem cả hồ sơ", "duyệt tất cả", "đồng ý")
    said = said_to(stage, "Lan", "Bình> thẩm định", "Bình> 1", *(f"Bình> {line}" for line in lines))
    assert "Giải trình II.2.3.2" in said
    assert "Giải trình II.2.3.1" not in said
    # It waits for the days, and then goes on to the chairperson.
    assert "Giải trình II.2.3.2" in said_to(stage, "Lan", "Lan> tình trạng")
    direct(stage, "clock 2024-12-19 08:00")
    direct(stage, "tick")
    assert "▶️ Chủ tịch UBND tỉnh" in said_to(stage, "Lan", "Lan> tình trạng")


def test_the_same_figure_corrected_anew_may_be_explained(stage: Stage) -> None:
    lines = ("II.2.3.1", "sửa số liệu", "20", "Bốn bài không về CCHC", "xem cả hồ sơ", "duyệt tất cả", "đồng ý")
    said = said_to(stage, "Lan", "Bình> thẩm định", "Bình> 1", *(f"Bình> {line}" for line in lines))
    assert "Giải trình II.2.3.1" in said
