"""Reminders go out once, on their mornings, to the right people, whatever happens to the machine."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy import event
from sqlmodel import select

from handlers import reminding
from handlers.conversation import Reply
from handlers.reminding import send_due
from scoring.reminders import VIETNAM
from storage.database import Database
from storage.queries import deadlines
from storage.tables import (
    Answer,
    ChannelAccount,
    DeadlineChange,
    Fulfilment,
    PersonalReminder,
    Role,
    Submission,
    SubmissionState,
)
from tests.handlers.office import CALENDAR, CAMPAIGN, CONTEXT, DAYS, OPENED, Office, at, eight


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    database = Database(database_url)
    yield Office(database)
    database.close()


def test_registration_has_the_mornings_of_the_table(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    for day in DAYS[:60]:
        office.tick(eight(day))
    days = {row.offset: row.sent_at.astimezone(VIETNAM).date() for row in office.rows() if row.deadline == "003-D1"}
    assert days == {
        "T-14": date(2024, 4, 12),
        "T-7": date(2024, 4, 19),
        "T-3": date(2024, 4, 23),
        "T-1": date(2024, 4, 25),
        "T0": date(2024, 4, 26),
        "T+1": date(2024, 5, 2),
    }


@pytest.mark.parametrize(
    ("moment", "messages"),
    [
        ("2024-04-12 07:59:59", 0),
        ("2024-04-12 08:00", 1),
        ("2024-04-12 19:59:59", 1),  # was down at eight
        ("2024-04-12 20:00", 0),  # quiet
        ("2024-04-13 08:00", 0),  # the next allowed morning is Monday's
        ("2024-04-15 08:00", 1),
        ("2024-04-15 12:00", 0),  # no morning any more
    ],
)
def test_the_hours_of_a_reminder(office: Office, moment: str, messages: int) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    assert len(office.tick(moment)) == messages
    assert office.tick(moment) == []


def test_nothing_earlier_than_opening_or_joining(office: Office) -> None:
    office.open(at("2024-04-19 09:00"))
    unit = office.unit("P1")
    first = office.person(Role.UNIT_CONTACT, unit, since=at("2024-04-19 09:05"))
    second = office.person(Role.UNIT_CONTACT, unit, since=at("2024-04-23 08:00:01"))
    for moment in ("2024-04-19 10:00", "2024-04-22 08:00", "2024-04-23 09:00", "2024-04-25 08:00"):
        office.tick(moment)
    told = [(row.person_id, row.offset) for row in office.rows()]
    assert told == [(first, "T-3"), (first, "T-1"), (second, "T-1")]


def test_who_has_done_it_hears_nothing(office: Office) -> None:
    office.open()
    done, reported, sheet, late = (office.unit(code) for code in ("P1", "P2", "P3", "P4"))
    for unit in (done, reported, sheet, late):
        office.person(Role.UNIT_CONTACT, unit)
    office.register(done)
    assert len(office.tick("2024-04-12 08:00")) == 3
    office.add(
        Fulfilment(
            campaign_id=CAMPAIGN.id, deadline="003-D4", unit_id=reported, done_on=date(2024, 5, 2), recorded_at=OPENED
        )
    )
    with office.write() as session:
        submission = Submission(campaign_id=CAMPAIGN.id, campaign_version=1, unit_id=sheet)
        session.add(submission)
        session.flush()
        assert submission.id is not None
        facts = {"h1_sent_on": "2024-05-20"}
        session.add(Answer(submission_id=submission.id, criterion="I.3", facts=facts, answered_at=OPENED))
    office.tick("2024-05-27 08:00")
    assert [row.unit_id for row in office.rows() if row.deadline == "003-D4"] == [done, late]


def test_a_blocked_account_is_left_alone_and_loses_nothing_afterwards(office: Office) -> None:
    office.open()
    person = office.person(Role.UNIT_CONTACT, office.unit("P1"), reachable=False)
    assert office.tick("2024-04-12 08:00") == []
    with office.write() as session:
        session.exec(select(ChannelAccount).where(ChannelAccount.person_id == person)).one().reachable = True
    assert len(office.tick("2024-04-19 08:00")) == 1


def test_a_week_off_gives_one_message_with_the_true_number_of_days(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    office.tick("2024-04-11 08:00")
    (reply,) = office.tick("2024-04-24 08:30")
    assert "còn 2 ngày" in reply.text
    assert [(row.offset, row.caught_up) for row in office.rows()] == [("T-3", True), ("T-7", True), ("T-14", True)]
    assert office.tick("2024-04-24 08:31") == []


def test_what_was_missed_joins_the_regular_message(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    office.tick("2024-04-11 08:00")
    assert len(office.tick("2024-04-26 18:00")) == 1  # the last day, in the evening: regular, nothing made up for
    assert [(row.offset, row.caught_up) for row in office.rows()] == [("T0", False)]
    assert len(office.tick("2024-05-02 08:00")) == 1
    offsets = [(row.offset, row.caught_up) for row in office.rows()]
    assert offsets[1] == ("T+1", False)
    assert {offset for offset, caught_up in offsets if caught_up} == {"T-14", "T-7", "T-3", "T-1"}


def test_the_last_day_is_the_only_one_off_that_speaks(office: Office) -> None:
    office.open()
    unit = office.unit("P1")
    office.person(Role.UNIT_CONTACT, unit)
    office.add(
        DeadlineChange(
            campaign_id=CAMPAIGN.id, deadline="003-D1", due_on=date(2024, 4, 27), reason="x", changed_at=OPENED
        )
    )
    for day in DAYS[:50]:
        office.tick(eight(day))
    weekend = [
        row.offset for row in office.rows() if not CALENDAR.is_working_day(row.sent_at.astimezone(VIETNAM).date())
    ]
    assert weekend == ["T0"]


def test_a_moved_deadline_reminds_anew_and_only_its_unit(office: Office) -> None:
    office.open()
    own, other = office.unit("P1"), office.unit("P2")
    for unit in (own, other):
        office.person(Role.UNIT_CONTACT, unit)
    for day in ("2024-04-12", "2024-04-19", "2024-04-23"):
        office.tick(f"{day} 08:00")
    office.add(
        DeadlineChange(
            campaign_id=CAMPAIGN.id,
            deadline="003-D1",
            unit_id=own,
            due_on=date(2024, 5, 10),
            reason="x",
            changed_at=at("2024-04-24 09:00"),
        )
    )
    with office.database.reader(context=CONTEXT) as session:
        deadline = CAMPAIGN.deadline("003-D1")
        assert deadlines.due_on(session, CAMPAIGN.id, deadline, own) == date(2024, 5, 10)
        assert deadlines.due_on(session, CAMPAIGN.id, deadline, other) == date(2024, 4, 26)
        assert deadlines.due_days(session, CAMPAIGN.id).moved(own) == {"003-D1": date(2024, 5, 10)}
    first, second = office.tick("2024-04-26 08:00")  # fourteen days before the new day, the last day of the other
    assert "còn 14 ngày" in first.text
    assert "Hôm nay là ngày cuối" in second.text


def test_an_extension_for_all_takes_nothing_from_a_unit() -> None:
    days = deadlines.DueDays(
        {"003-D1": date(2024, 4, 30)}, {("003-D1", 1): date(2024, 5, 10), ("003-D1", 2): date(2024, 4, 28)}
    )
    deadline = CAMPAIGN.deadline("003-D1")
    assert [days.of(deadline, unit) for unit in (1, 2, 3, None)] == [
        date(2024, 5, 10),
        date(2024, 4, 30),
        date(2024, 4, 30),
        date(2024, 4, 30),
    ]


def test_a_returned_submission_has_the_reviewers_day(office: Office) -> None:
    office.open()
    unit = office.unit("P1")
    office.register(unit)
    office.person(Role.UNIT_CONTACT, unit)
    office.person(Role.UNIT_LEADER, unit)
    for day in ("2024-12-31", "2025-01-02"):
        office.tick(f"{day} 08:00")
    office.add(
        Submission(
            campaign_id=CAMPAIGN.id,
            campaign_version=1,
            unit_id=unit,
            state=SubmissionState.RETURNED,
            number=1,
            return_due_on=date(2025, 1, 13),
        )
    )
    before = len(office.rows())
    told = {str(day): len(office.tick(eight(day))) for day in (date(2025, 1, 8) + timedelta(days=n) for n in range(8))}
    assert {day: count for day, count in told.items() if count} == {"2025-01-10": 2, "2025-01-13": 2}
    assert [row.offset for row in office.rows()[before:] if row.deadline == "return:1"] == ["T-1", "T-1", "T0", "T0"]


def test_a_leader_without_a_contact_hears_everything(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_LEADER, office.unit("P1"))
    assert len(office.tick("2024-04-12 08:00")) == 1


def test_several_units_of_one_person_are_one_message(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"), office.unit("P2"))
    (reply,) = office.tick("2024-04-12 08:00")
    assert "UBND P1, UBND P2" in reply.text
    assert [choice.label for choice in reply.choices][:2] == ["Đăng ký ngay – UBND P1", "Đăng ký ngay – UBND P2"]


def test_reviewers_and_organizers_see_who_is_overdue(office: Office) -> None:
    office.open()
    office.unit("P1")
    people = {office.person(Role.REVIEWER), office.person(Role.ORGANIZER)}
    assert office.tick("2024-04-26 08:00") == []
    replies = office.tick("2024-05-02 08:00")
    assert {reply.to for reply in replies} == people
    assert all("UBND P1" in reply.text for reply in replies)
    assert office.tick("2024-05-02 08:01") == []


def test_a_morning_is_worked_off_in_chunks_and_survives_a_crash(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "PEOPLE", 2)
    monkeypatch.setattr(reminding, "MESSAGES", 2)
    office.open()
    people = [office.person(Role.UNIT_CONTACT, office.unit(f"P{n}")) for n in range(7)]
    told = [reply.to for reply in office.tick("2024-04-12 08:00")]
    with office.database.session(context=CONTEXT) as session:
        assert send_due(session, at("2024-04-12 08:01"))  # killed before the commit
    for minute in range(2, 8):
        told += [reply.to for reply in office.tick(f"2024-04-12 08:0{minute}")]
    assert told == people


def test_two_processes_at_once_send_one(office: Office) -> None:
    office.open()
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    results: list[list[Reply]] = []
    threads = [Thread(target=lambda: results.append(office.tick("2024-04-12 08:00"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(replies) for replies in results) == [0, 0, 0, 1]


def test_a_wish_is_granted_once_and_not_beside_a_reminder(office: Office) -> None:
    office.open()
    unit = office.unit("P1")
    person = office.person(Role.UNIT_CONTACT, unit)
    for text in ("2024-04-18 06:00", "2024-04-19 08:00"):
        office.add(PersonalReminder(person_id=person, at=at(text), asked_at=OPENED))
    assert len(office.tick("2024-04-18 06:00")) == 1  # asked for: the quiet hours do not hold
    assert office.tick("2024-04-18 06:01") == []
    assert len(office.tick("2024-04-19 08:00")) == 1
    assert office.tick("2024-04-19 08:01") == []
    office.add(PersonalReminder(person_id=person, at=at("2024-04-20 10:00"), deadline="003-D1", asked_at=OPENED))
    office.register(unit)
    assert office.tick("2024-04-20 10:00") == []


def test_a_tick_without_anything_due_is_cheap(office: Office) -> None:
    office.open()
    for number in range(20):
        office.person(Role.UNIT_CONTACT, office.unit(f"P{number}"))
    for moment in ("2024-04-12 08:00", "2024-04-16 08:00"):
        office.tick(moment)
    asked: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert office.tick("2024-04-12 12:00") == []
    questions = [text for text in asked if text.startswith("SELECT")]
    assert len(questions) <= 5
    assert not [text for text in asked if text.startswith(("INSERT", "UPDATE"))]
