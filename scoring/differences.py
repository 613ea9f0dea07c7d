"""What differs between two definitions of a campaign: every place, with the things that it leads through."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from scoring.campaign import Campaign
from scoring.conditions import All, AnyOf, FactTest, Not
from scoring.text import Model, Text

SECTIONS = ("criteria", "award_standards", "gates", "targets")
ORDER = "order"  # the key of a list's order
_WHOLE = (Text, All, AnyOf, FactTest, Not)  # a text, a condition: compared and shown as one


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a definition. ``key``: as in the file, an id, or a position from 1. ``name``: of a key, with its
    model ("Deadline.due_on"), else "". ``item``: the thing in a list that it leads to, else None."""

    key: str
    name: str = ""
    item: Model | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs. ``before``, ``after``: values of the model; None where it is not there."""

    steps: tuple[Step, ...]
    before: Any
    after: Any

    @property
    def place(self) -> tuple[str, ...]:
        """Keys, and ids instead of positions: ("criteria", "I.1", "max_points")."""
        return tuple(step.key for step in self.steps)


def find_differences(old: Campaign, new: Campaign) -> list[Difference]:
    """Every place that differs, in the order of the model. The order of a list of named things is a place too."""
    return list(_compare((), old, new))


def _compare(steps: tuple[Step, ...], old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, Model) and type(old) is type(new) and not isinstance(old, _WHOLE):
        for name, field in type(old).model_fields.items():
            key = field.alias or name
            step = Step(key, f"{type(old).__name__}.{key}")
            yield from _compare((*steps, step), getattr(old, name), getattr(new, name))
    elif (named := _named(old)) is not None and (others := _named(new)) is not None:
        yield from _compare_named(steps, named, others)
    elif _are_things(old) and _are_things(new):
        yield from _compare_listed(steps, old, new)
    else:
        yield Difference(steps, old, new)


def _compare_named(steps: tuple[Step, ...], old: dict[str, Model], new: dict[str, Model]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        step = Step(name, item=new.get(name) or old.get(name))
        yield from _compare((*steps, step), old.get(name), new.get(name))
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield Difference((*steps, Step(ORDER)), tuple(old.values()), tuple(new.values()))


def _compare_listed(steps: tuple[Step, ...], old: tuple[Model, ...], new: tuple[Model, ...]) -> Iterator[Difference]:
    """Things without a name: what stayed equal is found, so that one more in front is one difference."""
    for _, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        for index in range(max(j - i, m - k)):
            one = old[i + index] if i + index < j else None
            other = new[k + index] if k + index < m else None
            step = Step(str((k if other is not None else i) + index + 1), item=other or one)
            yield from _compare((*steps, step), one, other)


def _are_things(items: Any) -> bool:
    return isinstance(items, tuple) and all(isinstance(each, Model) for each in items)


def _named(items: Any) -> dict[str, Model] | None:
    """A list of things with ids (or names, or what an assumption is about), by them."""
    if not _are_things(items):
        return None
    for key in ("id", "name", "about"):
        named = {name: each for each in items if isinstance(name := getattr(each, key, None), str)}
        if len(named) == len(items):
            return named
    return None
