"""A Zalo bot as a channel: composition of receiving, understanding and sending.

Vendor's pages: https://docs.zaloplatforms.com/docs/BOT. How to get a bot, its limits, and what is not certain about it:
docs/zalo.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

from bot.bot_ids import public_id
from bot.channels.base import (
    Capabilities,
    FileRef,
    Markup,
    Receive,
    Rejected,
    Rendered,
    Temporary,
    Understood,
)
from bot.channels.outage import Outage, Patience
from bot.channels.zalo_bot_api import ApiError, TooLarge, ZaloApi
from bot.channels.zalo_bot_receiving import Origin, Poller, webhook_address
from bot.channels.zalo_bot_sending import ZaloSender, failure_of
from bot.channels.zalo_bot_updates import understand
from bot.channels.zalo_bot_webhook import Webhook

CHANNEL = "zalo_bot"
API_URL = "https://bot-api.zaloplatforms.com"
DOWNLOAD_SECONDS = 60.0
DESCRIBE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ZaloBotProfile:
    """What getMe tells. ``username``: its account name ("bot.…"); there is no link that carries a code."""

    id: str
    username: str


class ZaloBotChannel:
    """One bot. ``name``: of the channel; each of several bots is one, with people of its own. ``public_url`` is needed
    for the webhook only; ``webhook_secret`` is derived from the token when it is None; ``messages_a_month``: what its
    plan allows, both ways together.

    Raises ``ValueError`` for a webhook without an address or with a secret that Zalo refuses.
    """

    # 2,000 characters of a unit that Zalo does not name; 1,900 UTF-16 units are within any reading of it.
    capabilities = Capabilities(buttons=False, documents=False, max_text=1900, markup=Markup.PLAIN, pictures=True)
    sends_per_second = 5.0  # no limit is documented
    seconds_per_chat = 0.5

    def __init__(  # noqa: PLR0913 - what the settings tell
        self,
        token: str,
        *,
        name: str = CHANNEL,
        api_url: str = API_URL,
        mode: Literal["polling", "webhook"] = "polling",
        public_url: str | None = None,
        webhook_secret: str | None = None,
        patience: Patience | None = None,
        messages_a_month: int = 3000,
        counts_received: bool = True,
    ) -> None:
        self.messages_a_month, self.counts_received = messages_a_month, counts_received
        self.name = name
        self.bot = f"{name}:{public_id(token)}"
        self.alone = self.bot  # two that poll would take each other's events away
        self.heard: Callable[[], None] = lambda: None  # called whenever a poll was answered
        self._api = ZaloApi(token, api_url)
        self._patience = patience or Patience(poll=30.0)
        self.outage = Outage(self._patience, "zalo")
        self._origin = Origin(self.bot)
        self._sender = ZaloSender(self._api)
        self._webhook: Webhook | None = None
        if mode == "webhook":
            if not public_url:
                raise ValueError("a webhook needs the public address of this program")
            self._webhook = Webhook(self._api, self._origin, token, public_url, webhook_secret)

    async def run(self, receive: Receive) -> None:
        """Poll, or keep the webhook registered, until cancelled."""
        if self._webhook is not None:
            await self._webhook.register(self._patience, outage=self.outage)
        else:
            await Poller(self._api, self._origin, self._patience, heard=self.heard, outage=self.outage).run(receive)

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        return () if self._webhook is None else (self._webhook.route(receive),)

    def understand(self, raw: dict[str, Any]) -> Understood:
        return understand(raw)

    async def send(self, external_id: str, message: Rendered) -> str | None:
        ids = await self._sender.send(external_id, message)
        for message_id in ids:
            self._origin.remember(message_id)
        return ids[-1] if ids else None

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        """``file.id`` is the address of the picture, which works for some time only."""
        try:
            return await self._api.download(file.id, limit=limit, seconds=DOWNLOAD_SECONDS)
        except TooLarge:
            failure: Exception = Rejected(f"more than the {limit} bytes that can be fetched")
        except ApiError as error:
            failure = _fetch_failure(error)
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        """There are no buttons on Zalo bots."""

    async def describe(self) -> ZaloBotProfile:
        """Who this token is. Raises ``Temporary`` (not reachable now), ``Rejected`` (the token is refused)."""
        try:
            me = await self._api.call("getMe", seconds=DESCRIBE_SECONDS)
        except ApiError as error:
            refused = error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
            failure = Rejected(f"Zalo refuses the token ({error})") if refused else Temporary(str(error))
        else:
            found = me if isinstance(me, dict) else {}
            if isinstance(found.get("id"), str) and found["id"]:
                self._origin.own_id = found["id"]
                return ZaloBotProfile(found["id"], str(found.get("account_name") or ""))
            failure = Temporary("getMe did not answer with a bot")
        raise failure

    async def webhook(self) -> str:
        """The address that is set as webhook, "" for none. Raises ``Temporary``."""
        try:
            return await webhook_address(self._api)
        except ApiError as error:
            failure = Temporary(str(error))
        raise failure

    @property
    def webhook_url(self) -> str:
        """The address that should be set; "" when it polls."""
        return "" if self._webhook is None else self._webhook.url

    async def close(self) -> None:
        """Close the connections; they open again when needed."""
        await self._api.close()


def _fetch_failure(error: ApiError) -> Exception:
    """A download does no harm when it is repeated; an address that is refused has expired."""
    if error.status is None or error.status == HTTPStatus.REQUEST_TIMEOUT:
        return Temporary(str(error))
    failure = failure_of(error)
    is_for_later = isinstance(failure, Temporary) and error.status != HTTPStatus.FORBIDDEN
    return Temporary(str(error), after=None) if is_for_later else Rejected(str(error))
