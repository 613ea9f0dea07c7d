"""One submission at its second review: what both reviewers found, where they differ, and who may go on with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers import behalf, permissions, second_asking
from handlers.powers import Power, powers
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, current_campaign
from reports.knowing import judge_all
from scoring import answers as facts_of
from scoring import second
from scoring.score import score
from storage import queries
from storage.queries import second as seconds
from storage.tables import Opinion, SecondOpinion, SecondReview, Submission, Unit, Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """``sheet``: with what the first reviewer decided; ``own``: without it, with what the second one found."""

    sheet: Sheet
    own: Sheet
    unit: Unit
    review: SecondReview
    opinions: Mapping[str, SecondOpinion]


def load_case(turn: Turn, review_id: int) -> Case | None:
    """One that is not over yet; None when it is, or was never there."""
    current, review = current_campaign(turn.session), turn.session.get(SecondReview, review_id)
    if current is None or review is None:
        return None
    submission = turn.session.get_one(Submission, review.submission_id)
    sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
    turn.session.refresh(review)  # loading the sheet waited for whoever was at it
    if review.ended_at is not None or submission.campaign_id != current[0].id:
        return None
    assert review.id is not None
    opinions = seconds.opinions_of(turn.session, review.id)
    unit = turn.session.get_one(Unit, submission.unit_id)
    return Case(sheet, _seen_by_second(turn, sheet, opinions), unit, review, opinions)


def _seen_by_second(turn: Turn, sheet: Sheet, opinions: Mapping[str, SecondOpinion]) -> Sheet:
    facts = {name: each.facts for name, each in opinions.items() if each.facts is not None}
    return with_corrections(turn, sheet, facts)


def with_corrections(turn: Turn, sheet: Sheet, facts: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """The unit's sheet with these corrected facts (stored form), and with nothing that anybody decided."""
    answers = {**sheet.answers, **facts_of.load_answers(sheet.campaign, facts)}
    judged = judge_all(sheet.campaign, sheet.criteria, answers, kind=sheet.kind, on=turn.today)
    appraised = score(sheet.campaign, answers, on=turn.today)
    return replace(sheet, decisions={}, appraisals={}, appraised=appraised, appraised_verdicts=judged)


# ---------------------------------------------------------------- who may


def power_second(turn: Turn, submission: Submission, review: SecondReview) -> Power | None:
    """In whose right this person may review it a second time; None: not at all, or somebody else has begun."""
    me = turn.event.person
    if review.compared_at is not None or review.second_id not in (None, me) or not behalf.may_judge(turn, submission):
        return None
    named = queries.named_for(turn.session, submission.campaign_id, submission.step or "")
    judged = seconds.not_second(turn.session, submission, review)
    return next(
        (
            power
            for power in powers(turn)
            if permissions.may_review_second(
                power.roles, submission, judged=bool({me, power.person} & judged), barred=power.barred
            )
            and (not named or power.person in named)
        ),
        None,
    )


def settles(turn: Turn, submission: Submission, review: SecondReview) -> bool:
    """Whether this person may say, in the own right, which of the two holds."""
    me = turn.event.person
    return review.compared_at is not None and permissions.may_settle(
        turn.roles,
        submission,
        party=me in second_asking.parties(turn.session, submission, review),
        named=review.settler_id == me,
        barred=powers(turn)[0].barred,
    )


# ---------------------------------------------------------------- what was found


def undecided(case: Case) -> list[str]:
    """Plan order."""
    return [each.id for each in case.sheet.reviewed if each.id not in case.opinions]


def first_found(sheet: Sheet, criterion_id: str) -> Mapping[str, Any] | str:
    """The facts (stored form) that hold after the first review, or ``second.LEFT``."""
    decision = sheet.decisions.get(criterion_id)
    if decision is not None and decision.verdict is Verdict.LEFT:
        return second.LEFT
    appraisal = sheet.appraisals.get(criterion_id)
    return appraisal.facts if appraisal is not None else own_facts(sheet, criterion_id)


def second_found(sheet: Sheet, opinion: SecondOpinion) -> Mapping[str, Any] | str:
    """The same after the second one."""
    if opinion.opinion is Opinion.LEFT:
        return second.LEFT
    if opinion.opinion is Opinion.RETURNED:
        return second.RETURNED
    return opinion.facts if opinion.facts is not None else own_facts(sheet, opinion.criterion)


def own_facts(sheet: Sheet, criterion_id: str) -> Mapping[str, Any]:
    return facts_of.dump_facts(sheet.answers.get(criterion_id) or {})


def differing(case: Case) -> list[str]:
    """The criteria about which the two found something else, in plan order."""
    return [
        each.id
        for each in case.sheet.reviewed
        if each.id in case.opinions
        and not second.same(first_found(case.sheet, each.id), second_found(case.sheet, case.opinions[each.id]))
    ]


def to_return(case: Case) -> list[str]:
    """The criteria of which it is settled that they go back to the unit, in plan order."""
    returned = (each for each in differing(case) if case.opinions[each].opinion is Opinion.RETURNED)
    return [each for each in returned if case.opinions[each].settled_for == "second"]


def unsettled(case: Case) -> list[str]:
    return [each for each in differing(case) if case.opinions[each].settled_for is None]
