"""What the vendors' webhooks share: a bounded body, a secret address, and 200 only after the event is stored."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.channels.base import Incoming, Receive

MAX_BODY = 1024 * 1024

log = structlog.get_logger(__name__)


def post_route(
    path: str, answer: Callable[[web.Request, Receive], Awaitable[web.Response]], receive: Receive
) -> web.RouteDef:
    """The route by which a vendor calls; ``answer`` hands over to ``receive``."""

    async def called(request: web.Request) -> web.Response:
        return await answer(request, receive)

    return web.post(path, called)


async def read_body(request: web.Request) -> bytes | None:
    """The body; None when it is larger than anything that a vendor sends."""
    if request.content_length is not None and request.content_length > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def is_same(given: str, expected: str) -> bool:
    """Compared in constant time, whatever letters a stranger sends."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def derive_secret(token: str) -> str:
    """A webhook's secret for an installation that sets none."""
    return hmac.new(token.encode(), b"webhook secret", hashlib.sha256).hexdigest()


def derive_path(token: str, secret: str) -> str:
    """The part of the address that nobody guesses. No vendor tells which secret it has: with the secret in it, a new
    one is a new address to set."""
    return hmac.new(token.encode(), b"webhook path " + secret.encode(), hashlib.sha256).hexdigest()[:32]


async def store(
    receive: Receive, incoming: Incoming, *, problem: str, thanks: Callable[[], web.Response] = web.Response
) -> web.Response:
    """Hand over, and answer. ``problem``: the log's word for an event that could not be stored."""
    try:
        await receive([incoming])
    except Exception as error:  # noqa: BLE001 — not stored, so not acknowledged: the vendor may try again
        log.warning(problem, problem=type(error).__name__)
        return web.Response(status=503)
    return thanks()
