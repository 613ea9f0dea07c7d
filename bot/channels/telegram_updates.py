"""What a Telegram update says (https://core.telegram.org/bots/api#update).

Two steps, apart on purpose. Before the journal only ``identify`` and ``sender_of`` touch the raw JSON: they never
fail, so one odd update cannot hold up a batch. After the commit ``understand`` reads it with aiogram's types.
"""

import hashlib
import json
import re
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.channels.base import FileRef, Understood, Unreadable
from handlers.conversation import EventKind

if TYPE_CHECKING:
    from aiogram.types import Animation, Audio, CallbackQuery, ChatMemberUpdated, Document, Message, Update, Video

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_START = re.compile(r"/start(?:@\w+)?(?:\s+(?P<payload>.*))?", re.IGNORECASE | re.DOTALL)
_PRESS = re.compile(r"(\d{1,18}):(\d{1,4})", re.ASCII)  # 18 digits: what a 64-bit key holds for sure
_HERE = frozenset({"creator", "administrator", "member", "restricted"})
_importing = threading.Lock()
_kept: list[object] = []


def preload() -> None:
    """Import aiogram: some seconds of work, so in a thread, once the program is READY."""
    with _importing:  # two threads in one half-imported package see each other's gaps
        import aiogram.methods
        import aiogram.types

        # aiogram names this type for every message that it sends, and pydantic keeps one that nobody holds no longer
        # than the garbage collector lets it: making it takes a fifth of a second, in which nobody is answered.
        if not _kept:
            _kept.append(aiogram.methods.Response[aiogram.types.Message])


def identify(raw: Any) -> tuple[int | None, str]:
    """(update id, id for the journal). Without an update id the content stands for it: it is parked once."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if isinstance(update_id, int) and not isinstance(update_id, bool):
        return update_id, str(update_id)
    return None, "sha256:" + hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def sender_of(raw: dict[str, Any]) -> str:
    """Whose events must keep their order: the person in a private chat, the chat in a group; "" where it is unclear."""
    press = raw.get("callback_query")
    if isinstance(press, dict):
        chat = _part(_part(press, "message"), "chat")
        return _id(chat if chat.get("type", "private") != "private" else _part(press, "from"))
    kinds = ("message", "edited_message", "channel_post", "edited_channel_post", "my_chat_member")
    return next((_id(_part(raw[kind], "chat")) for kind in kinds if isinstance(raw.get(kind), dict)), "")


def _part(value: dict[str, Any], key: str) -> dict[str, Any]:
    part = value.get(key)
    return part if isinstance(part, dict) else {}


def _id(value: dict[str, Any]) -> str:
    found = value.get("id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def understand(raw: dict[str, Any]) -> Understood:
    """Read one update. Raises ``Unreadable``.

    Whatever happens in a group, supergroup or channel is ``GROUP`` (except that the bot was removed: ``BLOCKED``).
    A message that another bot wrote privately is ``OTHER`` with the text "bot": readable, of no use, to be dropped
    without an answer, or two bots would talk for ever.
    """
    preload()
    from aiogram.types import Update

    try:
        update = Update.model_validate(raw)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        # pydantic's own text quotes the payload, and with it people's names
        raise Unreadable(f"not a Telegram update: {type(error).__name__}") from None
    return _read(update)


def _read(update: "Update") -> Understood:
    if update.message is not None:
        return _read_message(update.message)
    if (edited := update.edited_message) is not None:
        return _read_edited(edited)
    if update.callback_query is not None:
        return _read_press(update.callback_query)
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member)
    post = update.channel_post or update.edited_channel_post
    if post is not None:
        return _group(post)
    raise Unreadable("an update of a kind that was not asked for")


def _read_message(message: "Message") -> Understood:
    from aiogram.enums import ContentType

    if message.chat.type != "private":
        return _group(message)
    when, name = _aware(message.date), _name(message)
    if message.from_user is not None and message.from_user.is_bot:
        return Understood(EventKind.OTHER, text="bot", happened_at=when, display_name=name)
    if message.text is not None:
        start = _START.fullmatch(message.text)
        kind, text = (EventKind.TEXT, message.text) if start is None else (EventKind.START, start["payload"] or "")
        return Understood(kind, text=text.strip() if start else text, happened_at=when, display_name=name)
    files = _files(message)
    if files:
        return Understood(
            EventKind.FILE,
            text=message.caption or "",
            files=files,
            happened_at=when,
            display_name=name,
            album=message.media_group_id,
        )
    if message.contact is not None:
        return _read_contact(message, when, name)
    which = ContentType(message.content_type).value  # a str and an Enum: str() of it is its Python name
    return Understood(EventKind.OTHER, text=which, happened_at=when, display_name=name)


def _read_contact(message: "Message", when: datetime, name: str) -> Understood:
    """The number of the sender's own card; of anybody else's card nothing is read. Only a card that Telegram made of
    the sender's account has their id (https://core.telegram.org/bots/api#contact)."""
    card, sender = message.contact, message.from_user
    own = card is not None and sender is not None and card.user_id == sender.id
    text = card.phone_number if own and card is not None else ""
    return Understood(EventKind.CONTACT, text=text, happened_at=when, display_name=name)


def _read_edited(message: "Message") -> Understood:
    """``EDITED`` with the new text or caption; a live location, which edits itself for hours, has neither."""
    if message.chat.type != "private":
        return _group(message)
    when = message.edit_date if message.edit_date is not None else message.date
    return Understood(
        EventKind.EDITED,
        text=message.text or message.caption or "",
        happened_at=_aware(when),
        display_name=_name(message),
    )


def _read_press(press: "CallbackQuery") -> Understood:
    if press.message is not None and press.message.chat.type != "private":
        return Understood(EventKind.GROUP, display_name=press.message.chat.title or "")
    data = _PRESS.fullmatch(press.data or "")
    return Understood(
        EventKind.PRESS,
        press=(int(data[1]), int(data[2])) if data else None,
        display_name=press.from_user.full_name,
    )


def _read_membership(change: "ChatMemberUpdated") -> Understood:
    here, when = change.new_chat_member.status in _HERE, _aware(change.date)
    if change.chat.type != "private":
        # Removed from a group: there is nobody to tell it to any more, the same as a person who blocked the bot.
        kind = EventKind.GROUP if here else EventKind.BLOCKED
        return Understood(kind, happened_at=when, display_name=change.chat.title or "")
    kind = EventKind.UNBLOCKED if here else EventKind.BLOCKED
    return Understood(kind, happened_at=when, display_name=change.from_user.full_name)


def _group(message: "Message") -> Understood:
    return Understood(EventKind.GROUP, happened_at=_aware(message.date), display_name=message.chat.title or "")


def _files(message: "Message") -> tuple[FileRef, ...]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (FileRef(largest.file_id, "photo.jpg", "image/jpeg", largest.file_size),)
    if message.animation:  # before ``document``, which Telegram fills as well
        return (_named(message.animation, "animation.mp4", "video/mp4"),)
    if message.document:
        return (_named(message.document, "document", "application/octet-stream"),)
    if message.video:
        return (_named(message.video, "video.mp4", "video/mp4"),)
    if message.audio:
        return (_named(message.audio, "audio.mp3", "audio/mpeg"),)
    if message.voice:
        voice = message.voice
        return (FileRef(voice.file_id, "voice.ogg", voice.mime_type or "audio/ogg", voice.file_size),)
    if message.video_note:
        return (FileRef(message.video_note.file_id, "video.mp4", "video/mp4", message.video_note.file_size),)
    return ()


def _named(media: "Animation | Audio | Document | Video", name: str, media_type: str) -> FileRef:
    return FileRef(media.file_id, media.file_name or name, media.mime_type or media_type, media.file_size)


def _name(message: "Message") -> str:
    return message.from_user.full_name if message.from_user else message.chat.full_name


def _aware(moment: datetime | int) -> datetime:
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        return datetime.fromtimestamp(moment, UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable("a date out of range") from None
