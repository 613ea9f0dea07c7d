"""A campaign in the middle of its review: one unit sent, one only drafts, one does nothing."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from scoring.campaign import Campaign
from storage import queries
from storage.tables import (
    Answer,
    Appraisal,
    Decision,
    Evidence,
    EvidenceKind,
    Person,
    Registration,
    RegistrationState,
    StoredFile,
    Submission,
    SubmissionState,
    SubmissionVersion,
    Unit,
    Verdict,
)

ID = "cchc-vinh-long-2024"
APRIL = datetime(2024, 4, 12, 1, 30, tzinfo=UTC)
DECEMBER = datetime(2024, 12, 16, 2, 0, tzinfo=UTC)
POINTS = {
    "I.1": 10, "I.2.1": 5, "I.2.2": 5, "I.2.3": 8, "I.3": 10, "II.1": 10, "II.2": 10,
    "III": 10, "IV.1": 10, "IV.2": 10, "V": 5,
}  # fmt: skip
FACTS: dict[str, dict[str, Any]] = {
    "I.1": {"tasks_assigned": 12, "tasks_incomplete": 1},
    "I.2.1": {"issued": True, "issued_on": "2024-02-15"},
    "I.2.2": {"fields_covered": 9, "funding": "in_plan"},
    "I.2.3": {"percent_done": "89.99"},
    "I.3": {
        "q1_sent_on": "2024-03-08", "h1_sent_on": "2024-06-10", "q3_sent_on": "2024-09-10",
        "annual_sent_on": "2024-12-12",
    },
    "II.1": {"plan": "own", "activities_planned": 4, "activities_not_done": 0},
    "II.2": {"plan_issued": True, "percent_done": "100", "violations_found": 0},
    "III": {"feedback_count": 2},
    "IV.1": {"confirmed_cases": 0},
    "IV.2": {"violation_cases": 0},
    "V": {"initiatives_recognized": 3},
}  # fmt: skip


def tell(session: Session, campaign: Campaign) -> None:
    """Write the rows of the story into an empty database."""
    for number, name in ((1, "UBND Phường 1"), (2, "Phòng Kinh tế"), (3, "=HYPERLINK(1)")):
        kind = "city_department" if number == 2 else "ward_committee"
        session.add(Unit(id=number, code=f"P{number}", name=name, unit_type=kind))
    session.add(Person(id=1, name="Nguyễn Thị Lan", created_at=APRIL))
    session.add(Person(id=2, created_at=APRIL))
    session.add(StoredFile(digest="b" * 64, size=3, media_type="image/png", stored_at=APRIL))
    session.flush()
    queries.open_campaign(session, campaign, now=APRIL, by=None)
    session.add(
        _registered(1, RegistrationState.SENT, {name: str(each) for name, each in POINTS.items()}, "DK-2024-0001")
    )
    session.add(_registered(2, RegistrationState.DRAFT, {"I.1": "7"}, None))
    sent: dict[str, Any] = {"state": SubmissionState.SUBMITTED, "step": "office", "number": 1, "sent_at": DECEMBER}
    session.add(Submission(id=1, campaign_id=ID, campaign_version=1, unit_id=1, receipt="TC-2024-0001", **sent))
    session.add(Submission(id=2, campaign_id=ID, campaign_version=1, unit_id=2))
    session.flush()
    session.add(Answer(submission_id=2, criterion="III", facts={"feedback_count": 1}, answered_at=DECEMBER))
    _send(session)
    _decide(session)
    _write_history(session)


def _registered(unit: int, state: RegistrationState, points: dict[str, str], receipt: str | None) -> Registration:
    return Registration(
        campaign_id=ID,
        unit_id=unit,
        state=state,
        points=points,
        document_number="12/UBND-VP",
        document_date=date(2024, 4, 12),
        changed_at=APRIL,
        sent_at=APRIL if receipt else None,
        late=False,
        receipt=receipt,
    )


def _send(session: Session) -> None:
    """Version 1, and an answer that the unit has changed since (which nobody may see yet)."""
    shared: dict[str, Any] = {"submission_id": 1, "added_at": DECEMBER}
    paper, text = EvidenceKind.DOCUMENT, EvidenceKind.EXPLANATION
    proofs = [
        Evidence(id=1, criterion="I.1", kind=EvidenceKind.FILE, digest="b" * 64, name="=1+1.png", **shared),
        Evidence(id=2, criterion="I.1", kind=paper, text="5/BC", document_date=date(2024, 12, 1), **shared),
        Evidence(id=3, criterion="III", kind=text, text="Đã xử lý xong", removed_at=DECEMBER, **shared),
    ]
    session.add_all(proofs)
    for name, facts in FACTS.items():
        changed = {"feedback_count": 0} if name == "III" else facts
        session.add(Answer(submission_id=1, criterion=name, facts=changed, answered_by=1, answered_at=DECEMBER))
    content = {
        name: {
            "facts": facts,
            "revision": 1,
            "evidence": [{"id": each.id} for each in proofs if each.criterion == name],
        }
        for name, facts in FACTS.items()
    }
    session.add(SubmissionVersion(submission_id=1, number=1, content=content, total="90", sent_by=1, sent_at=DECEMBER))


def _decide(session: Session) -> None:
    """I.1 and III are approved, III with corrected facts; I.2.3 is returned; the rest is open."""
    about: dict[str, Any] = {"submission_id": 1, "number": 1, "decided_by": 2, "decided_at": DECEMBER}
    session.add(Appraisal(criterion="III", facts={"feedback_count": 3}, reason="+1 phản ánh tháng 12", **about))
    for name, verdict, reason in (
        ("I.1", Verdict.APPROVED, None),
        ("III", Verdict.APPROVED, None),
        ("I.2.3", Verdict.RETURNED, "Thiếu báo cáo"),
    ):
        session.add(Decision(criterion=name, step="office", verdict=verdict, reason=reason, **about))


def _write_history(session: Session) -> None:
    def note(person: int | None, unit: int | None, subject: str, action: str, **more: Any) -> None:
        queries.record(
            session, at=DECEMBER, person_id=person, campaign_id=ID, unit_id=unit, subject=subject, action=action, **more
        )

    note(None, None, "campaign", "opened")
    note(1, 1, "registration", "sent", after={"points": {"I.1": "10"}, "number": "12/UBND-VP", "file": None})
    note(1, 1, "answer:III", "answered", before={"feedback_count": 4}, after={"feedback_count": 2})
    note(2, 1, "review:I.2.3", "returned", why="Thiếu báo cáo")
    note(1, 2, "answer:IV.1", "a new word", after={"confirmed_cases": 0})
    queries.record(session, at=DECEMBER, person_id=None, unit_id=1, subject="membership", action="given")
    queries.record(session, at=DECEMBER, person_id=1, subject="account", action="linked")
