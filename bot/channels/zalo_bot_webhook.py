"""The webhook of a Zalo bot: the address that Zalo calls, and its registration."""

import asyncio
import re

import structlog
from aiohttp import web

from bot.channels.base import Receive
from bot.channels.connections import read_object
from bot.channels.outage import Outage, Patience
from bot.channels.webhooks import derive_path, derive_secret, is_same, post_route, read_body, store
from bot.channels.zalo_bot_api import ApiError, ZaloApi
from bot.channels.zalo_bot_receiving import RECHECK_SECONDS, Origin, wait_after_error, webhook_address

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header, not a secret
SET_AGAIN_SECONDS = 3600.0  # Zalo lets it be set only so often a day
_SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")

log = structlog.get_logger(__name__)


class Webhook:
    """One bot's. Hands over first and answers 200 after. Raises ``ValueError`` for a secret that Zalo refuses."""

    def __init__(self, api: ZaloApi, origin: Origin, token: str, public_url: str, secret: str | None) -> None:
        self._secret = secret or derive_secret(token)
        if not _SECRET.fullmatch(self._secret):
            raise ValueError("the webhook's secret: 8 to 256 of the characters A-Z, a-z, 0-9, _ and - are allowed")
        self._api, self._origin = api, origin
        self.path = f"/zalo-bot/{derive_path(token, self._secret)}"
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
        return post_route(self.path, self._answer, receive)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        body = await read_body(request)
        if body is None:
            return web.Response(status=413)
        if not body.strip():
            return _thanks()  # Zalo's probe, which carries nothing
        if not is_same(request.headers.get(SECRET_HEADER, ""), self._secret):
            return web.Response(status=403)
        event = read_object(body)
        if event is None:
            return web.Response(status=400)
        incoming = self._origin.incoming(event)
        if incoming is None:
            return _thanks()
        return await store(receive, incoming, problem="zalo_event_not_stored", thanks=_thanks)


def _thanks() -> web.Response:
    return web.json_response({"message": "Success"})
