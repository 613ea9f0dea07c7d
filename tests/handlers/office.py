"""A small installation to remind in: rows without conversations, a session for every tick."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from handlers.context import Context
from handlers.conversation import Reply
from handlers.reminding import send_due
from scoring.calendar_files import load_calendar
from scoring.campaign import Campaign
from scoring.campaign_files import load_campaign, shipped_folder
from scoring.reminders import VIETNAM
from storage import queries
from storage.database import Database
from storage.tables import (
    ChannelAccount,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Reminder,
    Role,
    Unit,
)

CAMPAIGN = load_campaign(shipped_folder() / "cchc-vinh-long-2024.yaml")
CALENDAR = load_calendar()
CONTEXT = Context(campaigns={CAMPAIGN.id: CAMPAIGN}, calendar=CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


OPENED = at("2024-03-14 07:00")
DAYS = [date(2024, 3, 14) + timedelta(days=n) for n in range(300)]


@dataclass
class Office:
    """An installation; every tick is a session of its own, as after a restart."""

    database: Database
    sent: list[tuple[datetime, Reply]] = field(default_factory=list)

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.database.session(context=CONTEXT) as session, session.begin():
            yield session

    def open(self, when: datetime = OPENED, campaign: Campaign = CAMPAIGN) -> None:
        with self.write() as session:
            queries.open_campaign(session, campaign, now=when, by=None)

    def unit(self, code: str) -> int:
        with self.write() as session:
            unit = Unit(code=code, name=f"UBND {code}", unit_type="ward_committee")
            session.add(unit)
            session.flush()
            return unit.id or 0

    def person(self, role: Role, *units: int, since: datetime = OPENED, reachable: bool = True) -> int:
        with self.write() as session:
            person = Person(name="Lan", consented_at=since, consent_version="1", created_at=since)
            session.add(person)
            session.flush()
            assert person.id is not None
            account = ChannelAccount(
                person_id=person.id,
                channel="console",
                external_id=str(person.id),
                reachable=reachable,
                last_seen_at=since,
            )
            session.add(account)
            for unit in units or (None,):
                session.add(Membership(person_id=person.id, role=role, unit_id=unit, since=since))
            return person.id

    def register(self, unit: int, when: datetime = OPENED, campaign: Campaign = CAMPAIGN) -> None:
        with self.write() as session:
            session.add(
                Registration(
                    campaign_id=campaign.id,
                    unit_id=unit,
                    points={},
                    state=RegistrationState.SENT,
                    changed_at=when,
                    sent_at=when,
                )
            )

    def add(self, *rows: object) -> None:
        with self.write() as session:
            session.add_all(rows)

    def tick(self, when: datetime | str) -> list[Reply]:
        moment = at(when) if isinstance(when, str) else when
        with self.write() as session:
            replies = send_due(session, moment)
        self.sent += [(moment, reply) for reply in replies]
        return replies

    def rows(self) -> list[Reminder]:
        with self.database.reader() as session:
            return list(session.exec(select(Reminder).order_by(col(Reminder.id))))


def eight(day: date) -> datetime:
    return datetime.combine(day, time(8), VIETNAM)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """With the campaign open, on a database of its own."""
    database = Database(database_url)
    office = Office(database)
    office.open()
    yield office
    database.close()
