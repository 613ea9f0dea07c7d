"""From answers to points: every row, every heading, the total, and the reasons, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from scoring.answers import missing_facts, void_criterion, waits_for
from scoring.campaign import Campaign, Criterion
from scoring.campaign import attainable as attainable
from scoring.conditions import Answers, holds
from scoring.evaluation import ZERO, Outcome, Scene, clamp, evaluate
from scoring.evaluation import Reason as Reason


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """The points of one row, from 0 to ``max``. ``points`` None: not decided yet. ``void``: an earlier answer made it
    pointless, it has 0."""

    points: Decimal | None
    max: Decimal
    reasons: tuple[Reason, ...]
    void: bool = False


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """``criteria`` and ``groups`` by id. ``total`` is None while anything is undecided; ``decided_total`` sums what is
    decided. ``priority`` is None while it is not known. ``undecided``: criteria, in plan order."""

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
    decided = _sum(row.points for row in rows.values() if row.points is not None) or ZERO
    priority = campaign.priority
    return ScoreSheet(
        criteria=rows,
        groups=_groups(campaign, rows),
        total=None if undecided else decided,
        decided_total=decided,
        max=campaign.total,
        priority=holds(priority.condition, answers, criterion=priority.criterion) if priority else False,
        undecided=undecided,
    )


def _row(campaign: Campaign, criterion: Criterion, answers: Answers, on: date) -> CriterionScore:
    cap = criterion.max_points
    if void_criterion(campaign, criterion.id, answers):
        return CriterionScore(ZERO, cap, (Reason("void", {}, criterion.void),), void=True)
    waiting = waits_for(campaign, criterion.id, answers)
    known = holds(criterion.asked_when, answers, criterion=criterion.id)
    outcome = evaluate(criterion.rule, Scene(campaign, criterion, answers, on)) if known else Outcome(None)
    if outcome.points is not None:
        return CriterionScore(clamp(outcome.points, cap), cap, outcome.reasons)
    missing = tuple(fact.name for fact in missing_facts(campaign, criterion.id, answers))
    reasons = list(outcome.reasons)
    if missing:
        reasons.append(Reason("unanswered", {"facts": missing}))
    if waiting:
        reasons.append(Reason("waits_for", {"criteria": waiting}))
    return CriterionScore(None, cap, tuple(reasons))


def _groups(campaign: Campaign, rows: Mapping[str, CriterionScore]) -> dict[str, Decimal | None]:
    members: dict[str, list[Decimal | None]] = {group.id: [] for group in campaign.groups}
    for criterion in campaign.criteria:
        for group in campaign.groups_of(criterion):
            members[group.id].append(rows[criterion.id].points)
    return {name: _sum(points) for name, points in members.items()}


def _sum(points: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for each in points:
        if each is None:
            return None
        total += each
    return total
