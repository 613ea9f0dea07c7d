"""A campaign as data: everything that differs between plans, in one validated, frozen value.

Where it comes from (files, lines, problems): ``scoring.campaign_files``. What the keys mean: docs/campaign-file.md.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from pydantic import Field

from scoring.conditions import Ground
from scoring.criteria import Criterion as Criterion
from scoring.criteria import Fact as Fact
from scoring.criteria import Group as Group
from scoring.criteria import Option as Option
from scoring.criteria import find
from scoring.plan import Assumption as Assumption
from scoring.plan import Award as Award
from scoring.plan import CandidateKind as CandidateKind
from scoring.plan import Deadline as Deadline
from scoring.plan import DeadlineKind as DeadlineKind
from scoring.plan import Dossier as Dossier
from scoring.plan import DossierDocument as DossierDocument
from scoring.plan import Duty as Duty
from scoring.plan import FieldOption as FieldOption
from scoring.plan import FormField as FormField
from scoring.plan import Lateness as Lateness
from scoring.plan import Mark as Mark
from scoring.plan import Offset as Offset
from scoring.plan import Period as Period
from scoring.plan import PlanDocument as PlanDocument
from scoring.plan import Prefill as Prefill
from scoring.plan import Priority as Priority
from scoring.plan import QuietHours as QuietHours
from scoring.plan import Reading as Reading
from scoring.plan import Register as Register
from scoring.plan import Registration as Registration
from scoring.plan import Reminders as Reminders
from scoring.plan import ReviewStep as ReviewStep
from scoring.plan import Round as Round
from scoring.plan import SelfAssessment as SelfAssessment
from scoring.plan import Share as Share
from scoring.plan import Status as Status
from scoring.plan import UnitType as UnitType
from scoring.rules import attainable_points
from scoring.text import Id, Model, Number, Text

UNDATED = Deadline(id="none", kind="end", title=Text(vi="–"), wording=Text(vi="–"), late="none", remind=False)


class Campaign(Model):
    """One plan. ``criteria``: what is asked in the self-assessment, in plan order; ``total`` is the sum of their maxima
    (0: a plan without points). ``award_standards``, ``gates``: asked for an award alone. ``targets``: of the campaign
    as a whole. ``initiative_register``: of models, solutions and initiatives."""

    id: Id
    name: Text
    short_name: Text
    document: PlanDocument
    period: Period
    legal_bases: tuple[Text, ...] = ()
    receivers: tuple[Text, ...] = ()
    contents: tuple[Text, ...] = ()
    unit_types: tuple[UnitType, ...] = Field(min_length=1)
    candidates: tuple[CandidateKind, ...] = ()
    groups: tuple[Group, ...] = ()
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    total: Number = Decimal(0)
    award_standards: tuple[Criterion, ...] = ()
    gates: tuple[Criterion, ...] = ()
    targets: tuple[Criterion, ...] = ()
    shares: tuple[Share, ...] = ()
    initiative_register: Register | None = None
    registration: Registration
    self_assessment: SelfAssessment
    deadlines: tuple[Deadline, ...] = Field(min_length=1)
    priority: Priority | None = None
    review_chain: tuple[ReviewStep, ...] = Field(min_length=1)
    reminders: Reminders = Reminders()
    correction_days: int = Field(default=3, ge=1)
    dossier: Dossier | None = None
    awards: tuple[Award, ...] = ()
    award_principles: tuple[Text, ...] = ()
    rounds: tuple[Round, ...] = ()
    duties: tuple[Duty, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    readings: tuple[Reading, ...] = ()

    @cached_property
    def items(self) -> tuple[Criterion, ...]:
        """Everything that can be answered: criteria, award standards, gates, targets."""
        return (*self.criteria, *self.award_standards, *self.gates, *self.targets)

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        """Each of ``items`` by its id."""
        return {each.id: each for each in reversed(self.items)}  # the first of two with the same id

    @property
    def has_points(self) -> bool:
        return any(each.scored for each in self.criteria)

    @property
    def registered_rows(self) -> tuple[Criterion, ...]:
        """The rows of which points are registered: those that make the total, no bonus, no penalty."""
        return tuple(each for each in self.criteria if each.scored and each.effect == "points")

    def criterion(self, criterion_id: str) -> Criterion:
        """One of ``items``. KeyError when there is none."""
        return self.by_id[criterion_id]

    def award(self, award_id: str) -> Award:
        """KeyError when there is none."""
        return find(self.awards, "id", award_id)

    def candidate(self, kind: str) -> CandidateKind:
        """KeyError when there is none."""
        return find(self.candidates, "id", kind)

    def criteria_of(self, candidate: str) -> tuple[Criterion, ...]:
        """What this kind of candidate is asked in the self-assessment."""
        return tuple(each for each in self.criteria if each.is_asked_of(candidate))

    def review_steps(self, candidate: str) -> tuple[ReviewStep, ...]:
        """The way of this kind of candidate through the review chain."""
        return tuple(each for each in self.review_chain if not each.candidates or candidate in each.candidates)

    def group(self, group_id: str) -> Group:
        """KeyError when there is none."""
        return find(self.groups, "id", group_id)

    def deadline(self, deadline_id: str | None) -> Deadline:
        """KeyError when there is none; for None, where the plan sets no deadline, one without a date."""
        return UNDATED if deadline_id is None else find(self.deadlines, "id", deadline_id)

    def deadline_of_kind(self, kind: DeadlineKind) -> Deadline | None:
        """The first of its kind."""
        return next((each for each in self.deadlines if each.kind == kind), None)

    @cached_property
    def undated_ground(self) -> Ground:
        """``ground`` of no day and no moved deadline, which is asked for all the time."""
        return self._make_ground(None, {})

    def ground(self, on: date | None = None, *, extended: Mapping[str, date] | None = None) -> Ground:
        """What conditions need beside the answers. ``extended``: last valid days that the organizer moved."""
        return self.undated_ground if on is None and not extended else self._make_ground(on, extended or {})

    def _make_ground(self, on: date | None, moved: Mapping[str, date]) -> Ground:
        return Ground(
            order=lambda criterion, fact: tuple(each.id for each in self.criterion(criterion).fact(fact).options),
            due=lambda deadline: moved.get(deadline) or self.deadline(deadline).due_on,
            on=on,
        )

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
    if criterion.rule is None:
        return frozenset({0})
    values = attainable_points(criterion.rule, cap=criterion.max_points)
    if criterion.asked_when is not None:
        values |= {Decimal(0)}
    return frozenset(int(value) for value in values if value == int(value))
