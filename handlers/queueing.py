"""What waits for somebody's decision now, and in which order; and how far the appraisal of all has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers import taking
from handlers.powers import Power, power_at_step, power_to_review, powers
from handlers.turn import Turn, current_campaign
from scoring.campaign import Campaign, ReviewStep
from storage import queries
from storage.queries.deadlines import due_days
from storage.tables import OpenedCampaign, Submission, SubmissionState, Unit


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
    view = _view(turn)
    return [] if view is None else _in_order(_to_appraise(turn, view))


def waiting_everywhere(turn: Turn) -> list[Waiting]:
    """The same with what has reached a later step of the chain at which this person decides, in whatever right."""
    view = _view(turn)
    return [] if view is None else _in_order([*_to_appraise(turn, view), *_at_later_steps(turn, view)])


@dataclass(frozen=True, slots=True)
class _View:
    """What the queue is read with: the open campaign, what this person may do in it, and the last days of units."""

    opened: OpenedCampaign
    campaign: Campaign
    rights: tuple[Power, ...]
    due: dict[int, date | None]


def _view(turn: Turn) -> _View | None:
    current = current_campaign(turn.session)
    return None if current is None else _View(*current, powers(turn), _due(turn, current[1]))


def _to_appraise(turn: Turn, view: _View) -> list[Waiting]:
    due = view.due
    return [
        Waiting(submission, unit, step, due.get(submission.unit_id, due[0]), taking.held_by_another(turn, submission))
        for step in view.campaign.review_chain
        if step.appraises
        for submission, unit in queries.submissions_waiting(turn.session, view.opened.id, step.id)
        if power_to_review(turn, submission, view.rights) is not None
    ]


def _at_later_steps(turn: Turn, view: _View) -> list[Waiting]:
    due = view.due
    return [
        Waiting(submission, unit, step, due.get(submission.unit_id, due[0]), None)
        for step in view.campaign.review_chain
        if step.in_program and not step.appraises
        for submission, unit in queries.submissions_at(turn.session, view.opened.id, step.id)
        if power_at_step(turn, view.opened, step, submission, view.rights) is not None
    ]


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
