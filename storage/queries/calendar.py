"""The days of the table of holidays that the organizer set here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from scoring.calendar import WorkingCalendar
from storage.remembering import remembered
from storage.tables import CalendarChange, DayKind

# Built once: whoever asks for a working day asks this first.
_CHANGES = select(CalendarChange).where(col(CalendarChange.undone_at).is_(None)).order_by(col(CalendarChange.id))


def calendar_changes(session: Session) -> list[CalendarChange]:
    """The changes that hold, oldest first; the newest of each day counts."""
    return list(remembered(session, CalendarChange, "hold", lambda: session.exec(_CHANGES).all()))


def changed_days(session: Session) -> dict[date, DayKind]:
    """Day -> what the organizer made of it."""
    return {row.day: DayKind(row.kind) for row in calendar_changes(session)}


def with_changes(table: WorkingCalendar, days: Mapping[date, DayKind]) -> WorkingCalendar:
    """A table of holidays with these days set otherwise."""
    if not days:
        return table
    chosen = {kind: [day for day, one in days.items() if one is kind] for kind in DayKind}
    return table.changed(off=chosen[DayKind.OFF], worked=chosen[DayKind.WORKED], ordinary=chosen[DayKind.ORDINARY])


def change_calendar(
    session: Session, days: Mapping[date, DayKind], *, reason: str, by: int | None, now: datetime
) -> int:
    """Set days, all at once; returns the number to undo them by. ``now`` is campaign time."""
    batch = (session.exec(select(func.max(CalendarChange.batch))).one() or 0) + 1
    for day, kind in sorted(days.items()):
        session.add(CalendarChange(batch=batch, day=day, kind=kind, reason=reason, changed_by=by, changed_at=now))
    session.flush()
    return batch


def last_change(session: Session) -> Sequence[CalendarChange]:
    """The days that were set last and still hold; empty when there are none."""
    rows = calendar_changes(session)
    newest = max((row.batch for row in rows), default=None)
    return [row for row in rows if row.batch == newest]
