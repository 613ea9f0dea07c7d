"""A morning of many people: in pieces that follow each other at once, with nobody's own hour or wish lost."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import col, select

from handlers import reminding
from handlers.context import is_unfinished
from handlers.reminding import send_due
from storage.database import Database
from storage.tables import Person, PersonalReminder, Reminder, Role
from tests.handlers.office import OPENED, Office, at


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    database = Database(database_url)
    yield Office(database)
    database.close()


def test_a_piece_without_messages_is_followed_by_the_next_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand units of which few are open would otherwise take as many ticks as pieces."""
    monkeypatch.setattr(reminding, "PEOPLE", 2)
    monkeypatch.setattr(reminding, "ROUNDS", 1)
    office.open()
    units = [office.unit(f"P{n}") for n in range(5)]
    for unit in units:
        office.person(Role.UNIT_CONTACT, unit)
    for unit in units[:-1]:
        office.register(unit)
    seen = []
    for _ in range(4):
        with office.write() as session:
            seen.append((len(send_due(session, at("2024-04-12 08:00"))), is_unfinished(session)))
    assert seen == [(0, True), (0, True), (1, False), (0, False)]


def test_everybody_hears_at_the_hour_of_their_own(office: Office) -> None:
    office.open()
    people = [office.person(Role.UNIT_CONTACT, office.unit(f"P{n}")) for n in range(4)]
    with office.write() as session:
        for person, hour in zip(people, (None, "17:00", "17:00", "09:30"), strict=True):
            session.get_one(Person, person).reminder_hour = hour
    told = {
        moment: [reply.to for reply in office.tick(f"2024-04-12 {moment}")]
        for moment in ("08:00", "08:01", "09:30", "16:59", "17:00", "17:01")
    }
    assert told == {
        "08:00": [people[0]],
        "08:01": [],
        "09:30": [people[3]],
        "16:59": [],
        "17:00": people[1:3],
        "17:01": [],
    }
    with office.database.reader() as session:
        kept = session.exec(select(PersonalReminder).order_by(col(PersonalReminder.person_id))).all()
    assert [(each.person_id, each.deadline) for each in kept] == [(person, "003-D1") for person in people[1:]]


def test_a_wish_is_about_ones_own_units_and_what_was_not_said_since(office: Office) -> None:
    office.open()
    first, second = office.unit("P1"), office.unit("P2")
    both = office.person(Role.UNIT_CONTACT, first, second)
    other = office.person(Role.UNIT_CONTACT, second)
    wishes = [PersonalReminder(person_id=one, at=at("2024-04-15 10:00"), asked_at=OPENED) for one in (both, other)]
    office.add(*wishes)
    office.tick("2024-04-12 08:00")
    office.add(
        Reminder(
            campaign_id="cchc-vinh-long-2024",
            deadline="003-D1",
            due_on=date(2024, 4, 26),
            unit_id=second,
            person_id=both,
            offset="nudge",
            planned_at=at("2024-04-15 10:30"),
            sent_at=at("2024-04-15 10:30"),
        )
    )
    texts = {reply.to: reply.text for reply in office.tick("2024-04-15 11:00")}
    assert "UBND P1" in texts[both]
    assert "UBND P2" not in texts[both]  # the officer urged that one since
    assert "UBND P2" in texts[other]
    assert office.tick("2024-04-15 11:01") == []
