"""A month's messages are known before they are spent: what would not fit is merged, and the organizer is told first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from handlers.context import Context, MessagesLeft
from handlers.conversation import Event, EventKind, Reply
from handlers.reminder_budget import cost_lines
from handlers.routing import respond
from locales import translator
from storage.database import Database
from storage.tables import ChannelAccount, Role
from tests.handlers.office import CONTEXT, Office, at, eight


class Scarce(Office):
    """``left``: messages of the console's plan, until the end of the month of ``day``."""

    left = 3000
    day = date(2024, 4, 12)

    @property
    def context(self) -> Context:
        left = MessagesLeft(self.left, 30 - self.day.day + 1)
        return replace(CONTEXT, messages_left=lambda _session: {"console": left})

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.database.session(context=self.context) as session, session.begin():
            yield session

    def mornings(self, *days: int) -> dict[int, int]:
        """Messages to units on these days of April."""
        told = {}
        for day in days:
            self.day = date(2024, 4, day)
            replies = self.tick(eight(self.day))
            told[day] = sum(1 for reply in replies if reply.to not in self.organizers)
            self.left -= len(replies)
        return told

    organizers: frozenset[int] = frozenset()


@pytest.fixture
def office(database_url: str) -> Iterator[Scarce]:
    database = Database(database_url)
    office = Scarce(database)
    office.open()
    for number in range(10):
        office.person(Role.UNIT_CONTACT, office.unit(f"P{number}"))
    office.organizers = frozenset({office.person(Role.ORGANIZER)})
    yield office
    database.close()


def said_to_organizer(office: Scarce) -> list[Reply]:
    return [reply for _, reply in office.sent if reply.to in office.organizers]


def test_with_enough_nothing_is_merged(office: Scarce) -> None:
    assert office.mornings(12, 19, 23, 25, 26) == {12: 10, 19: 10, 23: 10, 25: 10, 26: 10}
    assert said_to_organizer(office) == []


def test_what_would_not_fit_is_merged_and_the_organizer_is_told_first(office: Scarce) -> None:
    """Five mornings for ten people are 50 messages; of 52 that are left 31 are for reminders."""
    office.left = 52
    assert office.mornings(12) == {12: 0}
    (told,) = said_to_organizer(office)
    assert "còn 52 tin, nhắc đủ cần 50 tin" in told.text
    assert "trước 14 ngày" in told.text
    assert "trước 3 ngày" not in told.text
    assert office.mornings(19, 23, 25, 26) == {19: 0, 23: 10, 25: 10, 26: 10}
    assert {(row.offset, row.caught_up) for row in office.rows()} == {("T-3", False), ("T-1", False), ("T0", False)}
    assert len(said_to_organizer(office)) == 1  # nothing more is merged, nothing more is said


def test_the_last_day_is_never_merged(office: Scarce) -> None:
    office.left = 5
    assert office.mornings(12, 19, 23, 25, 26) == {12: 0, 19: 0, 23: 0, 25: 0, 26: 10}
    assert "gọi điện" in said_to_organizer(office)[0].text


def test_the_organizer_may_have_all_of_them(office: Scarce) -> None:
    office.left = 50
    office.mornings(12)
    (told,) = said_to_organizer(office)
    assert [choice.id for choice in told.choices] == ["budget:full"]
    (organizer,) = office.organizers
    with office.write() as session:
        event = Event(organizer, EventKind.PRESS, at("2024-04-12 09:00"), choice="budget:full")
        (reply,) = respond(session, event)
    assert "nhắc đủ" in reply.text
    assert len(office.tick("2024-04-12 09:01")) == 10
    assert office.mornings(19) == {19: 10}


def test_a_unit_has_no_say_in_it(office: Scarce) -> None:
    with office.write() as session:
        (reply,) = respond(session, Event(1, EventKind.PRESS, at("2024-04-12 09:00"), choice="budget:full"))
    assert reply.text == translator("vi")("This is not open to you.")
    office.left = 50
    assert office.mornings(12) == {12: 0}


def test_who_is_told_elsewhere_hears_everything(office: Scarce) -> None:
    office.left = 50
    with office.write() as session:
        session.exec(select(ChannelAccount).where(ChannelAccount.person_id == 1)).one().channel = "telegram"
    assert office.mornings(12) == {12: 1}


def test_the_organizer_knows_the_price_before_writing_to_all(office: Scarce) -> None:
    people = range(1, 11)
    for left, words in ((8, "chỉ còn 8 tin"), (40, "dùng 10 trong 40"), (3000, None)):
        office.left = left
        with office.write() as session:
            lines = cost_lines(session, people, translator("vi"))
        assert (lines == []) if words is None else words in lines[0]
