"""The rows of the explanation round: what a unit may still explain, what it sent, and what became of it.

A unit that disagrees with an appraised value answers once, within the time that the reviewer gave, with evidence of its
own that is kept apart from the first. The reviewer decides again; then it is closed, and only a named organizer opens
it again, with a reason.
"""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from handlers.noting import note
from handlers.reviewing import differs
from handlers.sheet import Sheet
from handlers.turn import Turn
from storage.tables import Decision, Evidence, Explanation, Submission, Verdict


def explanations_of(session: Session, submission: Submission) -> dict[str, Explanation]:
    """Criterion id -> the newest explanation of the version that was appraised."""
    wanted = select(Explanation).where(
        Explanation.submission_id == submission.id, Explanation.number == submission.number
    )
    return {row.criterion: row for row in session.exec(wanted.order_by(col(Explanation.id)))}


def proofs_of(session: Session, explanation: Explanation) -> list[Evidence]:
    """The evidence that was sent with it."""
    wanted = select(Evidence).where(col(Evidence.explanation_id) == explanation.id, col(Evidence.removed_at).is_(None))
    return list(session.exec(wanted.order_by(col(Evidence.id))))


def may_still_explain(session: Session, sheet: Sheet, today: date) -> list[str]:
    """The criteria whose appraised value the unit may answer now, in plan order."""
    until = sheet.submission.explain_until
    if until is None or today > until:
        return []
    known = explanations_of(session, sheet.submission)
    return [each for each in differs(sheet) if each not in known or _open(known[each])]


def _open(explanation: Explanation) -> bool:
    return explanation.sent_at is None or explanation.reopened_at is not None


def begin_row(turn: Turn, sheet: Sheet, criterion_id: str) -> Explanation:
    """The explanation that the unit is writing; a new one where there is none, or where the last was opened again."""
    known = explanations_of(turn.session, sheet.submission).get(criterion_id)
    if known is not None and known.sent_at is None:
        return known
    assert sheet.submission.id is not None
    assert sheet.submission.explain_until is not None
    row = Explanation(
        submission_id=sheet.submission.id,
        number=sheet.submission.number,
        criterion=criterion_id,
        due_on=sheet.submission.explain_until,
        begun_by=turn.event.person,
        begun_at=turn.now,
    )
    turn.session.add(row)
    turn.session.flush()
    record(turn, sheet.submission, criterion_id, "begun")
    return row


def decide(turn: Turn, sheet: Sheet, row: Explanation, *, outcome: str, reason: str) -> None:
    """Close it: the appraised value stands ("kept"), or is another one now ("changed")."""
    row.outcome, row.reason = outcome, reason
    row.decided_by, row.decided_at = turn.event.person, turn.now
    given = sheet.appraised.criteria.get(row.criterion)
    points = None if given is None or given.points is None else str(given.points)
    before = sheet.decisions.get(row.criterion)
    if before is not None and before.points != points:
        before.undone_at = turn.now
        turn.session.add(
            Decision(
                **before.model_dump(include={"submission_id", "number", "step", "criterion"}),
                verdict=Verdict.APPROVED,
                reason=reason,
                points=points,
                decided_by=turn.event.person,
                decided_at=turn.now,
                told_at=turn.now,
            )
        )
    record(
        turn,
        sheet.submission,
        row.criterion,
        outcome,
        before={"points": before.points} if before else None,
        after={"points": points},
        why=reason,
    )


def record(
    turn: Turn,
    submission: Submission,
    criterion_id: str,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    note(
        turn,
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        subject=f"explanation:{criterion_id}",
        action=action,
        before=before,
        after=after,
        why=why,
    )
