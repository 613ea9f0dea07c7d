"""Raw calls of the Zalo Bot API: ``POST <api>/bot<token>/<method>`` with JSON (docs.zaloplatforms.com/docs/BOT).

A refusal may come inside HTTP 200, so both the status and ``ok`` are looked at. The token is part of every address, so
no exception of the HTTP library leaves this module.
"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, TCPConnector

from bot.channels.connections import TooLarge as TooLarge
from bot.channels.connections import bounded, trust

CONNECT_SECONDS = 10.0
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
        self._session: ClientSession | None = None

    def scrub(self, text: str) -> str:
        """``text`` without the token or its secret part."""
        secret = self._token.partition(":")[2]
        for hidden in (self._token, self._path_token, secret if len(secret) > SHORTEST_SECRET else ""):
            text = text.replace(hidden, "***") if hidden else text
        return text

    def session(self) -> ClientSession:
        """The connections, opened on first use in the running loop.

        Each call has one of its own: a kept one that the server closed meanwhile looks like a message whose fate is
        unknown, and those are not sent again.
        """
        if self._session is None or self._session.closed:
            self._session = ClientSession(connector=TCPConnector(ssl=trust(), force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, params: dict[str, Any] | None = None, *, seconds: float = 30.0) -> Any:
        """The ``result`` of a method (None where it has none). Raises ``ApiError``."""
        url = f"{self.api_url}/bot{self._path_token}/{method}"
        limits = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self.session().post(url, json=params or {}, timeout=limits) as response:
                status, body = response.status, await response.read()
        except (ClientError, OSError, TimeoutError) as error:
            problem = self._no_answer(error)
        else:
            return self._result(status, body)
        raise problem  # outside of the handler: the library's exception, which knows the address, stays behind

    async def download(self, url: str, *, limit: int, seconds: float) -> bytes:
        """What lies at an address that an event named, at most ``limit`` bytes. Raises ``ApiError``, ``TooLarge``.

        The vendor's media need no token. Plain http is followed only where the API itself is spoken to that way.
        """
        if not url.startswith(("https://", f"{urlsplit(self.api_url).scheme}://")):
            raise ApiError(HTTPStatus.BAD_REQUEST, "not a web address")
        limits = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self.session().get(url, timeout=limits, max_redirects=3) as response:
                if response.status != HTTPStatus.OK:
                    problem = ApiError(response.status, "the file was not handed over")
                else:
                    return await bounded(response, limit)
        except ValueError:  # aiohttp's InvalidURL is one
            problem = ApiError(HTTPStatus.BAD_REQUEST, "not a web address")
        except (ClientError, OSError, TimeoutError) as error:
            problem = self._no_answer(error)
        raise problem

    def _no_answer(self, error: Exception) -> ApiError:
        reason = "timed out" if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}"
        return ApiError(None, self.scrub(reason), uncertain=not isinstance(error, ClientConnectorError))

    def _result(self, status: int, body: bytes) -> Any:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
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
