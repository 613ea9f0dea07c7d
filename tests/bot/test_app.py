"""The program as a whole: it listens, says how it is, survives a broken channel, and stops in order."""

import asyncio

import aiohttp
import pytest

from bot.app import running
from bot.context import load_context
from storage.tables import JournalEvent
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app, until

pytestmark = ON_BOTH


async def test_it_listens_on_a_free_port_and_says_how_it_is(settings):
    channel = MemoryChannel()
    async with running(make_app(settings, channel, http=True)) as app:
        assert app.http_port > 0
        async with aiohttp.ClientSession() as client, client.get(f"{app.address}/healthz") as answer:
            assert answer.status == 200
            assert await answer.json() == {"status": "ok", "channels": ["memory"], "writing": 0}


async def test_a_port_that_is_taken_ends_the_start_and_leaves_nothing_running(settings):
    async with running(make_app(settings, MemoryChannel(), http=True)) as app:
        taken = settings.model_copy(update={"http_port": app.http_port})
        with pytest.raises(OSError, match="address already in use"):
            async with running(make_app(taken, MemoryChannel(), http=True)):
                pass


async def test_a_channel_that_fails_is_begun_again(settings, monkeypatch):
    monkeypatch.setattr("bot.app.RESTART_SECONDS", 0.01)
    begun: list[bool] = []
    channel = MemoryChannel()

    async def run(receive):
        begun.append(True)
        if len(begun) < 3:
            raise RuntimeError("broken")
        await receive([channel.text("ann", "at last")])
        await asyncio.Event().wait()

    channel.run = run  # type: ignore[method-assign]  # a channel of this test's own
    async with running(make_app(settings, channel)):
        await until(lambda: channel.texts_to("ann") == ["text: at last"])


async def test_slow_imports_come_before_the_first_event_and_after_the_start(settings):
    order: list[str] = []
    channel = MemoryChannel()

    async def run(receive):
        order.append("run")
        await asyncio.Event().wait()

    channel.run = run  # type: ignore[method-assign]  # a channel of this test's own
    async with running(make_app(settings, channel, warm_up=lambda: order.append("warm"))):
        order.append("started")
        await until(lambda: len(order) == 3)
    assert order == ["started", "warm", "run"]


async def test_what_was_accepted_is_finished_when_it_stops(settings, rows):
    channel = MemoryChannel()
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.text("ann", str(number)) for number in range(5)])
    assert [row.state for row in rows(JournalEvent)] == ["handled"] * 5


def test_the_shipped_campaigns_are_the_context(settings):
    context = load_context(settings)
    assert "cchc-vinh-long-2024" in context.campaigns
    assert str(context.timezone) == "Asia/Ho_Chi_Minh"
