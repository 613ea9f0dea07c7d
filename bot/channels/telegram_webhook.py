"""Telegram's webhook: the address that Telegram calls, and its registration."""

import asyncio
import hashlib
import hmac
import json
import re

import structlog
from aiohttp import web

from bot.channels.base import Receive
from bot.channels.outage import Outage, Patience
from bot.channels.telegram_api import ApiError, TelegramApi
from bot.channels.telegram_receiving import incoming, wait_after_error
from bot.channels.telegram_updates import ALLOWED_UPDATES

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header, not a secret
RECHECK_SECONDS = 600.0  # somebody else may have removed the webhook
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # https://core.telegram.org/bots/api#setwebhook

log = structlog.get_logger(__name__)


class Webhook:
    """One bot's. Hands over first and answers 200 after."""

    def __init__(self, api: TelegramApi, bot: str, token: str, public_url: str, secret: str | None) -> None:
        key = token.encode()
        self._secret = secret or hmac.new(key, b"webhook secret", hashlib.sha256).hexdigest()
        if not _SECRET.fullmatch(self._secret):
            raise ValueError("the webhook's secret: 1 to 256 of the characters A-Z, a-z, 0-9, _ and - are allowed")
        # Telegram does not tell which secret it has; with the secret in the path a new one is a new address to set.
        path = hmac.new(key, b"webhook path " + self._secret.encode(), hashlib.sha256).hexdigest()[:32]
        self._api, self._bot = api, bot
        self.path = f"/telegram/{path}"
        self.url = public_url.rstrip("/") + self.path

    async def register(self, patience: Patience, *, outage: Outage | None = None) -> None:
        """Keep the webhook set. Until cancelled."""
        outage = outage or Outage(patience, "telegram")
        while True:
            try:
                await self._set_if_different()
                outage.over()
                wait = RECHECK_SECONDS
            except ApiError as error:
                wait = wait_after_error(outage, error)
            await asyncio.sleep(wait)

    async def _set_if_different(self) -> None:
        info = await self._api.call("getWebhookInfo")
        info = info if isinstance(info, dict) else {}
        if info.get("last_error_message"):
            problem = self._api.scrub(str(info["last_error_message"]))
            log.warning("telegram_cannot_deliver", problem=problem, pending=info.get("pending_update_count"))
        allowed = info.get("allowed_updates")
        if info.get("url") == self.url and set(allowed if isinstance(allowed, list) else ()) == set(ALLOWED_UPDATES):
            return
        wanted = {"url": self.url, "secret_token": self._secret, "allowed_updates": list(ALLOWED_UPDATES)}
        await self._api.call("setWebhook", wanted)
        log.info("telegram_webhook_set")

    def route(self, receive: Receive) -> web.RouteDef:
        """The route of ``path``."""

        async def answer(request: web.Request) -> web.Response:
            return await self._answer(request, receive)

        return web.post(self.path, answer)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=403)
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        try:
            await receive([incoming(self._bot, update)[0]])
        except Exception as error:  # noqa: BLE001 — not stored, so not acknowledged: Telegram tries again
            log.warning("telegram_update_not_stored", problem=type(error).__name__)
            return web.Response(status=503)
        return web.Response(status=200)


async def _read(request: web.Request) -> bytes | None:
    """The body; None when it is larger than anything that Telegram sends."""
    if request.content_length is not None and request.content_length > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
