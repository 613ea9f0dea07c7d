"""Registrations, answers, evidence, decisions and receipts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from scoring.campaign import Campaign
from storage.queries import (
    answers_of,
    current_registration,
    decisions_of,
    draft_registration,
    evidence_of,
    next_receipt,
    open_campaign,
    record,
    submission_for,
    submissions_waiting,
)
from storage.tables import (
    Answer,
    Decision,
    Evidence,
    EvidenceKind,
    History,
    Registration,
    RegistrationState,
    Submission,
    SubmissionState,
    Verdict,
)

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)
SMALL = "small-2024"


@pytest.fixture(autouse=True)
def opened(session: Session, campaign: Campaign):
    open_campaign(session, campaign, now=NOW, by=None)


def registration(state: RegistrationState, *, unit_id: int = 1, receipt: str | None = None) -> Registration:
    return Registration(
        campaign_id=SMALL, unit_id=unit_id, state=state, points={"I.1": "7"}, changed_at=NOW, receipt=receipt
    )


def submission(
    unit_id: int,
    state: SubmissionState = SubmissionState.SUBMITTED,
    *,
    step: str | None = "office",
    sent_at: datetime | None = NOW,
    round: str = "",
) -> Submission:
    return Submission(
        campaign_id=SMALL,
        campaign_version=1,
        unit_id=unit_id,
        round=round,
        state=state,
        step=step,
        number=1,
        sent_at=sent_at,
    )


def test_the_registration_that_counts_is_the_last_that_was_sent(session: Session):
    states = [RegistrationState(word) for word in ("superseded", "sent", "refused", "requested", "draft")]
    versions = [registration(state) for state in states]
    for version in versions:
        session.add(version)
        session.flush()
    assert current_registration(session, SMALL, 1) is versions[1]
    assert draft_registration(session, SMALL, 1) is versions[4]
    assert current_registration(session, SMALL, 2) is None
    assert draft_registration(session, "other", 1) is None


def test_a_unit_has_one_self_assessment_per_round(session: Session):
    first, second = submission(1), submission(1, round="2025")
    session.add_all([first, second])
    session.flush()
    assert submission_for(session, SMALL, 1) is first
    assert submission_for(session, SMALL, 1, "2025") is second
    assert submission_for(session, SMALL, 2) is None


def test_answers_and_evidence_by_criterion(session: Session):
    sheet = submission(1)
    session.add(sheet)
    session.flush()
    assert sheet.id
    for criterion in ("I.1", "I.2"):
        session.add(Answer(submission_id=sheet.id, criterion=criterion, facts={"failed": 1}, answered_at=NOW))
    for text, criterion, removed_at in (("a", "I.1", None), ("b", "I.2", None), ("c", "I.1", NOW), ("d", "I.1", None)):
        session.add(
            Evidence(
                submission_id=sheet.id,
                criterion=criterion,
                kind=EvidenceKind.LINK,
                text=text,
                added_at=NOW,
                removed_at=removed_at,
            )
        )
        session.flush()
    assert {key: answer.facts for key, answer in answers_of(session, sheet.id).items()} == {
        "I.1": {"failed": 1},
        "I.2": {"failed": 1},
    }
    assert {key: [proof.text for proof in proofs] for key, proofs in evidence_of(session, sheet.id).items()} == {
        "I.1": ["a", "d"],
        "I.2": ["b"],
    }


def test_the_last_decision_that_was_not_taken_back_counts(session: Session):
    sheet = submission(1)
    session.add(sheet)
    session.flush()
    assert sheet.id
    made = [
        ("I.1", 1, Verdict.RETURNED, None),
        ("I.1", 1, Verdict.APPROVED, None),
        ("I.1", 1, Verdict.RETURNED, NOW),
        ("I.2", 1, Verdict.RETURNED, NOW),
        ("I.3", 2, Verdict.APPROVED, None),
    ]
    for criterion, number, verdict, undone_at in made:
        session.add(
            Decision(
                submission_id=sheet.id,
                number=number,
                step="office",
                criterion=criterion,
                verdict=verdict,
                decided_by=1,
                decided_at=NOW,
                undone_at=undone_at,
            )
        )
        session.flush()
    found = decisions_of(session, sheet.id, 1)
    assert {key: decision.verdict for key, decision in found.items()} == {"I.1": Verdict.APPROVED}


def test_what_waits_longest_comes_first(session: Session):
    session.add_all(
        [
            submission(1, sent_at=NOW + timedelta(hours=1)),
            submission(2, sent_at=NOW),
            submission(1, round="other step", step="council"),
            submission(1, round="draft", state=SubmissionState.DRAFT, step=None),
            submission(2, round="returned", state=SubmissionState.RETURNED),
        ]
    )
    session.flush()
    waiting = submissions_waiting(session, SMALL, "office")
    assert [(sheet.unit_id, unit.name) for sheet, unit in waiting] == [(2, "Phường 2"), (1, "Phường 1")]


def test_receipts_count_by_kind_and_by_the_year_in_vietnam(session: Session):
    assert next_receipt(session, "DK", NOW) == "DK-2024-0001"
    session.add(registration(RegistrationState.SUPERSEDED, receipt="DK-2024-0001"))
    session.add(registration(RegistrationState.SENT, unit_id=2, receipt="DK-2024-0009"))
    assert next_receipt(session, "DK", NOW) == "DK-2024-0010"
    assert next_receipt(session, "TC", NOW) == "TC-2024-0001"
    new_year = datetime(2024, 12, 31, 17, 0, tzinfo=UTC)
    assert next_receipt(session, "DK", new_year - timedelta(seconds=1)) == "DK-2024-0010"
    assert next_receipt(session, "DK", new_year) == "DK-2025-0001"


def test_receipts_go_on_after_four_digits(session: Session):
    session.add(registration(RegistrationState.SENT, receipt="DK-2024-9999"))
    session.add(registration(RegistrationState.SENT, unit_id=2, receipt="DK-2024-10000"))
    assert next_receipt(session, "DK", NOW) == "DK-2024-10001"


def test_a_change_is_written_down(session: Session):
    record(
        session,
        at=NOW,
        person_id=1,
        subject="answer:I.1",
        action="changed",
        before={"failed": 1},
        after={"failed": 2},
        why="đếm lại",
        campaign_id=SMALL,
        unit_id=1,
    )
    line = session.exec(select(History)).one()
    assert line.model_dump(exclude={"id", "chain", "position", "digest"}) == {
        "at": NOW,
        "person_id": 1,
        "campaign_id": SMALL,
        "unit_id": 1,
        "submission_id": None,
        "subject": "answer:I.1",
        "action": "changed",
        "before": {"failed": 1},
        "after": {"failed": 2},
        "why": "đếm lại",
        "on_behalf": False,
    }
