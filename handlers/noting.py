"""A line of history about something that the person of this turn did."""

from typing import Any

from handlers.turn import Turn
from storage import queries


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
