"""Whether an extension counts for the points is the organizer's decision, as it held when the unit sent its sheet."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from handlers.sheet import load_sheet
from reports.filling import load_filled
from storage.tables import Answer, DeadlineChange, Submission, SubmissionState
from tests.handlers.office import CAMPAIGN, OPENED, Office, at

SENT = {
    "q1_sent_on": "2024-03-08",
    "h1_sent_on": "2024-06-13",  # three days after the plan's own
    "q3_sent_on": "2024-09-09",
    "annual_sent_on": "2024-12-12",
}


def answered(office: Office, unit: int) -> None:
    with office.write() as session:
        submission = Submission(campaign_id=CAMPAIGN.id, campaign_version=1, unit_id=unit)
        session.add(submission)
        session.flush()
        assert submission.id is not None
        session.add(Answer(submission_id=submission.id, criterion="I.3", facts=SENT, answered_at=OPENED))


def extended(unit: int | None, day: date, when: datetime, *, counts: bool, undone: datetime | None = None) -> object:
    return DeadlineChange(
        campaign_id=CAMPAIGN.id,
        deadline="003-D4",
        unit_id=unit,
        due_on=day,
        reason="x",
        counts=counts,
        changed_at=when,
        undone_at=undone,
    )


def points(office: Office, unit: int, *, on: date = date(2025, 1, 5)) -> Decimal | None:
    with office.write() as session:
        submission = session.exec(select(Submission).where(Submission.unit_id == unit)).one()
        found = load_sheet(session, CAMPAIGN, submission, on=on).scores.criteria["I.3"].points
        assert load_filled(session, CAMPAIGN, submission, on=on).scores.criteria["I.3"].points == found
        return found


def test_only_an_extension_that_counts_changes_points(office: Office) -> None:
    own, other = office.unit("P1"), office.unit("P2")
    for unit in (own, other):
        answered(office, unit)
    assert [points(office, own), points(office, other)] == [5, 5]
    office.add(extended(None, date(2024, 6, 20), at("2024-06-03 09:00"), counts=False))
    assert [points(office, own), points(office, other)] == [5, 5]
    office.add(extended(own, date(2024, 6, 17), at("2024-06-03 10:00"), counts=True))
    assert [points(office, own), points(office, other)] == [10, 5]
    office.add(extended(None, date(2024, 6, 13), at("2024-06-03 11:00"), counts=True))
    assert [points(office, own), points(office, other)] == [10, 10]


def test_taking_it_back_takes_the_points_back_while_the_unit_still_works(office: Office) -> None:
    unit = office.unit("P1")
    answered(office, unit)
    taken_back = at("2024-07-01 09:00")
    office.add(extended(unit, date(2024, 6, 17), at("2024-06-03 09:00"), counts=True, undone=taken_back))
    assert points(office, unit) == 5


@pytest.mark.parametrize(
    ("decided", "undone", "expected"),
    [
        ("2024-06-03 09:00", None, 10),
        ("2024-12-20 10:00", None, 10),  # the moment of sending
        ("2024-12-20 10:01", None, 5),  # too late: what was sent keeps its points
        ("2024-06-03 09:00", "2024-12-20 09:59", 5),
        ("2024-06-03 09:00", "2024-12-20 10:01", 10),
    ],
)
def test_what_was_sent_is_scored_by_what_was_decided_then(
    office: Office, decided: str, undone: str | None, expected: int
) -> None:
    unit = office.unit("P1")
    answered(office, unit)
    with office.write() as session:
        submission = session.exec(select(Submission)).one()
        submission.state, submission.number = SubmissionState.SUBMITTED, 1
        submission.sent_at = at("2024-12-20 10:00")
    change = extended(unit, date(2024, 6, 17), at(decided), counts=True, undone=at(undone) if undone else None)
    office.add(change)
    assert points(office, unit) == expected
