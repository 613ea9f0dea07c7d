"""Sending through a Zalo bot, and what its refusals mean to us.

Texts go out plain, always: no rule of Zalo's says how to escape what people typed. A call whose fate is unknown (408,
no answer) is not repeated: a message costs a part of the month's quota, and whoever did not get it is shown the
question again as soon as they write anything.
"""

import unicodedata
from http import HTTPStatus
from typing import Any

from bot.channels.base import Attachment, Gone, Rejected, Rendered, Temporary
from bot.channels.parts import Parts
from bot.channels.zalo_bot_api import ApiError, ZaloApi

SEND_SECONDS = 30.0
PHOTO_SECONDS = 140.0  # Zalo fetches the picture before it answers
MAX_CAPTION = 1900  # UTF-16 units
WRONG_TOKEN_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # after 429, which names no time
REFUSALS_OF_ONE = 6  # in a row, and nobody else is refused: this person blocked the bot, which no event tells

_UNREACHABLE = ("blocked", "chat not found", "user not found", "not allowed to send", "unfollow")


def failure_of(error: ApiError) -> Temporary | Rejected | Gone:
    """Which of our three errors a refusal is, seen for itself."""
    text = str(error)
    if error.uncertain or error.status == HTTPStatus.REQUEST_TIMEOUT:
        return Rejected(f"{text}; it may have been delivered and is not sent again")
    if error.status is None or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Temporary(text)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Temporary(text, after=FIRST_PAUSE, whole_channel=True)
    if error.status == HTTPStatus.UNAUTHORIZED:  # the token was reset: the message itself is fine
        return Temporary(text, after=WRONG_TOKEN_SECONDS, whole_channel=True)
    if any(words in error.description.lower() for words in _UNREACHABLE):
        return Gone(text)
    if error.status == HTTPStatus.FORBIDDEN:  # what the vendor calls "internal server error"
        return Temporary(text)
    return Rejected(text)


class ZaloSender:
    """Delivers what was rendered."""

    def __init__(self, api: ZaloApi) -> None:
        self._api = api
        self._pauses = 0  # refusals with 429 in a row
        self._refused: dict[str, int] = {}  # chat -> refusals with 403 in a row
        self._parts = Parts()

    async def send(self, chat: str, message: Rendered) -> list[str]:
        """The ids of the messages that were sent now. Raises what ``Channel.send`` raises. Parts that arrived before a
        failure are not sent again."""
        ids: list[str] = []
        try:
            texts = list(message.texts)
            if message.attachment is not None:
                ids.append(await self._send_photo(chat, message.attachment, texts))
                texts = []
            for number, text in enumerate(texts):
                if number < self._parts.arrived(chat, message.texts):
                    continue
                ids.append(await self._call("sendMessage", {"chat_id": chat, "text": _nfc(text)}, SEND_SECONDS))
                self._parts.note(chat, message.texts, number + 1)
        except ApiError as error:
            failure = self._weigh(chat, error)
        else:
            self._forget(chat, message.texts)
            return ids
        if not isinstance(failure, Temporary):
            self._parts.forget(chat, message.texts)
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def _send_photo(self, chat: str, file: Attachment, texts: list[str]) -> str:
        """As a picture that Zalo fetches; where it cannot, the words and the address are still there."""
        caption = _nfc("\n".join(texts))[:MAX_CAPTION]
        params = {"chat_id": chat, "photo": file.url, "caption": caption}
        try:
            return await self._call("sendPhoto", params, PHOTO_SECONDS)
        except ApiError as error:
            if error.status not in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
                raise
        return await self._call("sendMessage", {"chat_id": chat, "text": f"{caption}\n{file.url}"}, SEND_SECONDS)

    async def _call(self, method: str, params: dict[str, Any], seconds: float) -> str:
        result = await self._api.call(method, params, seconds=seconds)
        found = result.get("message_id") if isinstance(result, dict) else None
        return "" if found is None else str(found)

    def _forget(self, chat: str, texts: tuple[str, ...]) -> None:
        self._pauses = 0
        self._refused.pop(chat, None)
        self._parts.forget(chat, texts)

    def _weigh(self, chat: str, error: ApiError) -> Temporary | Rejected | Gone:
        """The failure in the light of those before it."""
        failure = failure_of(error)
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            pause = min(FIRST_PAUSE * 2**self._pauses, LONGEST_PAUSE)
            self._pauses = min(self._pauses + 1, 20)
            return Temporary(str(error), after=pause, whole_channel=True)
        if error.status == HTTPStatus.FORBIDDEN and isinstance(failure, Temporary):
            self._refused[chat] = self._refused.get(chat, 0) + 1
            if self._refused[chat] >= REFUSALS_OF_ONE and len(self._refused) == 1:
                return Gone(f"{error}; again and again, and only to this person")
        return failure


def _nfc(text: str) -> str:
    """Decomposed Vietnamese would be a quarter longer."""
    return unicodedata.normalize("NFC", text)
