"""Raw calls of the Zalo Bot API: ``POST <api>/bot<token>/<method>`` with JSON (docs.zaloplatforms.com/docs/BOT).

A refusal may come inside HTTP 200, so both the status and ``ok`` are looked at. The token is part of every address, so
no exception of the HTTP library leaves this module.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from bot.channels.connections import Connections, NoAnswer, read_object
from bot.channels.connections import TooLarge as TooLarge

SHORTEST_SECRET = 6  # a shorter part of a token would be found in every second word


class ApiError(Exception):
    """The API did not do what was asked. ``status``: its ``error_code``, else the HTTP status; None when there was no
    answer of the API at all. ``uncertain``: the call may have been carried out all the same."""

    def __init__(self, status: int | None, description: str, *, uncertain: bool = False) -> None:
        super().__init__(f"{status or 'no answer'}: {description}")
        self.status = status
        self.description = description
        self.uncertain = uncertain


class ZaloApi:
    """One token at one server."""

    def __init__(self, token: str, api_url: str) -> None:
        self.api_url = api_url.rstrip("/")
        self._token = token
        self._path_token = quote(token, safe=":")
        # Each call has a connection of its own: calls whose fate is unknown are not sent again.
        self._connections = Connections(scrub=self.scrub, kept=False)

    def scrub(self, text: str) -> str:
        """``text`` without the token or its secret part."""
        secret = self._token.partition(":")[2]
        for hidden in (self._token, self._path_token, secret if len(secret) > SHORTEST_SECRET else ""):
            text = text.replace(hidden, "***") if hidden else text
        return text

    async def close(self) -> None:
        await self._connections.close()

    async def call(self, method: str, params: dict[str, Any] | None = None, *, seconds: float = 30.0) -> Any:
        """The ``result`` of a method (None where it has none). Raises ``ApiError``."""
        url = f"{self.api_url}/bot{self._path_token}/{method}"
        try:
            status, body = await self._connections.request("POST", url, seconds=seconds, json=params or {})
        except NoAnswer as error:
            raise ApiError(None, str(error), uncertain=error.uncertain) from None
        return self._result(status, body)

    async def download(self, url: str, *, limit: int, seconds: float) -> bytes:
        """What lies at an address that an event named, at most ``limit`` bytes. Raises ``ApiError``, ``TooLarge``.

        The vendor's media need no token. Plain http is followed only where the API itself is spoken to that way.
        """
        if not url.startswith(("https://", f"{urlsplit(self.api_url).scheme}://")):
            raise ApiError(HTTPStatus.BAD_REQUEST, "not a web address")
        try:
            status, content = await self._connections.download(url, limit=limit, seconds=seconds)
        except ValueError as error:
            raise ApiError(HTTPStatus.BAD_REQUEST, str(error)) from None
        except NoAnswer as error:
            raise ApiError(None, str(error), uncertain=error.uncertain) from None
        if status != HTTPStatus.OK:
            raise ApiError(status, "the file was not handed over")
        return content

    def _result(self, status: int, body: bytes) -> Any:
        answer = read_object(body)
        if answer is None or not isinstance(answer.get("ok"), bool):
            # A proxy's page, a cut answer.
            text = f"HTTP {status}, not an answer of the Bot API"
            failed = status >= HTTPStatus.BAD_REQUEST
            raise ApiError(status if failed else None, text, uncertain=not failed)
        if answer["ok"] and status < HTTPStatus.BAD_REQUEST:
            return answer.get("result")
        description = answer.get("description")
        raise ApiError(_code(answer, status), self.scrub(description if isinstance(description, str) else "refused"))


def _code(answer: dict[str, Any], status: int) -> int:
    """``errorCode`` is what the daily cap of testWebhook uses."""
    for key in ("error_code", "errorCode"):
        code = answer.get(key)
        if isinstance(code, str) and code.isascii() and code.isdigit():
            return int(code)
        if isinstance(code, int) and not isinstance(code, bool):
            return code
    return status
