"""Keys and values of a definition in words, seen from two versions of it: what is new, and what is gone."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from locales import Translator
from reports.naming.choices import CHOICES
from reports.naming.conditions import condition_in_words
from reports.naming.criteria import CRITERIA, RULES
from reports.naming.plan import PLAN
from reports.wording import title_of
from scoring.campaign import Campaign, Criterion, Fact, Option
from scoring.conditions import All, AnyOf, FactTest, Not
from scoring.rules import KINDS
from scoring.text import Model, Text

_PLACE: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NAMES: Final = {**PLAN, **CRITERIA, **RULES}
# Keys that hold the code of something → the list of the campaign in which it stands.
_CODES: Final = {
    "Registration.deadline": "deadlines", "SelfAssessment.deadline": "deadlines", "Dossier.deadline": "deadlines",
    "Round.deadline": "deadlines", "Registration.by": "candidates", "Mark.candidates": "candidates",
    "Criterion.candidates": "candidates", "Criterion.needs_decision_for": "candidates",
    "ReviewStep.candidates": "candidates", "Award.candidates": "candidates", "CandidateKind.unit_types": "unit_types",
    "Round.awards": "awards", "Round.reads": "rounds", "Award.gates": "items", "Award.criteria": "items",
    "Award.standards": "items", "Priority.criterion": "items", "Prefill.criterion": "items", "Share.criterion": "items",
    "Criterion.group": "groups", "Group.parent": "groups",
}  # fmt: skip
_FACTS: Final = {
    "Deduction.count", "MonthlyDeduction.date", "Brackets.value", "OnTime.facts", "PerItem.count", "Fact.at_most",
    "Prefill.fact", "Share.fact", "Share.of",
}  # fmt: skip


class Speaker:
    """Says what stands in either of two definitions; the newer one is asked first."""

    def __init__(self, old: Campaign, new: Campaign, tr: Translator) -> None:
        self.campaigns, self.tr = (new, old), tr

    def key(self, name: str) -> str:
        """What a key is called: ``Deadline.due_on``. KeyError when it has no name."""
        return self.tr.said(NAMES[name])

    def value(self, name: str, value: Any, *, criterion: str = "") -> str:
        """What stands at a key. ``criterion``: the one it belongs to."""
        if isinstance(value, tuple):
            return self._listed(name, value, criterion)
        if isinstance(value, str):
            return self._word(name, value, criterion)
        makers: Mapping[type, Callable[[Any], str]] = {
            bool: lambda held: self.tr("yes") if held else self.tr("no"),
            Decimal: self.tr.points,
            int: self.tr.number,
            date: self.tr.date,
            time: self.tr.time,
            Text: lambda text: self._text(text, criterion),
        }
        make = makers.get(type(value))
        if make is not None:
            return make(value)
        if isinstance(value, FactTest | All | AnyOf | Not):
            return condition_in_words(value, self, criterion=criterion)
        return self.thing(value, criterion=criterion) if isinstance(value, Model) else "–"

    def label(self, item: Model | None) -> str:
        """What a thing in a list is called; "" when it has no name of its own."""
        if isinstance(item, Criterion):
            return title_of(item, self.tr)
        for key in ("title", "name", "label"):
            text = getattr(item, key, None)
            if isinstance(text, Text):
                return f"“{text.within(self.tr.locale)}”"
        about = getattr(item, "about", None)
        return f"“{self.about(about)}”" if isinstance(about, str) else ""

    def about(self, place: str) -> str:
        """What a note is about: a part of the plan, a deadline, or what its writer put there."""
        part = NAMES.get(f"Campaign.{place}")
        return self.tr.said(part) if part is not None else self.titled("deadlines", place).strip("“”")

    def thing(self, item: Model, *, criterion: str = "") -> str:
        """A whole thing: what it is called, then everything that is written of it."""
        kind = getattr(item, "kind", None)
        what = self._word(f"{type(item).__name__}.kind", kind, criterion) if kind in KINDS else self.label(item)
        details = self.details(item, criterion=criterion)
        return f"{what} ({details})" if what and details else what or details

    def details(self, item: Model, *, criterion: str = "") -> str:
        """Everything that is written of a thing except what it is called."""
        left_out = {"id", "title", "name", "label", "about"} if self.label(item) else set()
        left_out |= {"kind"} if getattr(item, "kind", None) in KINDS else set()
        parts = []
        for name, field in type(item).model_fields.items():
            if name in left_out or (value := getattr(item, name)) == field.default:
                continue
            key = f"{type(item).__name__}.{field.alias or name}"
            parts.append(f"{self.key(key)}: {self.value(key, value, criterion=criterion)}")
        return "; ".join(parts)

    def fact(self, criterion: str, name: str) -> Fact | None:
        """A question, of this criterion or, when it has none of the name, of any."""
        found = [(item.id, fact) for each in self.campaigns for item in each.items for fact in item.facts]
        named = [(home, fact) for home, fact in found if fact.name == name]
        return next((fact for home, fact in named if home == criterion), named[0][1] if named else None)

    def fact_label(self, criterion: str, name: str) -> str:
        fact = self.fact(criterion, name)
        return f"“{fact.label.within(self.tr.locale)}”" if fact else name

    def titled(self, place: str, code: str) -> str:
        """What the thing with this code is called in a list of the campaign."""
        things = [thing for each in self.campaigns for thing in getattr(each, place)]
        return next((self.label(thing) for thing in things if thing.id == code), code)

    def document(self, code: str) -> str:
        found = [paper for each in self.campaigns if each.dossier for paper in each.dossier.documents]
        return next((self.label(paper) for paper in found if paper.id == code), code)

    def _text(self, text: Text, criterion: str) -> str:
        """With the names of the questions whose answers are put into it."""
        return _PLACE.sub(lambda match: self.fact_label(criterion, match[1]), text.within(self.tr.locale))

    def _listed(self, name: str, values: tuple[Any, ...], criterion: str) -> str:
        if name == "OnTime.points_by_failures":
            return "; ".join(f"{late}: {self.tr.points(points)}" for late, points in enumerate(values))
        return "; ".join(self.value(name, each, criterion=criterion) for each in values) or "–"

    def _word(self, name: str, word: str, criterion: str) -> str:
        if (choice := CHOICES.get(f"{name}={word}")) is not None:
            return self.tr.said(choice)
        if name in _FACTS:
            return self.fact_label(criterion, word)
        if name in _CODES:
            return self.titled(_CODES[name], word)
        if name in ("Assumption.about", "Reading.about"):
            return self.about(word)
        if name == "MonthlyDeduction.due_month":
            year, _, month = word.partition("-")
            return f"{month}/{year}"
        return word


def option_label(fact: Fact | None, option: str, tr: Translator) -> str:
    """One answer of a choice as people read it."""
    known: tuple[Option, ...] = fact.options if fact else ()
    return next((each.label.within(tr.locale) for each in known if each.id == option), option)
