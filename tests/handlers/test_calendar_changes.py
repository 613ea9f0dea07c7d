"""A decree on short notice: nobody is forgotten, nothing is said twice, and nobody's day gets shorter."""

from datetime import date

from sqlmodel import select

from bot.outbox import enqueue
from handlers import calendar_changes
from handlers.calendar_changes import apply, effects, undo
from handlers.context import calendar_of
from handlers.conversation import Reply
from scoring.calendar import DayKind
from storage.queries.calendar import changed_days
from storage.tables import Decision, History, Outgoing, Role, Submission, SubmissionState, Verdict
from tests.handlers.office import CALENDAR, CAMPAIGN, Office, at

OFF, WORKED, ORDINARY = DayKind.OFF, DayKind.WORKED, DayKind.ORDINARY


def decree(office: Office, when: str, days: dict[date, DayKind]) -> list[Reply]:
    with office.write() as session:
        return apply(session, days, reason="Công văn số 5", by=None, now=at(when))


def told(office: Office) -> list[tuple[str, bool]]:
    return [(row.offset, row.caught_up) for row in office.rows()]


def test_a_morning_that_is_over_is_made_up_for(office: Office) -> None:
    """On Wednesday evening Thursday becomes a day off: T-1 would have been on Wednesday morning."""
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    for day in ("12", "19", "23", "24"):
        office.tick(f"2024-04-{day} 08:00")
    decree(office, "2024-04-24 21:00", {date(2024, 4, 25): OFF})
    assert office.tick("2024-04-25 08:00") == []
    assert len(office.tick("2024-04-26 08:00")) == 1
    assert told(office)[-2:] == [("T0", False), ("T-1", True)]


def test_the_same_morning_is_looked_at_again_and_the_list_comes_once(office: Office) -> None:
    unit, late = office.unit("P1"), office.unit("P2")
    office.person(Role.UNIT_CONTACT, unit)
    organizer = office.person(Role.ORGANIZER)
    office.register(late)
    assert [reply.to for reply in office.tick("2024-05-02 08:00")].count(organizer) == 1
    decree(office, "2024-05-02 09:00", {date(2024, 5, 3): OFF})
    assert office.tick("2024-05-02 09:01") == []


def test_what_moves_is_known_before(office: Office) -> None:
    with office.write() as session:
        found = effects(session, {date(2024, 4, 29): ORDINARY}, at("2024-04-12 10:00"))
        (moved,) = found.reminders
    assert (moved.deadline.id, moved.offset) == ("003-D1", "T+1")
    assert (moved.before, moved.after) == (at("2024-05-02 08:00"), at("2024-04-29 08:00"))


def test_a_weekend_that_becomes_off_is_no_news(office: Office) -> None:
    with office.write() as session:
        days = {date(2024, 4, 20): OFF, date(2024, 4, 22): OFF, date(2024, 4, 30): OFF}
        assert calendar_changes.news(session, days) == {date(2024, 4, 22): OFF}


def returned(office: Office) -> int:
    unit, reviewer = office.unit("P1"), office.person(Role.REVIEWER)
    with office.write() as session:
        submission = Submission(
            campaign_id=CAMPAIGN.id,
            campaign_version=1,
            unit_id=unit,
            state=SubmissionState.RETURNED,
            number=1,
            return_due_on=date(2025, 1, 13),
        )
        session.add(submission)
        session.flush()
        assert submission.id is not None
        decision = Decision(
            submission_id=submission.id,
            number=1,
            step="office",
            criterion="I.1",
            verdict=Verdict.RETURNED,
            decided_by=reviewer,
            decided_at=at("2025-01-08 10:00"),
            told_at=at("2025-01-08 10:30"),
        )
        session.add(decision)
    return unit


def test_days_to_correct_by_are_working_days(office: Office) -> None:
    unit = returned(office)
    contact = office.person(Role.UNIT_CONTACT, unit)
    (reply,) = decree(office, "2025-01-09 09:00", {date(2025, 1, 10): OFF})
    assert reply.to == contact
    assert "14/01/2025" in reply.text
    assert "13/01/2025" in reply.text
    with office.database.reader() as session:
        assert session.exec(select(Submission)).one().return_due_on == date(2025, 1, 14)


def test_nothing_is_taken_away(office: Office) -> None:
    returned(office)
    assert decree(office, "2025-01-09 09:00", {date(2025, 1, 11): WORKED}) == []
    with office.database.reader() as session:
        assert session.exec(select(Submission)).one().return_due_on == date(2025, 1, 13)


def test_what_waits_for_a_day_that_is_off_now_waits_longer(office: Office) -> None:
    person = office.person(Role.ORGANIZER)
    with office.write() as session:
        reply = Reply("x", to=person, proactive=True, not_before=at("2024-04-19 08:00"))
        enqueue(session, [reply], now=at("2024-04-18 21:00"))
    decree(office, "2024-04-18 22:00", {date(2024, 4, 19): OFF})
    with office.database.reader() as session:
        assert session.exec(select(Outgoing)).one().not_before == at("2024-04-22 08:00")


def test_undoing_takes_the_last_one_back(office: Office) -> None:
    decree(office, "2024-04-10 09:00", {date(2024, 4, 22): OFF})
    decree(office, "2024-04-10 10:00", {date(2024, 4, 22): ORDINARY, date(2024, 4, 23): OFF})
    with office.write() as session:
        undone, _ = undo(session, by=None, now=at("2024-04-10 11:00"))
        assert set(undone) == {date(2024, 4, 22), date(2024, 4, 23)}
        assert changed_days(session) == {date(2024, 4, 22): OFF}
        undo(session, by=None, now=at("2024-04-10 12:00"))
        assert calendar_of(session) == CALENDAR
        history = list(session.exec(select(History).where(History.subject == "calendar")))
    assert [(line.action, line.after) for line in history] == [
        ("changed", {"2024-04-22": "off"}),
        ("changed", {"2024-04-22": "ordinary", "2024-04-23": "off"}),
        ("undone", {"2024-04-22": "off", "2024-04-23": "ordinary"}),
        ("undone", {"2024-04-22": "ordinary"}),
    ]
