"""Updates on their way to the bot: getUpdates with its offset, or the webhook."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from telegram import WebhookInfo

from tests.fakes.bot_api_rules import Method, Params, Refusal

_BY_DEFAULT = {"message", "edited_message", "callback_query", "my_chat_member", "channel_post", "inline_query", "poll"}


@dataclass(slots=True)
class WebhookSetting:
    url: str
    secret: str | None
    allowed: list[str] | None
    last_error: str | None = None
    answers: list[int] = field(default_factory=list)


class Updates:
    """The queue of one bot. ``pending``: what is not confirmed."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.pending: list[dict[str, Any]] = []
        self.webhook: WebhookSetting | None = None
        self._clock = clock
        self._update_id, self._poller = 5000, 0
        self._allowed: list[str] | None = None
        self._changed = asyncio.Event()

    def methods(self) -> dict[str, Method]:
        return {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
        }

    def next_id(self) -> int:
        self._update_id += 1
        return self._update_id

    def post(self, update: dict[str, Any]) -> None:
        """What the bot did not ask for is not kept; what no documentation knows is."""
        kinds, wanted = set(update) - {"update_id"}, set(self._allowed or _BY_DEFAULT)
        if kinds & wanted or not kinds & _BY_DEFAULT:
            self.pending.append(update)
            self._wake()

    def end_polls(self) -> None:
        """The server goes away."""
        self._poller += 1
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self.webhook is not None:
            text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
            raise Refusal(409, text)
        if "allowed_updates" in params:
            self._allowed = params["allowed_updates"]
        offset = int(params.get("offset", 0))
        if offset > 0:  # everything before it is confirmed
            self.pending = [update for update in self.pending if update.get("update_id", offset) >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        self._poller += 1
        self._wake()  # the poll before this one, if it still waits, is ended
        return await self._wait_for_updates(self._poller, params)

    async def _wait_for_updates(self, poller: int, params: Params) -> list[dict[str, Any]]:
        limit = min(max(int(params.get("limit", 100)), 1), 100)
        deadline = time.monotonic() + float(params.get("timeout", 0))
        while True:
            changed = self._changed
            if poller != self._poller:
                text = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Refusal(409, f"Conflict: {text}")
            left = deadline - time.monotonic()
            if self.pending or left <= 0:
                return self.pending[:limit]
            try:
                await asyncio.wait_for(changed.wait(), left)
            except TimeoutError:
                continue

    async def _set_webhook(self, params: Params) -> bool:
        url, secret = params.get("url", ""), params.get("secret_token")
        if not re.fullmatch(r"https?://\S+", url):  # http as well: as an own Bot API server takes it
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self._allowed = params.get("allowed_updates", self._allowed)
        self.webhook = WebhookSetting(url, secret, self._allowed)
        self._wake()
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        self.webhook = None
        if params.get("drop_pending_updates") in (True, "true", "True"):
            self.pending.clear()
        return True

    async def _get_webhook_info(self, _params: Params) -> dict[str, Any]:
        setting = self.webhook
        if setting is None:
            return WebhookInfo("", has_custom_certificate=False, pending_update_count=len(self.pending)).to_dict()
        return WebhookInfo(
            setting.url,
            has_custom_certificate=False,
            pending_update_count=len(self.pending),
            allowed_updates=setting.allowed or None,
            last_error_date=self._clock() if setting.last_error else None,
            last_error_message=setting.last_error,
        ).to_dict()

    async def push(self) -> None:
        """Hand the pending updates to the webhook, in order, each until it answers 2xx."""
        pause = 0.02
        async with ClientSession(timeout=ClientTimeout(total=10)) as session:
            while True:
                changed = self._changed
                if self.webhook is None or not self.pending:
                    await changed.wait()
                    continue
                setting, update = self.webhook, self.pending[0]
                delivered = await _push_one(session, setting, update)
                if delivered and update in self.pending:
                    self.pending.remove(update)
                pause = 0.02 if delivered else min(pause * 2, 0.5)
                await asyncio.sleep(0 if delivered else pause)


async def _push_one(session: ClientSession, setting: WebhookSetting, update: dict[str, Any]) -> bool:
    headers = {"X-Telegram-Bot-Api-Secret-Token": setting.secret} if setting.secret else {}
    try:
        async with session.post(setting.url, json=update, headers=headers) as response:
            setting.answers.append(response.status)
            if response.status < 300:
                return True
            setting.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
    except (ClientError, OSError, TimeoutError) as error:
        setting.last_error = f"Connection failed: {type(error).__name__}"
    return False
