"""What gets stuck by day because a vendor is away does not go out at night, and not with a wrong number of days."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlmodel import Session, col, select

from bot.due import Queue, find_due
from bot.outbox import enqueue
from bot.quiet import QuietHours
from handlers.conversation import Reply
from handlers.ticking import tick
from scoring.calendar import DayKind
from storage.database import Database
from storage.queries.calendar import change_calendar
from storage.tables import OutboxState, Outgoing, PersonalReminder, Role
from tests.handlers.office import CAMPAIGN, CONTEXT, OPENED, Office, at


def run_tick(office: Office, when: str) -> list[Reply]:
    with office.write() as session:
        replies = tick(session, at(when))
        session.flush()
        enqueue(session, replies, now=at(when))
    return replies


def due(office: Office, when: str) -> list[str]:
    """The texts that would be sent at a moment of campaign time."""
    since = QuietHours(office.database, CONTEXT).since(at(when))
    with office.database.reader() as session:
        queue = Queue("console", quiet_since=since)
        found = find_due(session, queue, campaign_now=at(when), real_now=at(when), busy=(), limit=10)
    return [row.payload["text"] for row in found]


def states(session: Session) -> list[OutboxState]:
    return [row.state for row in session.exec(select(Outgoing).order_by(col(Outgoing.id)))]


def test_a_reminder_that_was_stuck_becomes_one_with_the_true_number(office: Office) -> None:
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    assert len(run_tick(office, "2024-04-12 08:00")) == 1  # a Friday, fourteen days before
    assert "còn 14 ngày" in due(office, "2024-04-12 19:59")[0]
    assert due(office, "2024-04-12 20:00") == []
    for moment in ("2024-04-12 21:00", "2024-04-13 09:00", "2024-04-14 09:00"):  # the night, Saturday, Sunday
        assert run_tick(office, moment) == []
        assert due(office, moment) == []
    (reply,) = run_tick(office, "2024-04-15 08:00")
    assert "còn 11 ngày" in reply.text
    assert len(due(office, "2024-04-15 08:00")) == 1
    assert run_tick(office, "2024-04-15 08:01") == []
    assert [(row.offset, row.caught_up, row.lost) for row in office.rows()] == [("T-14", True, False)]


def test_what_was_stuck_joins_the_regular_message(office: Office) -> None:
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    run_tick(office, "2024-04-25 08:00")
    run_tick(office, "2024-04-25 22:00")
    (reply,) = run_tick(office, "2024-04-26 08:00")
    assert "Hôm nay là ngày cuối" in reply.text
    assert len(due(office, "2024-04-26 08:00")) == 1
    assert {(row.offset, row.caught_up) for row in office.rows()} >= {("T0", False), ("T-1", True)}


def test_nothing_is_said_again_when_it_was_done_meanwhile(office: Office) -> None:
    unit = office.unit("P1")
    office.person(Role.UNIT_CONTACT, unit)
    run_tick(office, "2024-04-12 08:00")
    run_tick(office, "2024-04-12 21:00")
    office.register(unit)
    assert run_tick(office, "2024-04-15 08:00") == []


def test_what_is_under_way_at_the_end_of_the_day_is_left_to_end(office: Office) -> None:
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    run_tick(office, "2024-04-12 08:00")
    run_tick(office, "2024-04-12 20:04")
    with office.database.reader() as session:
        assert states(session) == [OutboxState.WAITING]


def test_the_last_day_speaks_on_a_sunday_but_not_in_its_night(office: Office) -> None:
    since = QuietHours(office.database, CONTEXT).since
    assert since(at("2024-03-31 08:00")) == at("2024-03-29 20:00")
    person = office.person(Role.ORGANIZER)
    for text, ready in (("friday", "2024-03-29 10:00"), ("sunday", "2024-03-31 08:00")):
        with office.write() as session:
            enqueue(session, [Reply(text, to=person, proactive=True, not_before=at(ready))], now=at(ready))
    assert due(office, "2024-03-31 08:00") == ["sunday"]


def test_a_wish_in_the_night_is_granted_and_a_lost_one_comes_in_the_morning(office: Office) -> None:
    unit = office.unit("P1")
    person = office.person(Role.UNIT_CONTACT, unit)
    office.add(PersonalReminder(person_id=person, at=at("2024-04-17 21:00"), asked_at=OPENED))
    assert len(run_tick(office, "2024-04-17 21:00")) == 1
    assert len(due(office, "2024-04-17 21:00")) == 1
    run_tick(office, "2024-04-18 00:10")  # Giỗ Tổ: a day off
    assert due(office, "2024-04-18 09:00") == []
    with office.database.reader() as session:
        wish = session.exec(select(PersonalReminder)).one()
    assert (wish.sent_at, wish.at) == (None, at("2024-04-19 08:00"))


def test_a_decree_holds_at_once(office: Office) -> None:
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    with office.write() as session:
        change_calendar(session, {date(2024, 4, 12): DayKind.OFF}, reason="x", by=None, now=OPENED)
    assert len(run_tick(office, "2024-04-11 08:00")) == 1
    assert run_tick(office, "2024-04-12 08:00") == []


@pytest.mark.parametrize(
    ("moment", "since"),
    [
        ("2024-04-15 19:59:59", None),
        ("2024-04-15 07:30", None),
        ("2024-04-15 20:00", "2024-04-15 20:00"),
        ("2024-04-16 07:29", "2024-04-15 20:00"),
        ("2024-04-30 12:00", "2024-04-26 20:00"),
        ("2024-05-04 12:00", None),  # a Saturday that is worked
    ],
)
def test_the_hours_begin_when_the_last_working_day_ends(office: Office, moment: str, since: str | None) -> None:
    expected: datetime | None = at(since) if since else None
    assert QuietHours(office.database, CONTEXT).since(at(moment)) == expected


OWN = CAMPAIGN.model_copy(
    update={
        "deadlines": tuple(
            each.model_copy(update={"duty_of": "organizer"}) if each.id == "003-D1" else each
            for each in CAMPAIGN.deadlines
        )
    }
)


@pytest.fixture
def own(database_url: str) -> Iterator[Office]:
    """The registration's day is the organizer's own duty."""
    database = Database(database_url)
    office = Office(database)
    office.open(campaign=OWN)
    yield office
    database.close()


def test_the_organizers_list_never_says_a_wrong_number_of_days(own: Office) -> None:
    own.person(Role.ORGANIZER)
    own.person(Role.ORGANIZER)
    assert len(run_tick(own, "2024-04-12 08:00")) == 2
    assert "còn 14 ngày" in due(own, "2024-04-12 19:59")[0]
    for moment in ("2024-04-12 20:00", "2024-04-13 08:00", "2024-04-15 07:59"):
        assert due(own, moment) == []
        assert run_tick(own, moment) == []
    replies = run_tick(own, "2024-04-15 08:00")
    assert ["còn 11 ngày" in reply.text for reply in replies] == [True, True]
    assert len(due(own, "2024-04-15 08:00")) == 2
    assert run_tick(own, "2024-04-15 08:01") == []
    run_tick(own, "2024-04-15 22:00")  # lost once more
    assert ["còn 10 ngày" in reply.text for reply in run_tick(own, "2024-04-16 08:00")] == [True, True]


def test_a_list_that_was_lost_still_says_who_became_overdue(office: Office) -> None:
    office.unit("P1")
    office.person(Role.REVIEWER)
    run_tick(office, "2024-05-02 08:00")
    run_tick(office, "2024-05-02 21:00")
    assert run_tick(office, "2024-05-03 07:00") == []
    (reply,) = run_tick(office, "2024-05-03 08:00")
    assert "UBND P1" in reply.text
    with office.write() as session:
        for row in session.exec(select(Outgoing).where(col(Outgoing.state) == OutboxState.WAITING)):
            row.state = OutboxState.SENT
    assert run_tick(office, "2024-05-03 22:00") == []
    assert run_tick(office, "2024-05-06 08:00") == []
