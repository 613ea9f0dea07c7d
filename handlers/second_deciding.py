"""The acts of a second review: what is found about each criterion, taken back, compared, settled, and put in force."""

from collections.abc import Mapping
from typing import Any

from handlers import second_asking
from handlers.conversation import Reply
from handlers.noting import note_about
from handlers.powers import for_whom
from handlers.reviewing import close_round_now
from handlers.second_case import Case, differing, power_second
from handlers.sheet import load_sheet
from handlers.turn import Turn
from storage.tables import Appraisal, Decision, Opinion, SecondOpinion, Verdict

VERDICTS = {
    Opinion.APPROVED: Verdict.APPROVED,
    Opinion.CORRECTED: Verdict.APPROVED,
    Opinion.LEFT: Verdict.LEFT,
    Opinion.RETURNED: Verdict.RETURNED,
}


def find(
    turn: Turn,
    case: Case,
    criterion_id: str,
    opinion: Opinion,
    *,
    facts: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """What the second reviewer found about one criterion; an earlier finding is taken back. Whoever finds something
    first has it."""
    assert case.review.id is not None
    earlier = case.opinions.get(criterion_id)
    if earlier is not None:
        earlier.undone_at = turn.now
    power = power_second(turn, case.sheet.submission, case.review)
    case.review.second_id = turn.event.person
    turn.session.add(
        SecondOpinion(
            review_id=case.review.id,
            criterion=criterion_id,
            opinion=opinion,
            facts=dict(facts) if facts is not None else None,
            reason=reason,
            decided_by=turn.event.person,
            decided_at=turn.now,
        )
    )
    before = {"verdict": earlier.opinion.value} if earlier else None
    after = dict(facts) if facts is not None else {"verdict": opinion.value, **for_whom(turn, power)}
    write_down(turn, case, opinion.value, criterion_id, before=before, after=after, why=reason)
    turn.session.flush()


def take_back(turn: Turn, case: Case) -> str | None:
    """The last finding, until the review is finished; or the last settlement, until it is in force. The criterion."""
    mine = [each for each in case.opinions.values() if each.decided_by == turn.event.person]
    if case.review.compared_at is not None:
        return _take_settlement_back(turn, case)
    if not mine:
        return None
    last = max(mine, key=lambda each: (each.decided_at, each.id or 0))
    last.undone_at = turn.now
    if len(mine) == 1:
        case.review.second_id = None  # nothing of it is left: anybody may begin
    before = dict(last.facts) if last.facts is not None else {"verdict": last.opinion.value}
    write_down(turn, case, "taken back", last.criterion, before=before)
    turn.session.flush()
    return last.criterion


def give_up(turn: Turn, case: Case) -> None:
    """Whoever began turns out to be too close to the unit: nothing of it counts, and anybody else may begin."""
    if not case.opinions:
        return
    for opinion in case.opinions.values():
        opinion.undone_at = turn.now
    case.review.second_id = None
    before = {"count": len(case.opinions)}
    write_down(turn, case, "taken back", before=before, why=turn.text)
    turn.session.flush()


def _take_settlement_back(turn: Turn, case: Case) -> str | None:
    mine = [each for each in case.opinions.values() if each.settled_by == turn.event.person]
    if not mine:
        return None
    last = max(mine, key=lambda each: (each.settled_at or turn.now, each.id or 0))
    write_down(turn, case, "taken back", last.criterion, before=_holds(last), why=last.settled_reason)
    last.settled_for = last.settled_reason = last.settled_by = last.settled_at = None
    turn.session.flush()
    return last.criterion


def settle(turn: Turn, case: Case, criterion_id: str, which: str, reason: str) -> None:
    """``which``: "first" or "second" holds."""
    row = case.opinions[criterion_id]
    before = _holds(row)
    row.settled_for, row.settled_reason = which, reason
    row.settled_by, row.settled_at = turn.event.person, turn.now
    write_down(turn, case, "settled", criterion_id, before=before, after=_holds(row), why=reason)
    turn.session.flush()


def _holds(row: SecondOpinion) -> dict[str, Any] | None:
    """For the history: of which reviewer the finding holds, 1 or 2."""
    return {"holds": ("first", "second").index(row.settled_for) + 1} if row.settled_for else None


def finish(turn: Turn, case: Case) -> list[Reply]:
    """The second reviewer is through: where both agree it is approved, else both are shown where they differ."""
    case.review.compared_at = turn.now
    differ = differing(case)
    write_down(turn, case, "compared", after={"differing": differ})
    if not differ:
        return put_in_force(turn, case)
    turn.session.flush()
    return second_asking.call_to_settle(turn.session, case.sheet, case.review, by=turn.event.person, now=turn.now)


def put_in_force(turn: Turn, case: Case, *, waived: str | None = None) -> list[Reply]:
    """What was settled for the second takes the place of the first one's decision; then the submission is approved, or
    goes back to the unit where that was settled, and the unit is told. ``waived``: why it is done without."""
    submission, review = case.sheet.submission, case.review
    for criterion_id in [] if waived else differing(case):
        if case.opinions[criterion_id].settled_for == "second":
            _replace(turn, case, criterion_id)
    if waived:
        review.waived_by, review.reason = turn.event.person, waived
        write_down(turn, case, "waived", why=waived)
    else:
        write_down(turn, case, "ended")
    review.ended_at, submission.second_at = turn.now, None
    turn.session.flush()
    sheet = load_sheet(turn.session, case.sheet.campaign, submission, on=turn.today)
    return close_round_now(turn, sheet, days=review.days, twice=False)


def _replace(turn: Turn, case: Case, criterion_id: str) -> None:
    submission, opinion = case.sheet.submission, case.opinions[criterion_id]
    decision, appraisal = case.sheet.decisions[criterion_id], case.sheet.appraisals.get(criterion_id)
    decision.undone_at = turn.now
    if appraisal is not None:
        appraisal.undone_at = turn.now
    assert submission.id is not None
    verdict = VERDICTS[opinion.opinion]
    turn.session.add(
        Decision(
            submission_id=submission.id,
            number=submission.number,
            step=decision.step,
            criterion=criterion_id,
            verdict=verdict,
            reason=opinion.reason if verdict is not Verdict.APPROVED else None,
            decided_by=opinion.decided_by,
            decided_at=turn.now,
        )
    )
    if opinion.facts is not None:
        turn.session.add(
            Appraisal(
                submission_id=submission.id,
                number=submission.number,
                criterion=criterion_id,
                facts=opinion.facts,
                reason=opinion.reason or "",
                decided_by=opinion.decided_by,
                decided_at=turn.now,
            )
        )
    before = {"verdict": decision.verdict.value, "points": decision.points}
    note_about(
        turn.session,
        submission,
        f"review:{criterion_id}",
        verdict.value,
        by=turn.event.person,
        now=turn.now,
        before={**before, "facts": appraisal.facts if appraisal is not None else None},
        after={"verdict": verdict.value, "facts": opinion.facts},
        why=opinion.settled_reason,
    )


def write_down(
    turn: Turn,
    case: Case,
    action: str,
    criterion_id: str | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    note_about(
        turn.session,
        case.sheet.submission,
        f"second:{criterion_id}" if criterion_id else "second",
        action,
        by=turn.event.person,
        now=turn.now,
        before=before,
        after=after,
        why=why,
    )
