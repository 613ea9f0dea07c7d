"""What a Zalo Bot event says (docs.zaloplatforms.com/docs/BOT).

Two steps, apart on purpose. Before the journal only ``identify``, ``sender_of`` and ``is_written_by_a_bot`` touch the
raw JSON: they never fail. After the commit ``understand`` reads it.

The documentation shows a body wrapped as ``{"ok": true, "result": …}``, live ones come flat; a photo is ``photo`` in
the one and ``photo_url`` in the other. Both are read. Ids are opaque strings, dates are milliseconds.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import FileRef, Understood, Unreadable
from handlers.conversation import EventKind

OLDEST = datetime(2020, 1, 1, tzinfo=UTC)  # Zalo Bot is younger: a date before it is none
MAX_ADDRESS = 4000  # characters of a media address


def event_of(raw: Any) -> dict[str, Any]:
    """The event itself, unwrapped; empty when there is none."""
    if not isinstance(raw, dict):
        return {}
    inner = raw.get("result")
    return inner if "event_name" not in raw and isinstance(inner, dict) else raw


def identify(raw: Any) -> str:
    """The id for the journal: name and message id, since there is no update id. Without a message id the content
    stands for it."""
    event = event_of(raw)
    message_id = _name(_part(event, "message").get("message_id"))
    if message_id:
        return f"{event.get('event_name')}:{message_id}"
    return "sha256:" + hashlib.sha256(json.dumps(event or raw, sort_keys=True).encode()).hexdigest()


def sender_of(raw: Any) -> str:
    """Whose events must keep their order, and where to answer: the chat; "" where it is unclear."""
    message = _part(event_of(raw), "message")
    return _id(_part(message, "chat")) or _id(_part(message, "from"))


def is_written_by_a_bot(raw: Any, own_id: str | None) -> bool:
    """An echo of what the bot itself sent, or another bot: nothing to store or to answer. As long as the bot does not
    know its own id: in a private chat the writer's is that of the chat, or else it is the bot that wrote."""
    message = _part(event_of(raw), "message")
    writer, chat = _part(message, "from"), _part(message, "chat")
    if writer.get("is_bot") is True:
        return True
    if own_id is not None:
        return _id(writer) == own_id
    return chat.get("chat_type") == "PRIVATE" and _id(writer) != "" and _id(writer) != _id(chat)


def message_id_of(raw: Any) -> str:
    found = _part(event_of(raw), "message").get("message_id")
    return found if isinstance(found, str) else ""


def understand(raw: dict[str, Any]) -> Understood:
    """Read one event. Raises ``Unreadable``."""
    event = event_of(raw)
    name, message = event.get("event_name"), _part(event, "message")
    if not isinstance(name, str):
        raise Unreadable("not an event of a Zalo bot")
    if not (name.startswith("message.") and name.endswith(".received")) or not message:
        raise Unreadable(f"an event of an unknown kind: {name[:60]}")
    when, who = _moment(message.get("date")), _display_name(message)
    if _part(message, "chat").get("chat_type", "PRIVATE") != "PRIVATE":
        return Understood(EventKind.GROUP, happened_at=when)
    if name == "message.text.received":
        text = message.get("text")
        if not isinstance(text, str):
            raise Unreadable("a text without a text")
        return Understood(EventKind.TEXT, text, happened_at=when, display_name=who)
    if (file := _file(name, message)) is not None:
        caption = message.get("caption")
        text = caption if isinstance(caption, str) else ""
        return Understood(EventKind.FILE, text, files=(file,), happened_at=when, display_name=who)
    # Stickers, shared links, documents, whatever comes next: named, so that people are told what can be sent.
    kind = name.removeprefix("message.").removesuffix(".received")
    return Understood(EventKind.OTHER, kind[:40], happened_at=when, display_name=who)


def _file(name: str, message: dict[str, Any]) -> FileRef | None:
    if name == "message.image.received":
        address = _address(message, "photo_url", "photo")
        return FileRef(address, "photo.jpg", "image/jpeg") if address else None
    if name == "message.voice.received":
        address = _address(message, "voice_url", "voice")
        return FileRef(address, "voice.aac", "audio/aac") if address else None
    return None


def _address(message: dict[str, Any], *keys: str) -> str | None:
    for key in keys:
        found = message.get(key)
        found = found.get("url") if isinstance(found, dict) else found
        if isinstance(found, str) and found.startswith(("https://", "http://")) and len(found) <= MAX_ADDRESS:
            return found
    return None


def _part(value: dict[str, Any], key: str) -> dict[str, Any]:
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def _id(value: dict[str, Any]) -> str:
    return _name(value.get("id"))


def _name(found: Any) -> str:
    """What Zalo uses to name things; "" for what cannot be one (and could not even be stored)."""
    text = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
    return text if text.isascii() and text.isprintable() else ""


def _display_name(message: dict[str, Any]) -> str:
    writer = _part(message, "from")
    found = writer.get("display_name") or writer.get("name")
    return found if isinstance(found, str) else ""


def _moment(milliseconds: Any) -> datetime | None:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool):
        return None
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment >= OLDEST else None
