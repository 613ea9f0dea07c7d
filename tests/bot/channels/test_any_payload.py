"""Whatever a vendor, or somebody in its name, sends: it is understood or parked, never an exception; and what a person
can be answered to is answered. Real payloads are changed at random places, and handled by the real handlers."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import Session

from bot.channels.base import Channel, Incoming, Understood, Unreadable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_receiving import incoming as telegram_incoming
from bot.channels.web import WebChannel
from bot.channels.web_scene import Scene
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_bot_receiving import Origin
from bot.channels.zalo_oa import OaAccount, ZaloOaChannel
from bot.channels.zalo_oa_updates import identify as oa_identify
from bot.channels.zalo_oa_updates import is_about_nobody
from bot.channels.zalo_oa_updates import sender_of as oa_sender_of
from bot.handling import Received
from bot.journal import enter, understand
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Outgoing
from tests.conversations import ZONE, Stage, direct

LAN = {"id": 1001, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
CHAT = {"id": 1001, "type": "private", "first_name": "Lan"}
MESSAGE = {"message_id": 7, "date": 1734314400, "chat": CHAT, "from": LAN}
PHOTO = [{"file_id": "A", "file_unique_id": "a", "width": 90, "height": 90, "file_size": 1000}]
MEMBER = {"user": LAN | {"id": 1, "is_bot": True}, "status": "member"}
TELEGRAM: list[dict[str, Any]] = [
    {"update_id": 1, "message": MESSAGE | {"text": "12 0"}},
    {"update_id": 2, "message": MESSAGE | {"text": "/start K7MF3XQ9"}},
    {"update_id": 3, "message": MESSAGE | {"photo": PHOTO, "caption": "a photo", "media_group_id": "5"}},
    {"update_id": 4, "message": MESSAGE | {"document": {"file_id": "B", "file_unique_id": "b", "file_name": "a.pdf"}}},
    {"update_id": 5, "edited_message": MESSAGE | {"edit_date": 1734314500, "text": "12 1"}},
    {
        "update_id": 6,
        "callback_query": {"id": "9", "from": LAN, "chat_instance": "1", "message": MESSAGE, "data": "1:0"},
    },
    {
        "update_id": 7,
        "my_chat_member": {
            "chat": CHAT,
            "from": LAN,
            "date": 1734314400,
            "old_chat_member": MEMBER,
            "new_chat_member": MEMBER | {"status": "kicked", "until_date": 0},
        },
    },
    {"update_id": 8, "message": MESSAGE | {"chat": {"id": -5, "type": "group", "title": "Tổ 1"}, "text": "hello"}},
    {"update_id": 9, "message": MESSAGE | {"location": {"latitude": 10.0, "longitude": 106.0}}},
]
ZALO_MESSAGE = {
    "message_id": "5f3e8a",
    "date": 1734314400000,
    "chat": {"id": "1001", "chat_type": "PRIVATE"},
    "from": {"id": "1001", "display_name": "Lan", "is_bot": False},
}
ZALO: list[dict[str, Any]] = [
    {"event_name": "message.text.received", "message": ZALO_MESSAGE | {"text": "12 0"}},
    {"event_name": "message.image.received", "message": ZALO_MESSAGE | {"photo": "https://x.example/a.jpg"}},
    {"event_name": "message.sticker.received", "message": ZALO_MESSAGE | {"sticker": "s", "url": "https://x.example"}},
    {"event_name": "message.unsupported.received", "message": ZALO_MESSAGE},
    {"ok": True, "result": {"event_name": "message.text.received", "message": ZALO_MESSAGE | {"text": "menu"}}},
]
ZALO_OA_EVENT = {
    "app_id": "5",
    "timestamp": "1734314400000",
    "sender": {"id": "1001"},
    "recipient": {"id": "9"},
    "user_id_by_app": "77",
}
IMAGE = {"type": "image", "payload": {"url": "https://x.example/a.jpg", "thumbnail": "https://x.example/b.jpg"}}
FILE = {"type": "file", "payload": {"url": "https://x.example/a.pdf", "name": "a.pdf", "size": "1000", "type": "pdf"}}
ZALO_OA: list[dict[str, Any]] = [
    ZALO_OA_EVENT | {"event_name": "user_send_text", "message": {"text": "12 0", "msg_id": "m1"}},
    ZALO_OA_EVENT | {"event_name": "user_send_image", "message": {"text": "", "msg_id": "m2", "attachments": [IMAGE]}},
    ZALO_OA_EVENT | {"event_name": "user_send_file", "message": {"msg_id": "m3", "attachments": [FILE]}},
    ZALO_OA_EVENT | {"event_name": "user_send_sticker", "message": {"msg_id": "m4", "attachments": [{"payload": {}}]}},
    {"event_name": "follow", "follower": {"id": "1001"}, "timestamp": "1734314400000"},
    {"event_name": "unfollow", "follower": {"id": "1001"}, "timestamp": "1734314400000"},
    ZALO_OA_EVENT | {"event_name": "user_submit_info", "info": {"name": "Lan", "phone": 84912345678}},
]
WEB: list[dict[str, Any]] = [
    {"type": "text", "text": "12 0"},
    {"type": "press", "row": 1, "choice": 0},
    {"type": "files", "files": [{"digest": "0" * 64, "name": "a.jpg", "type": "image/jpeg", "size": 5}], "text": ""},
]

NASTY: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**63, 10**30, -(10**30), 1e308, 0.5, "", " ", "\x00", "\ud800", "a" * 5000, "🙂",
    "<b>&lt;script>", "\u202egpj.exe", "e\u0301", "=1", "{x}%s", "1:0", "99999999999999999:9999", [], {}, [[]], [None],
]  # fmt: skip
junk = st.one_of(
    st.sampled_from(NASTY),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=5,
    ),
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything within a payload."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*way, key)
        yield from places(one, (*way, key))


@st.composite
def changed(draw: Any, payloads: list[dict[str, Any]]) -> dict[str, Any]:
    """A real payload in which up to three things were replaced or left out."""
    payload: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(payloads)))
    for _ in range(draw(st.integers(0, 3))):
        ways = list(places(payload))
        if not ways:
            break
        *way, last = draw(st.sampled_from(ways))
        holder: Any = payload
        for key in way:
            holder = holder[key]
        if draw(st.booleans()):
            holder[last] = copy.deepcopy(draw(junk))  # it may be changed in its turn
        else:
            del holder[last]
    return payload


def from_telegram(raw: Any) -> Incoming:
    return telegram_incoming("telegram:1", raw)[0]


def from_zalo(raw: Any) -> Incoming | None:
    return Origin("zalo_bot:1").incoming(raw)


def from_zalo_oa(raw: Any) -> Incoming | None:
    event = raw if isinstance(raw, dict) else {"x": raw}  # the webhook takes objects alone
    if is_about_nobody(event):
        return None
    return Incoming("zalo_oa:1", "update", oa_identify(event), oa_sender_of(event), event, datetime.now(UTC))


def from_web(raw: Any) -> Incoming:
    return Incoming("web", "update", json.dumps(raw), "1001", raw, datetime.now(UTC))


OA = ZaloOaChannel(OaAccount("5", "secret", "other secret", "5"), public_url="https://bot.example")
WAYS: dict[str, tuple[list[dict[str, Any]], Callable[[Any], Incoming | None], Channel]] = {
    "telegram": (TELEGRAM, from_telegram, TelegramChannel("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
    "zalo": (ZALO, from_zalo, ZaloBotChannel("1:secret")),
    "zalo_oa": (ZALO_OA, from_zalo_oa, OA),
    "web": (WEB, from_web, WebChannel(Scene(campaign="", timezone=ZONE))),
}
each_way = pytest.mark.parametrize("name", WAYS)


def read(channel: Channel, raw: dict[str, Any]) -> Understood | Unreadable:
    try:
        return channel.understand(raw)
    except Unreadable as error:
        return error


@each_way
@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_payload_is_understood_or_refused_as_unreadable(name: str, data: st.DataObject) -> None:
    payloads, incoming, channel = WAYS[name]
    raw = data.draw(
        st.one_of(changed(payloads), junk.map(lambda value: value if isinstance(value, dict) else {"x": value}))
    )
    found = incoming(raw)
    if found is None:
        return
    assert isinstance(found.external_id, str)
    assert isinstance(found.sender, str)
    understood = read(channel, found.raw)
    if isinstance(understood, Unreadable):
        assert "Lan" not in str(understood)  # it is written to the log
    else:
        assert isinstance(understood.text, str)
        assert understood.happened_at is None or understood.happened_at.tzinfo is not None


@each_way
@pytest.mark.parametrize("payload", [None, 5, "x", [], [1], [[{}]], {"message": []}], ids=str)
def test_what_is_no_event_at_all_names_no_sender(name: str, payload: Any) -> None:
    found = WAYS[name][1](payload if name != "web" else {"x": payload})
    assert found is None or isinstance(found.sender, str)


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    database = Database(database_url)
    stage = Stage(database, None, now=datetime(2024, 12, 16, 9, tzinfo=ZONE))
    for line in ("campaign cchc-vinh-long-2024", "unit P1 UBND Phường 1"):
        direct(stage, line)
    yield stage
    database.close()


@each_way
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_what_can_be_answered_is_answered(name: str, stage: Stage, data: st.DataObject) -> None:
    """By a member of the campaign and by strangers alike, through journal and real handlers, one after the other."""
    payloads, incoming, channel = WAYS[name]
    stage.channel = channel
    if f"{name} Lan" not in stage.people:
        add_lan(stage, name)
    raw = data.draw(changed(payloads))
    found = incoming(raw)
    if found is None:
        return
    stage.counter += 1
    with stage.session() as session, session.begin():
        row = enter(session, Incoming(found.bot, found.kind, str(stage.counter), found.sender, found.raw, stage.now))
        assert row is not None
        understood = understand(channel, found.raw)
        if isinstance(understood, Unreadable) or not found.sender:
            return
        before = count(session)
        files = [{"error": "unreachable"} for _ in understood.files]
        received = Received(row, found.sender, stage.now, files)
        handled = stage.handling.handle(session, channel, received, understood)
        silent = count(session) == before
    if silent:
        quiet = (EventKind.BLOCKED, EventKind.GROUP)  # a group is told once
        nothing_said = understood.text == "bot" or (understood.kind is EventKind.EDITED and not understood.text)
        further_photo = understood.album is not None
        assert understood.kind in quiet or nothing_said or further_photo or handled.repeated


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Outgoing)) or 0


def add_lan(stage: Stage, name: str) -> None:
    stage.counter += 1
    direct(stage, f"person {name}-Lan unit_contact P1")
    stage.people[f"{name} Lan"] = stage.people.pop(f"{name}-Lan")
    assert stage.people[f"{name} Lan"] == "1001"
