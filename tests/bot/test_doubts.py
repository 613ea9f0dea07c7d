"""What may have come twice after a crash is marked, logged and counted; nothing else is."""

import asyncio

import pytest

from bot import metrics
from bot.app import running
from bot.cli.doctor import examine
from locales import translator
from storage.tables import BotState, Outgoing
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import kill, make_app, until

pytestmark = ON_BOTH


@pytest.fixture(autouse=True)
def short_lease(monkeypatch):
    monkeypatch.setattr("bot.presence.BEAT", 0.2)
    monkeypatch.setattr("bot.presence.LEASE", 1.5)


@pytest.fixture
def channel() -> MemoryChannel:
    return MemoryChannel(sends_per_second=200.0)


def doubted(rows) -> list[str]:
    return [row.payload["text"] for row in rows(Outgoing) if row.doubted_at is not None]


async def begin_to_send(app, channel: MemoryChannel) -> None:
    """Ann's first answer is under way, her second one waits behind it; Binh has got his."""
    channel.hanging.add("ann")
    await app.start()
    await app.receiver.receive(channel, [channel.text("ann", "1"), channel.text("ann", "2"), channel.text("binh", "3")])
    await until(lambda: channel.texts_to("binh") == ["text: 3"])
    await until(lambda: len(app.deliverer._sends) == 1)


async def test_what_was_under_way_in_a_crash_is_counted(settings, channel, rows):
    app = make_app(settings, channel)
    await begin_to_send(app, channel)
    await asyncio.sleep(0.1)  # Binh's mark is written
    await kill(app)
    assert doubted(rows) == []
    channel.hanging.clear()
    async with running(make_app(settings, channel)) as again:
        await until(lambda: channel.texts_to("ann") == ["text: 1", "text: 2"])
        await again.settle()
        assert doubted(rows) == ["text: 1"]
        assert 'thidua_outbox_doubted{channel="memory"} 1\n' in await asyncio.to_thread(metrics.show, again)
    findings = await asyncio.to_thread(lambda: list(examine(settings, translator("en"))))
    [twice] = [one for one in findings if one.check == "twice"]
    assert (twice.health, twice.text) == ("note", "Messages that may have come twice after a crash: 1.")


async def test_nothing_is_doubted_after_an_orderly_end(settings, channel, rows):
    for number in range(2):
        async with running(make_app(settings, channel)) as app:
            await app.receiver.receive(channel, [channel.text("ann", str(number))])
            await app.settle()
    assert (doubted(rows), rows(BotState)) == ([], [])


async def test_what_an_orderly_end_could_not_wait_for_is_doubted_too(settings, channel, rows, monkeypatch):
    app = make_app(settings, channel)
    stop = app.deliverer.stop
    monkeypatch.setattr(app.deliverer, "stop", lambda: stop(timeout=0.2))
    await begin_to_send(app, channel)
    await app.stop()
    assert doubted(rows) == ["text: 1"]
