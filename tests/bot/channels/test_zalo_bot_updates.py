"""What a Zalo bot is told, in the shapes that were recorded from live bots and from the documentation: a table, half of
it unusual or broken. People and ids are invented."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import FileRef, Understood, Unreadable
from bot.channels.zalo_bot_updates import identify, is_written_by_a_bot, sender_of, understand
from handlers.conversation import EventKind

WHEN = datetime(2026, 9, 21, 14, 13, 20, 123000, tzinfo=UTC)
HOA: dict[str, Any] = {"id": "0f1e2d3c4b5a69788796", "display_name": "Cô Hoa", "is_bot": False}
PRIVATE: dict[str, Any] = {"id": "0f1e2d3c4b5a69788796", "chat_type": "PRIVATE"}
GROUP: dict[str, Any] = {"id": "77aa77aa77aa77aa77aa", "chat_type": "GROUP"}
PHOTO = "https://photo.example/a.jpg"
VOICE = "https://voice.example/a.aac"


def event(name: str = "message.text.received", **content: Any) -> dict[str, Any]:
    message = {"message_id": "a1b2c3d4e5f60718293a", "date": 1790000000123, "from": HOA, "chat": PRIVATE}
    return {"event_name": name, "message": message | content}


def text(**content: Any) -> dict[str, Any]:
    return event(**{"text": "12 0"} | content)


def image(**content: Any) -> dict[str, Any]:
    return event("message.image.received", **content)


def without(raw: dict[str, Any], *keys: str) -> dict[str, Any]:
    return raw | {"message": {key: value for key, value in raw["message"].items() if key not in keys}}


def said(kind: EventKind = EventKind.TEXT, words: str = "12 0", **more: Any) -> Understood:
    expected: dict[str, Any] = {"happened_at": WHEN, "display_name": "Cô Hoa"} | more
    return Understood(kind, words, **expected)


def photo(words: str = "") -> Understood:
    return said(EventKind.FILE, words, files=(FileRef(PHOTO, "photo.jpg", "image/jpeg"),))


def other(kind: str) -> Understood:
    return said(EventKind.OTHER, kind)


TABLE: list[tuple[str, Any, Understood | None]] = [
    # -- what people do
    ("text, flat", text(), said()),
    ("text, wrapped", {"ok": True, "result": text()}, said()),
    ("text with its kind", text(message_type="CHAT_MESSAGE"), said()),
    ("text as typed", text(text=" hai\nba "), said(words=" hai\nba ")),
    ("a code", text(text="DANGKY 48291"), said(words="DANGKY 48291")),
    ("start is a word here", text(text="/start AB-12"), said(words="/start AB-12")),
    ("photo, live", image(photo_url=PHOTO, message_type="CHAT_PHOTO"), photo()),
    ("photo, as documented", image(photo=PHOTO), photo()),
    ("photo, both", image(photo="", photo_url=PHOTO), photo()),
    ("photo, wrapped, with words", {"ok": True, "result": image(photo_url=PHOTO, caption="QĐ 12")}, photo("QĐ 12")),
    ("photo as an object", image(photo={"url": PHOTO}), photo()),
    ("photo without a caption", image(photo_url=PHOTO, caption=None), photo()),
    (
        "voice",
        event("message.voice.received", voice_url=VOICE, message_type="CHAT_VOICE"),
        said(EventKind.FILE, "", files=(FileRef(VOICE, "voice.aac", "audio/aac"),)),
    ),
    ("sticker", event("message.sticker.received", sticker="0e07", url="https://x.example/s"), other("sticker")),
    ("a PDF, a link, a card", event("message.unsupported.received"), other("unsupported")),
    ("in a group", text(chat=GROUP, text="@Bot xin chào"), Understood(EventKind.GROUP, happened_at=WHEN)),
    ("name under another key", text(**{"from": {"id": HOA["id"], "name": "Hoa"}}), said(display_name="Hoa")),
    # -- what is unusual
    ("something of next year", event("message.hologram.received"), other("hologram")),
    ("photo without an address", image(), other("image")),
    ("photo that is no address", image(photo_url="file:///etc/passwd"), other("image")),
    ("photo with an endless address", image(photo_url="https://x.example/" + "a" * 5000), other("image")),
    ("photo that is a list", image(photo=[PHOTO]), other("image")),
    ("voice without an address", event("message.voice.received"), other("voice")),
    ("no date", without(text(), "date"), said(happened_at=None)),
    ("date in words", text(date="yesterday"), said(happened_at=None)),
    ("date in seconds", text(date=1790000000), said(happened_at=None)),
    ("date out of range", text(date=10**30), said(happened_at=None)),
    ("date that is true", text(date=True), said(happened_at=None)),
    ("no name", text(**{"from": {"id": HOA["id"]}}), said(display_name="")),
    ("nobody wrote it", without(text(), "from"), said(display_name="")),
    ("a chat without a kind", text(chat={"id": HOA["id"]}), said()),
    ("caption that is no text", image(photo_url=PHOTO, caption=["a"]), photo()),
    # -- what cannot be read
    ("text without a text", event(), None),
    ("text that is a number", text(text=12), None),
    ("a message was read", event("message.seen"), None),
    ("an event of another kind", event("user.followed"), None),
    ("no message", {"event_name": "message.text.received"}, None),
    ("message that is a text", {"event_name": "message.text.received", "message": "hi"}, None),
    ("no name of the event", {"message": text()["message"]}, None),
    ("name that is a number", text() | {"event_name": 7}, None),
    ("refusal", {"ok": False, "error_code": 408, "description": "Request timeout"}, None),
    ("nothing", {}, None),
    ("a list inside", {"ok": True, "result": [text()]}, None),
]


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_understood(raw: Any, expected: Understood | None) -> None:
    if expected is None:
        with pytest.raises(Unreadable):
            understand(raw)
    else:
        assert understand(raw) == expected


def test_an_unreadable_event_quotes_nobody() -> None:
    with pytest.raises(Unreadable) as error:
        understand(event("user.followed"))
    assert str(error.value) == "an event of an unknown kind: user.followed"


# -- before the journal: nothing fails

SENDERS: list[tuple[str, Any, str]] = [
    ("a person", text(), HOA["id"]),
    ("wrapped", {"ok": True, "result": text()}, HOA["id"]),
    ("a group", text(chat=GROUP), GROUP["id"]),
    ("no chat", without(text(), "chat"), HOA["id"]),
    ("neither", without(text(), "chat", "from"), ""),
    ("an id that is a number", text(chat={"id": 7}), "7"),
    ("an id that is a list", text(chat={"id": [7]}, **{"from": {}}), ""),
    ("no message", {"event_name": "message.text.received"}, ""),
    ("a text", "hi", ""),
    ("nothing", None, ""),
]


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in SENDERS], ids=[row[0] for row in SENDERS])
def test_sender(raw: Any, expected: str) -> None:
    assert sender_of(raw) == expected


def test_the_id_is_made_of_event_and_message() -> None:
    assert identify(text()) == "message.text.received:a1b2c3d4e5f60718293a"
    assert identify({"ok": True, "result": text()}) == identify(text())
    assert identify(image()) != identify(text())


def test_without_a_message_id_the_content_stands_for_it() -> None:
    bare = without(text(), "message_id")
    assert identify(bare) == identify(dict(bare))
    assert identify(bare).startswith("sha256:")
    assert identify(bare) != identify(without(text(text="13"), "message_id"))
    assert identify(["odd"]).startswith("sha256:")


@pytest.mark.parametrize(
    ("raw", "own_id", "expected"),
    [
        (text(), None, False),
        (text(), "b0b0b0b0b0b0b0b0b0b0", False),
        (text(**{"from": {"id": "b0b0b0b0b0b0b0b0b0b0", "is_bot": False}}), "b0b0b0b0b0b0b0b0b0b0", True),
        (text(**{"from": {"id": "c0", "is_bot": True}}), None, True),
        ({"ok": True, "result": text(**{"from": {"id": "c0", "is_bot": True}})}, None, True),
        (text(**{"from": {"id": "c0", "is_bot": "no"}}), "b0", False),
        (text(**{"from": {"id": "c0", "is_bot": False}}), None, True),
        (text(chat=GROUP), None, False),
        (text(**{"from": {}}), None, False),
        ("hi", "b0", False),
    ],
)
def test_written_by_a_bot(raw: Any, own_id: str | None, expected: bool) -> None:
    assert is_written_by_a_bot(raw, own_id) is expected
