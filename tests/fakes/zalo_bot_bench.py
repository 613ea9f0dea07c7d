"""A Zalo bot's channel at work without the rest of the program: what it hands over is kept in a list."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.outage import Patience
from bot.channels.zalo_bot import ZaloBotChannel
from tests.fakes.telegram_bench import Journal
from tests.fakes.zalo_bot import FakeZaloBot

QUICK = Patience(poll=2, first=0.01, longest=0.03)


@asynccontextmanager
async def receiving(api: FakeZaloBot, journal: Journal, **more: Any) -> AsyncIterator[ZaloBotChannel]:
    more.setdefault("patience", QUICK)
    channel = ZaloBotChannel(api.token, api_url=api.url, **more)
    task = asyncio.create_task(channel.run(journal.receive))
    try:
        yield channel
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.close()
