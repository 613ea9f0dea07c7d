"""Whether conditions and rules name facts that exist, of the type that they need, and look backwards only."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from scoring.campaign import Criterion, Fact
from scoring.conditions import NUMERIC, Condition, FactTest, leaves
from scoring.rules import (
    AllOrNothing,
    Brackets,
    Cases,
    Deduction,
    MonthlyDeduction,
    OnTime,
    Parts,
    PerItem,
    Rule,
)
from scoring.said import said
from scoring.text import Text
from scoring.yaml_source import PathInFile

Finding = tuple[PathInFile, str]
MOST_STEPS = 1000
_NUMBERS = ("count", "percent", "score")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


def check_condition(
    path: PathInFile,
    condition: Condition | None,
    criterion: Criterion,
    earlier: Sequence[Criterion],
    *,
    own: Sequence[Fact],
) -> Iterator[Finding]:
    """``own``: the facts of the criterion that may be looked at; other criteria must stand earlier."""
    for place, test in leaves(condition, path):
        yield from _check_test(place, test, criterion, earlier, own)


def _check_test(
    path: PathInFile, test: FactTest, criterion: Criterion, earlier: Sequence[Criterion], own: Sequence[Fact]
) -> Iterator[Finding]:
    facts = own
    if test.criterion is not None and test.criterion != criterion.id:
        home = next((each for each in earlier if each.id == test.criterion), None)
        if home is None:
            yield (
                (*path, "criterion"),
                said("{id} is not an earlier criterion: an answer can depend on earlier ones only", id=test.criterion),
            )
            return
        facts = home.facts
    fact = next((each for each in facts if each.name == test.fact), None)
    if fact is None:
        yield (*path, "fact"), _no_fact(test.fact, facts)
        return
    yield from _check_other(path, test, fact, facts)
    yield from _check_comparison(path, test, fact)


def _check_other(path: PathInFile, test: FactTest, fact: Fact, facts: Sequence[Fact]) -> Iterator[Finding]:
    (name, _), *_ = test.tests.items()
    if test.other is None:
        return
    key = "of" if name == "at_least_percent" else name
    other = next((each for each in facts if each.name == test.other), None)
    if other is None:
        yield (*path, key), _no_fact(test.other, facts)
    elif fact.type not in _NUMBERS or other.type not in _NUMBERS:
        wrong = fact if fact.type not in _NUMBERS else other
        yield (*path, key), said("compares numbers, but {name} is of type {type}", name=wrong.name, type=wrong.type)


def _check_comparison(path: PathInFile, test: FactTest, fact: Fact) -> Iterator[Finding]:
    (name, wanted), *_ = test.tests.items()
    options = [option.id for option in fact.options]
    if name in NUMERIC and fact.type not in _NUMBERS:
        advice = "at_least_option" if name == "at_least" and fact.type == "choice" else "is"
        yield (
            (*path, name),
            said(
                "compares numbers, but {name} is of type {type}: write {advice}",
                name=fact.name,
                type=fact.type,
                advice=advice,
            ),
        )
    needed = {"at_least_option": "choice", "contains": "documents", "by_deadline": "date"}.get(name, fact.type)
    if fact.type != needed:
        yield (
            (*path, name),
            said(
                "is for a fact of type {wanted}, but {name} is of type {type}",
                wanted=needed,
                name=fact.name,
                type=fact.type,
            ),
        )
    words = {"yes_no": bool, "choice": str}.get(fact.type)
    if (name == "is" and (words is None or not isinstance(wanted, words))) or (name == "in" and fact.type != "choice"):
        yield (
            (*path, name),
            said(
                "{name} is of type {type}: write {advice}",
                name=fact.name,
                type=fact.type,
                advice=_instead(fact, options),
            ),
        )
    elif fact.type == "choice":
        chosen: Sequence[Any] = wanted if name == "in" else [wanted] if name in {"is", "at_least_option"} else []
        for option in chosen:
            if option not in options:
                yield (
                    (*path, name),
                    _near(said("{name} has no option {option}", name=fact.name, option=option), str(option), options),
                )


def _instead(fact: Fact, options: list[str]) -> str:
    if fact.type == "yes_no":
        return said("is: true or is: false")
    if fact.type == "choice":
        return said("is with one of {options}", options=", ".join(options))
    return said("equals, at_least, above, at_most or below")


def check_rule(path: PathInFile, rule: Rule, criterion: Criterion, earlier: Sequence[Criterion]) -> Iterator[Finding]:
    """Every part of a rule, down to the last."""
    match rule:
        case Cases(cases=cases, otherwise=otherwise):
            for index, case in enumerate(cases):
                here = (*path, "cases", index)
                yield from check_condition((*here, "when"), case.when, criterion, earlier, own=criterion.facts)
                if case.rule is not None:
                    yield from check_rule((*here, "rule"), case.rule, criterion, earlier)
            yield from check_rule((*path, "otherwise"), otherwise, criterion, earlier)
        case Parts(parts=parts):
            for index, part in enumerate(parts):
                yield from check_rule((*path, "parts", index, "rule"), part.rule, criterion, earlier)
        case AllOrNothing(requires=requires):
            for index, each in enumerate(requires):
                here = (*path, "requires", index)
                yield from check_condition((*here, "when"), each.when, criterion, earlier, own=criterion.facts)
                yield from check_words((*here, "unmet"), each.unmet, criterion)
        case OnTime(facts=names):
            for index, name in enumerate(names):
                yield from _check_sent((*path, "facts", index), name, criterion)
        case _:
            yield from _check_counting(path, rule, criterion)


def _check_counting(path: PathInFile, rule: Rule, criterion: Criterion) -> Iterator[Finding]:
    """A rule that follows one fact."""
    match rule:
        case Deduction(count=name, start=start, per_item=step):
            yield from _check_type((*path, "count"), name, criterion, ("count",))
            yield from _check_steps((*path, "per_item"), start / step)
        case PerItem(count=name, at_most_items=most):
            yield from _check_type((*path, "count"), name, criterion, ("count",))
            yield from _check_steps((*path, "at_most_items"), Decimal(most))
        case Brackets(value=name):
            yield from _check_type((*path, "value"), name, criterion, _NUMBERS)
        case MonthlyDeduction(date=name, start=start, per_month=step):
            yield from _check_type((*path, "date"), name, criterion, ("date",))
            yield from _check_steps((*path, "per_month"), start / step)


def _check_steps(path: PathInFile, steps: Decimal) -> Iterator[Finding]:
    """Every value that a row can give is listed where points are registered."""
    if steps > MOST_STEPS:
        yield path, said("gives more than {n} different points: correct it", n=MOST_STEPS)


def _check_type(path: PathInFile, name: str, criterion: Criterion, types: tuple[str, ...]) -> Iterator[Finding]:
    fact = next((each for each in criterion.facts if each.name == name), None)
    if fact is None:
        yield path, _no_fact(name, criterion.facts)
    elif fact.type not in types:
        yield path, said(
            "{name} is of type {type}: name a fact of type {wanted}",
            name=name, type=fact.type, wanted=" or ".join(types),
        )  # fmt: skip


def _check_sent(path: PathInFile, name: str, criterion: Criterion) -> Iterator[Finding]:
    yield from _check_type(path, name, criterion, ("date",))
    fact = next((each for each in criterion.facts if each.name == name), None)
    if fact is not None and fact.type == "date" and (fact.due_on is None or not fact.may_be_unsent):
        yield path, said("{name} needs due_on and may_be_unsent: true", name=name)


def check_words(path: PathInFile, text: Text, criterion: Criterion) -> Iterator[Finding]:
    for name in {each for words in (text.vi, text.en or "") for each in _PLACEHOLDER.findall(words)}:
        if name not in [fact.name for fact in criterion.facts]:
            yield path, _no_fact(name, criterion.facts)


def _no_fact(name: str, facts: Sequence[Fact]) -> str:
    return _near(said("there is no fact {name} here", name=name), name, [fact.name for fact in facts])


def _near(fault: str, word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return said("{fault}: write {word}", fault=fault, word=near[0])
    return said("{fault}: known are {words}", fault=fault, words=", ".join(known)) if known else fault


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """“there is no group X: write Y”."""
    return _near(said("there is no {what} {name}", what=what, name=name), name, list(known))
