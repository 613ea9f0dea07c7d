"""In numbers: how many turns a reviewer needs. Counted in the golden conversation, and among forty units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
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


def test_two_criteria_are_returned_with_reasons_in_six_turns() -> None:
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
    shown = stage.act("An", Understood(EventKind.TEXT, text))
    assert [each.person for each in shown] == ["An"]  # one turn, one message
    return shown[0]


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
