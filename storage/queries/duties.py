"""What a book of duties is made of, for many units at once: plain values, because a hundred thousand objects cost
seconds."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from storage.bulk import among
from storage.tables import Fulfilment, Registration, RegistrationState, Submission, SubmissionState, Unit


class UnitName(NamedTuple):
    """A unit as far as it is spoken of."""

    id: int
    name: str
    code: str
    unit_type: str


class SheetState(NamedTuple):
    """Where the own self-assessment of a unit is. ``number``: of the sending; ``return_due_on``: the last day to
    correct it, where it was returned."""

    unit_id: int
    round: str
    state: SubmissionState
    late: bool
    number: int
    return_due_on: date | None


def unit_names(session: Session, units: Collection[int] | None = None) -> dict[int, UnitName]:
    """The active units, oldest first. ``units`` None: all."""
    columns = (col(getattr(Unit, name)) for name in UnitName._fields)
    wanted = select(*columns).where(col(Unit.active)).order_by(col(Unit.id))
    return {row[0]: UnitName._make(row) for row in _of_units(session, wanted, Unit.id, units)}


def registered_late(session: Session, campaign_id: str, units: Collection[int] | None = None) -> dict[int, bool]:
    """Unit -> whether its own registration that counts came late. ``units`` None: of all."""
    wanted = select(col(Registration.unit_id), col(Registration.late)).where(
        col(Registration.campaign_id) == campaign_id,
        col(Registration.state) == RegistrationState.SENT,
        col(Registration.candidate_id).is_(None),
    )
    return {row.unit_id: row.late for row in _of_units(session, wanted, Registration.unit_id, units)}


def sheet_states(session: Session, campaign_id: str, units: Collection[int] | None = None) -> list[SheetState]:
    """The own self-assessments of the units, one for each round, oldest first. ``units`` None: of all."""
    wanted = (
        select(*(col(getattr(Submission, name)) for name in SheetState._fields))
        .where(col(Submission.campaign_id) == campaign_id, col(Submission.candidate_id).is_(None))
        .order_by(col(Submission.id))
    )
    return [SheetState._make(row) for row in _of_units(session, wanted, Submission.unit_id, units)]


def done_days(
    session: Session, campaign_id: str, units: Collection[int] | None = None
) -> dict[tuple[str, int | None], date]:
    """(deadline, unit) -> when the unit did it, as it said. ``units`` None: of all, and (unit None) the organizer's."""
    wanted = select(col(Fulfilment.deadline), col(Fulfilment.unit_id), col(Fulfilment.done_on)).where(
        col(Fulfilment.campaign_id) == campaign_id, col(Fulfilment.candidate_id).is_(None)
    )
    return {(name, unit): day for name, unit, day in _of_units(session, wanted, Fulfilment.unit_id, units)}


# ---------------------------------------------------------------- of those who compete for themselves


def registered_alone(session: Session, campaign_id: str, candidates: Collection[int]) -> set[int]:
    """Those of the candidates who have registered."""
    wanted = select(col(Registration.candidate_id)).where(
        col(Registration.campaign_id) == campaign_id,
        col(Registration.state) == RegistrationState.SENT,
        among(session, Registration.candidate_id, candidates),
    )
    return set(session.scalars(wanted))


def sheet_states_alone(
    session: Session, campaign_id: str, candidates: Collection[int]
) -> dict[tuple[int, str], SheetState]:
    """(candidate, round) -> where the self-assessment is, oldest first."""
    wanted = (
        select(col(Submission.candidate_id), *(col(getattr(Submission, name)) for name in SheetState._fields))
        .where(col(Submission.campaign_id) == campaign_id, among(session, Submission.candidate_id, candidates))
        .order_by(col(Submission.id))
    )
    found = ((row[0], SheetState._make(row[1:])) for row in session.execute(wanted))
    return {(candidate, sheet.round): sheet for candidate, sheet in found}


def done_days_alone(session: Session, campaign_id: str, candidates: Collection[int]) -> dict[tuple[str, int], date]:
    """(deadline, candidate) -> when it was done, as the individual said."""
    wanted = select(col(Fulfilment.deadline), col(Fulfilment.candidate_id), col(Fulfilment.done_on)).where(
        col(Fulfilment.campaign_id) == campaign_id, among(session, Fulfilment.candidate_id, candidates)
    )
    return {(name, candidate): day for name, candidate, day in session.execute(wanted)}


def _of_units(session: Session, wanted: Any, column: Any, units: Collection[int] | None) -> Any:
    return session.execute(wanted if units is None else wanted.where(among(session, column, units)))
