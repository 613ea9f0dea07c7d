"""What waits for somebody's decision now, and in which order; and how far the appraisal of all has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import taking
from handlers.powers import power_at_step, power_to_review, powers
from handlers.turn import Turn, current_campaign
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.queries.deadlines import due_days
from storage.tables import Submission, SubmissionState, Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission in the queue, at one step of the chain. ``due``: the last day of what follows it (the award
    dossier), where there is one. ``taken_by``: who else reviews it now."""

    submission: Submission
    unit: Unit
    step: ReviewStep
    due: date | None
    taken_by: int | None


def waiting(turn: Turn) -> list[Waiting]:
    """What this person may appraise now: nearest to the deadline first, then longest waiting."""
    current = current_campaign(turn.session)
    if current is None:
        return []
    opened, campaign = current
    rights, due = powers(turn), _due(turn, campaign)
    found = [
        Waiting(submission, unit, step, due.get(submission.unit_id, due[0]), taking.held_by_another(turn, submission))
        for step in campaign.review_chain
        if step.appraises
        for submission, unit in queries.submissions_waiting(turn.session, opened.id, step.id)
        if power_to_review(turn, submission, rights) is not None
    ]
    return _in_order(found)


def waiting_everywhere(turn: Turn) -> list[Waiting]:
    """The same with what has reached a later step of the chain at which this person decides, in whatever right."""
    current = current_campaign(turn.session)
    if current is None:
        return []
    opened, campaign = current
    rights, due = powers(turn), _due(turn, campaign)
    later = [
        Waiting(submission, unit, step, due.get(submission.unit_id, due[0]), None)
        for step in campaign.review_chain
        if step.in_program and not step.appraises
        for submission, unit in queries.submissions_at(turn.session, opened.id, step.id)
        if power_at_step(turn, opened, step, submission, rights) is not None
    ]
    return _in_order([*waiting(turn), *later])


def _in_order(found: list[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda each: (each.due or date.max, each.submission.sent_at, each.submission.id))


def _due(turn: Turn, campaign: Campaign) -> dict[int, date | None]:
    """Unit -> the last day of the award dossier for it, where it was moved; 0 -> for all others."""
    dossier = campaign.deadline_of_kind("dossier")
    if dossier is None:
        return {0: None}
    days = due_days(turn.session, campaign.id)
    moved = {unit for _, unit in days.for_unit}
    return {0: days.of(dossier, None), **{unit: days.of(dossier, unit) for unit in moved}}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the appraisal is: of all that were sent (``sent``) so many are through it (``done``), so many at their
    units for a correction (``returned``). What waits for its second review is not through."""

    sent: int
    done: int
    returned: int


def progress(turn: Turn, items: Sequence[Waiting]) -> Progress:
    """Of the rounds that something in ``items`` belongs to; of the newest round where nothing waits."""
    current = current_campaign(turn.session)
    states = queries.states_of_sent(turn.session, current[0].id) if current is not None else []
    rounds = {each.submission.round for each in items} or {max((round for round, _ in states), default="")}
    found = [state for round, state in states if round in rounds]
    return Progress(
        sent=len(found),
        done=sum(state is SubmissionState.APPROVED for state in found),
        returned=sum(state is SubmissionState.RETURNED for state in found),
    )
