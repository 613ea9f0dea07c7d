"""Whose self-assessment of which round: begun when it is first needed, with its line in the history."""

from datetime import datetime

from sqlmodel import Session

from handlers.noting import note_about
from storage import queries
from storage.tables import Submission


def ensure_submission(  # noqa: PLR0913 - what makes it one, all by name
    session: Session,
    campaign_id: str,
    version: int,
    unit_id: int,
    *,
    by: int | None,
    now: datetime,
    round: str = "",
    candidate_id: int | None = None,
) -> Submission:
    """The self-assessment of a unit (or of somebody of it), begun when it is first needed."""
    submission = queries.submission_for(session, campaign_id, unit_id, round, candidate_id=candidate_id)
    if submission is None:
        submission = Submission(
            campaign_id=campaign_id, campaign_version=version, unit_id=unit_id, round=round, candidate_id=candidate_id
        )
        session.add(submission)
        session.flush()
        note_about(session, submission, "submission", "begun", by=by, now=now, after={"version": version})
    return submission
