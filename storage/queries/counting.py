"""The definition that a self-assessment is scored with: its version, with the days that the organizer let count."""

from datetime import date, datetime

from sqlmodel import Session

from scoring.campaign import Campaign
from scoring.extending import with_extended_days
from storage.queries.deadlines import counted_days
from storage.tables import Submission, SubmissionState

# Few decisions, many turns: the same definition again, so that what is kept beside it is found again.
_known: dict[tuple[int, tuple[tuple[str, date], ...]], tuple[Campaign, Campaign]] = {}
_MOST_KNOWN = 200


def as_counted(session: Session, campaign: Campaign, submission: Submission) -> Campaign:
    """What was sent is scored by what was decided until it was sent; a decision of later changes only what the unit is
    still working on."""
    works = submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
    return _with_days(session, campaign, submission.unit_id, at=None if works else submission.sent_at)


def as_counted_when_sent(session: Session, campaign: Campaign, submission: Submission) -> Campaign:
    """The same for the version that was sent last."""
    return _with_days(session, campaign, submission.unit_id, at=submission.sent_at)


def _with_days(session: Session, campaign: Campaign, unit_id: int, *, at: datetime | None) -> Campaign:
    days = counted_days(session, campaign.id, unit_id, at=at)
    if not days:
        return campaign
    key = id(campaign), tuple(sorted(days.items()))
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = campaign, with_extended_days(campaign, days)
    return _known[key][1]
