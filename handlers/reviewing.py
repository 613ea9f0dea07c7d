"""The rows behind a review: decisions per criterion, taking one back, and closing a decision round.

A decision is the reviewer's alone until the round is closed; then the unit is told once, with all reasons together.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from handlers import advancing, notices, second_asking
from handlers.context import calendar_of
from handlers.conversation import Reply
from handlers.noting import note_about
from handlers.powers import Power, for_whom, power_to_review
from handlers.sheet import Sheet
from handlers.taking import release, take
from handlers.turn import Turn
from scoring.answers import dependents
from scoring.calendar import WorkingCalendar
from storage.queries import steps
from storage.tables import Appraisal, Decision, Submission, SubmissionState, Verdict

LEFT_ALONE = timedelta(minutes=30)  # then the round is closed without the reviewer


def decide(
    turn: Turn,
    sheet: Sheet,
    criterion_id: str,
    verdict: Verdict,
    reason: str | None = None,
    *,
    power: Power | None = None,
) -> None:
    """Record a verdict about one criterion of the version that was sent last; an earlier one of it is taken back.

    ``power``: in whose right, where that is known already.
    """
    submission = sheet.submission
    assert submission.id is not None
    assert submission.step is not None
    earlier = sheet.decisions.get(criterion_id)
    if earlier is not None:
        earlier.undone_at = turn.now
    decision = Decision(
        submission_id=submission.id,
        number=submission.number,
        step=submission.step,
        criterion=criterion_id,
        verdict=verdict,
        reason=reason,
        points=judged_points(sheet, criterion_id),
        decided_by=turn.event.person,
        decided_at=turn.now,
    )
    turn.session.add(decision)
    take(turn, submission)
    submission.review_touched_at = turn.now
    _record(
        turn.session,
        submission,
        criterion_id,
        verdict.value,
        by=turn.event.person,
        now=turn.now,
        why=reason,
        before=_in_history(earlier),
        beside={"points": decision.points, **for_whom(turn, power or power_to_review(turn, submission))},
    )


def judged_points(sheet: Sheet, criterion_id: str) -> str | None:
    """The exact points of a criterion by the facts that hold now; None where there are none (yet)."""
    given = sheet.appraised.criteria.get(criterion_id)
    return None if given is None or given.points is None else str(given.points)


def refresh_points(sheet: Sheet, *, but: str | None = None) -> None:
    """The same for every verdict that stands, ``but`` one, also those that the unit was told: a correction changes the
    points of other criteria, too, and one of a later round those of an earlier verdict."""
    for criterion_id, decision in sheet.decisions.items():
        if criterion_id != but:
            decision.points = judged_points(sheet, criterion_id)


def _in_history(decision: Decision | None) -> dict[str, Any] | None:
    return {"verdict": decision.verdict.value, "points": decision.points} if decision is not None else None


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
    before = _in_history(last) if isinstance(last, Decision) else dict(last.facts)
    _record(
        turn.session, sheet.submission, last.criterion, "taken back", by=turn.event.person, now=turn.now, before=before
    )
    return last.criterion


def undecided(sheet: Sheet) -> list[str]:
    """The criteria without a verdict, in plan order."""
    return [criterion.id for criterion in sheet.reviewed if criterion.id not in sheet.decisions]


def sent_back(sheet: Sheet) -> list[str]:
    """The criteria that are to be returned, in plan order."""
    return _with(sheet, Verdict.RETURNED)


def left_over(sheet: Sheet) -> list[str]:
    """The criteria that are left for a later step, in plan order."""
    return _with(sheet, Verdict.LEFT)


def _with(sheet: Sheet, verdict: Verdict) -> list[str]:
    decisions = sheet.decisions
    ids = (criterion.id for criterion in sheet.criteria)
    return [each for each in ids if each in decisions and decisions[each].verdict is verdict]


def differs(sheet: Sheet) -> list[str]:
    """The criteria whose appraised value is not the unit's own, in plan order."""
    own, given = sheet.scores.criteria, sheet.appraised.criteria
    changed = {each for each in own if own[each].points != given[each].points}
    judged = sheet.verdicts
    changed |= {each for each in judged if judged[each].outcome != sheet.appraised_verdicts[each].outcome}
    return [each.id for each in sheet.criteria if each.id in changed or each.id in sheet.appraisals]


def explainable(sheet: Sheet, since: datetime | None) -> list[str]:
    """What the unit may explain, in plan order: where the appraised value differs. Where a later step had sent it back,
    or an earlier one judged it already (``since``), only what was corrected after that and what follows from it; the
    rest was closed before."""
    if since is None:
        return differs(sheet)
    corrected = {name for name, each in sheet.appraisals.items() if each.decided_at >= since}
    new = corrected.union(*(dependents(sheet.campaign, each) for each in corrected))
    return [each for each in differs(sheet) if each in new]


def close_round(  # noqa: PLR0913 - who, when and how, all by name
    session: Session,
    sheet: Sheet,
    calendar: WorkingCalendar,
    *,
    by: int | None,
    now: datetime,
    today: date,
    days: int | None = None,
    twice: bool = True,
) -> list[Reply]:
    """Apply the decisions of a round and tell the unit: returned if anything is, approved if everything is.

    ``days``: working days that the unit has to explain itself where points were changed (None: those of the plan).
    ``twice``: it goes to a second reviewer first where the organizer wants that; then the unit is told nothing yet.
    Nothing happens while criteria are undecided and none is returned.
    """
    submission = sheet.submission
    submission.review_touched_at = None
    if not sent_back(sheet) and undecided(sheet):
        return []
    release(submission)
    if twice and not sent_back(sheet) and second_asking.is_wanted(session, sheet):
        return second_asking.ask_second(session, sheet, by=by, now=now, days=days)
    refresh_points(sheet)
    for decision in sheet.decisions.values():
        decision.told_at = decision.told_at or now
    days = days or sheet.campaign.correction_days
    if sent_back(sheet):
        submission.state = SubmissionState.RETURNED
        submission.return_due_on = calendar.add_working_days(today, sheet.campaign.correction_days)
        _record(session, submission, None, "returned", by=by, now=now)
        return notices.returned(session, sheet, now=now)
    submission.state, submission.approved_at = SubmissionState.APPROVED, now
    submission.explain_from = steps.explainable_from(session, submission)
    may_explain = explainable(sheet, submission.explain_from)
    submission.explain_until = calendar.add_working_days(today, days) if may_explain else None
    _record(session, submission, None, "approved", by=by, now=now)
    told = notices.approved(session, sheet, now=now, explainable=may_explain)
    return told + advancing.move_on(session, sheet.campaign, submission, by=by, now=now, today=today)


def close_round_now(turn: Turn, sheet: Sheet, *, days: int | None = None, twice: bool = True) -> list[Reply]:
    """``close_round`` by the person of this turn."""
    return close_round(
        turn.session,
        sheet,
        calendar_of(turn.session),
        by=turn.event.person,
        now=turn.now,
        today=turn.today,
        days=days,
        twice=twice,
    )


def left_alone(session: Session, now: datetime) -> list[Submission]:
    """Submissions whose open decision round nobody touched for half an hour."""
    return list(
        session.exec(
            select(Submission)
            .where(Submission.state == SubmissionState.SUBMITTED, col(Submission.review_touched_at) <= now - LEFT_ALONE)
            .order_by(col(Submission.id))
        )
    )


def _record(  # noqa: PLR0913 - one for every column that differs, all by name
    session: Session,
    submission: Submission,
    criterion_id: str | None,
    action: str,
    *,
    by: int | None,
    now: datetime,
    why: str | None = None,
    before: dict[str, Any] | None = None,
    beside: dict[str, Any] | None = None,
) -> None:
    note_about(
        session,
        submission,
        f"review:{criterion_id}" if criterion_id else "submission",
        action,
        by=by,
        now=now,
        before=before,
        after={
            "number": submission.number,
            "step": submission.step,
            "state": submission.state.value,
            **(beside or {}),
        },
        why=why,
    )
