"""How Telegram's updates arrive: a long poll, or a webhook. Both hand over first and acknowledge after."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot.channels.base import Incoming, Receive
from bot.channels.telegram_api import REFUSED_TOKEN, ApiError, TelegramApi
from bot.channels.telegram_updates import ALLOWED_UPDATES, identify, sender_of

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — the name of a header, not a secret
ANSWER_SECONDS = 10.0  # beyond the long poll itself
RECHECK_SECONDS = 600.0  # somebody else may have removed the webhook
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # https://core.telegram.org/bots/api#setwebhook

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of one long poll, of the first wait after a failure (doubled each time), and of the longest wait."""

    poll: float = 25.0
    first: float = 1.0
    longest: float = 60.0


class Outage:
    """Failures in a row: each kind is logged once, and so is the recovery."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._failures = 0
        self._last = ""

    def wait_after(self, problem: str, *, at_least: float = 0.0, **context: Any) -> float:
        """Seconds to wait now."""
        if problem != self._last:
            log.warning("telegram_unavailable", problem=problem, **context)
            self._last = problem
        self._failures += 1
        doubled: float = self._patience.first * 2 ** min(self._failures - 1, 20)
        return max(at_least, min(doubled, self._patience.longest))

    def wait_after_error(self, error: ApiError) -> float:
        """The same for an answer of the API; a refused token is a matter for people and is tried slowly."""
        if error.status in REFUSED_TOKEN:
            hint = "the token is refused or the address of the API is wrong"
            return self.wait_after(str(error), at_least=self._patience.longest, hint=hint)
        return self.wait_after(str(error), at_least=error.retry_after or 0.0)

    def over(self) -> None:
        if self._failures:
            log.info("telegram_available_again", failures=self._failures)
        self._failures, self._last = 0, ""


def incoming(bot: str, update: Any) -> tuple[Incoming, int | None]:
    """An update on its way into the journal, and its id where it has one. Never fails."""
    update_id, external_id = identify(update)
    raw = update if isinstance(update, dict) else {"malformed": update}
    return Incoming(bot, "update", external_id, sender_of(raw), raw, datetime.now(UTC)), update_id


class Poller:
    """The long poll. The offset, which is Telegram's acknowledgement, moves only after ``receive`` returned."""

    def __init__(self, api: TelegramApi, bot: str, patience: Patience) -> None:
        self._api, self._bot, self._patience = api, bot, patience
        self._outage = Outage(patience)
        self._offset: int | None = None

    async def run(self, receive: Receive) -> None:
        """Until cancelled."""
        while True:
            try:
                wait = await self._poll_once(receive)
            except ApiError as error:
                wait = await self._after_refusal(error)
            if wait:
                await asyncio.sleep(wait)

    async def _poll_once(self, receive: Receive) -> float:
        params: dict[str, Any] = {"timeout": int(self._patience.poll), "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            params["offset"] = self._offset
        updates = await self._api.call("getUpdates", params, seconds=self._patience.poll + ANSWER_SECONDS)
        if not isinstance(updates, list):
            raise ApiError(None, "getUpdates did not answer with a list")
        batch = [incoming(self._bot, update) for update in updates]
        try:
            if batch:
                await receive([event for event, _ in batch])
        except Exception as error:  # noqa: BLE001 — whatever it is, nothing is acknowledged, the updates come again
            # the type alone: a database's message quotes what people wrote
            return self._outage.wait_after(f"not stored: {type(error).__name__}")
        return self._acknowledge([update_id for _, update_id in batch])

    def _acknowledge(self, ids: Sequence[int | None]) -> float:
        known = [update_id for update_id in ids if update_id is not None]
        if ids and not known:
            return self._outage.wait_after("updates without an update_id")
        if known:
            self._offset = max(known) + 1
        self._outage.over()
        return 0.0

    async def _after_refusal(self, error: ApiError) -> float:
        if error.status == HTTPStatus.CONFLICT and "webhook" in error.description.lower():
            log.warning("telegram_webhook_removed", reason="polling is configured and a webhook was set")
            try:
                await self._api.call("deleteWebhook", {"drop_pending_updates": False})
            except ApiError as failed:
                return self._outage.wait_after_error(failed)
        # Another poller, or a webhook that another program sets again and again: a pause in any case.
        return self._outage.wait_after_error(error)


class Webhook:
    """The address that Telegram calls, and its registration."""

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

    async def register(self, patience: Patience) -> None:
        """Keep the webhook set. Until cancelled."""
        outage = Outage(patience)
        while True:
            try:
                await self._set_if_different()
                outage.over()
                wait = RECHECK_SECONDS
            except ApiError as error:
                wait = outage.wait_after_error(error)
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
