"""Every golden conversation over Zalo: what people do there comes as the payloads that Zalo sends, what they are told
is what the file says; and what a campaign costs of the month's messages."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.base import Markup, Understood
from bot.channels.zalo_bot_updates import identify, sender_of, understand
from bot.rendering import split
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Evidence
from tests.conversations import ZONE, Shown, Stage, direct, do, play
from tests.showing import ZaloChannel, as_typed, matching, messages

FOLDER = Path(__file__).parents[2] / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
GROUP = "aaaaaaaaaaaaaaaaaaaa"

EVENTS = {
    EventKind.TEXT: "message.text.received",
    EventKind.START: "message.text.received",  # no link carries a code: it is typed
    EventKind.GROUP: "message.text.received",
    EventKind.FILE: "message.image.received",
    EventKind.OTHER: "message.sticker.received",
}


class ZaloStage(Stage):
    """People write through Zalo's payloads. What Zalo has not (an edit, a block, an album, a beginning without a code)
    comes from elsewhere."""

    display_name = ""

    def new_account(self, name: str) -> str:
        external_id = self.people[name] = f"{len(self.people) + 1:020x}"
        return external_id

    def act(self, name: str, understood: Understood, files: list[dict[str, Any]] | None = None) -> list[Shown]:
        begins = understood.kind is EventKind.START and not understood.text
        if understood.kind not in EVENTS or understood.album or begins:
            return super().act(name, understood, files)
        external_id = self.people.get(name) or self.new_account(name)
        raw = self.payload(external_id, understood)
        assert identify(raw).startswith("message.")
        assert sender_of(raw) == (GROUP if understood.kind is EventKind.GROUP else external_id)
        read = understand(raw)
        assert read.happened_at == self.now
        return super().act(name, read, files)

    def payload(self, external_id: str, understood: Understood) -> dict[str, Any]:
        in_group = understood.kind is EventKind.GROUP
        message: dict[str, Any] = {
            "message_id": f"{self.counter:020x}",
            "date": int(self.now.timestamp() * 1000),
            "from": {"id": external_id, "display_name": self.display_name, "is_bot": False},
            "chat": {"id": GROUP if in_group else external_id, "chat_type": "GROUP" if in_group else "PRIVATE"},
        }
        if understood.kind is EventKind.FILE:
            message |= {"photo_url": f"https://photo.example/{self.counter}.jpg", "caption": understood.text}
        elif understood.kind is not EventKind.OTHER:
            message |= {"text": understood.text}
        return {"event_name": EVENTS[understood.kind], "message": message}


@pytest.fixture
def database(database_url: str) -> Any:
    database = Database(database_url)
    yield database
    database.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_zalo(path: Path, database: Database) -> None:
    played = play(path, ZaloStage(database, ZaloChannel()), typed=True)
    expected = [as_typed(lines) for lines in messages(path.read_text(encoding="utf-8").splitlines())]
    shown = [matching(lines, wanted) for lines, wanted in zip(messages(played), expected, strict=True)]
    assert [unbroken(lines) for lines in shown] == [unbroken(lines) for lines in expected]


def unbroken(lines: list[str]) -> list[str]:
    """A message that is sent in parts has no blank line where it was cut."""
    if len("\n".join(lines)) < ZaloChannel.capabilities.max_text:
        return lines
    return [line for line in lines if line.strip(" |")]


# -- what a campaign costs of the month's messages, both directions together


def test_what_the_happy_way_costs(database: Database) -> None:
    """Somebody without a name in Zalo, who writes some answers under the photo that proves them and some not."""
    played = play(FOLDER / "happy_way.txt", ZaloStage(database, ZaloChannel()), typed=True)
    begins = next(index for index, line in enumerate(played) if line.startswith("Lan> "))
    december = next(index for index, line in enumerate(played) if line.startswith("# Self-assessment"))
    review = next(index for index, line in enumerate(played) if line.startswith("# The reviewer"))
    registration, assessment = count(played[begins:december]), count(played[december:review])
    assert registration <= MOST_REGISTRATION
    assert assessment <= MOST_ASSESSMENT


MOST_REGISTRATION, MOST_ASSESSMENT = 16, 48
REGISTRATION = ["đồng ý", "dung", "1", "toi da tat ca", "12/UBND-VP ngày 12/4/2024", "(photo vb.jpg)", "gui"]
# One answer for each criterion, as somebody types it who copies the example, and the photo that proves it.
ANSWERS = {
    "i1.jpg": "12 1",
    "i21.jpg": "co, 15/2",
    "i22.jpg": "9, 1",
    "i23.jpg": "92,5",
    "i3.jpg": "8/3, 7/6, 9/9, 11/12",
    "ii1.jpg": "1, 5, 0",
    "ii2.jpg": "co, 100, 3, 0",
    "iii.jpg": "0",
    "iv1.jpg": "0",
    "iv2.jpg": "0",
    "v.jpg": "2",
}
UNDER_IT = [f"(photo {photo}) {typed}" for photo, typed in ANSWERS.items()]
PHOTO_AFTER = [act for photo, typed in ANSWERS.items() for act in (typed, f"(photo {photo})")]
PHOTO_BEFORE = [act for photo, typed in ANSWERS.items() for act in (f"(photo {photo})", typed)]


@pytest.mark.parametrize(("acts", "most"), [(UNDER_IT, 26), (PHOTO_AFTER, 48), (PHOTO_BEFORE, 48)])
def test_what_a_campaign_costs(acts: list[str], most: int, database: Database) -> None:
    """Zalo tells a name, so it is not asked for. Photos stand alone for who cannot write under them, before the answer
    or after it; every photo belongs to the criterion that it was sent for."""
    stage = ZaloStage(database, ZaloChannel())
    for line in ("campaign cchc-vinh-long-2024", "unit P1 UBND Phường 1", "person Minh organizer"):
        direct(stage, line)
    for line in ("moi", "1", "phuong 1"):
        do(stage, f"Minh> {line}", typed=True)
    stage.display_name = "Trần Thị Lan"
    registration = story(stage, [stage.codes[0], *REGISTRATION])
    assert "Số biên nhận" in "".join(registration[-8:])
    stage.now = datetime(2024, 12, 16, 9, tzinfo=ZONE)
    assessment = story(stage, ["tu cham diem", *acts, "dong y gui"])
    assert "Số biên nhận TC-2024-0001, 97/100 điểm." in "".join(assessment[-5:])
    assert (count(registration), count(assessment)) == (MOST_REGISTRATION, most)
    with stage.session() as session:
        proved = Counter(proof.criterion for proof in session.exec(select(Evidence)))
    assert sorted(proved.values()) == [1] * len(ANSWERS)


def story(stage: Stage, acts: list[str]) -> list[str]:
    """Lan's turns, in the format of the files."""
    played = []
    for act in acts:
        played.append(f"Lan> {act}")
        for message in do(stage, f"Lan> {act}", typed=True):
            played += message.lines()
    return played


def count(lines: list[str]) -> int:
    """Messages of Lan's, received and sent; a long one is sent in parts, and each counts."""
    total = sum(line.startswith("Lan> ") for line in lines)
    for message in messages(lines):
        if message[0].startswith("Lan<"):
            text = "\n".join(re.sub(r"^Lan< ?|^    (\| )?", "", line) for line in message)
            total += len(split(text, ZaloChannel.capabilities.max_text, markup=Markup.PLAIN))
    return total
