"""A month's messages: counted both ways, warned of, kept for answers when they are spent, and new each month."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from bot.app import running
from bot.budget import Budget, divert, only_here, people_of
from bot.channels.outage import Patience
from bot.channels.zalo_bot import ZaloBotChannel
from bot.clock import Clock
from bot.due import Queue, count_due
from bot.outbox import enqueue
from handlers.conversation import Event, EventKind, Reply
from storage.database import Database
from storage.tables import BotState, ChannelAccount, Membership, OutboxState, Outgoing, Person, Role
from tests.fakes.programs import echo, make_app, until
from tests.fakes.zalo_bot import FakeZaloBot

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
ZALO = ZaloBotChannel("4093715826104477:abcdefgh")


class StoppedClock(Clock):
    """Shows what the test sets."""

    time = NOW

    def real(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def session(settings) -> Iterator[Session]:
    from bot.context import load_context

    database = Database(settings.database_url)
    with database.session(context=load_context(settings)) as session:
        yield session
    database.close()


def budget(clock: Clock, limit: int = 100) -> Budget:
    return Budget(ZALO, limit, clock=clock, zone=ZONE)


def add(session: Session, name: str, *channels: str, role: Role | None = None) -> int:
    """Somebody with accounts, the last one used last."""
    person = Person(name=name, consented_at=NOW, consent_version="1", created_at=NOW, locale="en")
    session.add(person)
    session.flush()
    assert person.id is not None
    for number, channel in enumerate(channels):
        seen = NOW + timedelta(minutes=number)
        session.add(ChannelAccount(person_id=person.id, channel=channel, external_id=name, last_seen_at=seen))
    if role:
        session.add(Membership(person_id=person.id, role=role, since=NOW))
    session.flush()
    return person.id


def outgoing(session: Session) -> list[Outgoing]:
    return list(session.exec(select(Outgoing).order_by(col(Outgoing.id))))


def test_both_directions_are_counted_by_month(session: Session, clock: StoppedClock) -> None:
    meter = budget(clock)
    meter.count(session, received=1)
    meter.count(session, sent=2)
    meter.count(session, received=1)
    assert meter.used(session) == (2, 2)
    clock.time = datetime(2026, 11, 30, 17, tzinfo=UTC)  # midnight in Vietnam
    assert meter.used(session) == (0, 0)
    meter.count(session, sent=1)
    assert meter.used(session) == (0, 1)


def test_the_organizers_are_told_once_at_each_mark(session: Session, clock: StoppedClock) -> None:
    add(session, "Minh", "telegram", role=Role.ORGANIZER)
    add(session, "Lan", "zalo_bot")
    meter = budget(clock)
    told = []
    for _ in range(100):
        meter.count(session, sent=1)
        told.append(len(outgoing(session)))
    assert [told.index(number) + 1 for number in (1, 2, 3)] == [80, 95, 100]
    assert [row.payload["text"].split("\n")[0] for row in outgoing(session)] == [
        "Zalo: 80 of 100 messages of this month are used (80%).",
        "Zalo: 95 of 100 messages of this month are used (95%).",
        "Zalo: 100 of 100 messages of this month are used (100%).",
    ]
    assert outgoing(session)[-1].payload["text"].endswith("Please call those who use Zalo alone: Lan")
    assert [row.proactive for row in outgoing(session)] == [True, True, False]
    meter.count(session, sent=30)
    assert len(outgoing(session)) == 3


def test_several_marks_at_once_are_one_message(session: Session, clock: StoppedClock) -> None:
    add(session, "Minh", "telegram", role=Role.ORGANIZER)
    budget(clock, limit=3).count(session, received=1, sent=2)
    assert len(outgoing(session)) == 1


def test_spent_until_the_month_ends_over_a_restart(session: Session, clock: StoppedClock) -> None:
    meter = budget(clock, limit=2)
    meter.count(session, sent=1)
    assert not meter.is_spent
    meter.count(session, received=1)
    assert budget_is_spent(meter)
    again = budget(clock, limit=2)
    assert not again.is_spent
    again.load(session)
    assert budget_is_spent(again)
    clock.time += timedelta(days=10)
    assert not budget_is_spent(again)


def budget_is_spent(meter: Budget) -> bool:
    """As it is now: mypy takes a property for what it was a line before."""
    return meter.is_spent


def test_what_waits_goes_to_the_other_account(session: Session, clock: StoppedClock) -> None:
    lan, hoa = add(session, "Lan", "telegram", "zalo_bot"), add(session, "Hoa", "zalo_bot")
    enqueue(session, [Reply("remember", to=one, proactive=True, question=False) for one in (lan, hoa)], now=NOW)
    enqueue(session, [Reply("answer", to=lan, question=False)], now=NOW)
    assert {row.channel for row in outgoing(session)} == {"zalo_bot"}
    assert divert(session, "zalo_bot") == 1
    session.expire_all()
    assert [(row.payload["text"], row.channel) for row in outgoing(session)] == [
        ("remember", "telegram"),
        ("remember", "zalo_bot"),
        ("answer", "zalo_bot"),
    ]
    assert (only_here(session, "zalo_bot"), people_of(session, "zalo_bot")) == (["Hoa"], 2)


def test_new_ones_avoid_the_spent_channel(session: Session) -> None:
    lan = add(session, "Lan", "telegram", "zalo_bot")
    ends = datetime.now(UTC) + timedelta(days=1)
    for until_when, expected in ((ends, "telegram"), (ends - timedelta(days=2), "zalo_bot")):
        session.merge(BotState(bot="zalo_bot", key="spent", value=until_when.isoformat()))
        session.flush()
        enqueue(session, [Reply("remember", to=lan, proactive=True, question=False)], now=NOW)
        assert outgoing(session)[-1].channel == expected


def test_only_answers_are_due_when_it_is_spent(session: Session) -> None:
    lan = add(session, "Lan", "zalo_bot")
    enqueue(session, [Reply("remember", to=lan, proactive=True, question=False)], now=NOW)
    enqueue(session, [Reply("answer", to=lan, question=False)], now=NOW)
    later = NOW + timedelta(hours=1)
    assert count_due(session, Queue("zalo_bot"), campaign_now=later) == 2
    assert count_due(session, Queue("zalo_bot", answers_only=True), campaign_now=later) == 1


def remind(session: Session, event: Event) -> list[Reply]:
    """Each turn has an answer and something that nobody asked for."""
    return [*echo(session, event), Reply("remember", to=event.person, proactive=True, question=False)]


async def test_a_bot_that_runs_out_still_answers(settings, rows) -> None:
    """The whole program: the vendor's own limit is higher than ours here."""
    async with FakeZaloBot(quota=3000) as api:
        patience = Patience(poll=2, first=0.01, longest=0.05)
        zalo = ZaloBotChannel(api.token, api_url=api.url, patience=patience, messages_a_month=6)
        zalo.seconds_per_chat, zalo.sends_per_second = 0.0, 1000.0
        lan = api.user()
        async with running(make_app(settings, zalo, remind)) as app:
            for number in range(4):
                await lan.send(str(number))
                await lan.wait_for(lambda message, n=number: message.text == f"text: {n}")  # type: ignore[misc] # a default
                await app.settle()
            assert app.budgets["zalo_bot"].is_spent
        await zalo.close()
    sent = [row.payload["text"] for row in rows(Outgoing) if row.state is OutboxState.SENT]
    held = [row.payload["text"] for row in rows(Outgoing) if row.state is OutboxState.WAITING]
    assert [text for text in sent if text != "remember"] == [f"text: {number}" for number in range(4)]
    assert set(held) == {"remember"}
    used = next(row.value for row in rows(BotState) if row.key.startswith("messages:"))
    assert [int(one) for one in used.split()] == [4, len(sent)]


async def test_what_comes_twice_is_counted_once(settings, rows) -> None:
    async with FakeZaloBot() as api:
        zalo = ZaloBotChannel(api.token, api_url=api.url, patience=Patience(poll=2, first=0.01, longest=0.05))
        lan = api.user()
        async with running(make_app(settings, zalo)) as app:
            event = await lan.send("a")
            api.post(event)
            await until(lambda: not api.pending)
            await app.settle()
        await zalo.close()
    used = next(row.value for row in rows(BotState) if row.key.startswith("messages:"))
    assert used == "1 1"
    assert EventKind.TEXT.value in lan.messages[0].text
