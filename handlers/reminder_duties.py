"""Which dated duties a unit has, until when, and whether they are done: read in a few queries for many units."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from handlers.context import context_of
from reports.dossiers import handed_in_days
from scoring.campaign import Campaign, Deadline
from scoring.rounds import in_its_round, round_of
from storage.queries import deadlines as rows
from storage.queries import duties as stored
from storage.queries.duties import SheetState, UnitName
from storage.tables import OpenedCampaign, Submission, SubmissionState, Unit


class Standing(StrEnum):
    """Where a unit stands with a duty."""

    NOT_CONCERNED = "not_concerned"
    OPEN = "open"
    OVERDUE = "overdue"  # open, and its last valid day has passed
    DONE = "done"
    DONE_LATE = "done_late"


OPEN = (Standing.OPEN, Standing.OVERDUE)


@dataclass(frozen=True, slots=True)
class Duty:
    """A dated duty of one unit. ``deadline.due_on`` is the day that holds for this unit. ``candidate_id``: of whom of
    the unit it is, where somebody competes for himself; ``unit`` then has that name."""

    campaign: Campaign
    deadline: Deadline
    unit: Unit | UnitName
    candidate_id: int | None = None

    @property
    def due_on(self) -> date:
        assert self.deadline.due_on is not None
        return self.deadline.due_on

    @property
    def unit_id(self) -> int:
        assert self.unit.id is not None
        return self.unit.id

    @property
    def whose(self) -> tuple[int, int]:
        """Unit and candidate, 0 for the unit's own."""
        return self.unit_id, self.candidate_id or 0


@dataclass(frozen=True, slots=True)
class Book:
    """The duties of some units in one campaign."""

    campaign: Campaign
    units: Mapping[int, UnitName]
    days: rows.DueDays
    registered: Mapping[int, bool]  # late?
    submissions: Mapping[int, SheetState]  # the newest
    sheets: Mapping[tuple[int, str], SheetState]  # by round
    fulfilled: Mapping[tuple[str, int | None], date]
    facts: Mapping[tuple[int, str], Mapping[str, Any]]
    handed_in: Mapping[tuple[str, int], date]  # (deadline, unit): the unit's own award dossier
    _dated: dict[tuple[str, date], Deadline] = field(default_factory=dict)

    def duty(self, deadline: Deadline, unit_id: int) -> Duty | None:
        """None without a date, and for a unit that takes no part."""
        day = self.days.of(deadline, unit_id)
        unit = self.units.get(unit_id)
        if day is None or unit is None:
            return None
        dated = self._dated.get((deadline.id, day))
        if dated is None:
            dated = deadline if day == deadline.due_on else deadline.model_copy(update={"due_on": day})
            dated = self._dated[deadline.id, day] = in_its_round(self.campaign, dated)
        return Duty(self.campaign, dated, unit)

    def done_on(self, deadline: Deadline, unit_id: int) -> date | None:
        """The day that a report was sent or a goal was reached, as the unit said; or the dossier was handed in here."""
        if (found := self.fulfilled.get((deadline.id, unit_id))) is not None:
            return found
        if (day := self.handed_in.get((deadline.id, unit_id))) is not None:
            return day
        if deadline.prefills is None:
            return None
        value = self.facts.get((unit_id, deadline.prefills.criterion), {}).get(deadline.prefills.fact)
        return date.fromisoformat(value) if isinstance(value, str) else None

    def _sheet(self, deadline: Deadline, unit_id: int) -> SheetState | None:
        """The self-assessment that a deadline is about: of its round, else the newest."""
        cycle = round_of(self.campaign, deadline)
        return self.submissions.get(unit_id) if cycle is None else self.sheets.get((unit_id, cycle.id))

    def standing(self, deadline: Deadline, unit_id: int, today: date) -> Standing:
        """Where the unit stands with this duty today."""
        due = self.days.of(deadline, unit_id)
        if unit_id not in self.units or deadline.duty_of != "units":
            return Standing.NOT_CONCERNED
        if deadline.registered_only and unit_id not in self.registered:
            return Standing.NOT_CONCERNED
        if deadline.kind == "registration":
            done, late = unit_id in self.registered, self.registered.get(unit_id, False)
        elif deadline.kind == "self_assessment":
            submission = self._sheet(deadline, unit_id)
            done = submission is not None and submission.state is not SubmissionState.DRAFT
            late = submission is not None and submission.late
        else:
            day = self.done_on(deadline, unit_id)
            done, late = day is not None, day is not None and due is not None and day > due
        if done:
            return Standing.DONE_LATE if late else Standing.DONE
        return Standing.OVERDUE if due is not None and today > due else Standing.OPEN

    def is_open(self, deadline: Deadline, unit_id: int, today: date) -> bool:
        return self.standing(deadline, unit_id, today) in OPEN


def load_book(session: Session, campaign: Campaign, units: Collection[int] | None = None) -> Book:
    """The duties of these units, or of all that are active."""
    criteria = {deadline.prefills.criterion for deadline in campaign.deadlines if deadline.prefills}
    sheets = stored.sheet_states(session, campaign.id, units)
    return Book(
        campaign=campaign,
        units=stored.unit_names(session, units),
        days=rows.due_days(session, campaign.id),
        registered=stored.registered_late(session, campaign.id, units),
        submissions={each.unit_id: each for each in sheets},
        sheets={(each.unit_id, each.round): each for each in sheets},
        fulfilled=stored.done_days(session, campaign.id, units),
        facts=rows.facts_of(session, campaign.id, criteria, units) if criteria else {},
        handed_in={
            (deadline.id, unit_id): day
            for deadline in campaign.deadlines
            if deadline.kind == "dossier" and campaign.dossier is not None
            for unit_id, day in handed_in_days(session, campaign, deadline, units).items()
        },
    )


def open_duties(session: Session, campaign: Campaign, units: Collection[int], today: date) -> list[Duty]:
    """What these units still have to do, the nearest first; without windows that are not open yet."""
    book = load_book(session, campaign, units)
    found = [
        duty
        for deadline in campaign.deadlines
        if deadline.remind
        for unit_id in book.units
        if book.is_open(deadline, unit_id, today) and (duty := book.duty(deadline, unit_id)) is not None
        if duty.deadline.opens_on is None or duty.deadline.opens_on <= today
    ]
    opened = opening_day(session, campaign)
    found = [duty for duty in found if duty.due_on >= opened]
    for (unit_id, _), submission in book.sheets.items():
        if submission.state is SubmissionState.RETURNED and submission.return_due_on and unit_id in book.units:
            found.append(Duty(campaign, returned_deadline(campaign, submission), book.units[unit_id]))
    return sorted(found, key=lambda duty: duty.due_on)


def returned_deadline(campaign: Campaign, submission: Submission | SheetState) -> Deadline:
    """A returned self-assessment as a duty of its own, with the reviewer's day."""
    return campaign.deadline(campaign.self_assessment.deadline).model_copy(
        update={
            "id": f"return:{submission.number}",
            "kind": "self_assessment",
            "opens_on": None,
            "due_on": submission.return_due_on,
        }
    )


def opening_day(session: Session, campaign: Campaign) -> date:
    """Duties that passed before the campaign was opened here are nobody's any more."""
    opened = session.get_one(OpenedCampaign, campaign.id)
    return max(opened.opened_at.astimezone(context_of(session).timezone).date(), campaign.period.start)
