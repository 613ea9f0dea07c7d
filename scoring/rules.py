"""How the points of one criterion follow from its facts: a closed set of rule kinds.

Every rule is read inside a row that is floored at 0 and capped at its maximum; a part of ``parts`` has its own floor
and cap as well. ``scoring.evaluation`` computes them, ``attainable_points`` says which values they can give.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, Union

from pydantic import Discriminator, Field, Tag, model_validator

from scoring.conditions import Condition, facts_read
from scoring.said import said
from scoring.text import FactName, Model, Number, Text

Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class Fixed(Model):
    """Always the same points."""

    kind: Literal["fixed"]
    points: Number


class Case(Model):
    """One branch of ``cases``: ``points``, or a whole ``rule``. ``because`` is shown as the reason."""

    when: Condition
    points: Number | None = None
    rule: "Rule | None" = None
    because: Text | None = None

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if (self.points is None) == (self.rule is None):
            raise ValueError(said("a case needs either points or rule"))
        return self


class Cases(Model):
    """The first case that is true; ``otherwise`` when none is."""

    kind: Literal["cases"]
    cases: tuple[Case, ...] = Field(min_length=1)
    otherwise: "Rule"


class Deduction(Model):
    """``from`` points, less ``per_item`` for each of what ``count`` counts. ``items`` is what they are called."""

    kind: Literal["deduction"]
    start: Number = Field(alias="from")
    per_item: Number = Field(gt=0)
    count: FactName
    items: Text


class MonthlyDeduction(Model):
    """``from`` points, less ``per_month`` for each calendar month that the date lies after the month due."""

    kind: Literal["monthly_deduction"]
    start: Number = Field(alias="from")
    per_month: Number = Field(gt=0)
    date: FactName
    due_month: Month


class Step(Model):
    at_least: Number
    points: Number


class Brackets(Model):
    """The points of the highest step that the value reaches; ``below`` when it reaches none."""

    kind: Literal["brackets"]
    value: FactName
    steps: tuple[Step, ...] = Field(min_length=1)
    below: Number


class Requirement(Model):
    """One thing that is asked; ``unmet`` says what is missing when it is not so."""

    when: Condition
    unmet: Text


class AllOrNothing(Model):
    """``points`` when every requirement is met, else 0. ``met`` is shown as the reason for all."""

    kind: Literal["all_or_nothing"]
    points: Number
    requires: tuple[Requirement, ...] = Field(min_length=1)
    met: Text


class OnTime(Model):
    """Sending dates against the ``due_on`` of their facts. ``points_by_failures[n]`` are the points when n were not
    sent or sent late; the last one holds for every further failure. ``items`` is what they are called."""

    kind: Literal["on_time"]
    facts: tuple[FactName, ...] = Field(min_length=1)
    points_by_failures: tuple[Number, ...] = Field(min_length=1)
    items: Text


class PerItem(Model):
    """``points`` for each of what ``count`` counts, at most ``at_most_items`` of them."""

    kind: Literal["per_item"]
    points: Number = Field(gt=0)
    count: FactName
    at_most_items: int = Field(ge=1)
    items: Text


class Part(Model):
    """A summand with its own floor 0 and cap ``max_points``."""

    label: Text
    max_points: Number
    rule: "Rule"


class Parts(Model):
    """The sum of its parts."""

    kind: Literal["parts"]
    parts: tuple[Part, ...] = Field(min_length=1)


KINDS: dict[str, type[Model]] = {
    "fixed": Fixed,
    "cases": Cases,
    "deduction": Deduction,
    "monthly_deduction": MonthlyDeduction,
    "brackets": Brackets,
    "all_or_nothing": AllOrNothing,
    "on_time": OnTime,
    "per_item": PerItem,
    "parts": Parts,
}


def _which(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"<{kind}>" if isinstance(kind, str) and kind in KINDS else None


Rule = Annotated[
    Union[  # noqa: UP007 - the tags read better one per line
        Annotated[Fixed, Tag("<fixed>")],
        Annotated[Cases, Tag("<cases>")],
        Annotated[Deduction, Tag("<deduction>")],
        Annotated[MonthlyDeduction, Tag("<monthly_deduction>")],
        Annotated[Brackets, Tag("<brackets>")],
        Annotated[AllOrNothing, Tag("<all_or_nothing>")],
        Annotated[OnTime, Tag("<on_time>")],
        Annotated[PerItem, Tag("<per_item>")],
        Annotated[Parts, Tag("<parts>")],
    ],
    Discriminator(_which),
]

for _model in (Case, Cases, Part, Parts):
    _model.model_rebuild()


def rule_facts(rule: Rule, *, criterion: str) -> frozenset[tuple[str, str]]:
    """Every (criterion, fact) that the rule looks at."""
    match rule:
        case Fixed():
            return frozenset()
        case Cases(cases=cases, otherwise=otherwise):
            read = rule_facts(otherwise, criterion=criterion)
            for case in cases:
                read |= facts_read(case.when, criterion=criterion)
                read |= rule_facts(case.rule, criterion=criterion) if case.rule else frozenset()
            return read
        case Deduction(count=name) | PerItem(count=name) | Brackets(value=name) | MonthlyDeduction(date=name):
            return frozenset({(criterion, name)})
        case AllOrNothing(requires=requires):
            return frozenset().union(*(facts_read(each.when, criterion=criterion) for each in requires))
        case OnTime(facts=names):
            return frozenset((criterion, name) for name in names)
        case Parts(parts=parts):
            return frozenset().union(*(rule_facts(part.rule, criterion=criterion) for part in parts))


def greatest_points(rule: Rule, *, cap: Decimal) -> Decimal:
    """The most that the rule gives inside a row (or part) from 0 to ``cap``."""
    return min(max(_greatest(rule), Decimal(0)), cap)


def _greatest(rule: Rule) -> Decimal:
    match rule:
        case Cases(cases=cases, otherwise=otherwise):
            chosen = [case.rule for case in cases if case.rule] + [otherwise]
            fixed = [case.points for case in cases if case.points is not None]
            return max(*fixed, *(_greatest(each) for each in chosen))
        case Deduction(start=start) | MonthlyDeduction(start=start):
            return start
        case PerItem(points=points, at_most_items=most):
            return points * most
        case Parts(parts=parts):
            return sum((greatest_points(part.rule, cap=part.max_points) for part in parts), Decimal(0))
    return max(_values(rule))


def attainable_points(rule: Rule, *, cap: Decimal) -> frozenset[Decimal]:
    """Every value that the rule can give inside a row (or part) from 0 to ``cap``."""
    return frozenset(min(max(value, Decimal(0)), cap) for value in _values(rule))


def _values(rule: Rule) -> set[Decimal]:
    match rule:
        case Fixed(points=points):
            return {points}
        case Cases(cases=cases, otherwise=otherwise):
            chosen = [case.rule for case in cases if case.rule] + [otherwise]
            fixed = {case.points for case in cases if case.points is not None}
            return fixed.union(*(_values(each) for each in chosen))
        case Deduction(start=start, per_item=step) | MonthlyDeduction(start=start, per_month=step):
            return {max(start - step * times, Decimal(0)) for times in range(int(start // step) + 2)}
        case Brackets(steps=steps, below=below):
            return {step.points for step in steps} | {below}
        case AllOrNothing(points=points):
            return {points, Decimal(0)}
        case OnTime(points_by_failures=points, facts=names):
            return set(points[: len(names) + 1])
        case PerItem(points=points, at_most_items=most):
            return {points * times for times in range(most + 1)}
        case Parts(parts=parts):
            sums = {Decimal(0)}
            for part in parts:
                sums = {one + other for one in sums for other in attainable_points(part.rule, cap=part.max_points)}
            return sums
