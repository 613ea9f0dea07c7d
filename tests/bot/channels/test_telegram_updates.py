"""What is received, built with python-telegram-bot, read with aiogram: a table, half of it unusual or broken."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import telegram
from telegram import Chat, ChatMemberBanned, ChatMemberLeft, ChatMemberMember, ChatMemberUpdated, Message, User

from bot.channels.base import FileRef, Understood, Unreadable
from bot.channels.telegram_updates import identify, sender_of, understand
from handlers.conversation import EventKind

WHEN = datetime(2024, 4, 23, 8, 0, tzinfo=UTC)
LATER = WHEN + timedelta(minutes=5)
LAN = User(7, "Lan", is_bot=False, last_name="Nguyễn")
BOT = User(1, "Thi Đua", is_bot=True, username="thidua_bot")
PRIVATE = Chat(7, Chat.PRIVATE, first_name="Lan", last_name="Nguyễn")
GROUP = Chat(-100, Chat.SUPERGROUP, title="Khu phố 3")
CHANNEL = Chat(-200, Chat.CHANNEL, title="Tin phường")
NAME = "Lan Nguyễn"


def message(chat: Chat = PRIVATE, user: User | None = LAN, **content: Any) -> dict[str, Any]:
    return {"message": Message(5, WHEN, chat, from_user=user, **content).to_dict()}


def edited(chat: Chat = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"edited_message": Message(5, WHEN, chat, from_user=LAN, edit_date=LATER, **content).to_dict()}


def press(data: str | None, chat: Chat = PRIVATE, **more: Any) -> dict[str, Any]:
    shown = Message(5, WHEN, chat, from_user=BOT, text="?")
    return {"callback_query": telegram.CallbackQuery("9", LAN, "1", message=shown, data=data, **more).to_dict()}


def member(old: telegram.ChatMember, new: telegram.ChatMember, chat: Chat = PRIVATE) -> dict[str, Any]:
    return {"my_chat_member": ChatMemberUpdated(chat, LAN, WHEN, old, new).to_dict()}


def said(kind: EventKind, text: str = "", **more: Any) -> Understood:
    expected: dict[str, Any] = {"happened_at": WHEN, "display_name": NAME} | more
    return Understood(kind, text, **expected)


def filed(*args: Any, **more: Any) -> Understood:
    return said(EventKind.FILE, files=(FileRef(*args),), **more)


IN, OUT = ChatMemberMember(BOT), ChatMemberBanned(BOT, until_date=WHEN)
IN_GROUP = Understood(EventKind.GROUP, happened_at=WHEN, display_name="Khu phố 3")
SMALL, LARGE = telegram.PhotoSize("s", "us", 90, 60, 1000), telegram.PhotoSize("l", "ul", 1280, 853, 90000)
PAPER = telegram.Document("d", "ud", file_name="Báo cáo.docx", mime_type="application/msword", file_size=5)
STICKER = telegram.Sticker("s", "u", 512, 512, is_animated=False, is_video=False, type="regular")
POLL = telegram.Poll(
    "1",
    "?",
    [telegram.PollOption("a", 0, persistent_id="p1")],
    total_voter_count=0,
    is_closed=False,
    is_anonymous=True,
    type="regular",
    allows_multiple_answers=False,
    allows_revoting=True,
    members_only=False,
)

TABLE: list[tuple[str, dict[str, Any], Understood | None]] = [
    # -- what people do
    ("text", message(text="12 0"), said(EventKind.TEXT, "12 0")),
    ("text as typed", message(text=" hai\nba "), said(EventKind.TEXT, " hai\nba ")),
    ("start", message(text="/start"), said(EventKind.START)),
    ("start from a link", message(text="/start AB-12"), said(EventKind.START, "AB-12")),
    ("start with the bot's name", message(text="/start@thidua_bot AB-12"), said(EventKind.START, "AB-12")),
    ("start in capitals", message(text="/Start"), said(EventKind.START)),
    ("another command", message(text="/status"), said(EventKind.TEXT, "/status")),
    ("not quite start", message(text="/started"), said(EventKind.TEXT, "/started")),
    ("press", press("41:2"), Understood(EventKind.PRESS, press=(41, 2), display_name=NAME)),
    ("edited", edited(text="13"), said(EventKind.EDITED, "13", happened_at=LATER)),
    ("edited caption", edited(caption="Ảnh 2", photo=[SMALL]), said(EventKind.EDITED, "Ảnh 2", happened_at=LATER)),
    ("photo", message(photo=[SMALL, LARGE]), filed("l", "photo.jpg", "image/jpeg", 90000)),
    ("photo, largest first", message(photo=[LARGE, SMALL]), filed("l", "photo.jpg", "image/jpeg", 90000)),
    (
        "photo of an album",
        message(photo=[LARGE], caption="QĐ 12", media_group_id="a1"),
        filed("l", "photo.jpg", "image/jpeg", 90000, text="QĐ 12", album="a1"),
    ),
    ("document", message(document=PAPER), filed("d", "Báo cáo.docx", "application/msword", 5)),
    (
        "document without a name",
        message(document=telegram.Document("d", "u")),
        filed("d", "document", "application/octet-stream", None),
    ),
    ("voice", message(voice=telegram.Voice("v", "u", 3, file_size=9)), filed("v", "voice.ogg", "audio/ogg", 9)),
    ("video", message(video=telegram.Video("v", "u", 1, 1, 3)), filed("v", "video.mp4", "video/mp4", None)),
    (
        "audio",
        message(audio=telegram.Audio("a", "u", 3, mime_type="audio/aac", file_name="a.aac")),
        filed("a", "a.aac", "audio/aac", None),
    ),
    (
        "round video",
        message(video_note=telegram.VideoNote("n", "u", 240, 3)),
        filed("n", "video.mp4", "video/mp4", None),
    ),
    (
        "animation, which is a document too",
        message(animation=telegram.Animation("g", "u", 1, 1, 3, file_name="x.mp4"), document=PAPER),
        filed("g", "x.mp4", "video/mp4", None),
    ),
    # -- what is of no use, but named
    ("sticker", message(sticker=STICKER), said(EventKind.OTHER, "sticker")),
    ("location", message(location=telegram.Location(105.9, 10.2)), said(EventKind.OTHER, "location")),
    (
        "venue",
        message(venue=telegram.Venue(telegram.Location(105.9, 10.2), "UBND", "x"), location=telegram.Location(1, 1)),
        said(EventKind.OTHER, "venue"),
    ),
    # -- a card is read only when Telegram made it of the sender's own account
    (
        "own number",
        message(contact=telegram.Contact("84912000001", "Lan", user_id=7)),
        said(EventKind.CONTACT, "84912000001"),
    ),
    ("somebody's number", message(contact=telegram.Contact("84912000001", "An", user_id=8)), said(EventKind.CONTACT)),
    ("a card of the phone's book", message(contact=telegram.Contact("+84912000001", "An")), said(EventKind.CONTACT)),
    ("poll", message(poll=POLL), said(EventKind.OTHER, "poll")),
    ("dice", message(dice=telegram.Dice(3, "🎲")), said(EventKind.OTHER, "dice")),
    ("something of next year", message(api_kwargs={"hologram": {"id": 1}}), said(EventKind.OTHER, "unknown")),
    ("empty list of sizes", message(api_kwargs={"photo": []}), said(EventKind.OTHER, "unknown")),
    ("another bot", message(user=BOT, text="hi"), said(EventKind.OTHER, "bot", display_name="Thi Đua")),
    ("live location", edited(location=telegram.Location(1, 1)), said(EventKind.EDITED, happened_at=LATER)),
    # -- presses with data that no button of ours carries
    ("press of nothing", press(None, game_short_name="g"), Understood(EventKind.PRESS, display_name=NAME)),
    ("press of words", press("yes"), Understood(EventKind.PRESS, display_name=NAME)),
    ("press, negative", press("-1:0"), Understood(EventKind.PRESS, display_name=NAME)),
    ("press, too long a number", press("9" * 19 + ":0"), Understood(EventKind.PRESS, display_name=NAME)),
    ("press, other digits", press("١:٢"), Understood(EventKind.PRESS, display_name=NAME)),
    ("press with a tail", press("1:2\n"), Understood(EventKind.PRESS, display_name=NAME)),
    (
        "press on an old message",
        {
            "callback_query": press("1:2")["callback_query"]
            | {"message": {"chat": PRIVATE.to_dict(), "message_id": 5, "date": 0}}
        },
        Understood(EventKind.PRESS, press=(1, 2), display_name=NAME),
    ),
    # -- groups, blocking
    ("group", message(GROUP, text="xin chào"), IN_GROUP),
    ("group, start", message(GROUP, text="/start@thidua_bot"), IN_GROUP),
    ("group, anonymous", message(GROUP, None, text="x"), IN_GROUP),
    ("group, edited", edited(GROUP, text="x"), IN_GROUP),
    ("group, press", press("1:2", GROUP), Understood(EventKind.GROUP, display_name="Khu phố 3")),
    ("added to a group", member(ChatMemberLeft(BOT), IN, GROUP), IN_GROUP),
    (
        "removed from a group",
        member(IN, ChatMemberLeft(BOT), GROUP),
        Understood(EventKind.BLOCKED, happened_at=WHEN, display_name="Khu phố 3"),
    ),
    (
        "channel",
        {"channel_post": Message(5, WHEN, CHANNEL, text="x").to_dict()},
        Understood(EventKind.GROUP, happened_at=WHEN, display_name="Tin phường"),
    ),
    ("blocked", member(IN, OUT), said(EventKind.BLOCKED)),
    ("unblocked", member(OUT, IN), said(EventKind.UNBLOCKED)),
    # -- broken
    ("nothing in it", {}, None),
    ("only an unknown kind", {"telepathy": {"text": "x"}}, None),
    ("a kind that was not asked for", {"poll": POLL.to_dict()}, None),
    ("message is a list", {"message": [1]}, None),
    ("message is null", {"message": None}, None),
    ("message without a chat", {"message": {"message_id": 1, "date": 1, "text": "x"}}, None),
    ("text is a number", {"message": message(text="x")["message"] | {"text": 5}}, None),
    ("date is a word", {"message": message(text="x")["message"] | {"date": "soon"}}, None),
    ("date out of range", {"edited_message": edited(text="x")["edited_message"] | {"edit_date": 10**15}}, None),
    ("press without a sender", {"callback_query": {"id": "1", "chat_instance": "1", "data": "1:2"}}, None),
    ("member without a status", {"my_chat_member": member(IN, OUT)["my_chat_member"] | {"new_chat_member": {}}}, None),
    ("half an update", {"malformed": "text"}, None),
]


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_an_update_says(content: dict[str, Any], expected: Understood | None) -> None:
    raw = {"update_id": 1} | content

    if expected is None:
        with pytest.raises(Unreadable) as error:
            understand(raw)
        assert "Lan" not in str(error.value)  # a parked event's error is kept: nobody's name in it
    else:
        assert understand(raw) == expected


SENDERS: list[tuple[Any, str]] = [
    (message(text="x"), "7"),
    (edited(text="x"), "7"),
    (press("1:2"), "7"),
    (press("1:2", GROUP), "-100"),
    (message(GROUP, text="x"), "-100"),
    (member(IN, OUT), "7"),
    (member(ChatMemberLeft(BOT), IN, GROUP), "-100"),
    ({"callback_query": {"from": {"id": 7}}}, "7"),
    ({"callback_query": "x"}, ""),
    ({"message": [1]}, ""),
    ({"message": {"chat": {"id": "7"}}}, ""),
    ({"message": {"chat": {"id": True}}}, ""),
    ({"telepathy": {}}, ""),
]


@pytest.mark.parametrize(("content", "sender"), SENDERS)
def test_whose_events_keep_their_order(content: dict[str, Any], sender: str) -> None:
    assert sender_of(content) == sender


def test_identity_is_the_update_id_or_else_the_content() -> None:
    without, again, other = identify({"a": 1, "b": 2}), identify({"b": 2, "a": 1}), identify([1])

    assert identify({"update_id": 12}) == (12, "12")
    assert identify({"update_id": True})[0] is None
    assert without == again
    assert without != other
    assert without[1].startswith("sha256:")
