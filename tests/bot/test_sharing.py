"""Two programs on one PostgreSQL database: order, nothing twice, and taking over from one that dies."""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot.app import running
from bot.presence import Presence
from handlers.conversation import Choice, Event, Reply
from storage.database import Database
from storage.tables import (
    BotState,
    ChannelAccount,
    Conversation,
    EventState,
    JournalEvent,
    OutboxState,
    Outgoing,
    Person,
    Process,
)
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import kill, make_app, until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("kind", ["postgres"]),
]

JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture(autouse=True)
def short_lease(monkeypatch):
    monkeypatch.setattr("bot.presence.BEAT", 0.2)
    monkeypatch.setattr("bot.presence.LEASE", 1.5)


@pytest.fixture
def channels() -> tuple[MemoryChannel, MemoryChannel]:
    """The same bot in each program. Events have ids of their own."""
    first, second = MemoryChannel(files={"photo": JPEG}), MemoryChannel(files={"photo": JPEG})
    second.numbers = first.numbers
    return first, second


def counting(session: Session, event: Event) -> list[Reply]:
    """Says how many of this person's events were handled: what is read before another one's commit shows."""
    talk = session.get(Conversation, event.person)
    if talk is None:
        talk = Conversation(person_id=event.person, data={"count": 0}, updated_at=event.now)
        session.add(talk)
    talk.data = {"count": talk.data["count"] + 1}
    return [Reply(f"{talk.data['count']}: {event.text}")]


async def test_a_persons_events_are_handled_in_order_by_whoever_gets_them(settings, channels, rows):
    first, second = channels
    async with (
        running(make_app(settings, first, counting)) as one,
        running(make_app(settings, second, counting)) as two,
    ):

        async def write(who: str) -> None:
            for number in range(1, 21):
                app, channel = ((one, first), (two, second))[number % 2]
                await app.receiver.receive(channel, [channel.text(who, str(number))])

        await asyncio.gather(*(write(who) for who in ("ann", "binh", "chi", "dung")))
        await one.settle()
        await two.settle()
    for who in ("ann", "binh", "chi", "dung"):
        answers = sorted((one for one in first.delivered + second.delivered if one.to == who), key=lambda one: one.at)
        assert [one.text for one in answers] == [f"{number}: {number}" for number in range(1, 21)]
    assert {row.state for row in rows(Outgoing)} == {OutboxState.SENT}


async def test_the_same_event_at_both_is_handled_once(settings, channels, rows):
    first, second = channels
    async with (
        running(make_app(settings, first, counting)) as one,
        running(make_app(settings, second, counting)) as two,
    ):
        events = [first.text(who, "hi", id=who) for who in ("ann", "binh", "chi")]
        await asyncio.gather(one.receiver.receive(first, events), two.receiver.receive(second, events))
        await one.settle()
        await two.settle()
    assert Counter(one.to for one in first.delivered + second.delivered) == {"ann": 1, "binh": 1, "chi": 1}
    assert [row.state for row in rows(JournalEvent)] == [EventState.HANDLED] * 3


async def test_what_waits_behind_a_file_is_handled_where_the_file_is(settings, channels, rows):
    first, second = channels
    first.may_fetch.clear()
    async with running(make_app(settings, first)) as one, running(make_app(settings, second)) as two:
        await one.receiver.receive(first, [first.file("ann", "photo")])
        await two.receiver.receive(second, [second.text("ann", "after"), second.text("binh", "not held up")])
        await two.receiver.receive(second, [second.file("ann", "photo")])
        await two.receiver.settle()
        assert [row.state for row in rows(JournalEvent)] == ["fetching", "waiting", "handled", "fetching"]
        first.may_fetch.set()
        await one.receiver.settle()
        await until(lambda: len(first.delivered) == 3)
    assert first.texts_to("ann") == ["file:", "text: after", "file:"]
    assert second.texts_to("binh") == ["text: not held up"]


async def test_what_is_for_everybody_is_sent_once(settings, channels, rows):
    first, second = channels
    first.sends_per_second = second.sends_per_second = 200.0
    one, two = make_app(settings, first), make_app(settings, second)
    with one.database.session() as session:
        for number in range(1, 61):
            session.add(Person(id=number, created_at=datetime.now(UTC)))
            session.flush()
            account = ChannelAccount(
                id=number, person_id=number, channel="memory", external_id=str(number), last_seen_at=datetime.now(UTC)
            )
            session.add(account)
            session.flush()
            for text in ("1", "2"):
                session.add(
                    Outgoing(
                        person_id=number,
                        account_id=number,
                        channel="memory",
                        payload={"text": text},
                        proactive=True,
                        not_before=datetime.now(UTC),
                    )
                )
        session.commit()
    async with running(one), running(two):
        await one.settle()
    sent = sorted(first.delivered + second.delivered, key=lambda one: one.at)
    assert Counter((one.to, one.text) for one in sent) == {(str(n), t): 1 for n in range(1, 61) for t in "12"}
    assert [one.text for one in sent if one.to == "7"] == ["1", "2"]
    assert first.delivered
    assert second.delivered


async def test_another_takes_over_from_one_that_dies(settings, channels, rows):
    first, second = channels
    first.may_fetch.clear()
    first.hanging.add("binh")
    one = make_app(settings, first)
    await one.start()
    async with running(make_app(settings, second)) as two:
        await one.receiver.receive(first, [first.file("ann", "photo"), first.text("binh", "hi")])
        await asyncio.sleep(0.5)
        await two.receiver.receive(second, [second.text("ann", "after")])
        assert second.delivered == []  # the other one lives
        await kill(one)
        await until(lambda: len(second.delivered) == 3)
        await two.settle()
    assert second.texts_to("ann") == ["file:", "text: after"]
    assert second.texts_to("binh") == ["text: hi"]
    assert {row.state for row in rows(JournalEvent)} == {EventState.HANDLED}


async def test_who_is_taken_for_dead_does_not_handle_what_was_taken_over(settings, channels, rows, monkeypatch):
    first, second = channels
    first.may_fetch.clear()
    async with running(make_app(settings, first)) as one:
        await one.receiver.receive(first, [first.file("ann", "photo")])
        monkeypatch.setattr(one.presence, "_beat", lambda: None)  # as if its machine stood still
        async with running(make_app(settings, second)) as two:
            await until(lambda: bool(second.delivered))
            first.may_fetch.set()  # … and went on
            await one.receiver.settle()
            await two.settle()
    assert (first.delivered, second.texts_to("ann")) == ([], ["file:"])
    assert [row.state for row in rows(JournalEvent)] == [EventState.HANDLED]


async def test_one_polls_and_another_when_it_is_gone(settings, channels, rows):
    started: list[str] = []

    def polling(name: str, channel: MemoryChannel) -> MemoryChannel:
        async def run(receive) -> None:
            started.append(name)
            await asyncio.Event().wait()

        channel.run = run  # type: ignore[method-assign]  # a channel of this test's own
        channel.alone = "memory:1"  # type: ignore[attr-defined]  # as Telegram's has it
        return channel

    one = make_app(settings, polling("first", channels[0]))
    await one.start()
    await until(lambda: started == ["first"])
    async with running(make_app(settings, polling("second", channels[1]))) as two:
        await asyncio.sleep(0.6)
        assert started == ["first"]
        await kill(one)
        await until(lambda: started == ["first", "second"])
        [state] = rows(BotState)
        assert (state.bot, state.key, state.value) == ("memory:1", "runner", two.presence.owner)


async def test_an_orderly_end_hands_over_at_once(settings, channels, monkeypatch):
    monkeypatch.setattr("bot.presence.LEASE", 60.0)
    first, second = channels
    first.may_fetch.clear()
    async with running(make_app(settings, second)) as two:
        async with running(make_app(settings, first)) as one:
            await one.receiver.receive(first, [first.file("ann", "photo")])
        await until(lambda: second.texts_to("ann") == ["file:"])
        await two.settle()


async def test_somebody_elses_standing_message_is_not_lost(settings, channels, rows):
    """Two units ask the same reviewer at the same moment: both of the requests can be answered by typing."""
    first, second = channels

    def respond(session: Session, event: Event) -> list[Reply]:
        if event.text == "hello":
            return [Reply("hello", standing=True, choices=(Choice("x", "X"),))]
        return [Reply(event.text, to=1, standing=True, question=False, choices=(Choice("ok", "OK"),))]

    async with (
        running(make_app(settings, first, respond)) as one,
        running(make_app(settings, second, respond)) as two,
    ):
        for who in ("reviewer", "ann", "binh"):
            await one.receiver.receive(first, [first.text(who, "hello")])
        for _ in range(2):
            await asyncio.gather(
                one.receiver.receive(first, [first.text("ann", "a")]),
                two.receiver.receive(second, [second.text("binh", "b")]),
            )
        await one.settle()
        await two.settle()
    assert sorted(rows(Conversation)[0].standing) == [1, 4, 5, 6, 7]


async def test_a_pace_is_shared(settings, channels):
    async with running(make_app(settings, channels[0])) as one:
        assert one.presence.peers("memory") == 1
        async with running(make_app(settings, channels[1])):
            await until(lambda: one.presence.peers("memory") == 2)
        await until(lambda: one.presence.peers("memory") == 1)


async def test_who_starts_again_on_the_same_machine_takes_over_at_once(settings, channels, rows, monkeypatch):
    monkeypatch.setattr("bot.presence.LEASE", 60.0)
    first, second = channels
    first.may_fetch.clear()
    one = make_app(settings, first)
    await one.start()
    await one.receiver.receive(first, [first.file("ann", "photo")])
    boot, namespace, *_ = str(one.presence._place).split(":")
    with one.database.session() as session:  # as if it had been another process than this one, which lives
        session.execute(update(Process).values(place=f"{boot}:{namespace}:{os.getpid()}:1"))
        session.commit()
    await kill(one)
    async with running(make_app(settings, second)) as two:
        assert [process.id for process in rows(Process)] == [two.presence.owner]
        await until(lambda: second.texts_to("ann") == ["file:"])


def test_sqlite_needs_no_presence(migrated_sqlite, kind):
    database = Database(f"sqlite:///{migrated_sqlite}")
    presence = Presence(database, ["memory"])
    assert (presence.owner, presence.peers("memory")) == (None, 1)
    database.close()
