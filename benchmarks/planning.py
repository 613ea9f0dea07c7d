"""A morning of reminders for many units: how long planning takes, and how long people wait meanwhile.

The real writer thread works on the ticks; somebody hands it a small job every few milliseconds, as an answer to a
person would be. In the middle the program is stopped without a word and begun anew on the same database.
"""

import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlmodel import Session

from bot.outbox import enqueue
from bot.rows import insert_once
from bot.writer import Writer, WriterStopped
from handlers.context import Context
from handlers.ticking import tick
from scoring.calendar_files import load_calendar
from scoring.campaign_files import load_campaigns
from storage import queries
from storage.database import Database
from storage.tables import BotState, ChannelAccount, Membership, Outgoing, Person, Reminder, Role, Unit

CAMPAIGN = "cchc-vinh-long-2024"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2024, 4, 12, 8, 0, tzinfo=ZONE)  # T-14 of the registration
OPENED = MORNING - timedelta(days=20)
EVERY = 0.02  # seconds between two people
CHUNK = 5000  # rows of one seeding statement


@dataclass(slots=True)
class Planned:
    """``seconds``: of planning alone; ``worked``: processor time of this process, the people's share included;
    ``waits``: of people, from asking to committed; ``longest``: of one tick."""

    units: int
    seconds: float = 0.0
    worked: float = 0.0
    ticks: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    messages: int = 0
    reminders: int = 0

    def show(self, name: str) -> None:
        waits = sorted(self.waits) or [0.0]
        print(
            f"{name}: {self.units} units planned in {self.seconds:.1f} s ({self.units / self.seconds:.0f}/s; "
            f"{self.worked:.1f} s of processor time), "
            f"{len(self.ticks)} chunks (median {1000 * statistics.median(self.ticks):.0f} ms, "
            f"longest {1000 * max(self.ticks):.0f} ms); a person waits {1000 * statistics.median(waits):.0f} ms "
            f"(p99 {1000 * waits[int(0.99 * (len(waits) - 1))]:.0f} ms)",
            flush=True,
        )


def seed(database: Database, units: int) -> None:
    """An open campaign, and for each unit somebody who has not registered it yet."""
    database.upgrade()
    context = make_context()
    with database.session(context=context) as session, session.begin():
        queries.open_campaign(session, context.campaigns[CAMPAIGN], now=OPENED, by=None)
    for first in range(1, units + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, units + 1))
        with database.session() as session, session.begin():
            for table, rows in _rows(numbers):
                session.execute(insert(table), rows)


def _rows(numbers: range) -> Iterator[tuple[type, list[dict[str, object]]]]:
    yield Unit, [{"id": n, "code": f"P{n}", "name": f"Tổ dân phố {n}", "unit_type": "ward_committee"} for n in numbers]
    yield (
        Person,
        [
            {"id": n, "name": f"Lan {n}", "consented_at": OPENED, "consent_version": "1", "created_at": OPENED}
            for n in numbers
        ],
    )
    yield (
        ChannelAccount,
        [
            {"person_id": n, "channel": "telegram", "external_id": str(n), "reachable": True, "last_seen_at": OPENED}
            for n in numbers
        ],
    )
    yield (
        Membership,
        [{"person_id": n, "role": Role.UNIT_CONTACT, "unit_id": n, "since": OPENED} for n in numbers],
    )


def make_context() -> Context:
    return Context(campaigns=load_campaigns(), calendar=load_calendar())


def plan_morning(database: Database, units: int) -> Planned:
    """Everything, with a stop in the middle. Raises AssertionError when somebody is told twice or not at all."""
    planned = Planned(units)
    context = make_context()
    _run(database, context, planned, until=units // 2)
    _run(database, context, planned, until=None)
    with database.reader() as session:
        planned.messages = session.scalar(select(func.count()).select_from(Outgoing)) or 0
        planned.reminders = session.scalar(select(func.count()).select_from(Reminder)) or 0
    assert planned.messages == planned.reminders == units, planned
    return planned


def _run(database: Database, context: Context, planned: Planned, *, until: int | None) -> None:
    """One life of the program; ``until`` so many messages, then it is gone."""
    writer = Writer(lambda: database.session(context=context))
    writer.start()
    gone = threading.Event()
    people = threading.Thread(target=_people, args=(writer, planned, gone))
    people.start()

    def job(session: Session) -> int:
        return len(enqueue(session, tick(session, MORNING), now=MORNING))

    done, began, worked = 0, time.perf_counter(), time.process_time()
    while until is None or done < until:
        started = time.perf_counter()
        count = writer.submit(job, key="tick").result()
        planned.ticks.append(time.perf_counter() - started)
        done += count
        if not count:
            break
    planned.seconds += time.perf_counter() - began
    planned.worked += time.process_time() - worked
    gone.set()
    people.join()
    writer.stop()


def _people(writer: Writer, planned: Planned, gone: threading.Event) -> None:
    """Somebody writes every few milliseconds, and waits for the commit."""
    number = 0
    while not gone.wait(EVERY):
        number += 1
        started = time.perf_counter()
        name = f"person:{threading.get_ident()}:{number}"

        def job(session: Session, name: str = name) -> None:
            insert_once(session, BotState, bot="bench", key=name, value="x")

        try:
            writer.submit(job).result()
        except WriterStopped:
            return
        planned.waits.append(time.perf_counter() - started)


def measure(url: str, units: int) -> Planned:
    """In a new database at ``url``."""
    database = Database(url)
    seed(database, units)
    try:
        return plan_morning(database, units)
    finally:
        database.close()


def sqlite_url(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'reminders.db'}"
