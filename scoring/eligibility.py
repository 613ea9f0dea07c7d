"""Whether a candidate may be put forward for an award, and what stands in the way (plans, verdicts and outcomes).

"Eligible" means "may be put forward": quotas and the decision of those who award come after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from scoring.campaign import Award, Campaign, Criterion
from scoring.conditions import Answers
from scoring.verdict import Decided, Verdict, judge, strongest

AwardOutcome = Literal["eligible", "needs_decision", "not_met", "deferred", "excluded"]


class UnknownName(LookupError):
    """There is no such candidate or award, or the award is for others. ``known``: what there is."""

    def __init__(self, what: Literal["candidate", "award"], name: str, known: Sequence[str]) -> None:
        super().__init__(f"there is no {what} {name}: known are {', '.join(known) or 'none'}")
        self.what = what
        self.name = name
        self.known = tuple(known)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """``outcome``: the strongest verdict. ``reasons``: the ids of everything that gave that outcome, in the order of
    the plan; empty when eligible. ``verdicts``: of everything that was judged, by id."""

    outcome: AwardOutcome
    reasons: tuple[str, ...]
    verdicts: Mapping[str, Verdict]


def assess(
    campaign: Campaign,
    answers: Answers,
    *,
    candidate: str,
    award: str,
    on: date | None = None,
    decisions: Mapping[str, Decided] | None = None,
    extended: Mapping[str, date] | None = None,
) -> Eligibility:
    """Judge typed answers of one candidate for one award, as of a local day (default: every dated duty has passed).

    ``decisions`` of people, by item: what is accepted is left out, a refused ``needs_decision`` is ``not_met``. They
    never change a fact. ``extended``: last valid days that the organizer moved, by deadline. Raises ``UnknownName``.
    """
    wanted = _award(campaign, candidate, award)
    ground = campaign.ground(on, extended=extended)
    judged = [
        _decided(
            judge(
                campaign,
                item,
                answers,
                candidate=candidate,
                on_unmet=wanted.on_unmet if item in campaign.criteria else None,
                ground=ground,
            ),
            (decisions or {}).get(item.id),
        )
        for item in judged_for(campaign, wanted, candidate)
    ]
    standing = [each for each in judged if each.decided != "accepted"]
    outcome = strongest([each.outcome for each in standing])
    verdicts = {each.item: each for each in judged}
    if outcome == "met" or outcome == "not_applicable":  # noqa: PLR1714 - mypy narrows by ==
        return Eligibility("eligible", (), verdicts)
    return Eligibility(outcome, tuple(each.item for each in standing if each.outcome == outcome), verdicts)


def judged_for(campaign: Campaign, award: Award, candidate: str) -> tuple[Criterion, ...]:
    """What counts for an award and this kind of candidate: gates, criteria without points, standards."""
    rows = [each for each in campaign.criteria if not each.scored]
    if award.criteria is not None:
        rows = [each for each in rows if each.id in award.criteria]
    gates = [each for each in campaign.gates if each.id in award.gates]
    standards = [each for each in campaign.award_standards if each.id in award.standards]
    return tuple(each for each in (*gates, *rows, *standards) if each.is_asked_of(candidate))


def awards_for(campaign: Campaign, candidate: str) -> tuple[Award, ...]:
    """The awards that this kind of candidate can have."""
    return tuple(each for each in campaign.awards if not each.candidates or candidate in each.candidates)


def _award(campaign: Campaign, candidate: str, award: str) -> Award:
    kinds = [each.id for each in campaign.candidates]
    if candidate not in kinds:
        raise UnknownName("candidate", candidate, kinds)
    known = {each.id: each for each in awards_for(campaign, candidate)}
    if award not in known:
        raise UnknownName("award", award, list(known))
    return known[award]


def _decided(verdict: Verdict, decision: Decided | None) -> Verdict:
    if decision == "refused" and verdict.outcome == "needs_decision":
        return replace(verdict, outcome="not_met", decided=decision)
    return replace(verdict, decided=decision) if decision == "accepted" else verdict
