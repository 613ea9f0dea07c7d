"""A Telegram channel at work without the rest of the program: what it hands over is kept in a list."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.base import Incoming
from bot.channels.outage import Patience
from bot.channels.telegram import TelegramChannel
from tests.fakes.bot_api import FakeBotApi

QUICK = Patience(poll=1, first=0.01, longest=0.03)


class Journal:
    """What was handed over; refuses it as often as it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[Incoming]] = []
        self.refusals = 0
        self.tried = 0
        self.before_commit: Callable[[], Any] = lambda: None

    async def receive(self, batch: Sequence[Incoming]) -> None:
        self.tried += 1
        await asyncio.sleep(0.01)
        self.before_commit()
        if self.refusals:
            self.refusals -= 1
            raise OSError("disk full")
        self.batches.append(list(batch))

    @property
    def texts(self) -> list[str]:
        return [event.raw["message"]["text"] for batch in self.batches for event in batch]


async def until(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 — the conditions are about several things that know no events
            await asyncio.sleep(0.005)


@asynccontextmanager
async def receiving(api: FakeBotApi, journal: Journal, **more: Any) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(api.token, api_url=api.url, patience=QUICK, **more)
    task = asyncio.create_task(channel.run(journal.receive))
    try:
        yield channel
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.close()
