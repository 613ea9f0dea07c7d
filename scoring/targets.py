"""Targets of the campaign as a whole or of one body, and the shares that the organizer is shown; never rounded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from scoring.answers import said_not_applicable
from scoring.campaign import Campaign, Criterion, Share
from scoring.conditions import Answers
from scoring.verdict import Verdict, judge

APPLIED = "applied_effectively"  # the status in a register that the targets count as applied
TargetOutcome = Literal["met", "not_met", "not_applicable", "needs_decision"]


@dataclass(frozen=True, slots=True)
class ShareResult:
    """``part`` of ``whole``; ``outcome`` against the target. Units that did not answer, or to which the criterion does
    not apply, are in neither."""

    part: Decimal
    whole: Decimal
    outcome: Literal["met", "not_met", "not_applicable"]


def targets_of(campaign: Campaign) -> tuple[Criterion, ...]:
    """The targets of the campaign as a whole, and the criteria that are a target of each body."""
    return (*campaign.targets, *(each for each in campaign.criteria if each.target))


def judge_targets(campaign: Campaign, answers: Answers) -> dict[str, Verdict]:
    """The verdict of every target, by id: met, not_met or not_applicable; needs_decision while a number is missing."""
    return {each.id: judge(campaign, each, answers, on_unmet="not_met") for each in targets_of(campaign)}


def count_targets(
    campaign: Campaign, *, units: int, units_with_initiatives: int, initiatives: int, applied: int
) -> dict[str, dict[str, int]]:
    """The facts of the campaign's targets that the program counts itself, as answers for ``judge_targets``."""
    counted = {
        "units": units,
        "units_with_initiatives": units_with_initiatives,
        "initiatives": initiatives,
        "initiatives_applied": applied,
    }
    return {
        target.id: {fact.name: counted[fact.counted] for fact in target.facts if fact.counted in counted}
        for target in campaign.targets
    }


def share(wanted: Share, answers: Iterable[Answers]) -> ShareResult:
    """One share over the answers of all units."""
    part = whole = Decimal(0)
    for each in answers:
        facts: Mapping[str, Any] = each.get(wanted.criterion) or {}
        value = facts.get(wanted.fact)
        of = facts.get(wanted.of) if wanted.of else 1
        if value is None or of is None or said_not_applicable(wanted.criterion, each):
            continue
        part += Decimal(value)
        whole += Decimal(of)
    if not whole:
        return ShareResult(part, whole, "not_applicable")
    return ShareResult(part, whole, "met" if part * 100 >= wanted.at_least_percent * whole else "not_met")
