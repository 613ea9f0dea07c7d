"""From answers to points: every row, every heading, the total, and the reasons, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.answers import missing_facts, void_criterion, waits_for
from scoring.campaign import Campaign, Criterion, Group
from scoring.campaign import attainable as attainable
from scoring.conditions import Answers, holds
from scoring.evaluation import ZERO, Outcome, Scene, evaluate
from scoring.evaluation import Reason as Reason
from scoring.verdict import Verdict, judge


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """The points of one row, from 0 to ``max``; of a penalty from -``max`` to 0. ``points`` None: not decided yet.
    ``void``: an earlier answer made it pointless, it has 0. ``verdict``: of a criterion without points, which has 0."""

    points: Decimal | None
    max: Decimal
    reasons: tuple[Reason, ...]
    void: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """``criteria`` and ``groups`` by id. ``total`` is None while anything is undecided; ``decided_total`` sums what is
    decided, bonuses and penalties included, never below 0. ``max`` is without bonuses. ``priority`` is None while it is
    not known. ``undecided``: rows with points, in plan order."""

    criteria: Mapping[str, CriterionScore]
    groups: Mapping[str, Decimal | None]
    total: Decimal | None
    decided_total: Decimal
    max: Decimal
    priority: bool | None
    undecided: tuple[str, ...]


def score(campaign: Campaign, answers: Answers, *, on: date | None = None) -> ScoreSheet:
    """Score typed answers as of a local day (default: the day after the last deadline). They may be incomplete: a row
    that is not decided by what is known has no points yet."""
    day = campaign.day_after_deadlines if on is None else on
    rows = {each.id: _row(campaign, each, answers, day) for each in campaign.criteria}
    undecided = tuple(name for name, row in rows.items() if row.points is None)
    points = {name: row.points for name, row in rows.items()}
    decided = max(_under(campaign, None, {name: each or ZERO for name, each in points.items()}) or ZERO, ZERO)
    priority, ground = campaign.priority, campaign.ground(day)
    return ScoreSheet(
        criteria=rows,
        groups={each.id: _heading(campaign, each, points) for each in campaign.groups},
        total=None if undecided else decided,
        decided_total=decided,
        max=campaign.total,
        priority=holds(priority.condition, answers, criterion=priority.criterion, ground=ground) if priority else False,
        undecided=undecided,
    )


def _row(campaign: Campaign, criterion: Criterion, answers: Answers, on: date) -> CriterionScore:
    cap = criterion.max_points
    if criterion.rule is None:
        verdict = judge(campaign, criterion, answers, ground=campaign.ground(on))
        return CriterionScore(ZERO, cap, verdict.reasons, verdict=verdict)
    if void_criterion(campaign, criterion.id, answers):
        return CriterionScore(ZERO, cap, (Reason("void", {}, criterion.void),), void=True)
    waiting = waits_for(campaign, criterion.id, answers)
    known = holds(criterion.asked_when, answers, criterion=criterion.id, ground=campaign.ground(on))
    outcome = evaluate(criterion.rule, Scene(campaign, criterion, answers, on)) if known else Outcome(None)
    if outcome.points is not None:
        return _counted(criterion, min(max(outcome.points, ZERO), cap), outcome.reasons)
    missing = tuple(fact.name for fact in missing_facts(campaign, criterion.id, answers))
    reasons = list(outcome.reasons)
    if missing:
        reasons.append(Reason("unanswered", {"facts": missing}))
    if waiting:
        reasons.append(Reason("waits_for", {"criteria": waiting}))
    return CriterionScore(None, cap, tuple(reasons))


def _counted(criterion: Criterion, points: Decimal, reasons: tuple[Reason, ...]) -> CriterionScore:
    cap = criterion.max_points
    match criterion.effect:
        case "penalty":
            return CriterionScore(-points, cap, (*reasons, Reason("penalty", {"points": points})))
        case "bonus":
            return CriterionScore(points, cap, (*reasons, Reason("bonus", {"points": points})))
    return CriterionScore(points, cap, reasons)


def _under(campaign: Campaign, parent: str | None, points: Mapping[str, Decimal | None]) -> Decimal | None:
    """The sum of what stands directly under a heading (None: of everything), inner headings within their caps."""
    own = [points[each.id] for each in campaign.criteria if each.group == parent]
    own += [_heading(campaign, each, points) for each in campaign.groups if each.parent == parent]
    return _sum(own)


def _heading(campaign: Campaign, group: Group, points: Mapping[str, Decimal | None]) -> Decimal | None:
    """A heading without a maximum only sums; a cap holds for bonuses and penalties alike."""
    total, cap = _under(campaign, group.id, points), group.max_points
    return total if total is None or not cap else min(max(total, -cap), cap)


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for each in points:
        if each is None:
            return None
        total += each
    return total
