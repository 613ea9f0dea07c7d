"""The rows of the explanation round: what a unit may still explain, what it sent, and what became of it.

A unit that disagrees with an appraised value answers once, within the time that the reviewer gave, with evidence of its
own that is kept apart from the first. The reviewer decides again; then it is closed, and only a named organizer opens
it again, with a reason.
"""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from handlers.noting import note_about
from handlers.reviewing import differs, explainable, judged_points, refresh_points
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
    known, since = explanations_of(session, sheet.submission), sheet.submission.explain_from
    new = explainable(sheet, since)
    return [each for each in differs(sheet) if _is_open(known.get(each), today, since, new=each in new)]


def _is_open(row: Explanation | None, today: date, since: datetime | None, *, new: bool) -> bool:
    """What is being written, within its own days or those of a new correction; what was sent is closed, unless it was
    corrected anew after that."""
    if row is None:
        return new
    if row.sent_at is None:
        return new or today <= row.due_on
    return new and since is not None and row.begun_at < since


def begin_row(turn: Turn, sheet: Sheet, criterion_id: str) -> Explanation:
    """The explanation that the unit is writing; a new one where there is none, or where the last was sent."""
    known = explanations_of(turn.session, sheet.submission).get(criterion_id)
    assert sheet.submission.id is not None
    assert sheet.submission.explain_until is not None
    if known is not None and known.sent_at is None:
        known.due_on = max(known.due_on, sheet.submission.explain_until)
        return known
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


def reopen(turn: Turn, submission: Submission, criterion_id: str, until: date, *, why: str) -> None:
    """By this person, until that day: nothing else is opened by it. What was sent stays; another row begins."""
    assert submission.id is not None
    known = explanations_of(turn.session, submission).get(criterion_id)
    if known is not None and known.sent_at is None:
        known.due_on, known.reopened_by, known.reopened_at = until, turn.event.person, turn.now
    else:
        turn.session.add(
            Explanation(
                submission_id=submission.id,
                number=submission.number,
                criterion=criterion_id,
                due_on=until,
                begun_at=turn.now,
                reopened_by=turn.event.person,
                reopened_at=turn.now,
            )
        )
    days_run = submission.explain_until is not None and turn.today <= submission.explain_until
    if not days_run:
        submission.explain_from = turn.now  # the others stay closed
    submission.explain_until = max(until, submission.explain_until or until)
    record(turn, submission, criterion_id, "reopened", after={"until": until.isoformat()}, why=why)


def may_reopen(session: Session, sheet: Sheet, today: date) -> list[str]:
    """What differs and is closed: neither open for the unit nor waiting for the reviewer's answer. Plan order."""
    known = explanations_of(session, sheet.submission)
    waits = {name for name, row in known.items() if row.sent_at is not None and row.decided_at is None}
    held = waits.union(may_still_explain(session, sheet, today))
    return [each for each in differs(sheet) if each not in held]


def decide(turn: Turn, sheet: Sheet, row: Explanation, *, outcome: str, reason: str) -> None:
    """Close it: the appraised value stands ("kept"), or is another one now ("changed")."""
    row.outcome, row.reason = outcome, reason
    row.decided_by, row.decided_at = turn.event.person, turn.now
    points = judged_points(sheet, row.criterion)
    refresh_points(sheet, but=row.criterion)
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
    note_about(
        turn.session,
        submission,
        f"explanation:{criterion_id}",
        action,
        by=turn.event.person,
        now=turn.now,
        before=before,
        after=after,
        why=why,
    )
