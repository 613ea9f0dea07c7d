"""A campaign as data: everything that differs between plans, in one validated, frozen value.

Where it comes from (files, lines, problems): ``scoring.campaign_files``. What the keys mean: docs/campaign-file.md.
"""

import hashlib
import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field

from scoring.conditions import Condition, facts_read
from scoring.rules import Rule, attainable_points, rule_facts
from scoring.text import FactName, Id, Model, Number, Text, Words

T = TypeVar("T")
FactType = Literal["count", "percent", "date", "yes_no", "choice"]
DeadlineKind = Literal["registration", "report", "plan", "self_assessment", "dossier", "launch", "goal", "closing"]
Lateness = Literal["excluded", "flagged", "needs_decision", "counts", "refused", "none"]


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
        return _find(self.options, "id", option_id)


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
        return _find(self.facts, "name", name)

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


class UnitType(Model):
    id: Id
    name: Text


class PlanDocument(Model):
    """The official paper. It carries the signer's office, never the name."""

    title: Text
    number: Words | None = None
    issued_on: date | None = None
    place: Words
    issuer: Text
    signer: Text
    annex: Text | None = None


class Period(Model):
    start: date
    end: date


class Prefill(Model):
    """The fact that a recorded sending day answers beforehand."""

    criterion: Id
    fact: FactName


class Deadline(Model):
    """A dated duty. ``due_on`` is its last valid day, until 23:59:59; None: the plan states no date.

    ``opens_on`` makes it a window. ``assumed``: the organizer must confirm the date ([Confirm]).
    ``registered_only``: it concerns registered units alone.
    """

    id: Id
    kind: DeadlineKind
    title: Text
    wording: Text
    opens_on: date | None = None
    due_on: date | None = None
    sender: Text | None = None
    receiver: Text | None = None
    late: Lateness
    late_text: Text | None = None
    remind: bool = True
    registered_only: bool = False
    prefills: Prefill | None = None
    assumed: bool = False


class Registration(Model):
    """What is registered: ``points``, one whole number per criterion, and perhaps a covering document."""

    deadline: Id
    kind: Literal["points"]
    document: bool = False
    form_title: Text
    columns: tuple[Text, ...]
    intro: Text
    late: Text


class SelfAssessment(Model):
    """``evidence_required_above``: a row with more points than this needs evidence or an explanation."""

    deadline: Id
    evidence_required_above: Number
    intro: Text


class Priority(Model):
    """What prefers a candidate among equal totals."""

    condition: Condition
    criterion: Id
    text: Text


class ReviewStep(Model):
    """``in_program``: somebody decides it here. ``appraises``: it judges criterion by criterion."""

    id: Id
    title: Text
    duty: Text | None = None
    in_program: bool = False
    appraises: bool = False


Offset = Annotated[int, Field(ge=-366, le=1)]


class QuietHours(Model):
    start: time = Field(alias="from")
    end: time = Field(alias="to")


class Reminders(Model):
    """Days from the last valid day (0 that day, 1 overdue), the local hour, and the hours without messages."""

    offsets: tuple[Offset, ...] = (-14, -7, -3, -1, 0, 1)
    hour: time = time(8)
    quiet_hours: QuietHours = QuietHours.model_validate({"from": time(20), "to": time(7, 30)})


class DossierDocument(Model):
    id: Id
    title: Text
    made_here: bool = False  # the program makes it itself


class Dossier(Model):
    deadline: Id
    documents: tuple[DossierDocument, ...]


class Award(Model):
    """Information: who may be put forward for what, and how many."""

    id: Id
    title: Text
    collectives: Text | None = None
    individuals: Text | None = None


class Assumption(Model):
    """Something that the organizer must confirm before opening: ``about`` names the place (a deadline, a row)."""

    about: Words
    text: Text


class Reading(Model):
    """How an unclear place of the plan is read."""

    id: Id
    about: Words
    text: Text


class Campaign(Model):
    """One plan. ``criteria`` stand in plan order; ``total`` is the sum of their maxima."""

    id: Id
    name: Text
    short_name: Text
    document: PlanDocument
    period: Period
    legal_bases: tuple[Text, ...] = ()
    receivers: tuple[Text, ...] = ()
    contents: tuple[Text, ...] = ()
    unit_types: tuple[UnitType, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    total: Number
    registration: Registration
    self_assessment: SelfAssessment
    deadlines: tuple[Deadline, ...] = Field(min_length=1)
    priority: Priority | None = None
    review_chain: tuple[ReviewStep, ...] = Field(min_length=1)
    reminders: Reminders = Reminders()
    correction_days: int = Field(default=3, ge=1)
    dossier: Dossier | None = None
    awards: tuple[Award, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    readings: tuple[Reading, ...] = ()

    def criterion(self, criterion_id: str) -> Criterion:
        """KeyError when there is none."""
        return _find(self.criteria, "id", criterion_id)

    def group(self, group_id: str) -> Group:
        """KeyError when there is none."""
        return _find(self.groups, "id", group_id)

    def deadline(self, deadline_id: str) -> Deadline:
        """KeyError when there is none."""
        return _find(self.deadlines, "id", deadline_id)

    def deadline_of_kind(self, kind: DeadlineKind) -> Deadline | None:
        """The first of its kind."""
        return next((each for each in self.deadlines if each.kind == kind), None)

    @property
    def criterion_ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.criteria)

    @property
    def rows(self) -> tuple[Group | Criterion, ...]:
        """The table as the plan prints it: each heading stands before the first of its rows."""
        rows: list[Group | Criterion] = []
        for criterion in self.criteria:
            rows += [group for group in self.groups_of(criterion) if group not in rows]
            rows.append(criterion)
        return tuple(rows)

    def groups_of(self, criterion: Criterion) -> tuple[Group, ...]:
        """The headings above a criterion, outermost first."""
        above: list[Group] = []
        group_id = criterion.group
        while group_id is not None:
            above.insert(0, self.group(group_id))
            group_id = above[0].parent
        return tuple(above)

    @property
    def day_after_deadlines(self) -> date:
        """The day on which every dated duty has passed."""
        return max([each.due_on for each in self.deadlines if each.due_on] + [self.period.start]) + timedelta(days=1)

    def to_document(self) -> dict[str, Any]:
        """The definition as JSON-able data (decimals and dates as text), to be frozen in the database."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What ``to_document`` gave, read back equal."""
        return cls.model_validate(document)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document: two definitions with the same digest have the same rules."""
        text = json.dumps(self.to_document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def attainable(campaign: Campaign, criterion_id: str) -> frozenset[int]:
    """The whole points that a row can give: other registered points deserve a warning."""
    criterion = campaign.criterion(criterion_id)
    values = attainable_points(criterion.rule, cap=criterion.max_points)
    if criterion.asked_when is not None:
        values |= {Decimal(0)}
    return frozenset(int(value) for value in values if value == int(value))


def _find(items: tuple[T, ...], key: str, wanted: str) -> T:
    for item in items:
        if getattr(item, key) == wanted:
            return item
    raise KeyError(wanted)
