"""Telegram as a channel: composition of receiving, understanding and sending.

Vendor's page: https://core.telegram.org/bots/api. How to get a bot and run it: docs/telegram.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import structlog
from aiohttp import web

from bot.bot_ids import public_id
from bot.channels.base import (
    Capabilities,
    FileRef,
    Gone,
    Markup,
    Receive,
    Rejected,
    Rendered,
    Temporary,
    Understood,
)
from bot.channels.outage import Outage, Patience
from bot.channels.telegram_api import REFUSED_TOKEN, ApiError, TelegramApi, TooLarge
from bot.channels.telegram_receiving import Poller
from bot.channels.telegram_sending import TelegramSender, failure_of
from bot.channels.telegram_updates import preload, understand
from bot.channels.telegram_webhook import Webhook

__all__ = ["BotProfile", "TelegramChannel", "preload"]

MAX_DOWNLOAD = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
DOWNLOAD_SECONDS = 60.0
ACKNOWLEDGE_SECONDS = 5.0
DESCRIBE_SECONDS = 10.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BotProfile:
    """What getMe tells. ``username`` without the @: a link is https://t.me/<username>?start=<code>."""

    id: int
    username: str
    name: str


class TelegramChannel:
    """One bot. ``public_url`` is needed for the webhook only; ``webhook_secret`` is derived from the token when it is
    None. Raises ``ValueError`` for a webhook without an address or with a secret that Telegram refuses."""

    name = "telegram"
    capabilities = Capabilities(buttons=True, documents=True, max_text=4096, markup=Markup.HTML, takes_over=True)
    sends_per_second = 29.5  # 30 a second for all chats together, paced evenly
    seconds_per_chat = 0.5  # one a second in one chat, short bursts are let through

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://api.telegram.org",
        mode: Literal["polling", "webhook"] = "polling",
        public_url: str | None = None,
        webhook_secret: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.bot = f"telegram:{public_id(token)}"
        self.alone = self.bot  # two that poll would take each other's turns away
        self._api = TelegramApi(token, api_url)
        self._patience = patience or Patience()
        self.outage = Outage(self._patience, "telegram")
        self._sender = TelegramSender(self._api)
        self._webhook: Webhook | None = None
        if mode == "webhook":
            if not public_url:
                raise ValueError("a webhook needs the public address of this program")
            self._webhook = Webhook(self._api, self.bot, token, public_url, webhook_secret)

    async def run(self, receive: Receive) -> None:
        """Poll, or keep the webhook registered, until cancelled. The connections stay open: what was accepted is still
        to be answered. ``close`` ends them."""
        if self._webhook is not None:
            await self._webhook.register(self._patience, outage=self.outage)
        else:
            await Poller(self._api, self.bot, self._patience, outage=self.outage).run(receive)

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        return () if self._webhook is None else (self._webhook.route(receive),)

    def understand(self, raw: dict[str, Any]) -> Understood:
        return understand(raw)

    async def send(self, external_id: str, message: Rendered) -> str | None:
        return await self._sender.send(external_id, message)

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        allowed = min(limit, MAX_DOWNLOAD)
        if file.size is not None and file.size > allowed:
            raise Rejected(f"{file.size} bytes are more than the {allowed} that can be fetched")
        try:
            return await self._download(file, allowed)
        except TooLarge:
            failure: Exception = Rejected(f"more than the {allowed} bytes that can be fetched")
        except ApiError as error:
            failure = _fetch_failure(error)
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def _download(self, file: FileRef, limit: int) -> bytes:
        info = await self._api.call("getFile", {"file_id": file.id})
        path = info.get("file_path") if isinstance(info, dict) else None
        if not isinstance(path, str) or path.startswith("/"):
            # An own server in --local mode names a path on its own disk instead of one to download.
            raise Rejected("the Bot API server offers no download of this file")
        return await self._api.download(path, limit=limit, seconds=DOWNLOAD_SECONDS)

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        press = raw.get("callback_query")
        if not isinstance(press, dict) or not isinstance(press.get("id"), str):
            return
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": press["id"]}, seconds=ACKNOWLEDGE_SECONDS)
        except ApiError as error:
            # "query is too old": the app stopped waiting by itself, nothing is left to do
            done = "query is too old" in error.description or "not modified" in error.description
            log.debug("telegram_press_not_answered", done=done, problem=str(error))

    async def describe(self) -> BotProfile:
        """Who this token is. Raises ``Temporary`` (not reachable now), ``Rejected`` (the token is refused)."""
        try:
            me = await self._api.call("getMe", seconds=DESCRIBE_SECONDS)
        except ApiError as error:
            refused = error.status in REFUSED_TOKEN
            failure = Rejected(f"Telegram refuses the token ({error})") if refused else Temporary(str(error))
        else:
            return _profile(me)
        raise failure

    async def close(self) -> None:
        """Close the connections; they open again when needed."""
        await self._api.close()


def _profile(me: Any) -> BotProfile:
    found = me if isinstance(me, dict) else {}
    if not isinstance(found.get("id"), int):
        raise Temporary("getMe did not answer with a bot")
    return BotProfile(found["id"], str(found.get("username") or ""), str(found.get("first_name") or ""))


def _fetch_failure(error: ApiError) -> Exception:
    # Telegram says "wrong file_id or the file is temporarily unavailable" in one breath; the ids are its own.
    if error.status == HTTPStatus.BAD_REQUEST and "temporarily unavailable" in error.description:
        return Temporary(str(error))
    failure = failure_of(error)
    return Rejected(str(error)) if isinstance(failure, Gone) else failure
