"""The days of the table of holidays that the organizer set here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from scoring.calendar import DayKind
from storage.remembering import remembered
from storage.tables import CalendarChange

# Built once: whoever asks for a working day asks this first.
_CHANGES = select(CalendarChange).where(col(CalendarChange.undone_at).is_(None)).order_by(col(CalendarChange.id))


def calendar_changes(session: Session) -> list[CalendarChange]:
    """The changes that hold, oldest first; the newest of each day counts."""
    return list(remembered(session, CalendarChange, "hold", lambda: session.exec(_CHANGES).all()))


def changed_days(session: Session, *, at: datetime | None = None) -> dict[date, DayKind]:
    """Day -> what the organizer made of it. ``at``: as it was at an earlier moment."""
    if at is not None:
        undone_later = or_(col(CalendarChange.undone_at).is_(None), col(CalendarChange.undone_at) > at)
        held = select(CalendarChange).where(col(CalendarChange.changed_at) <= at, undone_later)
        return {row.day: DayKind(row.kind) for row in session.exec(held.order_by(col(CalendarChange.id)))}
    return {row.day: DayKind(row.kind) for row in calendar_changes(session)}


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
