"""Conditions about facts: a closed, declarative set, evaluated in three values.

A fact that is not known makes a condition None (neither true nor false), unless the rest decides already: "and" is
false as soon as one part is false, "or" true as soon as one part is true.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self, TypeAlias, Union

from pydantic import Discriminator, Field, StrictBool, Tag, model_validator

from scoring.said import said
from scoring.text import FactName, Id, Model, Number, OptionId

Value: TypeAlias = bool | int | Decimal | date | str | frozenset[str]
# criterion id -> fact name -> value. A fact that is missing is unanswered; None stands for "not sent" in a sending
# date, and for "not known" in a fact that may be unknown.
Answers: TypeAlias = Mapping[str, Mapping[str, Value | None]]

NUMERIC = ("equals", "at_least", "above", "at_most", "below")
COMPARING = ("equals_fact", "at_least_fact", "above_fact")
TESTS = ("is", "in", *NUMERIC, *COMPARING, "at_least_percent", "at_least_option", "contains", "by_deadline")


@dataclass(frozen=True, slots=True)
class Ground:
    """What some conditions need beside the answers. ``on``: the local day of the judgement (None: every dated duty has
    passed). ``order``: the options of a choice, lowest first, by criterion and fact. ``due``: the last valid day of a
    deadline (None: it has none)."""

    order: Callable[[str, str], tuple[str, ...]]
    due: Callable[[str], date | None]
    on: date | None = None


class FactTest(Model):
    """One fact against one value: of the criterion itself, or of an earlier one (``criterion``).

    ``at_least_percent``: of the fact ``of``, by multiplication, never rounded. ``at_least_option``: in the order of the
    options. ``contains``: a set has all of these. ``by_deadline``: sent on the deadline's last valid day or before.
    """

    fact: FactName
    criterion: Id | None = None
    is_: StrictBool | OptionId | None = Field(default=None, alias="is")
    in_: tuple[OptionId, ...] | None = Field(default=None, alias="in")
    equals: Number | None = None
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    equals_fact: FactName | None = None
    at_least_fact: FactName | None = None
    above_fact: FactName | None = None
    at_least_percent: Number | None = None
    of: FactName | None = None
    at_least_option: OptionId | None = None
    contains: tuple[Id, ...] | None = Field(default=None, min_length=1)
    by_deadline: Id | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if len(self.tests) != 1:
            raise ValueError(said("a condition on a fact needs exactly one of: {words}", words=", ".join(TESTS)))
        if (self.at_least_percent is None) != (self.of is None):
            raise ValueError(
                said("at_least_percent and of belong together: write {{fact: part, at_least_percent: 10, of: whole}}")
            )
        return self

    @cached_property
    def tests(self) -> dict[str, Any]:
        """The comparisons that are written, by the key they have in the file."""
        values = {"is": self.is_, "in": self.in_, **{name: getattr(self, name) for name in TESTS[2:]}}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def other(self) -> str | None:
        """The second fact that it looks at."""
        return self.equals_fact or self.at_least_fact or self.above_fact or self.of


class All(Model):
    all: tuple["Condition", ...] = Field(min_length=1)


class AnyOf(Model):
    any: tuple["Condition", ...] = Field(min_length=1)


class Not(Model):
    not_: "Condition" = Field(alias="not")


def _which(value: Any) -> str:
    if isinstance(value, Model):
        return {All: "<all>", AnyOf: "<any>", Not: "<not>"}.get(type(value), "<fact>")
    if isinstance(value, Mapping):
        for key in ("all", "any", "not"):
            if key in value:
                return f"<{key}>"
    return "<fact>"


Condition = Annotated[
    Union[  # noqa: UP007 - forward references cannot be joined with |
        Annotated[FactTest, Tag("<fact>")],
        Annotated[All, Tag("<all>")],
        Annotated[AnyOf, Tag("<any>")],
        Annotated[Not, Tag("<not>")],
    ],
    Discriminator(_which),
]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def holds(
    condition: Condition | None, answers: Answers, *, criterion: str, ground: Ground | None = None
) -> bool | None:
    """Whether it is true of the answers, seen from a criterion; None: not known yet. No condition is true.

    ``ground`` is needed for ``at_least_option`` and ``by_deadline``.
    """
    match condition:
        case None:
            return True
        case All(all=parts):
            return both(holds(part, answers, criterion=criterion, ground=ground) for part in parts)
        case AnyOf(any=parts):
            return either(holds(part, answers, criterion=criterion, ground=ground) for part in parts)
        case Not(not_=part):
            return negate(holds(part, answers, criterion=criterion, ground=ground))
        case FactTest():
            return _test(condition, answers, criterion=criterion, ground=ground)


def leaves(
    condition: Condition | None, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], FactTest]]:
    """Every test on a fact, with its place in the file."""
    match condition:
        case All(all=parts) | AnyOf(any=parts):
            key = "all" if isinstance(condition, All) else "any"
            for index, part in enumerate(parts):
                yield from leaves(part, (*path, key, index))
        case Not(not_=part):
            yield from leaves(part, (*path, "not"))
        case FactTest():
            yield path, condition


def facts_read(condition: Condition | None, *, criterion: str) -> frozenset[tuple[str, str]]:
    """Every (criterion, fact) it looks at."""
    return frozenset(
        (test.criterion or criterion, name)
        for _, test in leaves(condition)
        for name in (test.fact, test.other)
        if name is not None
    )


def both(parts: Iterable[bool | None]) -> bool | None:
    """Three-valued "and": false as soon as one is false, else None as soon as one is not known."""
    values = list(parts)
    if False in values:
        return False
    return None if None in values else True


def either(parts: Iterable[bool | None]) -> bool | None:
    """Three-valued "or": true as soon as one is true, else None as soon as one is not known."""
    return negate(both(negate(part) for part in parts))


def negate(value: bool | None) -> bool | None:
    """Three-valued "not"."""
    return None if value is None else not value


def _test(test: FactTest, answers: Answers, *, criterion: str, ground: Ground | None) -> bool | None:
    home = test.criterion or criterion
    facts = answers.get(home) or {}
    value = facts.get(test.fact)
    (name, wanted), *_ = test.tests.items()
    if name == "by_deadline":
        return _in_time(value, wanted, ground, answered=test.fact in facts)
    if value is None:
        return None
    if name in COMPARING:
        other = facts.get(wanted)
        return None if other is None else _compare(name.removesuffix("_fact"), value, other)
    if name == "at_least_percent":
        return _reaches(value, wanted, facts.get(test.of or ""))
    if name == "at_least_option":
        assert ground is not None, "the order of the options is needed"
        order = ground.order(home, test.fact)
        return order.index(str(value)) >= order.index(wanted)
    return _compare(name, value, wanted)


def _reaches(part: Any, percent: Decimal, whole: Any) -> bool | None:
    # multiplied, not divided: 2 of 20 is exactly 10 %
    return None if whole is None else bool(part * 100 >= percent * whole)


def _in_time(value: Any, deadline: str, ground: Ground | None, *, answered: bool) -> bool | None:
    """None in the answers is "not sent": late as soon as the day has passed."""
    assert ground is not None, "the deadlines are needed"
    due = ground.due(deadline)
    if isinstance(value, date):
        return due is None or value <= due
    if answered and due is not None and (ground.on is None or ground.on > due):
        return False
    return None


def _compare(name: str, value: Any, wanted: Any) -> bool:
    match name:
        case "is" | "equals":
            return bool(value == wanted)
        case "in":
            return value in wanted
        case "contains":
            return bool(value >= frozenset(wanted))
        case "at_least":
            return bool(value >= wanted)
        case "above":
            return bool(value > wanted)
        case "at_most":
            return bool(value <= wanted)
        case _:
            return bool(value < wanted)
