"""In numbers: how many turns a reviewer needs. Counted in the golden conversation, and among forty units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
from tests.coded import coded
from tests.conversations import Shown, Stage
from tests.showing import ButtonChannel, TypedChannel
from tests.submissions import send_for

QUEUE = Path(__file__).parents[1] / "transcripts" / "review_queue.txt"
UNITS = 40


def turns(name: str, *, first: str, until: str) -> list[str]:
    """What somebody wrote from one line of the conversation on, until the answer that begins so."""
    said: list[str] = []
    for line in QUEUE.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}> ") and (said or line == f"{name}> {first}"):
            said.append(line.removeprefix(f"{name}> "))
        if said and line.startswith(f"{name}< {until}"):
            return said
    raise AssertionError(f"{name} never came to “{until}”")


def test_a_clean_submission_of_eleven_criteria_is_approved_in_three_turns() -> None:
    assert len(turns("An", first="tiep", until="Đã duyệt UBND Phường 1")) <= 3


def test_two_criteria_are_returned_in_the_story_in_six_turns() -> None:
    said = turns("An", first="trả lại I.1, III", until="Đã trả lại UBND Phường 2")
    opening = 1  # "tiếp", before it
    own_sentence = 3  # on the way a ready sentence is changed, which is not part of it
    assert opening + len(said) - own_sentence <= 6


@pytest.fixture(params=[ButtonChannel, TypedChannel])
def stage(database_url: str, request: pytest.FixtureRequest) -> Iterator[Stage]:
    database = Database(database_url)
    stage = Stage(database, request.param())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_person("An", "reviewer")
    for number in range(1, UNITS + 1):
        stage.add_unit(f"P{number}", f"UBND Phường {number}")
        send_for(stage, f'P{number} {{"III": {{"feedback_count": {number % 6}}}}}')
    yield stage
    database.close()


def say(stage: Stage, text: str) -> Shown:
    shown = act(stage, text)
    assert [each.person for each in shown] == ["An"]  # one turn, one message
    return shown[0]


def act(stage: Stage, text: str) -> list[Shown]:
    """One turn; where there are no buttons, what decides is typed with its code."""
    typed = coded(stage, f"An> {text}", typed=not stage.channel.capabilities.buttons).removeprefix("An> ")
    return stage.act("An", Understood(EventKind.TEXT, typed))


def test_one_criterion_is_compared_across_forty_units_in_five_messages(stage: Stage) -> None:
    say(stage, "thẩm định")
    pages = [say(stage, "III")]
    while any("Xem tiếp" in label for label in pages[-1].labels) or "Xem tiếp" in pages[-1].text:
        pages.append(say(stage, "tiếp"))
    assert len(pages) <= 5
    together = "\n".join(page.text for page in pages)
    for number in range(1, UNITS + 1):
        points = 10 - 2 * (number % 6)
        assert f"UBND Phường {number}: {points}/10 – Số phản ánh, kiến nghị: {number % 6} (1 giải trình)" in together
    assert all(len(page.text) <= 2000 for page in pages)  # each fits the narrowest channel


def test_ten_units_are_approved_at_once_with_a_list_and_a_report(stage: Stage) -> None:
    say(stage, "thẩm định")
    say(stage, "III")
    asked = say(stage, "duyệt 1-10")
    assert "10 đơn vị" in asked.text
    assert all(f"UBND Phường {number}:" in asked.text for number in range(1, 11))
    report = say(stage, "đồng ý")
    assert report.text.startswith("Đã duyệt III: UBND Phường 1, UBND Phường 2")
    assert report.text.count("✅") == 10


def test_a_clean_submission_is_approved_in_three_turns(stage: Stage) -> None:
    """From the list: the next one, all of it, yes; with a code where there are no buttons."""
    say(stage, "thẩm định")
    for text in ("tiếp", "duyệt tất cả"):
        say(stage, text)
    assert act(stage, "đồng ý")[0].text.startswith("Đã duyệt UBND Phường 1")


def test_two_criteria_are_returned_with_reasons_in_six_turns(stage: Stage) -> None:
    asked = ["thẩm định", "tiếp", "trả lại I.1, V", "1", "Quyết định công nhận chưa có số"]
    for text in asked:
        say(stage, text)
    closed = act(stage, "đồng ý")
    assert closed[0].text.startswith("Đã trả lại UBND Phường 1; hạn chỉnh sửa")
    assert len(asked) + 1 <= 6


def test_forty_units_from_the_first_message_to_the_empty_queue(stage: Stage) -> None:
    """Criterion by criterion across all units, then closed at once."""
    turns = [say(stage, "thẩm định")]
    assert "40 hồ sơ" in turns[0].text
    for criterion in ("I.1", "I.2.1", "I.2.2", "I.2.3", "I.3", "II.1", "II.2", "III", "IV.1", "IV.2", "V"):
        turns += [say(stage, criterion), say(stage, "duyệt 1-40")]
        assert "40 đơn vị" in turns[-1].text
        turns.append(say(stage, "đồng ý"))
        assert turns[-1].text.startswith(f"Đã duyệt {criterion}: UBND Phường 1, ")
    turns += [say(stage, "danh sách"), say(stage, "kết thúc")]
    assert turns[-1].text.startswith("Duyệt 40 hồ sơ")
    closed = act(stage, "đồng ý")
    assert "Đã thẩm định xong 40/40 hồ sơ" in closed[0].text
    assert "Không có hồ sơ nào chờ thẩm định" in closed[0].text
    assert len(turns) + 1 <= 40  # on paper: forty sheets of eleven rows


def test_a_reviewer_stops_and_comes_back_to_the_same_place(stage: Stage) -> None:
    for text in ("thẩm định", "tiếp", "duyệt tất cả", "đồng ý", "tiếp"):
        shown = act(stage, text)[0]
    assert shown.text.lstrip("*").startswith("UBND Phường 2 – ")
    assert "tiếp tục" in say(stage, "thôi").text
    assert say(stage, "tiếp tục").text.lstrip("*").startswith("UBND Phường 2 – ")
    assert say(stage, "hồ sơ tiếp theo").text.lstrip("*").startswith("UBND Phường 3 – ")
    shown = say(stage, "danh sách")
    assert "Đã thẩm định xong 1/40 hồ sơ" in shown.text
