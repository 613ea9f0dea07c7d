"""The webhook of a Zalo bot: the address that Zalo calls, and its registration."""

import asyncio
import hashlib
import hmac
import json
import re

import structlog
from aiohttp import web

from bot.channels.base import Receive
from bot.channels.outage import Outage, Patience
from bot.channels.zalo_bot_api import ApiError, ZaloApi
from bot.channels.zalo_bot_receiving import RECHECK_SECONDS, Origin, wait_after_error, webhook_address

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header, not a secret
SET_AGAIN_SECONDS = 3600.0  # Zalo lets it be set only so often a day
_SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")

log = structlog.get_logger(__name__)


class Webhook:
    """One bot's. Hands over first and answers 200 after. Raises ``ValueError`` for a secret that Zalo refuses."""

    def __init__(self, api: ZaloApi, origin: Origin, token: str, public_url: str, secret: str | None) -> None:
        key = token.encode()
        self._secret = secret or hmac.new(key, b"webhook secret", hashlib.sha256).hexdigest()
        if not _SECRET.fullmatch(self._secret):
            raise ValueError("the webhook's secret: 8 to 256 of the characters A-Z, a-z, 0-9, _ and - are allowed")
        # Zalo does not tell which secret it has; with the secret in the path a new one is a new address to set.
        path = hmac.new(key, b"webhook path " + self._secret.encode(), hashlib.sha256).hexdigest()[:32]
        self._api, self._origin = api, origin
        self.path = f"/zalo-bot/{path}"
        self.url = public_url.rstrip("/") + self.path

    async def register(self, patience: Patience, *, outage: Outage | None = None) -> None:
        """Keep the webhook set. Until cancelled."""
        outage = outage or Outage(patience, "zalo")
        while True:
            try:
                wait = await self._set_if_different()
                outage.over()
            except ApiError as error:
                wait = wait_after_error(outage, error)
            await asyncio.sleep(wait)

    async def _set_if_different(self) -> float:
        if await webhook_address(self._api) == self.url:
            return RECHECK_SECONDS
        answer = await self._api.call("setWebhook", {"url": self.url, "secret_token": self._secret})
        probe = answer.get("verification") if isinstance(answer, dict) else None
        if isinstance(probe, dict) and probe.get("ok") is False:
            # It is stored all the same, and may work in a moment.
            hint = self._api.scrub(str(probe.get("hint") or ""))
            log.warning("zalo_cannot_deliver", outcome=str(probe.get("outcome")), hint=hint)
        else:
            log.info("zalo_webhook_set")
        return SET_AGAIN_SECONDS

    def route(self, receive: Receive) -> web.RouteDef:
        """The route of ``path``."""

        async def answer(request: web.Request) -> web.Response:
            return await self._answer(request, receive)

        return web.post(self.path, answer)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        if not body.strip():
            return _thanks()  # Zalo's probe, which carries nothing
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=403)
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(event, dict):
            return web.Response(status=400)
        incoming = self._origin.incoming(event)
        if incoming is None:
            return _thanks()
        try:
            await receive([incoming])
        except Exception as error:  # noqa: BLE001 — not stored, so not acknowledged: Zalo may try again
            log.warning("zalo_event_not_stored", problem=type(error).__name__)
            return web.Response(status=503)
        return _thanks()


def _thanks() -> web.Response:
    return web.json_response({"message": "Success"})


async def _read(request: web.Request) -> bytes | None:
    """The body; None when it is larger than anything that Zalo sends."""
    if request.content_length is not None and request.content_length > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
