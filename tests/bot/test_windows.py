"""What Zalo would refuse is known beforehand: it is planned for another channel or a list, and never tried."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.app import Application, running
from bot.channels.zalo_oa import FREE, WINDOW, ZaloOaChannel
from bot.channels.zalo_oa_sending import Template
from bot.due import Due
from bot.outbox import enqueue
from bot.windows import MARGIN, is_closed, mark_closed, with_windows
from handlers.conversation import Event, Reply
from storage.tables import ChannelAccount, OutboxState, Outgoing, Person
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app
from tests.fakes.zalo_oa import FakeZaloOa
from tests.fakes.zalo_oa_bench import channel_of

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def remind(session: Session, now: datetime) -> list[Reply]:
    """Each tick has one reminder for everybody who is known."""
    if session.exec(select(Outgoing)).first() is not None:
        return []
    people = session.exec(select(Person)).all()
    return [Reply("remember", to=person.id, proactive=True, question=False) for person in people]


def nothing(session: Session, event: Event) -> list[Reply]:
    return []


def person(session: Session, seen: timedelta, *channels: str) -> int:
    """Last heard of so long ago, on the first of the channels; before that on the others."""
    somebody = Person(name="Lan", consented_at=NOW, consent_version="1", created_at=NOW, locale="en")
    session.add(somebody)
    session.flush()
    assert somebody.id is not None
    for number, channel in enumerate(channels):
        last = datetime.now(UTC) - seen - timedelta(minutes=number)
        session.add(ChannelAccount(person_id=somebody.id, channel=channel, external_id="u1", last_seen_at=last))
    session.flush()
    return somebody.id


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as server:
        yield server


def build(settings, channel: ZaloOaChannel) -> Application:
    """Signed in already."""
    vault = channel.vault
    assert vault is not None
    app = make_app(settings, channel, nothing)
    channel.vault = vault
    app.database.upgrade()
    return app


@pytest.mark.parametrize(
    ("ago", "free_only", "closed"),
    [
        (timedelta(hours=47), False, False),
        (timedelta(hours=49), False, False),  # billed, and accepted
        (timedelta(hours=49), True, True),
        (WINDOW - MARGIN - timedelta(seconds=1), False, False),
        (WINDOW - MARGIN, False, True),  # on its way it would be too late
        (timedelta(days=8), False, True),
    ],
)
async def test_when_a_window_is_closed(oa: FakeZaloOa, ago: timedelta, free_only: bool, closed: bool) -> None:
    channel = channel_of(oa, free_only=free_only)
    row = Due(1, 1, "u1", None, {}, 0, True, None, last_seen=NOW - ago)
    assert is_closed(channel, row, real=NOW) is closed
    assert channel.window == (FREE if free_only else WINDOW)
    assert not is_closed(MemoryChannel(), row, real=NOW)
    await channel.close()


async def test_nothing_is_tried_that_must_be_refused(settings, oa: FakeZaloOa, rows) -> None:
    """The row waited, and its account closed meanwhile: no call at all is made for it."""
    channel = channel_of(oa)
    app = build(settings, channel)
    with app.database.session() as session, session.begin():
        lan = person(session, timedelta(days=7, hours=1), "zalo_oa")
        enqueue(session, [Reply("remember", to=lan, question=False)], now=NOW - timedelta(days=1))
    async with running(app):
        await app.settle()
        assert oa.called("cs") == []
    assert [row.state for row in rows(Outgoing)] == [OutboxState.GONE]
    assert [row.reachable for row in rows(ChannelAccount)] == [False]
    await channel.close()


async def test_a_template_goes_out_at_once(settings, oa: FakeZaloOa, rows) -> None:
    """Without a message before it that Zalo would refuse."""
    oa.templates["t-1"] = {"noi_dung"}
    user = oa.user("Lan")
    channel = channel_of(oa, template=Template("t-1", {"noi_dung": "{text}"}))
    app = build(settings, channel)
    with app.database.session() as session, session.begin():
        lan = person(session, timedelta(days=8), "zalo_oa")
        session.exec(select(ChannelAccount)).one().external_id = user.id
        enqueue(session, [Reply("remember", to=lan, question=False)], now=NOW)
    async with running(app):
        await app.settle()
        assert len(oa.called("template")) == 1
        assert oa.called("cs") == []
    assert [row.state for row in rows(Outgoing)] == [OutboxState.SENT]
    await channel.close()


async def test_a_reminder_is_planned_for_the_other_channel(settings, oa: FakeZaloOa) -> None:
    """The window is closed before the tick looks at what is due."""
    channel, other = channel_of(oa), MemoryChannel()
    app = build(settings, channel)
    tick = with_windows(remind, [channel, other], clock=app.clock, keep_open=30)
    with app.database.session(context=app.context) as session, session.begin():
        person(session, timedelta(days=8), "zalo_oa", other.name)
        enqueue(session, tick(session, NOW), now=NOW)
        assert [row.channel for row in session.exec(select(Outgoing))] == [other.name]
    app.database.close()
    await channel.close()


async def test_what_waits_goes_to_the_other_account(settings, oa: FakeZaloOa) -> None:
    """Written on Friday for Monday's morning; the window closes on Sunday."""
    channel, other = channel_of(oa), MemoryChannel()
    app = build(settings, channel)
    tick = with_windows(remind, [channel, other], clock=app.clock, keep_open=30)
    with app.database.session(context=app.context) as session, session.begin():
        lan = person(session, timedelta(days=6), "zalo_oa", other.name)
        enqueue(session, [Reply("remember", to=lan, proactive=True, question=False)], now=NOW)
        assert [row.channel for row in session.exec(select(Outgoing))] == ["zalo_oa"]
        account = session.exec(select(ChannelAccount).where(ChannelAccount.channel == "zalo_oa")).one()
        account.last_seen_at -= timedelta(days=2)
        session.flush()
        tick(session, NOW)
        session.expire_all()
        assert [row.channel for row in session.exec(select(Outgoing))] == [other.name]
    app.database.close()
    await channel.close()


async def test_what_is_found_closed_at_the_last_moment_goes_there_too(settings, oa: FakeZaloOa) -> None:
    channel, other = channel_of(oa), MemoryChannel()
    app = build(settings, channel)
    with app.database.session(context=app.context) as session, session.begin():
        lan = person(session, timedelta(days=8), "zalo_oa", other.name)
        enqueue(session, [Reply("remember", to=lan, proactive=True, question=False)], now=NOW)
        enqueue(session, [Reply("answer", to=lan, question=False)], now=NOW)
        (first, second) = session.exec(select(Outgoing).order_by(col(Outgoing.id)))
        row = Due(first.id or 0, first.account_id or 0, "u1", None, first.payload, 0, True, None)
        mark_closed(row, channel="zalo_oa", error="closed")(session)
        session.expire_all()
        assert [(one.channel, one.state) for one in (first, second)] == [
            (other.name, OutboxState.WAITING),
            ("zalo_oa", OutboxState.GONE),
        ]
    app.database.close()
    await channel.close()
