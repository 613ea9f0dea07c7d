"""Conditions about facts: a closed, declarative set, evaluated in three values.

A fact that is not known makes a condition None (neither true nor false), unless the rest decides already: "and" is
false as soon as one part is false, "or" true as soon as one part is true.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self, TypeAlias, Union

from pydantic import Discriminator, Field, StrictBool, StrictStr, Tag, model_validator

from scoring.text import FactName, Id, Model, Number

Value: TypeAlias = bool | int | Decimal | date | str
# criterion id -> fact name -> value. A fact that is missing is unanswered; None stands for "not sent" alone.
Answers: TypeAlias = Mapping[str, Mapping[str, Value | None]]

TESTS = ("is", "in", "equals", "at_least", "above", "at_most", "below", "equals_fact")


class FactTest(Model):
    """One fact against one value: of the criterion itself, or of an earlier one (``criterion``)."""

    fact: FactName
    criterion: Id | None = None
    is_: StrictBool | StrictStr | None = Field(default=None, alias="is")
    in_: tuple[StrictStr, ...] | None = Field(default=None, alias="in")
    equals: Number | None = None
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    equals_fact: FactName | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if len(self.tests()) != 1:
            raise ValueError(f"a condition on a fact needs exactly one of: {', '.join(TESTS)}")
        return self

    def tests(self) -> dict[str, Any]:
        """The comparisons that are written, by the key they have in the file."""
        values = {"is": self.is_, "in": self.in_, **{name: getattr(self, name) for name in TESTS[2:]}}
        return {name: value for name, value in values.items() if value is not None}


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


def holds(condition: Condition | None, answers: Answers, *, criterion: str) -> bool | None:
    """Whether it is true of the answers, seen from a criterion; None: not known yet. No condition is true."""
    match condition:
        case None:
            return True
        case All(all=parts):
            return both(holds(part, answers, criterion=criterion) for part in parts)
        case AnyOf(any=parts):
            opposite = both(_negate(holds(part, answers, criterion=criterion)) for part in parts)
            return _negate(opposite)
        case Not(not_=part):
            return _negate(holds(part, answers, criterion=criterion))
        case FactTest():
            return _test(condition, answers, criterion=criterion)


def facts_read(condition: Condition | None, *, criterion: str) -> frozenset[tuple[str, str]]:
    """Every (criterion, fact) it looks at."""
    match condition:
        case None:
            return frozenset()
        case All(all=parts) | AnyOf(any=parts):
            return frozenset().union(*(facts_read(part, criterion=criterion) for part in parts))
        case Not(not_=part):
            return facts_read(part, criterion=criterion)
        case FactTest():
            home = condition.criterion or criterion
            names = {condition.fact} | ({condition.equals_fact} if condition.equals_fact else set())
            return frozenset((home, name) for name in names)


def both(parts: Iterable[bool | None]) -> bool | None:
    """Three-valued "and": false as soon as one is false, else None as soon as one is not known."""
    values = list(parts)
    if False in values:
        return False
    return None if None in values else True


def _negate(value: bool | None) -> bool | None:
    return None if value is None else not value


def _test(test: FactTest, answers: Answers, *, criterion: str) -> bool | None:
    facts = answers.get(test.criterion or criterion) or {}
    value = facts.get(test.fact)
    if value is None:
        return None
    (name, wanted), *_ = test.tests().items()
    if name == "equals_fact":
        wanted = facts.get(wanted)
        return None if wanted is None else bool(value == wanted)
    return _compare(name, value, wanted)


def _compare(name: str, value: Any, wanted: Any) -> bool:
    match name:
        case "is" | "equals":
            return bool(value == wanted)
        case "in":
            return value in wanted
        case "at_least":
            return bool(value >= wanted)
        case "above":
            return bool(value > wanted)
        case "at_most":
            return bool(value <= wanted)
        case _:
            return bool(value < wanted)
