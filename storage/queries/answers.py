"""Registrations, self-assessments and what was decided about them."""

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import bindparam, func, text, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from storage.prepared import Rows
from storage.remembering import remembered, remembered_rows
from storage.tables import (
    Answer,
    Appraisal,
    Decision,
    Evidence,
    Initiative,
    Registration,
    RegistrationState,
    Submission,
    SubmissionState,
    Unit,
)

# The year on a receipt is the one people here write; Vietnam has no daylight saving.
_VIETNAM = timezone(timedelta(hours=7))

# For every turn of a self-assessment.
_LAST_REGISTRATION = Rows(
    Registration,
    select(Registration)
    .where(
        Registration.campaign_id == bindparam("campaign"),
        Registration.unit_id == bindparam("unit"),
        col(Registration.candidate_id).is_not_distinct_from(bindparam("candidate")),
        Registration.state == bindparam("state"),
    )
    .order_by(col(Registration.id).desc())
    .limit(1),
)
_SUBMISSION = Rows(
    Submission,
    select(Submission).where(
        Submission.campaign_id == bindparam("campaign"),
        Submission.unit_id == bindparam("unit"),
        col(Submission.candidate_id).is_not_distinct_from(bindparam("candidate")),
        Submission.round == bindparam("round"),
    ),
)
_ANSWERS = Rows(
    Answer,
    select(Answer).where(Answer.submission_id == bindparam("submission")).order_by(col(Answer.id)),
)
_EVIDENCE = Rows(
    Evidence,
    select(Evidence)
    .where(
        Evidence.submission_id == bindparam("submission"),
        col(Evidence.removed_at).is_(None),
        col(Evidence.explanation_id).is_(None),
    )
    .order_by(col(Evidence.id)),
)
_DECISIONS = Rows(
    Decision,
    select(Decision)
    .where(
        Decision.submission_id == bindparam("submission"),
        Decision.number == bindparam("number"),
        col(Decision.undone_at).is_(None),
    )
    .order_by(col(Decision.id)),
)


def current_registration(
    session: Session, campaign_id: str, unit_id: int, candidate_id: int | None = None
) -> Registration | None:
    """The registration that counts: the last one that was sent and not superseded. ``candidate_id`` None: the unit's
    own."""
    return _last_registration(session, campaign_id, unit_id, candidate_id, RegistrationState.SENT)


def draft_registration(
    session: Session, campaign_id: str, unit_id: int, candidate_id: int | None = None
) -> Registration | None:
    """The registration that the unit is writing."""
    return _last_registration(session, campaign_id, unit_id, candidate_id, RegistrationState.DRAFT)


def _last_registration(
    session: Session, campaign_id: str, unit_id: int, candidate_id: int | None, state: RegistrationState
) -> Registration | None:
    which = {"campaign": campaign_id, "unit": unit_id, "candidate": candidate_id, "state": state}
    return remembered(
        session,
        Registration,
        (campaign_id, unit_id, candidate_id, state),
        lambda: _LAST_REGISTRATION.first(session, **which),
    )


def submission_for(
    session: Session, campaign_id: str, unit_id: int, round: str = "", *, candidate_id: int | None = None
) -> Submission | None:
    """The self-assessment of a unit, or of somebody of it, in a round (campaigns without rounds have the one named
    "")."""
    which = {"campaign": campaign_id, "unit": unit_id, "candidate": candidate_id, "round": round}
    return remembered(
        session,
        Submission,
        (campaign_id, unit_id, candidate_id, round),
        lambda: _SUBMISSION.first(session, **which),
    )


def answers_of(session: Session, submission_id: int) -> dict[str, Answer]:
    """Criterion id → its answer."""
    found = remembered_rows(
        session,
        Answer,
        submission_id,
        lambda: _ANSWERS.all(session, submission=submission_id),
        belongs=lambda answer: answer.submission_id == submission_id,
    )
    return {answer.criterion: answer for answer in found}


def evidence_of(session: Session, submission_id: int) -> dict[str, list[Evidence]]:
    """Criterion id → its evidence in the order it was added, without what was removed."""
    proofs = remembered_rows(
        session,
        Evidence,
        submission_id,
        lambda: _EVIDENCE.all(session, submission=submission_id),
        belongs=lambda proof: (
            proof.submission_id == submission_id and proof.removed_at is None and proof.explanation_id is None
        ),
    )
    found: dict[str, list[Evidence]] = {}
    for proof in proofs:
        found.setdefault(proof.criterion, []).append(proof)
    return found


def decisions_of(session: Session, submission_id: int, number: int) -> dict[str, Decision]:
    """Criterion id → the last decision about it in one sent version, without those that were taken back."""
    if number == 0:  # nothing was sent yet
        return {}
    which = {"submission": submission_id, "number": number}
    found = remembered(session, Decision, (submission_id, number), lambda: _DECISIONS.all(session, **which))
    return {decision.criterion: decision for decision in found}


def appraisals_of(session: Session, submission_id: int, number: int) -> dict[str, Appraisal]:
    """Criterion id → the facts as a reviewer corrected them in one sent version, without what was taken back."""
    found = session.exec(
        select(Appraisal)
        .where(
            Appraisal.submission_id == submission_id,
            Appraisal.number == number,
            col(Appraisal.undone_at).is_(None),
        )
        .order_by(col(Appraisal.id))
    )
    return {appraisal.criterion: appraisal for appraisal in found}


def submissions_waiting(session: Session, campaign_id: str, step: str) -> list[tuple[Submission, Unit]]:
    """What waits at a review step, longest waiting first."""
    return _submissions(session, campaign_id, step, SubmissionState.SUBMITTED, col(Submission.sent_at))


def submissions_at(session: Session, campaign_id: str, step: str) -> list[tuple[Submission, Unit]]:
    """What was appraised and has reached a later step of the chain, in the order of the units."""
    return _submissions(session, campaign_id, step, SubmissionState.APPROVED, col(Unit.id))


def states_of_sent(session: Session, campaign_id: str) -> list[tuple[str, SubmissionState]]:
    """(round, state) of everything that was ever sent in a campaign."""
    wanted = select(Submission.round, Submission.state).where(
        Submission.campaign_id == campaign_id, col(Submission.number) > 0
    )
    return [(round, SubmissionState(state)) for round, state in session.exec(wanted)]


def _submissions(
    session: Session, campaign_id: str, step: str, state: SubmissionState, first: Mapped[Any]
) -> list[tuple[Submission, Unit]]:
    found = session.exec(
        select(Submission, Unit)
        .join(Unit, col(Unit.id) == Submission.unit_id)
        .where(Submission.campaign_id == campaign_id, Submission.state == state, Submission.step == step)
        .order_by(first, col(Submission.id))
    )
    return [(submission, unit) for submission, unit in found]


def next_receipt(session: Session, prefix: str, now: datetime) -> str:
    """The next free receipt number of a kind and year: "DK-2024-0007". Needs a writing session; it is taken only when
    it is stored as a ``receipt`` in the same transaction."""
    series = f"{prefix}-{now.astimezone(_VIETNAM).year}-"
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.connection().execute(text("SELECT pg_advisory_xact_lock(hashtext(:series))"), {"series": series})
    taken = union_all(
        select(col(Registration.receipt).label("receipt")).where(col(Registration.receipt).startswith(series)),
        select(col(Submission.receipt).label("receipt")).where(col(Submission.receipt).startswith(series)),
        select(col(Initiative.receipt).label("receipt")).where(col(Initiative.receipt).startswith(series)),
    ).subquery()
    last = session.scalar(
        select(taken.c.receipt).order_by(func.length(taken.c.receipt).desc(), taken.c.receipt.desc()).limit(1)
    )
    number = int(last.removeprefix(series)) + 1 if last else 1
    return f"{series}{number:04}"


def first_registered_at(
    session: Session, campaign_id: str, unit_id: int, candidate_id: int | None = None
) -> datetime | None:
    """When the registration that counts was sent for the first time: changes do not make it later."""
    states = (RegistrationState.SENT, RegistrationState.SUPERSEDED)
    return session.exec(
        select(Registration.sent_at)
        .where(
            Registration.campaign_id == campaign_id,
            Registration.unit_id == unit_id,
            col(Registration.candidate_id).is_not_distinct_from(candidate_id),
            col(Registration.state).in_(states),
            col(Registration.sent_at).is_not(None),
        )
        .order_by(col(Registration.id))
        .limit(1)
    ).first()
