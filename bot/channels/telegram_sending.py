"""Sending to Telegram through aiogram's typed client, and what its refusals mean to us."""

import asyncio
import html
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bot.channels.base import Attachment, Button, Gone, Rejected, Rendered, Temporary
from bot.channels.telegram_api import REFUSED_TOKEN, ApiError, TelegramApi
from bot.channels.telegram_updates import preload

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.methods import TelegramMethod
    from aiogram.types import InlineKeyboardMarkup, Message, ReplyKeyboardMarkup

    Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup

SEND_SECONDS = 30
UPLOAD_SECONDS = 120
MAX_CAPTION = 1024  # UTF-16 units
MAX_PHOTO = 10 * 1024 * 1024  # https://core.telegram.org/bots/api#sending-files
SHORT_LABEL = 14  # two such buttons still read well side by side on a small phone
WRONG_TOKEN_SECONDS = 60.0

_PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_TAG = re.compile(r"</?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|a|span|tg-spoiler|blockquote)\b[^<>]*>")
_UNREACHABLE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "deactivated",
    "blocked by the user",
    "was kicked",
    "no rights to send",
    "not enough rights",
    "chat_write_forbidden",
    "upgraded to a supergroup",
)

Build = Callable[[str | None, str | None], "TelegramMethod[Message]"]  # (text, parse mode) -> the call


def failure_of(error: ApiError) -> Temporary | Rejected | Gone:
    """Which of our three errors a refusal of the Bot API is."""
    text = str(error)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Temporary(text, after=error.retry_after, whole_channel=True)
    if error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status == HTTPStatus.CONFLICT:
        return Temporary(text, after=error.retry_after)
    if error.status in REFUSED_TOKEN:  # the token was revoked or the address is wrong: the message itself is fine
        return Temporary(text, after=WRONG_TOKEN_SECONDS, whole_channel=True)
    if error.status == HTTPStatus.FORBIDDEN or any(words in error.description.lower() for words in _UNREACHABLE):
        return Gone(text)
    return Rejected(text)


def plain(markup: str) -> str:
    """The text of a message without its tags."""
    return html.unescape(_TAG.sub("", markup))


def rows_of(buttons: Sequence[Button]) -> list[list[Button]]:
    """One button per row; two short ones share it."""
    rows: list[list[Button]] = []
    for button in buttons:
        beside = rows[-1] if rows and len(rows[-1]) == 1 else None
        if beside and len(button.label) <= SHORT_LABEL and len(beside[0].label) <= SHORT_LABEL:
            beside.append(button)
        else:
            rows.append([button])
    return rows


class TelegramSender:
    """Delivers what was rendered, over the connections of ``api``."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api
        self._bot: Bot | None = None

    async def send(self, chat: str, message: Rendered) -> str | None:
        """See ``Channel.send``. Several parts are not one transaction: after ``Temporary`` all are sent again."""
        if self._bot is None:
            await asyncio.to_thread(preload)
            self._bot = _make_bot(self._api)
        keyboard = _phone_keyboard(message.phone_button) if message.phone_button else _keyboard(message.buttons)
        try:
            return await self._send_parts(self._bot, chat, message, keyboard)
        except ApiError as error:
            description = self._api.scrub(error.description)
            failure = failure_of(ApiError(error.status, description, retry_after=error.retry_after))
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def _send_parts(self, bot: "Bot", chat: str, message: Rendered, keyboard: "Keyboard | None") -> str | None:
        texts, sent = list(message.texts), None
        if message.attachment is not None:
            caption = texts.pop() if len(texts) == 1 and _units(texts[0]) <= MAX_CAPTION else None
            sent = await _send_file(bot, chat, message.attachment, caption, None if texts else keyboard)
        for number, text in enumerate(texts, start=1):
            sent = await _deliver(bot, _text_call(chat, keyboard if number == len(texts) else None), text)
        return sent


def _text_call(chat: str, keyboard: "Keyboard | None") -> Build:
    from aiogram.methods import SendMessage
    from aiogram.types import LinkPreviewOptions

    def build(text: str | None, parse_mode: str | None) -> "TelegramMethod[Message]":
        return SendMessage(
            chat_id=chat,
            text=text or "",
            parse_mode=parse_mode,
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    return build


async def _send_file(
    bot: "Bot", chat: str, file: Attachment, caption: str | None, keyboard: "Keyboard | None"
) -> str | None:
    if not file.path.is_file():
        raise Rejected("the file to send is not on this machine's disk")
    if file.media_type in _PHOTO_TYPES and file.path.stat().st_size <= MAX_PHOTO:
        try:
            return await _deliver(bot, _file_call(chat, file, keyboard, as_photo=True), caption)
        except ApiError as error:
            # Too long and narrow, or no picture after all: it still arrives, as a file.
            if error.status != HTTPStatus.BAD_REQUEST or not re.search("photo|image", error.description, re.IGNORECASE):
                raise
    return await _deliver(bot, _file_call(chat, file, keyboard, as_photo=False), caption)


def _file_call(chat: str, file: Attachment, keyboard: "Keyboard | None", *, as_photo: bool) -> Build:
    from aiogram.methods import SendDocument, SendPhoto
    from aiogram.types import FSInputFile

    upload = FSInputFile(file.path, filename=file.name)

    def build(caption: str | None, parse_mode: str | None) -> "TelegramMethod[Message]":
        common: dict[str, Any] = {"chat_id": chat, "caption": caption, "parse_mode": parse_mode}
        if as_photo:
            return SendPhoto(photo=upload, reply_markup=keyboard, **common)
        # Without detection: Telegram would turn a sound or a picture into something else than the file it is.
        return SendDocument(document=upload, reply_markup=keyboard, disable_content_type_detection=True, **common)

    return build


async def _deliver(bot: "Bot", build: Build, text: str | None) -> str | None:
    """One call; once more as plain text where Telegram cannot read our markup: better bare than never."""
    try:
        return await _request(bot, build(text, "HTML"))
    except ApiError as error:
        if text is None or error.status != HTTPStatus.BAD_REQUEST or "can't parse entities" not in error.description:
            raise
    return await _request(bot, build(plain(text), None))


async def _request(bot: "Bot", method: "TelegramMethod[Message]") -> str | None:
    from aiogram.exceptions import ClientDecodeError

    seconds = SEND_SECONDS if type(method).__name__ == "SendMessage" else UPLOAD_SECONDS
    try:
        return str((await bot(method, request_timeout=seconds)).message_id)
    except ClientDecodeError as error:
        if isinstance(error.data, dict) and error.data.get("ok") is True:
            # It was sent: only aiogram cannot read the answer. Taken for a failure, it would be sent for ever.
            return _message_id(error.data.get("result"))
        problem = ApiError(None, "not an answer of the Bot API")
    except Exception as error:  # noqa: BLE001 — aiogram lets through what its reading of odd answers stumbles over
        problem = _problem(error)
    raise problem


def _message_id(result: Any) -> str | None:
    found = result.get("message_id") if isinstance(result, dict) else None
    return None if found is None else str(found)


def _problem(error: Exception) -> ApiError:
    """An exception of aiogram as a status and a description (its text may hold the address, and so the token)."""
    from aiogram import exceptions as they

    if isinstance(error, they.TelegramRetryAfter):
        return ApiError(429, "Too Many Requests", retry_after=float(error.retry_after))
    if isinstance(error, they.TelegramMigrateToChat):
        return ApiError(400, "group chat was upgraded to a supergroup chat")
    statuses: dict[type[Exception], int | None] = {
        they.TelegramEntityTooLarge: 413,  # before TelegramNetworkError, which it inherits from
        they.TelegramNetworkError: None,
        they.TelegramBadRequest: 400,
        they.TelegramUnauthorizedError: 401,
        they.TelegramForbiddenError: 403,
        they.TelegramNotFound: 404,
        they.TelegramConflictError: 409,
        they.TelegramServerError: 500,
    }
    for kind, status in statuses.items():
        if isinstance(error, kind) and isinstance(error, they.TelegramAPIError):
            description = str(error.message)
            return ApiError(status, description if status else description.partition(":")[0])
    if isinstance(error, they.TelegramAPIError) and str(error.message).startswith("Too Many Requests"):
        return ApiError(429, "Too Many Requests")
    if isinstance(error, UnicodeEncodeError):
        return ApiError(400, "a text that is not valid Unicode")
    return ApiError(None, type(error).__name__)


def _keyboard(buttons: Sequence[Button]) -> "InlineKeyboardMarkup | None":
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    if not buttons:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=button.label, callback_data=button.data) for button in row]
            for row in rows_of(buttons)
        ]
    )


def _phone_keyboard(label: str) -> "ReplyKeyboardMarkup":
    """The one button that Telegram itself answers, with the owner's number; it goes away once it was pressed."""
    from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

    button = KeyboardButton(text=label, request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _make_bot(api: TelegramApi) -> "Bot":
    """aiogram's client on our connections.

    aiogram refuses tokens that do not look like Telegram's, and other Bot API servers may have others: the token is
    in the address of the server, and the client itself holds a placeholder, which is also one place less to leak it.
    """
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiohttp import ClientSession

    class SharedSession(AiohttpSession):
        def __init__(self, server: TelegramAPIServer) -> None:
            # past its parent, which would read a list of certificates for connections of its own
            super(AiohttpSession, self).__init__(api=server, timeout=float(SEND_SECONDS))

        async def create_session(self) -> ClientSession:
            return api.session()

    base = api.url("").replace("{", "{{").replace("}", "}}") + "{method}"
    server = TelegramAPIServer(base=base, file="")
    return Bot("0:placeholder", session=SharedSession(server))
