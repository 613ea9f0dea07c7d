"""How Zalo's events arrive: what both ways share, and the poll. The webhook is in ``zalo_bot_webhook``.

Polling has no offset: an event that was handed over is gone at Zalo, so it is offered to the journal until it is stored
and nothing else is fetched before. Each poll gives one event; one that ends without any is refused with 408.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog

from bot.channels.base import Incoming, Receive
from bot.channels.outage import Outage, Patience
from bot.channels.zalo_bot_api import ApiError, ZaloApi
from bot.channels.zalo_bot_updates import identify, is_written_by_a_bot, message_id_of, sender_of

ANSWER_SECONDS = 15.0  # beyond the poll itself
RECHECK_SECONDS = 600.0  # somebody may set a webhook meanwhile, and the poll goes silent
SENT_REMEMBERED = 500  # own messages whose echo is recognised

log = structlog.get_logger(__name__)


def wait_after_error(outage: Outage, error: ApiError) -> float:
    """The same for an answer of the API; a refused token and a spent quota are matters for people."""
    if error.status == HTTPStatus.UNAUTHORIZED:
        return outage.wait_after(
            str(error), at_least=outage.patience.longest, refused=True, hint="the token is refused"
        )
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return outage.wait_after(str(error), at_least=outage.patience.longest, hint="too fast, or the month is spent")
    return outage.wait_after(str(error))


class Origin:
    """Which bot this is, and which messages are its own: Zalo was seen to hand them back as events."""

    def __init__(self, bot: str) -> None:
        self.bot = bot  # as the journal names it
        self.own_id: str | None = None  # once getMe has told
        self._sent: deque[str] = deque(maxlen=SENT_REMEMBERED)

    def remember(self, message_id: str) -> None:
        """The bot sent this message."""
        self._sent.append(message_id)

    def incoming(self, raw: Any) -> Incoming | None:
        """An event on its way into the journal; None for an echo. Never fails."""
        if is_written_by_a_bot(raw, self.own_id) or message_id_of(raw) in self._sent:
            return None
        kept = raw if isinstance(raw, dict) else {"malformed": raw}
        return Incoming(self.bot, "update", identify(raw), sender_of(raw), kept, datetime.now(UTC))


class Poller:
    """The poll. There must be one for a token: two take each other's events away.

    ``heard`` is called whenever a poll was answered: what is sent while nobody polls may be lost.
    """

    def __init__(
        self,
        api: ZaloApi,
        origin: Origin,
        patience: Patience,
        *,
        heard: Callable[[], None] = lambda: None,
        outage: Outage | None = None,
    ) -> None:
        self._api, self._origin, self._patience, self._heard = api, origin, patience, heard
        self._outage = outage or Outage(patience, "zalo")
        self._checked = -RECHECK_SECONDS

    async def run(self, receive: Receive) -> None:
        """Until cancelled."""
        while True:
            await self._warn_of_a_webhook()
            try:
                wait = await self._poll_once(receive)
            except ApiError as error:
                wait = wait_after_error(self._outage, error)
            if wait:
                await asyncio.sleep(wait)

    async def _poll_once(self, receive: Receive) -> float:
        began = monotonic()
        try:
            event = await self._api.call(
                "getUpdates",
                {"timeout": round(self._patience.poll)},
                seconds=self._patience.poll + ANSWER_SECONDS,
            )
        except ApiError as error:
            if error.status != HTTPStatus.REQUEST_TIMEOUT:
                raise
            event = None
        self._outage.over()
        self._heard()
        events = event if isinstance(event, list) else [event] if event else []
        for one in events:
            await self._store(one, receive)
        # Whatever ends an idle poll at once would otherwise be asked again as fast as the machine can.
        hurried = not events and monotonic() - began < min(1.0, self._patience.poll / 2)
        return self._patience.first if hurried else 0.0

    async def _store(self, event: Any, receive: Receive) -> None:
        """Hand over until it is stored: Zalo will not tell it again."""
        incoming = self._origin.incoming(event)
        while incoming is not None:
            try:
                await receive([incoming])
            except Exception as error:  # noqa: BLE001 — whatever it is, the event is not stored yet
                # the type alone: a database's message quotes what people wrote
                await asyncio.sleep(self._outage.wait_after(f"not stored: {type(error).__name__}"))
            else:
                self._outage.over()
                return

    async def _warn_of_a_webhook(self) -> None:
        """With a webhook set, a poll is silent rather than refused."""
        if monotonic() - self._checked < RECHECK_SECONDS:
            return
        self._checked = monotonic()
        try:
            address = await webhook_address(self._api)
        except ApiError:
            return  # the poll itself will say what is wrong
        if address:
            hint = "polling is configured and a webhook is set, so nothing arrives: call deleteWebhook"
            log.warning("zalo_webhook_is_set", hint=hint)


async def webhook_address(api: ZaloApi) -> str:
    """The webhook that is set; "" for none, which Zalo answers with 404. Raises ``ApiError``."""
    try:
        info = await api.call("getWebhookInfo")
    except ApiError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return ""
        raise
    return str(info.get("url") or "") if isinstance(info, dict) else ""
