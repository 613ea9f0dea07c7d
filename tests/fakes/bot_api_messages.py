"""What the bot sends: who may be written to, what is refused, what people then see."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import telegram
from telegram import LinkPreviewOptions, MessageEntity

from tests.fakes.bot_api_people import BotMessage, FakeGroup, FakeUser
from tests.fakes.bot_api_rules import (
    MAX_CAPTION,
    MAX_TEXT,
    Method,
    Params,
    Refusal,
    Upload,
    read_keyboard,
    read_phone_button,
    read_text,
)

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8")


@dataclass(slots=True)
class Kept:
    content: bytes
    path: str
    size: int


class Messages:
    """The chats of one bot."""

    def __init__(self, me: telegram.User, clock: Callable[[], datetime], rate_limit: int) -> None:
        self.people: dict[int, FakeUser | FakeGroup] = {}
        self.presses: dict[str, FakeUser] = {}
        self.files: dict[str, Kept] = {}
        self.rate_limit = rate_limit
        self._me, self._clock = me, clock
        self._sent: dict[tuple[int, int], BotMessage] = {}
        self._ids = 100
        self._recent: deque[float] = deque()

    def methods(self) -> dict[str, Method]:
        return {
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "senddocument": self._send_document,
            "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_markup,
            "answercallbackquery": self._answer_press,
            "getfile": self._get_file,
            "sendchataction": self._accept,
            "setmycommands": self._accept,
        }

    def next_id(self) -> int:
        self._ids += 1
        return self._ids

    def keep(self, content: bytes, name: str, *, size: int | None = None) -> tuple[str, str]:
        """(file id, unique id) of a file that somebody uploaded."""
        number = self.next_id()
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        kept = Kept(content, f"documents/file_{number}.{suffix}", len(content) if size is None else size)
        self.files[f"FILE-{number}"] = kept
        return f"FILE-{number}", f"U{number}"

    async def _accept(self, _params: Params) -> bool:
        return True

    def _recipient(self, params: Params) -> FakeUser | FakeGroup:
        """Where it goes; the refusals of a chat that cannot be written to."""
        try:
            person = self.people[int(params.get("chat_id", 0))]
        except (KeyError, ValueError, TypeError):
            raise Refusal(400, "Bad Request: chat not found") from None
        if isinstance(person, FakeGroup):
            if not person.has_bot:
                raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
            return person
        if person.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def _pace(self) -> None:
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.rate_limit:
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        self._recent.append(now)

    async def _send_message(self, params: Params) -> dict[str, Any]:
        self._pace()
        text, entities = read_text(params, "text", MAX_TEXT)
        return self._send(params, "text", text, entities)

    async def _send_photo(self, params: Params) -> dict[str, Any]:
        self._pace()
        text, entities = read_text(params, "caption", MAX_CAPTION)
        upload = _upload(params, "photo")
        if len(upload.content) > MAX_PHOTO:
            raise Refusal(400, "Bad Request: file is too big for a photo")
        if not upload.content.startswith(_PICTURES):
            raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._send(params, "photo", text, entities, upload)

    async def _send_document(self, params: Params) -> dict[str, Any]:
        self._pace()
        text, entities = read_text(params, "caption", MAX_CAPTION)
        upload = _upload(params, "document")
        if len(upload.content) > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        return self._send(params, "document", text, entities, upload)

    def _send(
        self, params: Params, kind: str, text: str, entities: list[MessageEntity], upload: Upload | None = None
    ) -> dict[str, Any]:
        person = self._recipient(params)
        asks_phone = read_phone_button(params.get("reply_markup"))
        keyboard = None if asks_phone else read_keyboard(params.get("reply_markup"))
        previews = LinkPreviewOptions.de_json(params.get("link_preview_options") or {})
        message = BotMessage(
            self.next_id(),
            kind,
            text,
            str(params.get("text", params.get("caption", ""))),
            entities,
            person.chat,
            self._clock(),
            rows=[list(row) for row in keyboard.inline_keyboard] if keyboard else [],
            previews=not previews.is_disabled,
            asks_phone=asks_phone,
        )
        if upload is not None:
            message.file_name, message.media_type, message.content = upload.name, upload.media_type, upload.content
        self._sent[person.id, message.id] = message
        person.receive(message)
        return self.as_message(message).to_dict()

    def as_message(self, message: BotMessage) -> telegram.Message:
        """What the bot is answered: the message as everybody sees it now."""
        more: dict[str, Any] = {}
        if message.kind == "text":
            more = {"text": message.text, "entities": message.entities}
        elif message.text:
            more = {"caption": message.text, "caption_entities": message.entities}
        if message.content is not None:
            ids = self.keep(message.content, message.file_name or "file")
            size = len(message.content)
            if message.kind == "photo":
                more["photo"] = [telegram.PhotoSize(*ids, 1280, 853, file_size=size)]
            else:
                name, media_type = message.file_name, message.media_type
                more["document"] = telegram.Document(*ids, file_name=name, mime_type=media_type, file_size=size)
        keyboard = telegram.InlineKeyboardMarkup(message.rows) if message.rows else None
        if message.edits:
            more["edit_date"] = self._clock()
        return telegram.Message(
            message.id, message.date, message.chat, from_user=self._me, reply_markup=keyboard, **more
        )

    def _to_edit(self, params: Params) -> BotMessage:
        person = self._recipient(params)
        try:
            return self._sent[person.id, int(params.get("message_id", 0))]
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: message to edit not found") from None

    async def _edit_text(self, params: Params) -> dict[str, Any]:
        message = self._to_edit(params)
        text, entities = read_text(params, "text", MAX_TEXT)
        return self._edit(message, params, text, entities)

    async def _edit_markup(self, params: Params) -> dict[str, Any]:
        message = self._to_edit(params)
        return self._edit(message, params, message.text, message.entities)

    def _edit(self, message: BotMessage, params: Params, text: str, entities: list[MessageEntity]) -> dict[str, Any]:
        keyboard = read_keyboard(params.get("reply_markup"))
        rows = [list(row) for row in keyboard.inline_keyboard] if keyboard else []
        if (text, entities, rows) == (message.text, message.entities, message.rows):
            text = "specified new message content and reply markup are exactly the same as a current content"
            raise Refusal(400, f"Bad Request: message is not modified: {text} and reply markup of the message")
        message.text, message.entities, message.rows = text, entities, rows
        message.edits += 1
        return self.as_message(message).to_dict()

    async def _answer_press(self, params: Params) -> bool:
        user = self.presses.pop(str(params.get("callback_query_id")), None)
        if user is None:
            text = "query is too old and response timeout expired or query ID is invalid"
            raise Refusal(400, f"Bad Request: {text}")
        user.answered.append(str(params["callback_query_id"]))
        return True

    async def _get_file(self, params: Params) -> dict[str, Any]:
        identity = str(params.get("file_id"))
        kept = self.files.get(identity)
        if kept is None:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if kept.size > MAX_DOWNLOAD:
            raise Refusal(400, "Bad Request: file is too big")
        return telegram.File(identity, f"U{identity}", file_size=kept.size, file_path=kept.path).to_dict()


def _upload(params: Params, name: str) -> Upload:
    """An uploaded file, given directly or as attach://<part>. Ids and addresses are not what the program sends."""
    given = params.get(name)
    if isinstance(given, str) and given.startswith("attach://"):
        given = params.get(given.removeprefix("attach://"))
    if not isinstance(given, Upload):
        raise Refusal(400, f"Bad Request: there is no {name} in the request")
    if not given.content:
        raise Refusal(400, "Bad Request: file must be non-empty")
    return given
