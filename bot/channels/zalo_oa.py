"""A Zalo Official Account as a channel: composition of tokens, receiving, understanding and sending.

Vendor's pages: https://docs.zaloplatforms.com/docs/OA. How to get one, its windows, and what is not certain:
docs/zalo.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.channels.base import FileRef, Receive, Rejected, Rendered, Temporary, Understood
from bot.channels.zalo_oa_api import OaApi, OaError, OaHosts, TooLarge
from bot.channels.zalo_oa_failures import Means, failure_of, meaning_of
from bot.channels.zalo_oa_sending import Buttons, OaSender, Template, capabilities_of
from bot.channels.zalo_oa_tokens import Keeper, NotSignedIn, Vault
from bot.channels.zalo_oa_updates import understand
from bot.channels.zalo_oa_webhook import Signature, Webhook

CHANNEL = "zalo_oa"
DOWNLOAD_SECONDS = 60.0


# How long after somebody wrote an ordinary message is accepted; the first part of it costs nothing.
WINDOW, FREE = timedelta(days=7), timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class OaAccount:
    """What belongs to one account and the application that speaks for it. ``first``: what the signed text begins with,
    the id of the app or of the account; ``secret_key``: the account's own, which signs."""

    app_id: str
    app_secret: str
    secret_key: str
    first: str

    @property
    def bot(self) -> str:
        return f"{CHANNEL}:{self.app_id}"


@dataclass(frozen=True, slots=True)
class OaProfile:
    """What the account's own page tells."""

    id: str
    username: str


class ZaloOaChannel:
    """One account. ``public_url``: where Zalo's webhook reaches this program; ``template``: what is sent when the
    window is closed; ``contact_image``: a picture for requests for contact data, without which there are none;
    ``free_only``: nothing is written that Zalo bills."""

    name = CHANNEL
    sends_per_second = 40.0  # 4,000 requests a minute for an app; a message may be two
    seconds_per_chat = 0.3

    def __init__(
        self,
        account: OaAccount,
        *,
        public_url: str,
        hosts: OaHosts | None = None,
        buttons: Buttons = "plain",
        template: Template | None = None,
        contact_image: str | None = None,
        free_only: bool = False,
    ) -> None:
        self.bot = account.bot
        self.alone = self.bot  # one process keeps the token fresh
        self.account = account
        self.template = template
        self.window = FREE if free_only else WINDOW
        self.capabilities = capabilities_of(buttons)
        self.api = OaApi(hosts or OaHosts(), secrets=(account.app_secret, account.secret_key))
        self._keeper = Keeper(self.api, app_id=account.app_id, app_secret=account.app_secret)
        self.outage = self._keeper.outage
        self._sender = OaSender(self.api, self._keeper, buttons=buttons, template=template, contact_image=contact_image)
        self._webhook = Webhook(self.bot, Signature(account.first, account.secret_key), public_url)

    @property
    def webhook_url(self) -> str:
        """What has to stand in the developer console."""
        return self._webhook.url

    @property
    def vault(self) -> Vault | None:
        """Where the tokens lie; set by the composition root."""
        return self._keeper.vault

    @vault.setter
    def vault(self, vault: Vault) -> None:
        self._keeper.vault = vault

    async def run(self, _receive: Receive) -> None:
        """Keep the token fresh until cancelled; events come to the webhook."""
        await self._keeper.keep_fresh()

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        return (self._webhook.route(receive),)

    def understand(self, raw: dict[str, Any]) -> Understood:
        return understand(raw)

    async def send(self, external_id: str, message: Rendered) -> str | None:
        ids = await self._sender.send(external_id, message)
        return ids[-1] if ids else None

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        """``file.id`` is the address, which works for some time only."""
        if file.size is not None and file.size > limit:
            raise Rejected(f"{file.size} bytes are more than the {limit} that can be fetched")
        try:
            return await self.api.download(file.id, limit=limit, seconds=DOWNLOAD_SECONDS)
        except TooLarge:
            failure: Exception = Rejected(f"more than the {limit} bytes that can be fetched")
        except OaError as error:
            refused = error.status is not None and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
            slow = error.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
            failure = Rejected(str(error)) if refused and not slow else Temporary(str(error))
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        """Nothing waits for an answer to a button."""

    async def describe(self) -> OaProfile:
        """Whose token it is. Raises ``Temporary`` (not reachable, or nobody has signed in), ``Rejected``."""
        try:
            token = await self._keeper.access()
            return await ask_profile(self.api, token)
        except NotSignedIn as error:
            failure: Exception = Temporary(str(error))
        except OaError as error:
            is_token = meaning_of(error) is Means.TOKEN
            failure = Rejected(f"Zalo refuses the token ({error})") if is_token else Temporary(str(error))
        raise failure

    async def close(self) -> None:
        """Close the connections; they open again when needed."""
        await self.api.close()


async def ask_profile(api: OaApi, token: str) -> OaProfile:
    """The account of a token. Raises ``OaError``."""
    found = await api.get("/v2.0/oa/getoa", token)
    return OaProfile(str(found.get("oa_id") or found.get("oaid") or ""), str(found.get("name") or ""))


__all__ = ["OaAccount", "OaProfile", "ZaloOaChannel", "ask_profile", "failure_of"]
