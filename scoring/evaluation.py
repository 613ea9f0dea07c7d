"""One rule, the facts, a day: points and the reasons for them, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.campaign import Campaign, Criterion
from scoring.conditions import Answers, Condition, Value, both, holds
from scoring.rules import (
    AllOrNothing,
    Brackets,
    Cases,
    Deduction,
    Fixed,
    MonthlyDeduction,
    OnTime,
    Parts,
    PerItem,
    Rule,
)
from scoring.text import Text

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points are as they are, without language. ``text``: the plan's own words for it, from the campaign file.
    ``params`` hold numbers, dates, fact names and texts. By ``code``:

    void; fixed {points}; case {points}; deduction {count, per_item, deducted, start, points}; months_late {date,
    due_month, months, per_month, deducted, start, points}; in_month {date, due_month, points}; bracket {fact, value,
    at_least, below, points} (below may be None); below_brackets {fact, value, lowest, points}; all_met {points};
    unmet {facts}; sent_late {fact, sent_on, due_on}; not_sent {fact, due_on}; failures {count, points}; all_on_time
    {count, points}; per_item {count, counted, each, points}; part {points, max, reasons}; not_due {fact, due_on};
    unanswered {facts}; waits_for {criteria}; bonus, penalty {points}.

    Of a verdict: met; not_applicable {because} (the unit's own reason, or None); does_not_apply {facts}; unknown
    {facts}; unmet {facts}; test {test, fact, value, wanted, and where there is one: other, limit, missing (titles)};
    none_of {reasons} (a list of reasons per way); true {facts} (what must not be).
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``points`` None: not decided yet."""

    points: Decimal | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule is evaluated against."""

    campaign: Campaign
    criterion: Criterion
    answers: Answers
    on: date

    def value(self, fact: str) -> Value | None:
        return (self.answers.get(self.criterion.id) or {}).get(fact)

    def holds(self, condition: Condition | None) -> bool | None:
        """Whether it is true here; None: not known yet."""
        return holds(condition, self.answers, criterion=self.criterion.id, ground=self.campaign.ground(self.on))

    def number(self, fact: str) -> Decimal | None:
        value = self.value(fact)
        return Decimal(value) if isinstance(value, int | Decimal) else None


OPEN = Outcome(None)


def evaluate(rule: Rule, scene: Scene) -> Outcome:  # noqa: PLR0911 - one return per kind of rule
    """The points of a rule, before the row's own floor and cap; None while a fact that it needs is not known."""
    match rule:
        case Fixed():
            return Outcome(rule.points, (Reason("fixed", {"points": rule.points}),))
        case Cases():
            return _cases(rule, scene)
        case Deduction():
            return _deduction(rule, scene)
        case MonthlyDeduction():
            return _monthly(rule, scene)
        case Brackets():
            return _brackets(rule, scene)
        case AllOrNothing():
            return _all_or_nothing(rule, scene)
        case OnTime():
            return _on_time(rule, scene)
        case PerItem():
            return _per_item(rule, scene)
        case Parts():
            return _parts(rule, scene)


def _cases(rule: Cases, scene: Scene) -> Outcome:
    for case in rule.cases:
        chosen = scene.holds(case.when)
        if chosen is None:
            return OPEN
        if chosen:
            if case.rule is None:
                return Outcome(case.points, (Reason("case", {"points": case.points}, case.because),))
            outcome = evaluate(case.rule, scene)
            because = (Reason("case", {"points": outcome.points}, case.because),) if case.because else ()
            return Outcome(outcome.points, because + outcome.reasons)
    return evaluate(rule.otherwise, scene)


def _deduction(rule: Deduction, scene: Scene) -> Outcome:
    count = scene.number(rule.count)
    if count is None:
        return OPEN
    deducted = rule.per_item * count
    points = max(rule.start - deducted, ZERO)
    params = {"count": count, "per_item": rule.per_item, "deducted": deducted, "start": rule.start, "points": points}
    return Outcome(points, (Reason("deduction", params, rule.items),))


def _monthly(rule: MonthlyDeduction, scene: Scene) -> Outcome:
    day = scene.value(rule.date)
    if not isinstance(day, date):
        return OPEN
    year, month = (int(part) for part in rule.due_month.split("-"))
    months = max((day.year - year) * 12 + day.month - month, 0)
    params: dict[str, Any] = {"date": day, "due_month": date(year, month, 1)}
    if not months:
        return Outcome(rule.start, (Reason("in_month", {**params, "points": rule.start}),))
    deducted = rule.per_month * months
    points = max(rule.start - deducted, ZERO)
    params |= {"months": months, "per_month": rule.per_month, "deducted": deducted, "start": rule.start}
    return Outcome(points, (Reason("months_late", {**params, "points": points}),))


def _brackets(rule: Brackets, scene: Scene) -> Outcome:
    value = scene.number(rule.value)
    if value is None:
        return OPEN
    reached = [step for step in rule.steps if value >= step.at_least]
    if not reached:
        lowest = min(step.at_least for step in rule.steps)
        params = {"fact": rule.value, "value": value, "lowest": lowest, "points": rule.below}
        return Outcome(rule.below, (Reason("below_brackets", params),))
    step = max(reached, key=lambda each: each.at_least)
    above = [each.at_least for each in rule.steps if each.at_least > value]
    params = {"fact": rule.value, "value": value, "at_least": step.at_least, "points": step.points}
    return Outcome(step.points, (Reason("bracket", {**params, "below": min(above, default=None)}),))


def _all_or_nothing(rule: AllOrNothing, scene: Scene) -> Outcome:
    met = [scene.holds(each.when) for each in rule.requires]
    verdict = both(met)
    if verdict is None:
        return OPEN
    if verdict:
        return Outcome(rule.points, (Reason("all_met", {"points": rule.points}, rule.met),))
    unmet = [each.unmet for each, is_met in zip(rule.requires, met, strict=True) if is_met is False]
    facts = dict(scene.answers.get(scene.criterion.id) or {})
    return Outcome(ZERO, tuple(Reason("unmet", {"facts": facts}, text) for text in unmet))


def _on_time(rule: OnTime, scene: Scene) -> Outcome:
    known = scene.answers.get(scene.criterion.id) or {}
    failed: list[Reason] = []
    waiting: list[Reason] = []
    unanswered = False
    for name in rule.facts:
        due_on, sent_on = scene.criterion.fact(name).due_on, known.get(name)
        assert due_on is not None  # the check of the file demands it
        params = {"fact": name, "due_on": due_on}
        if name not in known:
            unanswered = True
        elif sent_on is None:
            reasons = failed if scene.on > due_on else waiting
            reasons.append(Reason("not_sent" if scene.on > due_on else "not_due", params))
        elif isinstance(sent_on, date) and sent_on > due_on:
            failed.append(Reason("sent_late", {**params, "sent_on": sent_on}))
    # A report that may still come leaves the row open, whatever the others did (plan 003, row I.3).
    if unanswered or waiting:
        return Outcome(None, tuple(waiting))
    points = rule.points_by_failures[min(len(failed), len(rule.points_by_failures) - 1)]
    if not failed:
        return Outcome(points, (Reason("all_on_time", {"count": len(rule.facts), "points": points}, rule.items),))
    return Outcome(points, (*failed, Reason("failures", {"count": len(failed), "points": points}, rule.items)))


def _per_item(rule: PerItem, scene: Scene) -> Outcome:
    count = scene.number(rule.count)
    if count is None:
        return OPEN
    counted = min(count, Decimal(rule.at_most_items))
    points = rule.points * counted
    params = {"count": count, "counted": counted, "each": rule.points, "points": points}
    return Outcome(points, (Reason("per_item", params, rule.items),))


def _parts(rule: Parts, scene: Scene) -> Outcome:
    total: Decimal | None = ZERO
    reasons: list[Reason] = []
    for part in rule.parts:
        outcome = evaluate(part.rule, scene)
        points = clamp(outcome.points, part.max_points)
        total = None if total is None or points is None else total + points
        params = {"points": points, "max": part.max_points, "reasons": outcome.reasons}
        reasons.append(Reason("part", params, part.label))
    return Outcome(total, tuple(reasons) if total is not None else ())


def clamp(points: Decimal | None, cap: Decimal) -> Decimal | None:
    """From 0 to ``cap``: a deficit never eats into another row, a surplus never helps one."""
    return None if points is None else min(max(points, ZERO), cap)
