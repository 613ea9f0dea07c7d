"""The lines of history: about something that the person of this turn did, and about a submission, whoever did it.

A function that changes a row notes it itself; ``tests/handlers/test_trail_writers.py`` reads all of them and names
those that forget.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from handlers.turn import Turn
from storage import queries
from storage.tables import Submission


def note(  # noqa: PLR0913 - one for every column that differs, all by name
    turn: Turn,
    subject: str,
    action: str,
    *,
    unit_id: int | None = None,
    campaign_id: str | None = None,
    submission_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    """By this person, at this moment. ``subject`` and ``action`` as in ``reports.trail``."""
    queries.record(
        turn.session,
        at=turn.now,
        person_id=turn.event.person,
        subject=subject,
        action=action,
        unit_id=unit_id,
        campaign_id=campaign_id,
        submission_id=submission_id,
        before=before,
        after=after,
        why=why,
    )


def note_about(  # noqa: PLR0913 - one for every column that differs, all by name
    session: Session,
    submission: Submission,
    subject: str,
    action: str,
    *,
    by: int | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
) -> None:
    """About this submission or something of it. ``by`` None: the program itself."""
    queries.record(
        session,
        at=now,
        person_id=by,
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        submission_id=submission.id,
        subject=subject,
        action=action,
        before=before,
        after=after,
        why=why,
    )
