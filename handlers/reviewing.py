"""The rows behind a review: decisions per criterion, taking one back, and closing a decision round.

A decision is the reviewer's alone until the round is closed; then the unit is told once, with all reasons together.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from handlers import notices
from handlers.conversation import Reply
from handlers.sheet import Sheet
from handlers.turn import Turn
from scoring.calendar import WorkingCalendar
from storage import queries
from storage.tables import Appraisal, Decision, Submission, SubmissionState, Verdict

LEFT_ALONE = timedelta(minutes=30)  # then the round is closed without the reviewer


def decide(turn: Turn, sheet: Sheet, criterion_id: str, verdict: Verdict, reason: str | None = None) -> None:
    """Record a verdict about one criterion of the version that was sent last; an earlier one of it is taken back."""
    submission = sheet.submission
    assert submission.id is not None
    assert submission.step is not None
    if (earlier := sheet.decisions.get(criterion_id)) is not None:
        earlier.undone_at = turn.now
    given = sheet.appraised.criteria.get(criterion_id)
    turn.session.add(
        Decision(
            submission_id=submission.id,
            number=submission.number,
            step=submission.step,
            criterion=criterion_id,
            verdict=verdict,
            reason=reason,
            points=None if given is None or given.points is None else str(given.points),
            decided_by=turn.event.person,
            decided_at=turn.now,
        )
    )
    submission.review_touched_at = turn.now
    _record(turn.session, submission, criterion_id, verdict.value, by=turn.event.person, now=turn.now, why=reason)


def undo_last(turn: Turn, sheet: Sheet) -> str | None:
    """Take back the last decision or correction of this person that the unit was not told yet; the criterion's id,
    or None."""
    mine: list[Decision | Appraisal] = [
        decision
        for decision in sheet.decisions.values()
        if decision.decided_by == turn.event.person and decision.told_at is None
    ]
    mine += [
        appraisal
        for criterion_id, appraisal in sheet.appraisals.items()
        if appraisal.decided_by == turn.event.person and criterion_id not in {decision.criterion for decision in mine}
    ]
    if not mine:
        return None
    last = max(mine, key=lambda decided: decided.decided_at)
    last.undone_at = turn.now
    sheet.submission.review_touched_at = turn.now
    _record(turn.session, sheet.submission, last.criterion, "taken back", by=turn.event.person, now=turn.now)
    return last.criterion


def undecided(sheet: Sheet) -> list[str]:
    """The criteria without a verdict, in plan order."""
    return [criterion.id for criterion in sheet.reviewed if criterion.id not in sheet.decisions]


def sent_back(sheet: Sheet) -> list[str]:
    """The criteria that are to be returned, in plan order."""
    return [
        criterion.id
        for criterion in sheet.criteria
        if criterion.id in sheet.decisions and sheet.decisions[criterion.id].verdict is Verdict.RETURNED
    ]


def close_round(
    session: Session, sheet: Sheet, calendar: WorkingCalendar, *, by: int | None, now: datetime, today: date
) -> list[Reply]:
    """Apply the decisions of a round and tell the unit: returned if anything is, approved if everything is.

    Nothing happens while criteria are undecided and none is returned.
    """
    submission = sheet.submission
    submission.review_touched_at = None
    for decision in sheet.decisions.values():
        decision.told_at = decision.told_at or now
    if sent_back(sheet):
        submission.state = SubmissionState.RETURNED
        submission.return_due_on = calendar.add_working_days(today, sheet.campaign.correction_days)
        _record(session, submission, None, "returned", by=by, now=now)
        return notices.returned(session, sheet, now=now)
    if undecided(sheet):
        return []
    submission.state, submission.approved_at = SubmissionState.APPROVED, now
    _record(session, submission, None, "approved", by=by, now=now)
    return notices.approved(session, sheet, now=now)


def left_alone(session: Session, now: datetime) -> list[Submission]:
    """Submissions whose open decision round nobody touched for half an hour."""
    return list(
        session.exec(
            select(Submission)
            .where(Submission.state == SubmissionState.SUBMITTED, col(Submission.review_touched_at) <= now - LEFT_ALONE)
            .order_by(col(Submission.id))
        )
    )


def _record(
    session: Session,
    submission: Submission,
    criterion_id: str | None,
    action: str,
    *,
    by: int | None,
    now: datetime,
    why: str | None = None,
) -> None:
    queries.record(
        session,
        at=now,
        person_id=by,
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        subject=f"review:{criterion_id}" if criterion_id else "submission",
        action=action,
        after={"number": submission.number, "step": submission.step, "state": submission.state.value},
        why=why,
    )
