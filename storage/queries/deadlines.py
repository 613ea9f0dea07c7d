"""Deadlines as they hold now, and what the units did about them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from scoring.campaign import Deadline
from storage.bulk import among
from storage.prepared import Rows
from storage.remembering import remembered
from storage.tables import (
    Answer,
    DeadlineChange,
    Fulfilment,
    Registration,
    RegistrationState,
    Submission,
    SubmissionState,
)

# Asked in every turn of a self-assessment.
_CHANGES = Rows(
    DeadlineChange,
    select(DeadlineChange).where(DeadlineChange.campaign_id == bindparam("campaign")).order_by(col(DeadlineChange.id)),
)


def _changes(session: Session, campaign_id: str) -> Sequence[DeadlineChange]:
    """All of them, also those that were taken back, oldest first."""
    return remembered(session, DeadlineChange, campaign_id, lambda: _CHANGES.all(session, campaign=campaign_id))


@dataclass(frozen=True, slots=True)
class DueDays:
    """The last valid days that the organizer changed in one campaign. Of a unit's own day and the one of all units
    the later one holds: an extension for everybody takes nothing away from a unit."""

    for_all: Mapping[str, date]
    for_unit: Mapping[tuple[str, int], date]

    def of(self, deadline: Deadline, unit_id: int | None) -> date | None:
        """The last valid day for a unit (None: for those without a day of their own); None where there is no date."""
        common = self.for_all.get(deadline.id, deadline.due_on)
        own = self.for_unit.get((deadline.id, unit_id)) if unit_id is not None else None
        return max(common, own) if common and own else own or common

    def changed(self, deadline: Deadline, unit_id: int, *, wanted: Collection[int] | None, day: date) -> date:
        """The last valid day for a unit if those of ``wanted`` (None: all) get this ``day``."""
        own = day if wanted is not None and unit_id in wanted else self.for_unit.get((deadline.id, unit_id))
        common = day if wanted is None else self.for_all.get(deadline.id, deadline.due_on)
        return max(each for each in (own, common) if each is not None)

    def moved(self, unit_id: int | None) -> dict[str, date]:
        """Deadline -> the day that holds for a unit, of those that were moved for it or for all."""
        own = {name: day for (name, unit), day in self.for_unit.items() if unit == unit_id}
        both = self.for_all.keys() & own.keys()
        return {**self.for_all, **own, **{name: max(self.for_all[name], own[name]) for name in both}}

    def every(self, deadline: Deadline) -> set[date]:
        """Every last valid day that holds for somebody."""
        own = {day for (name, _), day in self.for_unit.items() if name == deadline.id}
        common = self.of(deadline, None)
        return own | ({common} if common else set())


def due_days(session: Session, campaign_id: str, *, without: Collection[DeadlineChange] = ()) -> DueDays:
    """All changes of deadlines of a campaign that hold; ``without``: as if these did not."""
    rows = [row for row in _changes(session, campaign_id) if row.undone_at is None and row not in without]
    return DueDays(
        for_all={row.deadline: row.due_on for row in rows if row.unit_id is None},
        for_unit={(row.deadline, row.unit_id): row.due_on for row in rows if row.unit_id is not None},
    )


def due_on(session: Session, campaign_id: str, deadline: Deadline, unit_id: int | None) -> date | None:
    """The last valid day of a deadline for a unit, as the organizer may have changed it. Everything that depends on a
    deadline asks here."""
    return due_days(session, campaign_id).of(deadline, unit_id)


def counted_days(
    session: Session,
    campaign_id: str,
    unit_id: int,
    *,
    at: datetime | None = None,
    without: Collection[DeadlineChange] = (),
) -> dict[str, date]:
    """Deadline -> until when what a unit does is in time for its points, of those that the organizer moved with this
    meaning; as it was decided at ``at`` (campaign time; None: now), or ``without`` some changes."""
    found: dict[tuple[str, int | None], date] = {}
    for row in _changes(session, campaign_id):
        held = row not in without and (row.undone_at is None or (at is not None and row.undone_at > at))
        if row.counts and held and row.unit_id in (None, unit_id) and (at is None or row.changed_at <= at):
            found[row.deadline, row.unit_id] = row.due_on  # the newest of each
    return {name: max(day for (other, _), day in found.items() if other == name) for name, _ in found}


def last_change(session: Session, campaign_id: str, deadline: str) -> list[DeadlineChange]:
    """What was changed last of a deadline, for all units that were named together; empty when nothing holds."""
    rows = [row for row in _changes(session, campaign_id) if row.deadline == deadline and row.undone_at is None]
    together = [(row.changed_at, row.due_on, row.reason, row.unit_id is None) for row in rows]
    return [row for row, batch in zip(rows, together, strict=True) if batch == together[-1]]


# ---------------------------------------------------------------- what was done


def registered(session: Session, campaign_id: str, units: Collection[int] | None = None) -> dict[int, Registration]:
    """Unit -> its own registration that counts. ``units`` None: of all."""
    wanted = select(Registration).where(
        Registration.campaign_id == campaign_id,
        Registration.state == RegistrationState.SENT,
        col(Registration.candidate_id).is_(None),
    )
    if units is not None:
        wanted = wanted.where(col(Registration.unit_id).in_(units))
    return {row.unit_id: row for row in session.exec(wanted)}


def submissions(
    session: Session, campaign_id: str, units: Collection[int] | None = None, *, round: str | None = None
) -> dict[int, Submission]:
    """Unit -> its own self-assessment, of a round (None: of the newest). ``units`` None: of all."""
    own = col(Submission.candidate_id).is_(None)
    wanted = select(Submission).where(Submission.campaign_id == campaign_id, own).order_by(col(Submission.id))
    if round is not None:
        wanted = wanted.where(Submission.round == round)
    if units is not None:
        wanted = wanted.where(col(Submission.unit_id).in_(units))
    return {row.unit_id: row for row in session.exec(wanted)}


def fulfilments(
    session: Session, campaign_id: str, units: Collection[int] | None = None
) -> dict[tuple[str, int | None], Fulfilment]:
    """(deadline, unit) -> what the unit said that it did. ``units`` None: of all, and (unit None) the organizer's."""
    own = col(Fulfilment.candidate_id).is_(None)
    wanted = select(Fulfilment).where(Fulfilment.campaign_id == campaign_id, own)
    if units is not None:
        wanted = wanted.where(col(Fulfilment.unit_id).in_(units))
    return {(row.deadline, row.unit_id): row for row in session.exec(wanted)}


def fulfilment_alone(session: Session, campaign_id: str, deadline: str, candidate_id: int) -> Fulfilment | None:
    """What somebody who competes for himself said that was done."""
    wanted = select(Fulfilment).where(
        Fulfilment.campaign_id == campaign_id,
        Fulfilment.deadline == deadline,
        Fulfilment.candidate_id == candidate_id,
    )
    return session.exec(wanted).first()


def facts_of(
    session: Session, campaign_id: str, criteria: Collection[str], units: Collection[int] | None = None
) -> dict[tuple[int, str], Mapping[str, Any]]:
    """(unit, criterion) -> the facts that the unit answered of itself, as stored. ``units`` None: of all."""
    wanted = (
        select(Submission.unit_id, Answer.criterion, Answer.facts)
        .join(Answer, col(Answer.submission_id) == col(Submission.id))
        .where(
            Submission.campaign_id == campaign_id,
            col(Submission.candidate_id).is_(None),
            col(Answer.criterion).in_(criteria),
        )
        .order_by(col(Submission.id))
    )
    if units is not None:
        wanted = wanted.where(among(session, Submission.unit_id, units))
    return {(unit, criterion): facts for unit, criterion, facts in session.exec(wanted)}


def returned_alone(session: Session, campaign_id: str, candidate_id: int) -> Submission | None:
    """The self-assessment of somebody who competes that is to be corrected, the newest."""
    wanted = select(Submission).where(
        Submission.campaign_id == campaign_id,
        Submission.candidate_id == candidate_id,
        Submission.state == SubmissionState.RETURNED,
    )
    return session.exec(wanted.order_by(col(Submission.id).desc())).first()


def returned_due(session: Session, campaign_id: str, first: date, last: date) -> list[Submission]:
    """The returned self-assessments that are to be corrected by a day of this span."""
    return list(
        session.exec(
            select(Submission)
            .where(
                Submission.campaign_id == campaign_id,
                Submission.state == SubmissionState.RETURNED,
                col(Submission.return_due_on).between(first, last),
            )
            .order_by(col(Submission.id))
        )
    )
