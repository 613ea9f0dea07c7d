"""What an event of a Zalo Official Account says (docs.zaloplatforms.com/docs/OA, webhook).

As with the other vendors, ``identify``, ``sender_of`` and ``is_about_nobody`` come before the journal and never fail;
``understand`` comes after the commit. Ids and times are texts; times are milliseconds.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import FileRef, Understood, Unreadable
from handlers.conversation import EventKind

OLDEST = datetime(2016, 1, 1, tzinfo=UTC)
MAX_ADDRESS = 4000
LONGEST_ID = 100
PRESS = "#nut "  # a button's payload comes back as if it had been typed
_PRESS = re.compile(re.escape(PRESS) + r"(\d{1,15}):(\d{1,3})")

# Receipts, echoes of what was sent, and taps on the profile: nobody said anything.
_NOTHING_SAID = ("user_received_message", "user_seen_message", "user_click_chatnow")

_FILES = {  # event: (name where none is given, media type where the name does not tell)
    "user_send_image": ("photo.jpg", "image/jpeg"),
    "user_send_gif": ("photo.gif", "image/gif"),
    "user_send_file": ("file", "application/octet-stream"),
    "user_send_audio": ("voice.mp3", "audio/mpeg"),
    "user_send_video": ("video.mp4", "video/mp4"),
}
_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}


def press_payload(data: str) -> str:
    """What a button carries: ``data`` names (outbox row, choice)."""
    return PRESS + data


def is_about_nobody(raw: dict[str, Any]) -> bool:
    """Whether there is nothing to keep or to answer."""
    name = raw.get("event_name")
    return isinstance(name, str) and (name in _NOTHING_SAID or name.startswith("oa_"))


def identify(raw: dict[str, Any]) -> str:
    """The id for the journal: name and message id; where there is none, name, person and time; else the content."""
    name, when = _id(raw.get("event_name")), _id(raw.get("timestamp"))
    if message := _id(_part(raw, "message").get("msg_id")):
        return f"{name}:{message}"
    if name and when and (person := sender_of(raw)):
        return f"{name}:{person}:{when}"
    return "sha256:" + hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def sender_of(raw: dict[str, Any]) -> str:
    """Whose events must keep their order, and where to answer; "" where it is unclear."""
    for part in ("sender", "follower"):
        if found := _id(_part(raw, part).get("id")):
            return found
    return ""


def understand(raw: dict[str, Any]) -> Understood:
    """Read one event. Raises ``Unreadable``."""
    name, message = raw.get("event_name"), _part(raw, "message")
    when = _moment(raw.get("timestamp"))
    match name:
        case "user_send_text":
            return _said(_text(message.get("text")), when)
        case "user_send_link":
            return _said(_text(message.get("text")) or _first(message, "url", "link"), when)
        case "follow":
            return Understood(EventKind.START, happened_at=when)
        case "unfollow":
            return Understood(EventKind.BLOCKED, happened_at=when)
        case "user_submit_info":
            info = _part(raw, "info")
            phone, person = _text(info.get("phone")), _text(info.get("name"))
            return Understood(EventKind.SUBMITTED, phone, happened_at=when, display_name=person)
    if not isinstance(name, str):
        raise Unreadable("not an event of an Official Account")
    if name in _FILES:
        return _sent(name, message, when)
    if not name.startswith("user_send_") or name.startswith("user_send_group"):
        raise Unreadable(f"an event of an unknown kind: {name[:60]}")
    # Stickers, places, cards, whatever comes next: named, so that people are told what can be sent.
    return Understood(EventKind.OTHER, name.removeprefix("user_send_")[:40], happened_at=when)


def _said(text: str, when: datetime | None) -> Understood:
    if not text:
        raise Unreadable("a text without a text")
    if found := _PRESS.fullmatch(text.strip()):
        return Understood(EventKind.PRESS, press=(int(found[1]), int(found[2])), happened_at=when)
    return Understood(EventKind.TEXT, text, happened_at=when)


def _sent(name: str, message: dict[str, Any], when: datetime | None) -> Understood:
    files = tuple(file for one in _attachments(message) if (file := _file(name, one)) is not None)
    if not files:
        return Understood(EventKind.OTHER, name.removeprefix("user_send_"), happened_at=when)
    return Understood(EventKind.FILE, _text(message.get("text")), files=files, happened_at=when)


def _file(event: str, attachment: dict[str, Any]) -> FileRef | None:
    payload = _part(attachment, "payload")
    address = _text(payload.get("url"))
    if not address.startswith(("https://", "http://")) or len(address) > MAX_ADDRESS:
        return None
    fallback, media_type = _FILES[event]
    name = _text(payload.get("name"))[:200] or fallback
    size = _text(payload.get("size"))
    ending = name.rpartition(".")[2].lower()
    return FileRef(address, name, _TYPES.get(ending, media_type), int(size) if _is_number(size) else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    found = message.get("attachments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _first(message: dict[str, Any], *keys: str) -> str:
    for attachment in _attachments(message):
        for key in keys:
            if found := _text(_part(attachment, "payload").get(key)):
                return found
    return ""


def _part(value: dict[str, Any], key: str) -> dict[str, Any]:
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def _text(found: Any) -> str:
    """Texts and, where Zalo should send one, whole numbers."""
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def _id(found: Any) -> str:
    """What Zalo uses to name things; "" for what cannot be one (and could not even be stored)."""
    text = _text(found)
    return text if text.isascii() and text.isprintable() and len(text) <= LONGEST_ID else ""


def _moment(milliseconds: Any) -> datetime | None:
    text = _text(milliseconds)
    if not (text.isascii() and text.isdigit()) or len(text) > 16:
        return None
    try:
        moment = datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment >= OLDEST else None
