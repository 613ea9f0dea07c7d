"""The verdict of one criterion without points, one award standard or one gate, with its reasons as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from scoring.answers import said_not_applicable
from scoring.campaign import Campaign, Criterion
from scoring.conditions import All, Answers, AnyOf, Condition, FactTest, Ground, Not, either, holds, leaves
from scoring.criteria import NOT_APPLICABLE_REASON, Unmet, UnmetCase
from scoring.evaluation import Reason
from scoring.text import Text

Outcome = Literal["met", "not_applicable", "needs_decision", "not_met", "deferred", "excluded"]
Decided = Literal["accepted", "refused"]
# From the weakest to the strongest: the strongest of all is the outcome for an award.
STRENGTH: tuple[Outcome, ...] = ("met", "not_applicable", "needs_decision", "not_met", "deferred", "excluded")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` say what is missing or not known (codes: ``scoring.evaluation.Reason``). ``decided``: what people
    decided about it; an accepted item counts for nothing any more."""

    item: str
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    decided: Decided | None = None

    @property
    def satisfied(self) -> bool:
        return self.outcome in {"met", "not_applicable"}


def judge(
    campaign: Campaign,
    criterion: Criterion,
    answers: Answers,
    *,
    candidate: str | None = None,
    on_unmet: Unmet | None = None,
    ground: Ground | None = None,
) -> Verdict:
    """The verdict of something without points. A fact that is not known leaves it to people, unless the others decide.

    ``on_unmet``: what failing means instead of the criterion's own. ``ground`` (default: the campaign's own deadlines,
    all of them passed) says the day and the deadlines that were extended.
    """
    titles = {each.id: each.title for each in campaign.dossier.documents} if campaign.dossier else {}
    scene = _Scene(criterion, answers, ground or campaign.ground(), titles)
    if said_not_applicable(criterion.id, answers):
        because = (answers.get(criterion.id) or {}).get(NOT_APPLICABLE_REASON)
        return Verdict(criterion.id, "not_applicable", (Reason("not_applicable", {"because": because}),))
    if scene.holds(criterion.asked_when) is False:
        return Verdict(criterion.id, "not_applicable", (Reason("void", {}, criterion.void),))
    spared = scene.holds(criterion.not_applicable_when) if criterion.not_applicable_when else False
    if spared:
        facts = scene.facts_of(criterion.not_applicable_when)
        return Verdict(criterion.id, "not_applicable", (Reason("does_not_apply", {"facts": facts}),))
    satisfied = either((spared, scene.holds(criterion.met_when)))
    if satisfied and scene.holds(criterion.asked_when):
        return Verdict(criterion.id, "met", (Reason("met"),))
    if satisfied is None or not scene.holds(criterion.asked_when):
        return Verdict(criterion.id, "needs_decision", (Reason("unknown", {"facts": scene.unknown()}),))
    return _unmet(scene, on_unmet or _meaning(criterion, candidate))


def strongest(outcomes: Iterator[Outcome] | list[Outcome]) -> Outcome:
    """The one that decides; met when there is none."""
    return max(outcomes, key=STRENGTH.index, default="met")


def _meaning(criterion: Criterion, candidate: str | None) -> Unmet:
    return "needs_decision" if candidate in criterion.needs_decision_for else criterion.on_unmet


def _unmet(scene: "_Scene", on_unmet: Unmet) -> Verdict:
    criterion = scene.criterion
    # Every case that is true counts, the strongest decides: a case that is not known yet must not hide another.
    cases = [case for case in criterion.unmet_cases if scene.holds(case.when)]
    outcome = strongest([case.on_unmet or on_unmet for case in cases]) if cases else on_unmet
    deciding = [case for case in cases if (case.on_unmet or on_unmet) == outcome]
    reasons = _because(deciding, scene) or tuple(scene.failures(criterion.met_when))
    return Verdict(criterion.id, outcome, reasons)


def _because(cases: list[UnmetCase], scene: "_Scene") -> tuple[Reason, ...]:
    facts = dict(scene.answers.get(scene.criterion.id) or {})
    return tuple(Reason("unmet", {"facts": facts}, case.because) for case in cases if case.because is not None)


@dataclass(frozen=True, slots=True)
class _Scene:
    criterion: Criterion
    answers: Answers
    ground: Ground
    titles: Mapping[str, Text]

    def holds(self, condition: Condition | None) -> bool | None:
        return holds(condition, self.answers, criterion=self.criterion.id, ground=self.ground)

    def value(self, test: FactTest, name: str) -> Any:
        return (self.answers.get(test.criterion or self.criterion.id) or {}).get(name)

    def facts_of(self, condition: Condition | None) -> Mapping[str, Any]:
        """The criterion's own facts that a condition looks at, as far as they are known."""
        known = self.answers.get(self.criterion.id) or {}
        names = [test.fact for _, test in leaves(condition) if test.criterion in (None, self.criterion.id)]
        return {name: known[name] for name in names if name in known}

    def unknown(self) -> tuple[str, ...]:
        """The own facts, in order, that the verdict waits for."""
        known, reads = self.answers.get(self.criterion.id) or {}, self.criterion.reads()
        return tuple(
            fact.name
            for fact in self.criterion.facts
            if (self.criterion.id, fact.name) in reads
            and known.get(fact.name) is None
            and self.holds(fact.asked_when) is not False
        )

    def failures(self, condition: Condition | None) -> Iterator[Reason]:
        """Why a condition is false, test by test."""
        match condition:
            case All(all=parts):
                for part in parts:
                    if self.holds(part) is False:
                        yield from self.failures(part)
            case AnyOf(any=parts):
                yield Reason("none_of", {"reasons": [tuple(self.failures(part)) for part in parts]})
            case Not(not_=part):
                yield Reason("true", {"facts": self.facts_of(part)})
            case FactTest():
                yield self._failure(condition)

    def _failure(self, test: FactTest) -> Reason:
        (name, wanted), *_ = test.tests.items()
        params = {"test": name, "fact": test.fact, "value": self.value(test, test.fact), "wanted": wanted}
        if test.other is not None:
            params |= {"other": test.other, "limit": self.value(test, test.other)}
        if name == "by_deadline":
            params["limit"] = self.ground.due(wanted)
        if name == "contains":
            params["missing"] = tuple(self.titles[each] for each in wanted if each not in params["value"])
        return Reason("test", cast("Mapping[str, Any]", params))
