"""How Telegram's updates arrive: what both ways share, and the long poll. The webhook is in ``telegram_webhook``."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog

from bot.channels.base import Incoming, Receive
from bot.channels.outage import Outage, Patience
from bot.channels.telegram_api import REFUSED_TOKEN, ApiError, TelegramApi
from bot.channels.telegram_updates import ALLOWED_UPDATES, identify, sender_of

ANSWER_SECONDS = 10.0  # beyond the long poll itself

log = structlog.get_logger(__name__)


def wait_after_error(outage: Outage, error: ApiError) -> float:
    """The same for an answer of the API; a refused token is a matter for people and is tried slowly."""
    if error.status in REFUSED_TOKEN:
        hint = "the token is refused or the address of the API is wrong"
        return outage.wait_after(str(error), at_least=outage.patience.longest, refused=True, hint=hint)
    return outage.wait_after(str(error), at_least=error.retry_after or 0.0)


def incoming(bot: str, update: Any) -> tuple[Incoming, int | None]:
    """An update on its way into the journal, and its id where it has one. Never fails."""
    update_id, external_id = identify(update)
    raw = update if isinstance(update, dict) else {"malformed": update}
    return Incoming(bot, "update", external_id, sender_of(raw), raw, datetime.now(UTC)), update_id


class Poller:
    """The long poll. The offset, which is Telegram's acknowledgement, moves only after ``receive`` returned."""

    def __init__(self, api: TelegramApi, bot: str, patience: Patience, *, outage: Outage | None = None) -> None:
        self._api, self._bot, self._patience = api, bot, patience
        self._outage = outage or Outage(patience, "telegram")
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
                return wait_after_error(self._outage, failed)
        # Another poller, or a webhook that another program sets again and again: a pause in any case.
        return wait_after_error(self._outage, error)
