"""What a monitor reads: health, and numbers in Prometheus' format that name nobody."""

import re

import aiohttp
import pytest

from bot.app import running
from bot.channels.base import Gone, Rejected, Temporary
from bot.writer import Writer
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app, until

LINE = re.compile(r'(# (HELP|TYPE) thidua_\w+ .+|thidua_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+]+)')


async def read(app, path: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as client, client.get(f"{app.address}{path}") as answer:
        return answer.status, answer.headers["Content-Type"], await answer.text()


@ON_BOTH
async def test_what_happened_and_what_waits_is_counted(settings):
    channel = MemoryChannel()
    channel.messages_a_month = 3000  # type: ignore[attr-defined]  # a channel with a plan
    channel.failures["binh"] = [Temporary("away", after=0.01), Rejected("never")]
    channel.failures["chi"] = [Gone("blocked")]
    async with running(make_app(settings, channel, http=True)) as app:
        batch = [channel.text(who, "hello 0912345678") for who in ("ann", "binh", "chi")]
        await app.receiver.receive(channel, [*batch, channel.incoming("ann", kind="odd")])
        await app.settle()
        channel.failures["ann"] = [Temporary("away", after=60)]
        await app.receiver.receive(channel, [channel.text("ann", "again")])
        await until(lambda: app.deliverer.outcomes["memory", "postponed"] == 2)
        await app.scheduler.run_tick_now()
        status, kind, page = await read(app, "/metrics")
    assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert [line for line in page.splitlines() if not LINE.fullmatch(line)] == []
    lines = page.splitlines()
    for line in (
        'thidua_events{state="parked"} 1',
        'thidua_events{state="waiting"} 0',
        'thidua_events_handled_total{channel="memory",kind="text"} 4',
        'thidua_sends_total{channel="memory",outcome="sent"} 1',
        'thidua_sends_total{channel="memory",outcome="rejected"} 1',
        'thidua_sends_total{channel="memory",outcome="gone"} 1',
        'thidua_sends_total{channel="memory",outcome="postponed"} 2',
        'thidua_outbox_due{channel="memory"} 1',
        'thidua_budget_limit{channel="memory"} 3000',
        'thidua_budget_used{channel="memory"} 6',
        "thidua_database_away 0",
    ):
        assert line in lines
    assert re.search(r"^thidua_last_tick_timestamp_seconds \d", page, re.MULTILINE)
    for private in ("binh", "hello", "0912345678"):
        assert private not in page


async def test_a_monitor_sees_that_nothing_can_be_written(settings, monkeypatch):
    async with running(make_app(settings, MemoryChannel(), http=True)) as app:
        assert (await read(app, "/healthz"))[0] == 200
        # Whatever it commits meanwhile, a tick say, would take it back.
        monkeypatch.setattr(Writer, "is_away", property(lambda _: True, lambda _, value: None), raising=False)
        status, _, said = await read(app, "/healthz")
        assert (status, said) == (503, '{"status": "failing"}')
        assert "thidua_database_away 1" in (await read(app, "/metrics"))[2]


@pytest.mark.parametrize("path", ["/", "/metrics/x", "/.env", "/var/thidua.db"])
async def test_there_is_nothing_else(settings, path):
    async with running(make_app(settings, MemoryChannel(), http=True)) as app:
        assert (await read(app, path))[0] == 404
