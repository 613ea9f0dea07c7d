"""Writing down who changed what."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.chaining import Line, append

ON_BEHALF = "on_behalf"  # of ``session.info``: the unit for which an organizer is entering something in this turn


def record(  # noqa: PLR0913 - one for every column, all by name
    session: Session,
    *,
    at: datetime,
    person_id: int | None,
    subject: str,
    action: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str | None = None,
    campaign_id: str | None = None,
    unit_id: int | None = None,
    submission_id: int | None = None,
) -> None:
    """One line of history, in the same transaction as the change itself. ``at`` is campaign time; ``subject`` names
    the thing ("answer:I.1"), ``before`` and ``after`` its values as JSON. Nobody's name or phone belongs in it."""
    line = Line(
        at=at,
        person_id=person_id,
        campaign_id=campaign_id,
        unit_id=unit_id,
        submission_id=submission_id,
        subject=subject,
        action=action,
        before=before,
        after=after,
        why=why,
        on_behalf=unit_id is not None and session.info.get(ON_BEHALF) == unit_id,
    )
    append(session, line)
