"""Every golden conversation over Zalo: what people do there comes as the payloads that Zalo sends, what they are told is
what the file says; and what a campaign costs of the month's messages."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Understood
from bot.channels.zalo_bot_updates import identify, sender_of, understand
from handlers.conversation import EventKind
from storage.database import Database
from tests.conversations import Shown, Stage, play
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
    """People write through Zalo's payloads. What Zalo has not (an edit, a block, an album) comes from elsewhere."""

    def new_account(self, name: str) -> str:
        external_id = self.people[name] = f"{len(self.people) + 1:020x}"
        return external_id

    def act(self, name: str, understood: Understood, files: list[dict[str, Any]] | None = None) -> list[Shown]:
        if understood.kind not in EVENTS or understood.album:
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
            "from": {"id": external_id, "display_name": "", "is_bot": False},
            "chat": {"id": GROUP if in_group else external_id, "chat_type": "GROUP" if in_group else "PRIVATE"},
        }
        if understood.kind is EventKind.FILE:
            message |= {"photo_url": f"https://photo.example/{self.counter}.jpg", "caption": understood.text}
        elif understood.kind is not EventKind.OTHER:
            message |= {"text": understood.text}
        return {"event_name": EVENTS[understood.kind], "message": message}


@pytest.fixture
def database(tmp_path: Path, migrated_file: Path) -> Any:
    (tmp_path / "talk.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'talk.db'}")
    yield database
    database.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_zalo(path: Path, database: Database) -> None:
    played = play(path, ZaloStage(database, ZaloChannel()), typed=True)
    expected = [as_typed(lines) for lines in messages(path.read_text(encoding="utf-8").splitlines())]
    assert expected == [matching(lines, wanted) for lines, wanted in zip(messages(played), expected, strict=True)]


def test_what_a_campaign_costs_of_the_months_messages(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """Both directions together, on the happy way: the invitation and registration, then 11 criteria with evidence."""
    played = play(FOLDER / "happy_way.txt", ZaloStage(database, ZaloChannel()), typed=True)
    begins = next(index for index, line in enumerate(played) if line.startswith("Lan> "))
    december = next(index for index, line in enumerate(played) if line.startswith("# Self-assessment"))
    review = next(index for index, line in enumerate(played) if line.startswith("# The reviewer"))
    registration, assessment = count(played[begins:december]), count(played[december:review])
    with capsys.disabled():
        print(f"\nover Zalo, both ways: registration {registration}, self-assessment {assessment} messages")
    assert registration <= MOST_REGISTRATION
    assert assessment <= MOST_ASSESSMENT


MOST_REGISTRATION, MOST_ASSESSMENT = 20, 60


def count(lines: list[str]) -> int:
    """Messages of Lan's, received and sent; a long one is sent in parts, and Zalo counts each."""
    received = sum(line.startswith("Lan> ") for line in lines)
    sent = itertools.chain.from_iterable(message for message in messages(lines) if message[0].startswith("Lan<"))
    total, units = received, 0
    for line in sent:
        if line.startswith("Lan<"):
            total, units = total + 1, 0
        units += len(re.sub(r"^Lan< ?|^    \| ?", "", line).encode("utf-16-le")) // 2 + 1
        if units > ZaloChannel.capabilities.max_text:
            total, units = total + 1, 0
    return total
