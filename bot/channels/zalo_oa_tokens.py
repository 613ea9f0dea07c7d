"""The two tokens of an Official Account: kept, renewed in time, by one at a time, and never lost by us.

The access token lives about a day; the refresh token three months, and it works once: its answer holds the next one. So
a pair is stored before it is used, and a refresh that was begun is waited for whatever else ends.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Protocol

import structlog

from bot.channels.outage import Outage, Patience
from bot.channels.zalo_oa_api import OaApi, OaError

EARLY = timedelta(hours=2)  # before the end, or the last tenth of a shorter life
WITHOUT_A_WORD = timedelta(hours=1)  # a life that the answer does not name; some say it is so short
LEASE_SECONDS = 60.0  # longer than a refresh may take
LOOK_AGAIN_SECONDS = 30.0
STORE_AGAIN_SECONDS = 1.0
TRY_REFUSED_SECONDS = 600.0  # a refresh token that was refused is not offered more often

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair, with aware instants of real time."""

    access: str
    refresh: str
    since: datetime
    until: datetime

    @property
    def renew_at(self) -> datetime:
        return self.until - min(EARLY, (self.until - self.since) / 10)


class NotSignedIn(Exception):
    """There is no pair that works now: nobody could be asked, or somebody has to sign in (``thidua zalo-oa login``)."""


class Vault(Protocol):
    """Where the pair lies, shared by all processes."""

    async def load(self) -> Tokens | None:
        """What was stored last."""

    async def claim(self, seconds: float) -> bool:
        """Whether this process alone may refresh for so long."""

    async def store(self, tokens: Tokens) -> None:
        """Durable when it returns; ends the claim and the alarm."""

    async def failed(self, problem: str) -> None:
        """Ends the claim. The organizers are told at the first one."""

    async def release(self) -> None:
        """Ends the claim; nothing was done."""


def read_tokens(answer: Mapping[str, Any], now: datetime) -> Tokens:
    """The pair in an answer of the OAuth server. ``expires_in`` comes as a text, or as a number."""
    try:
        life = timedelta(seconds=int(answer.get("expires_in") or 0))
    except (TypeError, ValueError):
        life = timedelta()
    return Tokens(answer["access_token"], answer["refresh_token"], now, now + (life or WITHOUT_A_WORD))


class Keeper:
    """Hands out the access token. One refresh at a time, in this process and (by the claim) in all."""

    def __init__(self, api: OaApi, *, app_id: str, app_secret: str) -> None:
        self._api, self._app_id, self._app_secret = api, app_id, app_secret
        self.outage = Outage(Patience(), "zalo_oa")
        self.vault: Vault | None = None  # set by the composition root
        self._tokens: Tokens | None = None
        self._lock = asyncio.Lock()
        self._refused = ("", 0.0, "")  # refresh token, until when it is not offered again, why

    async def access(self) -> str:
        """A token to call with. Raises ``NotSignedIn``."""
        tokens = self._tokens or await self._load()
        if tokens.renew_at > datetime.now(UTC):
            return tokens.access
        try:
            return await self.renew(tokens.access)
        except NotSignedIn:
            if tokens.until > datetime.now(UTC):
                return tokens.access  # it still works for a while
            raise

    async def renew(self, refused: str) -> str:
        """Another token than the one that was refused or is too old. Raises ``NotSignedIn``."""
        task = asyncio.create_task(self._renew(refused))
        try:
            return (await asyncio.shield(task)).access
        except asyncio.CancelledError:
            await asyncio.gather(task, return_exceptions=True)  # its answer holds the only refresh token there is
            raise

    async def keep_fresh(self) -> None:
        """Renew in time. Until cancelled."""
        problem = ""
        while True:
            wait = LOOK_AGAIN_SECONDS
            try:
                await self.access()
                assert self._tokens is not None
                wait = (self._tokens.renew_at - datetime.now(UTC)).total_seconds()
                problem = ""
                self.outage.over()
            except NotSignedIn as error:
                self.outage.begin(refused=True)
                if str(error) != problem:
                    problem = str(error)
                    log.warning("zalo_oa_has_no_token", problem=problem, hint="thidua zalo-oa login")
            await asyncio.sleep(min(max(wait, 1.0), 10 * LOOK_AGAIN_SECONDS))

    async def _load(self) -> Tokens:
        tokens = await self.vault.load() if self.vault is not None else None
        if tokens is None:
            raise NotSignedIn("nobody has signed in to the Official Account yet")
        self._keep(tokens)
        return tokens

    def _keep(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._api.hide(tokens.access, tokens.refresh)

    async def _renew(self, refused: str) -> Tokens:
        async with self._lock:
            tokens = await self._load()
            assert self.vault is not None
            if tokens.access != refused:
                return tokens  # somebody else did it meanwhile
            token, until, problem = self._refused
            if tokens.refresh == token and monotonic() < until:
                raise NotSignedIn(problem)
            if not await self.vault.claim(LEASE_SECONDS):
                return await self._wait_for_another(self.vault, refused)
            return await self._refresh(self.vault, tokens)

    async def _wait_for_another(self, vault: Vault, refused: str) -> Tokens:
        for _ in range(int(LEASE_SECONDS / STORE_AGAIN_SECONDS)):
            await asyncio.sleep(STORE_AGAIN_SECONDS)
            tokens = await vault.load()
            if tokens is not None and tokens.access != refused:
                self._keep(tokens)
                return tokens
        raise NotSignedIn("another process was to renew the token and did not")

    async def _refresh(self, vault: Vault, tokens: Tokens) -> Tokens:
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh, "app_id": self._app_id}
        try:
            answer = await self._api.grant(self._app_secret, form)
        except OaError as error:
            # With no connection at all the refresh token is unused; else it may be lost, and people have to know.
            await (vault.failed(str(error)) if error.code is not None or error.uncertain else vault.release())
            if error.code is not None:
                self._refused = (tokens.refresh, monotonic() + TRY_REFUSED_SECONDS, str(error))
            raise NotSignedIn(str(error)) from None  # whatever waits to be sent is not to blame
        fresh = read_tokens(answer, datetime.now(UTC))
        self._api.hide(fresh.access, fresh.refresh)
        await self._store(vault, fresh)
        self._keep(fresh)
        log.info("zalo_oa_token_renewed")
        return fresh

    async def _store(self, vault: Vault, tokens: Tokens) -> None:
        """Until it is stored: there is no other copy in the world."""
        while True:
            try:
                await vault.store(tokens)
            except Exception as error:  # noqa: BLE001 — whatever it is, this pair must not be lost
                log.warning("zalo_oa_token_not_stored", problem=type(error).__name__)
                await asyncio.sleep(STORE_AGAIN_SECONDS)
            else:
                return
