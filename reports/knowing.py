"""What a self-assessment is judged by beside the candidate's own answers: what the program counts, what the office
knows; and the verdicts.
"""

from collections.abc import Mapping
from datetime import date, timedelta, timezone
from typing import Any

from sqlmodel import Session

from scoring.answers import TypedAnswers
from scoring.campaign import Campaign, Criterion
from scoring.candidates import kind_of_unit
from scoring.changes import readable_answers
from scoring.verdict import Verdict, judge
from storage import queries
from storage.tables import Candidate, Submission, Unit

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving


def known_besides(
    session: Session, campaign: Campaign, submission: Submission, *, for_awards: bool = False
) -> TypedAnswers:
    """Counted facts, and the facts that the office or the council answered, by item. Nothing in a plan where every
    item is the candidate's own; in one with points only gates, which are asked ``for_awards``."""
    items = campaign.gates if campaign.has_points else campaign.items
    if campaign.has_points and not for_awards:
        return {}
    others = [each for each in items if each.answered_by != "unit" or any(f.counted for f in each.facts)]
    if not others:
        return {}
    of_office = queries.office_answers(
        session, campaign.id, submission.round, submission.unit_id, submission.candidate_id
    )
    known = readable_answers(campaign, of_office)
    for criterion in others:
        if criterion in campaign.targets:
            continue
        counted = _counted(session, submission, criterion)
        if counted:
            known[criterion.id] = {**counted, **known.get(criterion.id, {})}
    return known


def _counted(session: Session, submission: Submission, criterion: Criterion) -> dict[str, Any]:
    """The facts of an item that stand in the rows."""
    wanted = {fact.counted: fact for fact in criterion.facts if fact.counted}
    found: dict[str, Any] = {}
    if (fact := wanted.get("own_initiatives")) is not None:
        found[fact.name] = len(queries.initiatives_of(session, submission.campaign_id, submission.unit_id))
    if "own_registration" in wanted:
        sent = queries.current_registration(
            session, submission.campaign_id, submission.unit_id, submission.candidate_id
        )
        for fact in criterion.facts:
            if fact.counted == "own_registration" and fact.type == "yes_no":
                found[fact.name] = sent is not None
            elif fact.counted == "own_registration" and sent is not None and sent.sent_at is not None:
                found[fact.name] = _first_day(session, submission, sent.sent_at.astimezone(_VIETNAM).date())
    return found


def _first_day(session: Session, submission: Submission, newest: date) -> date:
    """The day of the first registration: a later change that was accepted does not make it later."""
    first = queries.first_registered_at(session, submission.campaign_id, submission.unit_id, submission.candidate_id)
    return first.astimezone(_VIETNAM).date() if first else newest


def judge_all(
    campaign: Campaign, criteria: tuple[Criterion, ...], answers: TypedAnswers, *, kind: str | None, on: date
) -> Mapping[str, Verdict]:
    """The verdict of each criterion without points, as of a local day."""
    ground = campaign.ground(on)
    return {
        each.id: judge(campaign, each, answers, candidate=kind, ground=ground) for each in criteria if not each.scored
    }


def kind_of(session: Session, campaign: Campaign, submission: Submission) -> str | None:
    """As what its candidate competes; None where the campaign names no kinds."""
    if submission.candidate_id is not None:
        return session.get_one(Candidate, submission.candidate_id).kind
    kind = kind_of_unit(campaign, session.get_one(Unit, submission.unit_id).unit_type)
    return kind.id if kind else None
