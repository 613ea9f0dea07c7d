"""What is asked and what it means: rows of a table, criteria without points, award standards, gates, targets.

Part of a campaign's definition (``scoring.campaign``). Points: ``scoring.score``; verdicts: ``scoring.verdict``.
"""

from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from pydantic import Field

from scoring.conditions import Condition, facts_read
from scoring.rules import Rule, rule_facts
from scoring.text import FactName, Id, Model, Number, OptionId, Text, Words

T = TypeVar("T")
FactType = Literal["count", "percent", "date", "yes_no", "choice", "score", "documents"]
Unmet = Literal["not_met", "needs_decision", "deferred", "excluded"]
# What the program counts itself, of one unit or of all: nobody is asked.
Counted = Literal[
    "units", "units_with_initiatives", "initiatives", "initiatives_applied", "own_initiatives", "own_dossier",
    "own_registration",
]  # fmt: skip

# Instead of its facts a criterion may be answered with these (``may_be_not_applicable``).
NOT_APPLICABLE, NOT_APPLICABLE_REASON = "not_applicable", "not_applicable_reason"


class Option(Model):
    """One answer of a choice. ``words`` are further ways to type it; without ``offered_when`` it is always offered."""

    id: OptionId
    label: Text
    words: tuple[Words, ...] = ()
    offered_when: Condition | None = None


class MinimumUnless(Model):
    """A lower bound that holds unless the condition is true."""

    minimum: Number
    unless: Condition


class Fact(Model):
    """One plain question about a criterion.

    ``items``: what is counted, where the plan lists it (shown as a list; the answer is how many).
    ``options``: of a choice; of a grade from the lowest to the highest.
    ``at_most``: an earlier fact of the same criterion that this one cannot exceed.
    ``may_be_unsent``: a sending date; None then means "not sent". ``due_on``: its last valid day.
    ``may_be_unknown``: "not known yet" (not published, not ranked) is an answer; None then means that.
    ``required``: without it the answer before it contradicts itself ("issued" needs its date).
    ``counted``: the program counts it; a stated value is used where it is given.
    ``asked_when``: it is void, and not asked, when this is false.
    """

    name: FactName
    type: FactType
    question: Text
    label: Text
    example: Words | None = None
    hint: Text | None = None
    items: tuple[Text, ...] = ()
    options: tuple[Option, ...] = ()
    minimum: Number | None = None
    maximum: Number | None = None
    at_most: FactName | None = None
    minimum_unless: MinimumUnless | None = None
    may_be_unsent: bool = False
    may_be_unknown: bool = False
    required: bool = False
    due_on: date | None = None
    counted: Counted | None = None
    asked_when: Condition | None = None

    def option(self, option_id: str) -> Option:
        """KeyError when there is none."""
        return find(self.options, "id", option_id)


class UnmetCase(Model):
    """What it means, and why, when a criterion fails in this way: the first case that is true, else ``on_unmet``."""

    when: Condition
    on_unmet: Unmet | None = None
    because: Text | None = None


class Criterion(Model):
    """One thing that is asked: a row with points (``max_points``, ``rule``), or one that is met or not (``met_when``).

    ``title`` is short, for the chat; ``wording`` is the plan's own.
    ``asked_when``: nothing is asked when this is false: the row has 0 points, a criterion without points does not
    apply; ``void`` then says why. ``note``: something to show with it (an assumption, a reading).
    ``effect``: a ``bonus`` is added beside the total, a ``penalty`` is taken off; ``max_points`` caps either.

    Without points: ``candidates``: the kinds that are asked (none: all). ``on_unmet``: what failing means for an
    award; ``needs_decision_for``: kinds for which it only needs a decision. ``may_be_not_applicable``: the unit may say
    so, with a reason. ``answered_by``: the unit, the office that receives, the council, or the program, which knows it.
    ``shared``: one answer holds for every candidate. ``target``: a percentage target, shown to the organizer.
    """

    id: Id
    group: Id | None = None
    title: Text
    wording: Text
    max_points: Number = Field(default=Decimal(0), ge=0)
    effect: Literal["points", "bonus", "penalty"] = "points"
    facts: tuple[Fact, ...] = Field(min_length=1)
    rule: Rule | None = None
    met_when: Condition | None = None
    not_applicable_when: Condition | None = None
    on_unmet: Unmet = "not_met"
    unmet_cases: tuple[UnmetCase, ...] = ()
    needs_decision_for: tuple[Id, ...] = ()
    candidates: tuple[Id, ...] = ()
    may_be_not_applicable: bool = False
    answered_by: Literal["unit", "office", "council", "program"] = "unit"
    shared: bool = False
    target: bool = False
    evidence: Text | None = None
    note: Text | None = None
    asked_when: Condition | None = None
    void: Text | None = None

    @property
    def scored(self) -> bool:
        """Whether it gives points."""
        return self.rule is not None

    def fact(self, name: str) -> Fact:
        """KeyError when there is none."""
        return find(self.facts, "name", name)

    def is_asked_of(self, candidate: str) -> bool:
        """Whether this kind of candidate is asked."""
        return not self.candidates or candidate in self.candidates

    def conditions(self) -> tuple[Condition | None, ...]:
        """Everything that decides what is asked or what it means, except the rule."""
        found = [self.asked_when, self.met_when, self.not_applicable_when, *(case.when for case in self.unmet_cases)]
        for fact in self.facts:
            found += [fact.asked_when, fact.minimum_unless.unless if fact.minimum_unless else None]
            found += [option.offered_when for option in fact.options]
        return tuple(found)

    def reads(self) -> frozenset[tuple[str, str]]:
        """Every (criterion, fact) that its rule, its verdict, its questions or its options look at."""
        read = rule_facts(self.rule, criterion=self.id) if self.rule else frozenset[tuple[str, str]]()
        return read.union(*(facts_read(condition, criterion=self.id) for condition in self.conditions()))


class Group(Model):
    """A heading row that sums its rows; over bonuses or penalties it caps their sum."""

    id: Id
    title: Text
    max_points: Number = Field(default=Decimal(0), ge=0)
    parent: Id | None = None


def find(items: tuple[T, ...], key: str, wanted: str) -> T:
    for item in items:
        if getattr(item, key) == wanted:
            return item
    raise KeyError(wanted)
