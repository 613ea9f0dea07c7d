"""Every golden conversation over an Official Account: what people do comes as the payloads that Zalo sends (a button's
is typed, as it were), what they are told is what the file says; choices beyond five buttons are lines of the text."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Rendered, Understood
from bot.channels.zalo_oa_sending import MOST_BUTTONS, capabilities_of
from bot.channels.zalo_oa_updates import identify, press_payload, sender_of, understand
from handlers.conversation import EventKind
from storage.database import Database
from tests.conversations import Shown, Stage, play
from tests.showing import ButtonChannel, messages

FOLDER = Path(__file__).parents[2] / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
TYPED = re.compile(r"\n\n(?:Cũng có thể gõ: (?P<words>“.*”)|(?P<numbered>6\. [^\n]*(?:\n\d+\. [^\n]*)*))\Z")

EVENTS = {
    EventKind.TEXT: "user_send_text",
    EventKind.PRESS: "user_send_text",
    EventKind.FILE: "user_send_image",
    EventKind.OTHER: "user_send_sticker",
    EventKind.START: "follow",
    EventKind.BLOCKED: "unfollow",
}


class OaShows(ButtonChannel):
    """Turns what an account would show back into the neutral form."""

    name = "zalo_oa"
    capabilities = capabilities_of("plain")

    def neutral(self, rendered: Rendered) -> tuple[str, list[str]]:
        text, labels = "\n".join(rendered.texts), [button.label for button in rendered.buttons]
        assert len(labels) <= MOST_BUTTONS
        if len(labels) == MOST_BUTTONS and (typed := TYPED.search(text)):
            text = text[: typed.start()]
            labels += re.findall("“(.*?)”", typed["words"]) if typed["words"] else typed["numbered"].split("\n")
        return text, labels


class OaStage(Stage):
    """People write through Zalo's payloads. What Zalo has not (an edit, an album, a group) comes from elsewhere."""

    def new_account(self, name: str) -> str:
        external_id = self.people[name] = str(10**18 + len(self.people))
        return external_id

    def act(self, name: str, understood: Understood, files: list[dict[str, Any]] | None = None) -> list[Shown]:
        if understood.kind is EventKind.START and understood.text:  # no link carries a code: it is typed
            understood = Understood(EventKind.TEXT, understood.text)
        if understood.kind not in EVENTS or understood.album:
            return super().act(name, understood, files)
        external_id = self.people.get(name) or self.new_account(name)
        raw = self.payload(name, external_id, understood)
        assert identify(raw).startswith(EVENTS[understood.kind])
        assert sender_of(raw) == external_id
        read = understand(raw)
        assert read.happened_at == self.now
        return super().act(name, read, files)

    def payload(self, name: str, external_id: str, understood: Understood) -> dict[str, Any]:
        message: dict[str, Any] = {"msg_id": f"{self.counter:020x}"}
        if understood.kind is EventKind.PRESS:
            message["text"] = self.said_by_a_press(name, understood)
        elif understood.kind is EventKind.FILE:
            photo = {"type": "image", "payload": {"url": f"https://photo.example/{self.counter}.jpg"}}
            message |= {"text": understood.text, "attachments": [photo]}
        else:
            message["text"] = understood.text
        of_account = understood.kind in (EventKind.START, EventKind.BLOCKED)
        who = {"follower": {"id": external_id}} if of_account else {"message": message}
        return {
            "app_id": "1",
            "event_name": EVENTS[understood.kind],
            "sender": {"id": external_id},
            "timestamp": str(int(self.now.timestamp() * 1000)),
            **who,
        }

    def said_by_a_press(self, name: str, understood: Understood) -> str:
        """The payload of a button; of a choice that has none, its words."""
        assert understood.press is not None
        row, index = understood.press
        if index < MOST_BUTTONS:
            return press_payload(f"{row}:{index}")
        shown = next(one for one in self.shown[name] if one.row == row)
        return re.sub(r"^\d+\. ", "", shown.labels[index])


@pytest.fixture
def database(database_url: str) -> Any:
    database = Database(database_url)
    yield database
    database.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_an_official_account(path: Path, database: Database) -> None:
    played = play(path, OaStage(database, OaShows()))
    expected = [plain(lines) for lines in messages(path.read_text(encoding="utf-8").splitlines())]
    assert [plain(lines) for lines in messages(played)] == expected


def plain(lines: list[str]) -> list[str]:
    """A message without emphasis, which the account does not show."""
    return [line.replace("**", "") for line in lines]
