"""What a reviewer may review now, and in which order."""

from dataclasses import dataclass
from datetime import date

from handlers import taking
from handlers.powers import power_to_review, powers
from handlers.turn import Turn, current_campaign
from scoring.campaign import Campaign
from storage import queries
from storage.queries.deadlines import due_days
from storage.tables import Submission, Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission in the queue. ``due``: the last day of what follows it (the award dossier), where there is one.
    ``taken_by``: who else reviews it now."""

    submission: Submission
    unit: Unit
    due: date | None
    taken_by: int | None


def waiting(turn: Turn) -> list[Waiting]:
    """What this person may review now: nearest to the deadline first, then longest waiting."""
    current = current_campaign(turn.session)
    if current is None:
        return []
    opened, campaign = current
    rights, due = powers(turn), _due(turn, campaign)
    found = [
        Waiting(submission, unit, due.get(submission.unit_id, due[0]), taking.held_by_another(turn, submission))
        for step in campaign.review_chain
        if step.appraises
        for submission, unit in queries.submissions_waiting(turn.session, opened.id, step.id)
        if power_to_review(turn, submission, rights) is not None
    ]
    return sorted(found, key=lambda each: (each.due or date.max, each.submission.sent_at, each.submission.id))


def _due(turn: Turn, campaign: Campaign) -> dict[int, date | None]:
    """Unit -> the last day of the award dossier for it, where it was moved; 0 -> for all others."""
    dossier = campaign.deadline_of_kind("dossier")
    if dossier is None:
        return {0: None}
    days = due_days(turn.session, campaign.id)
    moved = {unit for _, unit in days.for_unit}
    return {0: days.of(dossier, None), **{unit: days.of(dossier, unit) for unit in moved}}
