"""What the thin clients of the vendors share: whom to trust, calls whose addresses or headers hold a secret, and
downloads that cannot grow without bound."""

import json
import ssl
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

import certifi
from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

CONNECT_SECONDS = 10.0
_CHUNK = 64 * 1024


class TooLarge(Exception):
    """A download has more bytes than were allowed."""


class NoAnswer(Exception):
    """Nobody answered. ``uncertain``: the call may have been carried out all the same."""

    def __init__(self, reason: str, *, uncertain: bool = True) -> None:
        super().__init__(reason)
        self.uncertain = uncertain


@cache  # reading some hundred certificates takes a while
def trust() -> ssl.SSLContext:
    """The system's certificates (an own server may have an own authority) and certifi's, where the system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def bounded(response: ClientResponse, limit: int) -> bytes:
    """The body, at most ``limit`` bytes. Raises ``TooLarge``."""
    if response.content_length is not None and response.content_length > limit:
        raise TooLarge
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise TooLarge
    return bytes(content)


def read_object(body: bytes) -> dict[str, Any] | None:
    """A JSON object; None for anything else (a proxy's page, a cut answer)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class Connections:
    """HTTP to one vendor. No exception of the HTTP library leaves it: it knows the address, and that may hold a token.

    ``scrub`` takes the secrets out of what is told; ``kept``: connections are used again (a kept one that the server
    closed meanwhile looks like a call whose fate is unknown).
    """

    def __init__(self, *, scrub: Callable[[str], str], kept: bool) -> None:
        self._scrub = scrub
        self._kept = kept
        self._session: ClientSession | None = None

    def session(self) -> ClientSession:
        """Opened on first use in the running loop, and again after a ``close``."""
        if self._session is None or self._session.closed:
            connector = TCPConnector(ssl=trust(), limit=100, force_close=not self._kept)
            self._session = ClientSession(connector=connector)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def request(self, method: str, url: str, *, seconds: float, **given: Any) -> tuple[int, bytes]:
        """Status and body. ``given``: what aiohttp takes. Raises ``NoAnswer``."""
        limits = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self.session().request(method, url, timeout=limits, **given) as response:
                return response.status, await response.read()
        except (ClientError, OSError, TimeoutError) as error:  # TimeoutError: aiohttp's and asyncio's are the same
            problem = self._no_answer(error)
        raise problem  # outside of the handler: the library's exception, which knows the address, stays behind

    async def download(self, url: str, *, limit: int, seconds: float) -> tuple[int, bytes]:
        """Status, and what lies there (empty unless it is 200). Raises ``NoAnswer``, ``TooLarge``, ``ValueError`` (no
        web address)."""
        limits = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        problem: Exception
        try:
            async with self.session().get(url, timeout=limits, max_redirects=3) as response:
                if response.status != HTTPStatus.OK:
                    return response.status, b""
                return response.status, await bounded(response, limit)
        except ValueError:  # aiohttp's InvalidURL is one
            problem = ValueError("not a web address")
        except (ClientError, OSError, TimeoutError) as error:
            problem = self._no_answer(error)
        raise problem

    def _no_answer(self, error: Exception) -> NoAnswer:
        reason = "timed out" if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}"
        return NoAnswer(self._scrub(reason), uncertain=not isinstance(error, ClientConnectorError))
