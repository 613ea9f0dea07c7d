"""What an Official Account is told, in the shapes of the documentation and of what others recorded: a table, half of it
unusual or broken. People and ids are invented."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import FileRef, Understood, Unreadable
from bot.channels.zalo_oa_updates import identify, is_about_nobody, press_payload, sender_of, understand
from handlers.conversation import EventKind

WHEN = datetime(2026, 9, 21, 14, 13, 20, 123000, tzinfo=UTC)
USER, OA = "2222222222222222222", "3333333333333333333"
PHOTO, PAPER = "https://photo.example/a.jpg", "https://file.example/a"


def event(name: str = "user_send_text", **content: Any) -> dict[str, Any]:
    return {
        "app_id": "1111111111111111111",
        "event_name": name,
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "user_id_by_app": "4444444444444444444",
        "timestamp": "1790000000123",
    } | content


def text(words: Any = "12 0", **more: Any) -> dict[str, Any]:
    return event(message={"text": words, "msg_id": "9f8e7d6c5b4a39281706"}, **more)


def attached(name: str, kind: str, *payloads: Any, **message: Any) -> dict[str, Any]:
    parts = [{"type": kind, "payload": payload} for payload in payloads]
    return event(name, message={"attachments": parts, "msg_id": "9f8e7d6c5b4a39281706", **message})


def image(*payloads: Any, **message: Any) -> dict[str, Any]:
    return attached("user_send_image", "image", *payloads, **message)


def paper(**payload: Any) -> dict[str, Any]:
    return attached("user_send_file", "file", {"url": PAPER, "name": "bc.pdf", "size": "1234"} | payload)


def follower(name: str) -> dict[str, Any]:
    raw = event(name, follower={"id": USER}, oa_id=OA, source="oa_profile")
    return {key: value for key, value in raw.items() if key not in ("sender", "recipient")}


def said(kind: EventKind = EventKind.TEXT, words: str = "12 0", **more: Any) -> Understood:
    expected: dict[str, Any] = {"happened_at": WHEN} | more
    return Understood(kind, words, **expected)


def files(*found: FileRef, words: str = "") -> Understood:
    return said(EventKind.FILE, words, files=found)


def other(kind: str) -> Understood:
    return said(EventKind.OTHER, kind)


A_PHOTO = FileRef(PHOTO, "photo.jpg", "image/jpeg")
A_PDF = FileRef(PAPER, "bc.pdf", "application/pdf", 1234)

TABLE: list[tuple[str, Any, Understood | None]] = [
    # -- what people do
    ("text", text(), said()),
    ("text as typed", text(" hai\nba "), said(words=" hai\nba ")),
    ("a quote beside it", event(message={"text": "a", "msg_id": "x", "quote_msg_id": "y"}), said(words="a")),
    ("a button", text(press_payload("12:3")), said(EventKind.PRESS, "", press=(12, 3))),
    ("a button with blanks", text(f" {press_payload('12:3')} "), said(EventKind.PRESS, "", press=(12, 3))),
    ("photo", image({"url": PHOTO, "thumbnail": PHOTO}), files(A_PHOTO)),
    ("photo with words", image({"url": PHOTO}, text="QĐ 12"), files(A_PHOTO, words="QĐ 12")),
    ("two photos", image({"url": PHOTO}, {"url": PHOTO}), files(A_PHOTO, A_PHOTO)),
    ("gif", attached("user_send_gif", "gif", {"url": PHOTO}), files(FileRef(PHOTO, "photo.gif", "image/gif"))),
    ("PDF", paper(), files(A_PDF)),
    (
        "Word",
        paper(name="KH.DOCX", size="7"),
        files(
            FileRef(
                PAPER,
                "KH.DOCX",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                7,
            )
        ),
    ),
    ("voice", attached("user_send_audio", "audio", {"url": PAPER}), files(FileRef(PAPER, "voice.mp3", "audio/mpeg"))),
    ("video", attached("user_send_video", "video", {"url": PAPER}), files(FileRef(PAPER, "video.mp4", "video/mp4"))),
    ("link with text", attached("user_send_link", "link", {"url": PAPER}, text="xem a.vn"), said(words="xem a.vn")),
    ("link alone", attached("user_send_link", "link", {"url": PAPER}), said(words=PAPER)),
    ("link alone, older", attached("user_send_link", "links", {"link": PAPER}), said(words=PAPER)),
    ("sticker", attached("user_send_sticker", "sticker", {"id": "1"}), other("sticker")),
    ("place", attached("user_send_location", "location", {"coordinates": {"latitude": "10"}}), other("location")),
    ("card", attached("user_send_business_card", "link", {"url": PAPER}), other("business_card")),
    ("follow", follower("follow"), said(EventKind.START, "")),
    ("unfollow", follower("unfollow"), said(EventKind.BLOCKED, "")),
    (
        "contact data",
        event("user_submit_info", info={"name": "Cô Hoa", "phone": "84912345678", "gender": "2"}),
        said(EventKind.SUBMITTED, "84912345678", display_name="Cô Hoa"),
    ),
    # -- what is unusual
    ("something of next year", attached("user_send_hologram", "hologram", {}), other("hologram")),
    ("nearly a button", text("#nut 12:"), said(words="#nut 12:")),
    ("a button with endless numbers", text("#nut " + "9" * 40 + ":1"), said(words="#nut " + "9" * 40 + ":1")),
    ("photo without an address", image({}), other("image")),
    ("photo that is no address", image({"url": "file:///etc/passwd"}), other("image")),
    ("photo with an endless address", image({"url": "https://x.example/" + "a" * 5000}), other("image")),
    ("one of two photos", image({"url": PHOTO}, {"url": 7}), files(A_PHOTO)),
    ("no attachments", event("user_send_image", message={"msg_id": "a"}), other("image")),
    ("attachments that are a text", event("user_send_image", message={"attachments": "a"}), other("image")),
    ("an attachment that is a list", event("user_send_image", message={"attachments": [[]]}), other("image")),
    ("file without a name", paper(name=None), files(FileRef(PAPER, "file", "application/octet-stream", 1234))),
    ("file with a number for a size", paper(size=1234), files(A_PDF)),
    ("file with a size in words", paper(size="1 MB"), files(FileRef(PAPER, "bc.pdf", "application/pdf"))),
    ("text that is a number", text(12), said(words="12")),
    ("time as a number", text(timestamp=1790000000123), said()),
    ("no time", text(timestamp=None), said(happened_at=None)),
    ("time in words", text(timestamp="yesterday"), said(happened_at=None)),
    ("time in seconds", text(timestamp="1790000000"), said(happened_at=None)),
    ("time out of range", text(timestamp="9" * 16), said(happened_at=None)),
    ("contact data without a phone", event("user_submit_info", info={}), said(EventKind.SUBMITTED, "")),
    ("contact data that is a text", event("user_submit_info", info="a"), said(EventKind.SUBMITTED, "")),
    # -- what cannot be read
    ("text without a text", event(message={"msg_id": "a"}), None),
    ("text that is a list", text(["a"]), None),
    ("link without anything", event("user_send_link", message={"msg_id": "a"}), None),
    ("no message", event(), None),
    ("message that is a text", event(message="hi"), None),
    ("an event of another kind", event("user_asking_product"), None),
    ("in a group", event("user_send_group_text", message={"text": "a", "msg_id": "b"}), None),
    ("a visitor without an account", event("anonymous_send_text", message={"text": "a"}), None),
    ("no name of the event", text(event_name=None), None),
    ("name that is a number", text(event_name=7), None),
    ("nothing", {}, None),
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
        understand(event("user_asking_product", message={"text": "bí mật"}))
    assert str(error.value) == "an event of an unknown kind: user_asking_product"


# -- before the journal: nothing fails

SENDERS: list[tuple[str, Any, str]] = [
    ("a person", text(), USER),
    ("a follower", follower("follow"), USER),
    ("an id that is a number", text(sender={"id": 7}), "7"),
    ("an id that is a list", text(sender={"id": [7]}), ""),
    ("a sender that is a text", text(sender="a"), ""),
    ("an id of half a letter", text(sender={"id": "\ud800"}), ""),
    ("an endless id", text(sender={"id": "7" * 500}), ""),
    ("nobody", {"event_name": "anonymous_send_text", "anonymous_id": "a"}, ""),
    ("nothing", {}, ""),
]


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in SENDERS], ids=[row[0] for row in SENDERS])
def test_sender(raw: Any, expected: str) -> None:
    assert sender_of(raw) == expected


def test_the_id_is_made_of_event_and_message() -> None:
    assert identify(text()) == "user_send_text:9f8e7d6c5b4a39281706"
    assert identify(text("other words", timestamp="1790000000999")) == identify(text())  # a repeat, whatever else
    assert identify(image({"url": PHOTO})) != identify(text())


def test_what_has_no_message_is_known_by_person_and_time() -> None:
    assert identify(follower("follow")) == f"follow:{USER}:1790000000123"
    assert identify(follower("follow") | {"timestamp": "1"}) != identify(follower("follow"))
    assert identify({"odd": 1}).startswith("sha256:")
    assert identify(event(message={"text": "a", "msg_id": "\ud800"})) == f"user_send_text:{USER}:1790000000123"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("oa_send_text", True),
        ("oa_send_template", True),
        ("user_received_message", True),
        ("user_seen_message", True),
        ("user_click_chatnow", True),
        ("user_send_text", False),
        ("follow", False),
        (7, False),
        (None, False),
    ],
)
def test_receipts_and_echoes_are_about_nobody(name: Any, expected: bool) -> None:
    assert is_about_nobody({"event_name": name}) is expected
