"""An Official Account's channel at work without the rest of the program: its tokens lie in memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.zalo_oa import OaAccount, ZaloOaChannel
from bot.channels.zalo_oa_api import OaHosts
from bot.channels.zalo_oa_tokens import Tokens
from tests.fakes.zalo_oa import FakeZaloOa


class MemoryVault:
    """What was stored lies in a list; refuses to store as often as it is told to. ``taken``: another process
    refreshes."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.stored: list[Tokens] = [] if tokens is None else [tokens]
        self.refusals = 0
        self.taken = False
        self.failures: list[str] = []
        self.releases = 0

    async def load(self) -> Tokens | None:
        return self.stored[-1] if self.stored else None

    async def claim(self, _seconds: float) -> bool:
        return not self.taken

    async def store(self, tokens: Tokens) -> None:
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise OSError("disk full")
        self.stored.append(tokens)

    async def failed(self, problem: str) -> None:
        self.failures.append(problem)

    async def release(self) -> None:
        self.releases += 1


def signed_in(oa: FakeZaloOa, *, left: float | None = None) -> Tokens:
    """A pair that works. ``left``: seconds of its life that are left."""
    life = oa.life if left is None else left
    access = f"access-of-{len(oa.access_tokens)}-{time.time_ns()}"
    oa.access_tokens[access] = time.time() + life
    now = datetime.now(UTC)
    return Tokens(access, oa.refresh_token, now - timedelta(seconds=oa.life - life), now + timedelta(seconds=life))


def hosts_of(oa: FakeZaloOa) -> OaHosts:
    return OaHosts(oa.url, oa.url, oa.url)


def channel_of(oa: FakeZaloOa, vault: MemoryVault | None = None, **more: Any) -> ZaloOaChannel:
    first = more.pop("first", oa.app_id)
    account = OaAccount(oa.app_id, oa.app_secret, oa.secret_key, first)
    more.setdefault("public_url", "https://thidua.example")
    channel = ZaloOaChannel(account, hosts=hosts_of(oa), **more)
    channel.vault = vault or MemoryVault(signed_in(oa))
    return channel


@asynccontextmanager
async def sending(oa: FakeZaloOa, vault: MemoryVault | None = None, **more: Any) -> AsyncIterator[ZaloOaChannel]:
    """The channel, closed at the end."""
    channel = channel_of(oa, vault, **more)
    try:
        yield channel
    finally:
        await channel.close()
