"""The parts of a campaign's definition around its criteria: paper, deadlines, registration, review, awards, rounds."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from scoring.conditions import Condition
from scoring.text import FactName, Id, Model, Number, Text, Words

DeadlineKind = Literal[
    "registration", "report", "plan", "self_assessment", "dossier", "launch", "goal", "closing", "start", "end"
]
Lateness = Literal["excluded", "flagged", "needs_decision", "counts", "refused", "none"]


class UnitType(Model):
    id: Id
    name: Text


class CandidateKind(Model):
    """A kind of candidate: ``person`` or a collective. ``who``: the plan's own words for it. ``unit_types``: only units
    of these types, or their people, are of this kind (none: of any). ``registers``: who acts for a person of this kind:
    the unit's contact alone, or also the person ("self"), where the plan lets people take part by themselves."""

    id: Id
    name: Text
    person: bool = False
    registers: Literal["unit", "self"] = "unit"
    who: tuple[Text, ...] = ()
    unit_types: tuple[Id, ...] = ()


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
    ``registered_only``: it concerns registered units alone. ``duty_of``: the units', or the organizer's own.
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
    duty_of: Literal["units", "organizer"] = "units"
    prefills: Prefill | None = None
    assumed: bool = False


class Mark(Model):
    """One column of a form that is ticked. ``heading``: what it stands under. ``candidates``: who is offered it."""

    id: Id
    title: Text
    heading: Text
    candidates: tuple[Id, ...] = ()


class FieldOption(Model):
    id: Id
    label: Text


class FormField(Model):
    """A text, or with ``options`` a choice, of a registration form or of a register of initiatives."""

    id: Id
    label: Text
    question: Text
    required: bool = False
    options: tuple[FieldOption, ...] = ()


class Status(Model):
    """What becomes of a registered initiative; set by the reviewer."""

    id: Id
    title: Text


class Register(Model):
    """The register of models, solutions and initiatives: one entry has these fields, and later a status."""

    title: Text
    fields: tuple[FormField, ...] = Field(min_length=1)
    statuses: tuple[Status, ...] = ()


class Registration(Model):
    """What is registered. ``kind``: ``points``, one whole number per criterion; ``titles``, marks in a form;
    ``initiatives``, entries of the register; ``light``, no more than that one competes.

    ``deadline`` None: the plan sets none. ``document``: a covering document is asked for. ``by``: the kinds of
    candidates that register (none: all). ``minimum_marks``: of ``marks``. ``fields``: further texts of the form.
    """

    deadline: Id | None = None
    kind: Literal["points", "titles", "initiatives", "light"]
    document: bool = False
    form_title: Text
    columns: tuple[Text, ...] = ()
    by: tuple[Id, ...] = ()
    marks: tuple[Mark, ...] = ()
    minimum_marks: int = Field(default=0, ge=0)
    fields: tuple[FormField, ...] = ()
    intro: Text
    late: Text


class SelfAssessment(Model):
    """``deadline`` None: no window. ``evidence_required_above``: a row with more points than this needs evidence or an
    explanation. ``needs_registration``: only who registered may assess itself."""

    deadline: Id | None = None
    needs_registration: bool = True
    evidence_required_above: Number = Decimal(0)
    intro: Text


class Priority(Model):
    """What prefers a candidate among equal totals."""

    condition: Condition
    criterion: Id
    text: Text


class ReviewStep(Model):
    """``in_program``: somebody decides it here, with this ``role``. ``appraises``: it judges criterion by criterion.
    ``candidates``: the kinds whose way leads through it (none: all)."""

    id: Id
    title: Text
    duty: Text | None = None
    in_program: bool = False
    appraises: bool = False
    role: Literal["unit_leader", "reviewer", "council_secretary", "decision_maker"] | None = None
    candidates: tuple[Id, ...] = ()


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
    """``made_here``: the program makes it itself. ``added_by``: the unit, or the council's secretary."""

    id: Id
    title: Text
    made_here: bool = False
    added_by: Literal["unit", "council"] = "unit"


class Dossier(Model):
    """``deadline`` None: the plan has no date for it."""

    deadline: Id | None = None
    documents: tuple[DossierDocument, ...] = Field(min_length=1)


class Award(Model):
    """Who may be put forward for what. ``collectives``, ``individuals``: how many, for information.

    Judged are its ``gates``, the criteria without points that the candidate is asked (``criteria``: only these), and
    its ``standards``. ``candidates``: the kinds it is for (none: all). ``on_unmet`` replaces that of the criteria.
    """

    id: Id
    title: Text
    candidates: tuple[Id, ...] = ()
    gates: tuple[Id, ...] = ()
    criteria: tuple[Id, ...] | None = None
    standards: tuple[Id, ...] = ()
    on_unmet: Literal["not_met", "needs_decision"] | None = None
    collectives: Text | None = None
    individuals: Text | None = None
    decided_by: Text | None = None
    note: Text | None = None


class Share(Model):
    """A share over all units that the organizer is shown: of the units for which a yes/no ``fact`` is true, or of the
    sum of ``of`` that the sum of ``fact`` is. ``at_least_percent`` is the target."""

    id: Id
    title: Text
    criterion: Id
    fact: FactName
    of: FactName | None = None
    at_least_percent: Number = Decimal(100)


class Duty(Model):
    """For information: what the plan asks of somebody."""

    who: Text
    what: Text


class Round(Model):
    """One cycle with submissions of its own. ``awards``: what is decided in it. ``reads``: earlier rounds that it looks
    back on. ``deadline``: its proposals."""

    id: Id
    title: Text
    start: date
    end: date
    deadline: Id | None = None
    awards: tuple[Id, ...] = ()
    reads: tuple[Id, ...] = ()


class Assumption(Model):
    """Something that the organizer must confirm before opening: ``about`` names the place (a deadline, a row)."""

    about: Words
    text: Text


class Reading(Model):
    """How an unclear place of the plan is read."""

    id: Id
    about: Words
    text: Text
