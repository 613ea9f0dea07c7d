"""A flood by one person: limited, told once, nobody else harmed; what is no flood is never limited."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import running
from bot.flooding import FILES, MESSAGES, REMEMBERED, Flood, Judgement
from handlers.conversation import EventKind
from storage.tables import EventState, JournalEvent, Outgoing
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app

NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
TOLD = (
    "These were too many messages at once. The last ones were not read: "
    "please wait 10 seconds, then send them again, one after the other."
)


def at_two(test):
    """Several processes need PostgreSQL."""
    return pytest.mark.postgres(pytest.mark.parametrize("kind", ["postgres"])(test))


@ON_BOTH
async def test_a_flood_is_told_once_kept_and_harms_nobody_else(settings, rows):
    channel = MemoryChannel(sends_per_second=200.0)
    async with running(make_app(settings, channel)) as app:
        flood = [channel.text("ann", str(number)) for number in range(100)]
        others = [channel.text(f"person {number}", "hello") for number in range(5)]
        await app.receiver.receive(channel, [*flood, *others])
        await app.settle()
        assert channel.texts_to("ann") == [*(f"text: {number}" for number in range(MESSAGES)), TOLD]
        for number in range(5):
            assert channel.texts_to(f"person {number}") == ["text: hello"]
        journal = rows(JournalEvent)
        assert [row.raw["text"] for row in journal if row.sender == "ann"] == [str(number) for number in range(100)]
        parked = [row for row in journal if row.state is EventState.PARKED]
        assert {(row.sender, row.error) for row in parked} == {("ann", "too many messages at once")}
        later = datetime.now(UTC) + timedelta(seconds=11)
        await app.receiver.receive(channel, [channel.text("ann", "better now", at=later)])
        await app.settle()
        assert channel.texts_to("ann")[-1] == "text: better now"


async def test_who_waits_for_each_answer_is_never_limited(settings):
    channel = MemoryChannel()
    async with running(make_app(settings, channel)) as app:
        for number in range(3 * MESSAGES):
            await app.receiver.receive(channel, [channel.text("ann", str(number))])
            await app.settle()
    assert len(channel.texts_to("ann")) == 3 * MESSAGES
    assert TOLD not in channel.texts_to("ann")


async def test_what_piled_up_in_an_outage_is_no_flood(settings):
    channel = MemoryChannel()
    minutes = [NOW - timedelta(minutes=number) for number in range(50, 0, -1)]
    async with running(make_app(settings, channel)) as app:
        batch = [channel.text("ann", "x", at=NOW, happened_at=minute.isoformat()) for minute in minutes]
        await app.receiver.receive(channel, batch)
        await app.settle()
    assert channel.texts_to("ann") == ["text: x"] * 50


async def test_several_albums_are_no_flood(settings):
    channel = MemoryChannel()
    channel.files = {f"f{number}": b"\xff\xd8\xff photo %d" % number for number in range(30)}
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.file("ann", id) for id in channel.files])
        await app.settle()
    assert channel.texts_to("ann") == ["file:"] * 30


class TestJudging:
    """Without a database: who is taken, told, dropped."""

    @pytest.fixture
    def flood(self) -> Flood:
        return Flood()

    def judge(self, flood: Flood, number: int, seconds: float, kind: str = "text") -> Judgement:
        channel = MemoryChannel()
        incoming = channel.incoming("ann", id=str(number), at=NOW + timedelta(seconds=seconds), kind=kind)
        return flood.judge("memory", incoming, channel.understand(incoming.raw), number)

    def test_two_a_second_are_the_limit(self, flood):
        assert {self.judge(flood, number, number * 0.51) for number in range(200)} == {Judgement.TAKE}

    def test_the_pause_ends_and_a_second_flood_is_not_told_again_at_once(self, flood):
        first = [self.judge(flood, number, 0) for number in range(30)]
        assert first == [Judgement.TAKE] * 20 + [Judgement.TELL] + [Judgement.DROP] * 9
        second = [self.judge(flood, number, 10.5) for number in range(30, 60)]
        assert second == [Judgement.TAKE] * 20 + [Judgement.DROP] * 10
        third = [self.judge(flood, number, 80) for number in range(60, 90)]
        assert third == first

    def test_the_same_event_has_the_same_judgement(self, flood):
        for _ in range(2):
            verdicts = [self.judge(flood, number, 0) for number in range(22)]
            assert verdicts == [Judgement.TAKE] * 20 + [Judgement.TELL, Judgement.DROP]

    def test_files_come_in_bunches(self, flood):
        verdicts = [self.judge(flood, number, 0, "file") for number in range(FILES + 1)]
        assert verdicts == [Judgement.TAKE] * FILES + [Judgement.TELL]

    def test_who_sent_three_albums_may_go_on_writing(self, flood):
        for number in range(30):
            self.judge(flood, number, 0, "file")
        assert {self.judge(flood, number, 1) for number in range(30, 50)} == {Judgement.TAKE}

    @pytest.mark.parametrize("kind", [EventKind.BLOCKED, EventKind.UNBLOCKED, EventKind.GROUP])
    def test_what_is_not_said_is_always_taken(self, flood, kind):
        for number in range(30):
            self.judge(flood, number, 0)
        assert self.judge(flood, 31, 0, kind.value) is Judgement.TAKE

    def test_little_is_remembered(self, flood):
        for number in range(10 * REMEMBERED):
            self.judge(flood, number, 0)
        assert len(flood._senders["memory", "ann"].heard) <= REMEMBERED + 1


async def test_a_press_that_is_too_much_is_still_acknowledged(settings):
    channel = MemoryChannel()
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.press("ann", 99, 0) for _ in range(25)])
        await app.settle()
        await asyncio.sleep(0)
    assert len(channel.acknowledged) == 25


def two_of_one_bot() -> tuple[MemoryChannel, MemoryChannel]:
    """The same bot in each of two programs. Events have ids of their own."""
    first, second = MemoryChannel(), MemoryChannel()
    second.numbers = first.numbers
    return first, second


@at_two
async def test_a_flood_that_arrives_at_both_counts_once_and_is_told_once(settings, rows):
    first, second = two_of_one_bot()
    first.hanging.add("ann")  # nothing is answered meanwhile
    second.hanging.add("ann")
    async with (
        running(make_app(settings, first)) as one,
        running(make_app(settings, second)) as two,
    ):
        for number in range(60):
            app, channel = ((one, first), (two, second))[number % 2]
            await app.receiver.receive(channel, [channel.text("ann", str(number))])
        await two.receiver.receive(second, [second.text("binh", "hello")])
        states = Counter((row.sender, row.state) for row in rows(JournalEvent))
        told = [row for row in rows(Outgoing) if row.payload["text"].startswith("These were too many")]
    assert states == {
        ("ann", EventState.HANDLED): MESSAGES,
        ("ann", EventState.PARKED): 60 - MESSAGES,
        ("binh", EventState.HANDLED): 1,
    }
    assert len(told) == 1


@at_two
async def test_who_is_answered_at_both_is_never_limited(settings, rows):
    first, second = two_of_one_bot()
    first.sends_per_second = second.sends_per_second = 500.0
    async with (
        running(make_app(settings, first)) as one,
        running(make_app(settings, second)) as two,
    ):
        for number in range(2 * MESSAGES):
            for app, channel in ((one, first), (two, second)):
                await app.receiver.receive(channel, [channel.text("ann", str(number))])
            await one.settle()
            await two.settle()
    assert {row.state for row in rows(JournalEvent)} == {EventState.HANDLED}
