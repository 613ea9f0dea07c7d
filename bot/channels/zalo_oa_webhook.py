"""The webhook of a Zalo Official Account. Its address is set by hand in the developer console.

``X-ZEvent-Signature`` is ``mac=`` and the SHA-256, in hexadecimal, of: the app's id, the raw body, the body's own
``timestamp``, the OA secret key. Some integrations have the OA's id as the first term, and some get no ``mac=``. Zalo
waits two seconds, tries again for about two hours and then switches the webhook off: nothing slow happens here.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from bot.channels.base import Incoming, Receive
from bot.channels.connections import read_object
from bot.channels.webhooks import derive_path, is_same, post_route, read_body, store
from bot.channels.zalo_oa_updates import identify, is_about_nobody, sender_of

SIGNATURE_HEADER = "X-ZEvent-Signature"
PREFIX = "mac="


@dataclass(frozen=True, slots=True)
class Signature:
    """``first``: the id that the text to be hashed begins with; ``key``: the OA secret key."""

    first: str
    key: str

    def of(self, body: bytes, timestamp: str) -> str:
        """In lower-case hexadecimal."""
        return hashlib.sha256(self.first.encode() + body + timestamp.encode() + self.key.encode()).hexdigest()

    def fits(self, given: str, body: bytes, timestamp: str) -> bool:
        return is_same(given.strip().removeprefix(PREFIX).lower(), self.of(body, timestamp))


class Webhook:
    """One account's. ``bot``: as the journal names it."""

    def __init__(self, bot: str, signature: Signature, public_url: str) -> None:
        self._bot, self._signature = bot, signature
        self.path = f"/zalo-oa/{derive_path(signature.key, signature.first)}"
        self.url = public_url.rstrip("/") + self.path

    def route(self, receive: Receive) -> web.RouteDef:
        """The route of ``path``."""
        return post_route(self.path, self._answer, receive)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        body = await read_body(request)
        if body is None:
            return web.Response(status=413)
        if not body.strip():
            return web.Response()  # a probe: nothing to keep
        event = read_object(body)
        if event is None:
            return web.Response(status=400)
        timestamp = event.get("timestamp")
        text = str(timestamp) if isinstance(timestamp, str | int) else ""
        if not self._signature.fits(request.headers.get(SIGNATURE_HEADER, ""), body, text):
            return web.Response(status=403)
        if is_about_nobody(event):
            return web.Response()
        incoming = Incoming(self._bot, "update", identify(event), sender_of(event), event, datetime.now(UTC))
        return await store(receive, incoming, problem="zalo_oa_event_not_stored")
