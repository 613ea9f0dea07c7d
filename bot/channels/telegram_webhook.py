"""Telegram's webhook: the address that Telegram calls, and its registration."""

import asyncio
import re

import structlog
from aiohttp import web

from bot.channels.base import Receive
from bot.channels.connections import read_object
from bot.channels.outage import Outage, Patience
from bot.channels.telegram_api import ApiError, TelegramApi
from bot.channels.telegram_receiving import incoming, wait_after_error
from bot.channels.telegram_updates import ALLOWED_UPDATES
from bot.channels.webhooks import derive_path, derive_secret, is_same, post_route, read_body, store

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header, not a secret
RECHECK_SECONDS = 600.0  # somebody else may have removed the webhook
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # https://core.telegram.org/bots/api#setwebhook

log = structlog.get_logger(__name__)


class Webhook:
    """One bot's. Hands over first and answers 200 after."""

    def __init__(self, api: TelegramApi, bot: str, token: str, public_url: str, secret: str | None) -> None:
        self._secret = secret or derive_secret(token)
        if not _SECRET.fullmatch(self._secret):
            raise ValueError("the webhook's secret: 1 to 256 of the characters A-Z, a-z, 0-9, _ and - are allowed")
        self._api, self._bot = api, bot
        self.path = f"/telegram/{derive_path(token, self._secret)}"
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
        return post_route(self.path, self._answer, receive)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        if not is_same(request.headers.get(SECRET_HEADER, ""), self._secret):
            return web.Response(status=403)
        body = await read_body(request)
        if body is None:
            return web.Response(status=413)
        update = read_object(body)
        if update is None:
            return web.Response(status=400)
        return await store(receive, incoming(self._bot, update)[0], problem="telegram_update_not_stored")
