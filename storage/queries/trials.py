"""Trials of campaigns: the scratch database of each person who tries one, packed between two messages."""

from datetime import datetime

from sqlmodel import Session, col, delete

from storage.migrations import HEAD
from storage.scratch import Scratch
from storage.tables import Trial


def load_trial(session: Session, person: int) -> Scratch | None:
    """Where this person's trial stands; None when there is none, or an older program began it. To be closed."""
    row = session.get(Trial, person)
    return Scratch(row.content) if row is not None and row.tables == HEAD else None


def store_trial(session: Session, person: int, scratch: Scratch, *, now: datetime) -> None:
    """``now``: campaign time."""
    row = session.get(Trial, person) or Trial(person_id=person, content=b"", tables=HEAD)
    row.content, row.tables, row.updated_at = scratch.pack(), HEAD, now
    session.add(row)
    session.flush()


def drop_trial(session: Session, person: int) -> None:
    row = session.get(Trial, person)
    if row is not None:
        session.delete(row)
        session.flush()


def drop_old_trials(session: Session, before: datetime) -> None:
    """Those that nobody answered since (campaign time)."""
    session.exec(delete(Trial).where(col(Trial.updated_at) < before))
