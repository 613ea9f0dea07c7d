"""A campaign as data: everything that differs between plans, in one validated, frozen value.

Where it comes from (files, lines, problems): ``scoring.campaign_files``. What the keys mean: docs/campaign-file.md.
"""

import hashlib
import json
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from scoring.conditions import Condition
from scoring.criteria import Criterion as Criterion
from scoring.criteria import Fact as Fact
from scoring.criteria import Group as Group
from scoring.criteria import Option as Option
from scoring.criteria import find
from scoring.rules import attainable_points
from scoring.text import FactName, Id, Model, Number, Text, Words

DeadlineKind = Literal["registration", "report", "plan", "self_assessment", "dossier", "launch", "goal", "closing"]
Lateness = Literal["excluded", "flagged", "needs_decision", "counts", "refused", "none"]


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
        return find(self.criteria, "id", criterion_id)

    def group(self, group_id: str) -> Group:
        """KeyError when there is none."""
        return find(self.groups, "id", group_id)

    def deadline(self, deadline_id: str) -> Deadline:
        """KeyError when there is none."""
        return find(self.deadlines, "id", deadline_id)

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
