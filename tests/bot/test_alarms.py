"""What needs a person is told to the organizers, once, on a channel that works; and when it is over."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.app import Application, running
from bot.channels.outage import Outage, Patience
from bot.doubts import RUNNING
from handlers.context import Context
from handlers.conversation import Event, Reply
from scoring.calendar import WorkingCalendar
from storage.tables import BotState, ChannelAccount, Membership, Person, Role
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import echo, until

pytestmark = ON_BOTH

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Watched(MemoryChannel):
    """A channel that tells of its outages, as Telegram and Zalo do."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.outage = Outage(Patience(), "vendor")


@pytest.fixture
def channels() -> list[Watched]:
    return [Watched(name="telegram"), Watched(name="zalo_bot")]


def make(settings: Any, channels: list[Watched], respond: Any = echo) -> Application:
    context = Context(campaigns={}, calendar=WorkingCalendar(), locale="en")
    return Application(settings, channels, context=context, respond=respond, tick=lambda session, now: [], http=False)


def add_organizer(app: Application, name: str, *accounts: str) -> None:
    """The first account is the one that was used last."""
    with app.database.session() as session:
        person = Person(name=name, created_at=LONG_AGO)
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id or 0, role=Role.ORGANIZER, since=LONG_AGO))
        for age, channel in enumerate(accounts):
            seen = LONG_AGO - timedelta(days=age)
            account = ChannelAccount(person_id=person.id or 0, channel=channel, external_id=name, last_seen_at=seen)
            session.add(account)
        session.commit()


async def test_an_outage_is_told_once_where_it_can_be_read_and_so_is_its_end(settings, channels, rows):
    telegram, zalo = channels
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "telegram", "zalo_bot")
        add_organizer(app, "hoa", "telegram")
        telegram.outage.wait_after("no connection")
        await app.alarms.check()
        assert [row.key for row in rows(BotState) if row.key != RUNNING] == []  # a short one ends by itself
        telegram.outage.begun = datetime.now(UTC) - timedelta(minutes=11)
        for _ in range(3):
            await app.alarms.check()
        await app.settle()
        [told] = zalo.texts_to("minh")
        assert told.startswith("Telegram has not been reachable since")
        assert telegram.texts_to("minh") == []
        assert len(telegram.texts_to("hoa")) == 1  # goes out when Telegram is back; here it is
        telegram.outage.over()
        for _ in range(2):
            await app.alarms.check()
        await app.settle()
        assert telegram.texts_to("minh") == ["Telegram works again. What has been waiting is sent now."]


async def test_a_refused_token_is_told_at_once(settings, channels):
    telegram, zalo = channels
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "telegram", "zalo_bot")
        telegram.outage.wait_after("401: Unauthorized", refused=True)
        await app.alarms.check()
        await app.settle()
        [told] = zalo.texts_to("minh")
        assert told.startswith("Telegram has refused the bot's token since")


async def test_it_is_still_known_after_a_restart(settings, channels):
    telegram, zalo = channels
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "zalo_bot")
        telegram.outage.begun = datetime.now(UTC) - timedelta(hours=3)
        await app.alarms.check()
        await app.settle()
    async with running(make(settings, channels)) as app:
        await app.alarms.check()
        await app.settle()
    assert len(zalo.texts_to("minh")) == 1


async def test_a_vendor_that_asks_for_a_long_wait(settings, channels):
    _telegram, zalo = channels
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "zalo_bot")
        app.deliverer._lines[0].halted_until = time.monotonic() + 3600
        await app.alarms.check()
        await until(lambda: zalo.texts_to("minh") != [])
        assert zalo.texts_to("minh")[0].startswith("Telegram takes no messages for 60 minutes.")
        app.deliverer._lines[0].halted_until = 0.0


async def test_a_disk_that_fills_up(settings, channels, monkeypatch):
    telegram, _ = channels
    usage = shutil.disk_usage(settings.files_dir.parent)
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "telegram")
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=100 * 1024 * 1024))
        await app.alarms.check()
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=10**12))
        await app.alarms.check()
        await app.settle()
    first, second = telegram.texts_to("minh")
    assert first.startswith("The disk of the program is nearly full: 100 MB are free.")
    assert second == "There is enough room on the disk of the program again."


async def test_an_event_that_was_given_up_names_its_sender_once(settings, channels):
    telegram, _ = channels

    def poisoned(session: Session, event: Event) -> list[Reply]:
        if event.text == "poison":
            raise RuntimeError("broken")
        return [Reply(event.text)]

    async with running(make(settings, channels, poisoned)) as app:
        add_organizer(app, "minh", "telegram")
        await app.receiver.receive(telegram, [telegram.text("minh", "poison"), telegram.text("minh", "fine")])
        await app.settle()
        for _ in range(2):
            await app.alarms.check()
        await app.settle()
    apology, fine, alarm = telegram.texts_to("minh")
    assert apology.startswith("Sorry")
    assert fine == "fine"
    assert alarm.startswith("A message could not be processed, from: minh.")


async def test_a_clock_that_is_set_back_is_told_and_stops_nothing(settings, channels, monkeypatch):
    """A retry that was planned by the old time is not waited for, and APScheduler ticks on."""
    telegram, _ = channels
    ticks: list[datetime] = []
    real = datetime.now(UTC)
    async with running(make(settings, channels)) as app:
        add_organizer(app, "minh", "telegram")

        def tick(session: Session, now: datetime) -> list[Reply]:
            ticks.append(now)
            return []

        app.scheduler._tick = tick
        monkeypatch.setattr("bot.clock.Clock.real", lambda self: real + timedelta(days=1))
        telegram.failures["minh"] = [ConnectionError("away")]
        await app.receiver.receive(telegram, [telegram.text("minh", "hello")])
        await until(lambda: not telegram.failures["minh"])
        monkeypatch.setattr("bot.clock.Clock.real", lambda self: real)
        [job] = app.scheduler._scheduler.get_jobs()
        job.modify(next_run_time=real + timedelta(days=1))
        app.alarms._ahead += 86_400
        await app.alarms.check()
        await app.settle()
        await until(lambda: len(ticks) > 0)
        moved = "The clock of the machine was moved by -1,440 minutes. Deadlines follow it: please have it checked."
        assert sorted(telegram.texts_to("minh")) == [moved, "text: hello"]
