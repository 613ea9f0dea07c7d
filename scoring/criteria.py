"""The rows of a table and what is asked about them: part of a campaign's definition (``scoring.campaign``)."""

from datetime import date
from typing import Literal, TypeVar

from pydantic import Field

from scoring.conditions import Condition, facts_read
from scoring.rules import Rule, rule_facts
from scoring.text import FactName, Id, Model, Number, Text, Words

T = TypeVar("T")
FactType = Literal["count", "percent", "date", "yes_no", "choice"]


class Option(Model):
    """One answer of a choice. ``words`` are further ways to type it; without ``offered_when`` it is always offered."""

    id: Id
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
    ``at_most``: an earlier fact of the same criterion that this one cannot exceed.
    ``may_be_unsent``: a sending date; None then means "not sent". ``due_on``: its last valid day.
    ``required``: without it the answer before it contradicts itself ("issued" needs its date).
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
    required: bool = False
    due_on: date | None = None
    asked_when: Condition | None = None

    def option(self, option_id: str) -> Option:
        """KeyError when there is none."""
        return find(self.options, "id", option_id)


class Criterion(Model):
    """One row of the table. ``title`` is short, for the chat; ``wording`` is the plan's own.

    ``asked_when``: nothing is asked and the row has 0 points when this is false; ``void`` then says why.
    ``note``: something to show with it (an assumption, a reading).
    """

    id: Id
    group: Id | None = None
    title: Text
    wording: Text
    max_points: Number = Field(gt=0)
    facts: tuple[Fact, ...] = Field(min_length=1)
    rule: Rule
    evidence: Text | None = None
    note: Text | None = None
    asked_when: Condition | None = None
    void: Text | None = None

    def fact(self, name: str) -> Fact:
        """KeyError when there is none."""
        return find(self.facts, "name", name)

    def reads(self) -> frozenset[tuple[str, str]]:
        """Every (criterion, fact) that its rule, its questions or its options look at."""
        conditions = [self.asked_when]
        for fact in self.facts:
            conditions += [fact.asked_when, fact.minimum_unless.unless if fact.minimum_unless else None]
            conditions += [option.offered_when for option in fact.options]
        read = rule_facts(self.rule, criterion=self.id)
        return read.union(*(facts_read(condition, criterion=self.id) for condition in conditions))


class Group(Model):
    """A heading row that sums its rows."""

    id: Id
    title: Text
    max_points: Number = Field(gt=0)
    parent: Id | None = None


def find(items: tuple[T, ...], key: str, wanted: str) -> T:
    for item in items:
        if getattr(item, key) == wanted:
            return item
    raise KeyError(wanted)
