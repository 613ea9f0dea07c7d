"""What somebody may judge today: in his or her own right, and for whom he or she stands in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers import behalf, permissions
from handlers.turn import Turn
from scoring.campaign import ReviewStep
from storage import queries
from storage.queries import steps
from storage.tables import Membership, OpenedCampaign, Role, Submission

_EVER = datetime.min.replace(tzinfo=UTC)
# Only the work of the office can be done by a stand-in; nobody speaks for a unit in place of its contact.
_DEPUTISED = (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)


@dataclass(frozen=True, slots=True)
class Power:
    """``person``: in whose right. ``barred``: units that must not be judged in it."""

    person: int
    roles: tuple[Membership, ...]
    barred: frozenset[int]


def powers(turn: Turn) -> tuple[Power, ...]:
    """The person's own right first, then those of whom he or she stands in for today. A stand-in is barred from what
    either of the two is barred from."""
    me = turn.event.person
    since = _since(turn)
    own = steps.barred_units(turn.session, me, since=since)
    found = [Power(me, turn.roles, own)]
    for absent, roles in _stood_in_for(turn):
        barred = own | steps.barred_units(turn.session, absent, since=since)
        found.append(Power(absent, roles, barred))
    return tuple(found)


def roles_in_any_right(turn: Turn) -> tuple[Membership, ...]:
    """One's own roles and those of whom one stands in for today; asked at every menu."""
    return (*turn.roles, *(role for _, roles in _stood_in_for(turn) for role in roles))


def _stood_in_for(turn: Turn) -> list[tuple[int, tuple[Membership, ...]]]:
    """Only somebody of the office stands in for somebody."""
    if not any(member.unit_id is None for member in turn.roles):
        return []
    return [
        (absent, tuple(role for role in queries.roles_of(turn.session, absent) if role.role in _DEPUTISED))
        for absent in steps.stood_in_for(turn.session, turn.event.person, turn.today)
    ]


def _since(turn: Turn) -> datetime:
    opened = queries.open_campaigns(turn.session)
    return opened[-1].opened_at if opened else _EVER


def is_reviewer(turn: Turn) -> bool:
    """In whatever right."""
    return permissions.is_reviewer(roles_in_any_right(turn))


def power_to_review(turn: Turn, submission: Submission, known: tuple[Power, ...] | None = None) -> Power | None:
    """In whose right this person may judge a submission now; None: not at all."""
    named = steps.named_for(turn.session, submission.campaign_id, submission.step or "")
    if not behalf.may_judge(turn, submission):
        return None
    return next(
        (
            power
            for power in known or powers(turn)
            if permissions.may_review(power.roles, submission, barred=power.barred)
            and (not named or power.person in named)
        ),
        None,
    )


def power_at_step(
    turn: Turn, opened: OpenedCampaign, step: ReviewStep, submission: Submission, known: tuple[Power, ...]
) -> Power | None:
    """In whose right this person may act for a step of the chain that does not appraise; None: not at all."""
    named = steps.named_for(turn.session, opened.id, step.id)
    return next(
        (
            power
            for power in known
            if permissions.may_act_at_step(power.roles, step, submission, barred=power.barred)
            and (not named or power.person in named or not step.in_program)
        ),
        None,
    )


def for_whom(turn: Turn, power: Power | None) -> dict[str, int]:
    """What the history says beside an act that was done for somebody else."""
    return {"stands_in_for": power.person} if power is not None and power.person != turn.event.person else {}
