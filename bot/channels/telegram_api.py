"""Raw calls of the Bot API (https://core.telegram.org/bots/api#making-requests), without aiogram.

Receiving, webhooks, ``getMe`` and downloads go through here: they must work within a moment of the start, while aiogram
takes seconds to import, and one update that cannot be read must not spoil a whole batch. The token is part of every
address, so no exception of the HTTP library leaves this module.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from bot.channels.connections import Connections, NoAnswer, read_object
from bot.channels.connections import TooLarge as TooLarge

SHORTEST_SECRET = 6  # a shorter part of a token would be found in every second word
REFUSED_TOKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)  # 404: not even of the shape of a token


class ApiError(Exception):
    """The Bot API did not do what was asked. ``status``: None when there was no answer of the API at all (network,
    time-out, an answer that is not JSON); ``retry_after``: seconds that it asked to wait."""

    def __init__(self, status: int | None, description: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{status or 'no answer'}: {description}")
        self.status = status
        self.description = description
        self.retry_after = retry_after


class TelegramApi:
    """One token at one Bot API server."""

    def __init__(self, token: str, api_url: str) -> None:
        self.api_url = api_url.rstrip("/")
        self._token = token
        self._path_token = quote(token, safe=":")
        self._connections = Connections(scrub=self.scrub, kept=True)

    def scrub(self, text: str) -> str:
        """``text`` without the token or its secret part."""
        secret = self._token.partition(":")[2]
        for hidden in (self._token, self._path_token, secret if len(secret) > SHORTEST_SECRET else ""):
            text = text.replace(hidden, "***") if hidden else text
        return text

    def url(self, method: str) -> str:
        """Holds the token: not for logs."""
        return f"{self.api_url}/bot{self._path_token}/{method}"

    def session(self) -> ClientSession:
        """The connections, for aiogram's client."""
        return self._connections.session()

    async def close(self) -> None:
        await self._connections.close()

    async def call(self, method: str, params: dict[str, Any] | None = None, *, seconds: float = 30.0) -> Any:
        """The ``result`` of a method. Raises ``ApiError``."""
        try:
            status, body = await self._connections.request("POST", self.url(method), seconds=seconds, json=params or {})
        except NoAnswer as error:
            raise ApiError(None, str(error)) from None
        return self._result(status, body)

    async def download(self, file_path: str, *, limit: int, seconds: float) -> bytes:
        """A file by the ``file_path`` of getFile, at most ``limit`` bytes. Raises ``ApiError``, ``TooLarge``."""
        url = f"{self.api_url}/file/bot{self._path_token}/{quote(file_path)}"
        try:
            status, content = await self._connections.download(url, limit=limit, seconds=seconds)
        except (NoAnswer, ValueError) as error:
            raise ApiError(None, str(error)) from None
        if status != HTTPStatus.OK:
            raise ApiError(status, "the file was not handed over")
        return content

    def _result(self, status: int, body: bytes) -> Any:
        answer = read_object(body)
        if answer is None or not isinstance(answer.get("ok"), bool):
            # A proxy's page, a cut answer. A client error stays one (another server's plain 404), the rest is noise.
            raise ApiError(
                status if status >= HTTPStatus.BAD_REQUEST else None, f"HTTP {status}, not an answer of the Bot API"
            )
        if answer["ok"] and status < HTTPStatus.BAD_REQUEST:
            return answer.get("result")
        raise ApiError(_code(answer, status), self.scrub(_text(answer)), retry_after=_retry_after(answer))


def _code(answer: dict[str, Any], status: int) -> int:
    code = answer.get("error_code")
    return code if isinstance(code, int) else status


def _text(answer: dict[str, Any]) -> str:
    description = answer.get("description")
    return description if isinstance(description, str) else "no description"


def _retry_after(answer: dict[str, Any]) -> float | None:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None
