"""Who may do what, in which state: small predicates, checked on the server for every action.

Each reads as a claim and answers it; what is not claimed here is refused.
"""

from collections.abc import Collection, Container, Iterable

from handlers.acting_rights import acts_for as acts_for
from handlers.acting_rights import competes_as as competes_as
from handlers.acting_rights import is_organizer as is_organizer
from handlers.acting_rights import may_enter_for as may_enter_for
from handlers.acting_rights import may_hand_to_individual as may_hand_to_individual
from handlers.acting_rights import may_return_to_unit as may_return_to_unit
from handlers.acting_rights import speaks_for as speaks_for
from scoring.campaign import Campaign, ReviewStep
from storage.tables import Membership, Role, Submission, SubmissionState

Roles = Iterable[Membership]
_DECIDING = (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)


def is_member(roles: Roles) -> bool:
    """Somebody who was let in, in whatever role."""
    return any(True for _ in roles)


def is_reviewer(roles: Roles) -> bool:
    return any(member.role is Role.REVIEWER for member in roles)


def may_see_queue(roles: Roles) -> bool:
    """See what waits for one's own decision, and say who stands in: whoever decides at a step of a chain."""
    return any(member.role in _DECIDING for member in roles)


def may_register(roles: Roles, unit_id: int | None, candidate_id: int | None = None, *, alone: bool = False) -> bool:
    """For the unit (candidate None) or somebody of it. ``alone``: the candidate competes for himself."""
    return acts_for(roles, unit_id, candidate_id, alone=alone)


def may_see_submission(roles: Roles, submission: Submission) -> bool:
    """Its own unit always, and who competes for himself; reviewers once it was sent."""
    roles = list(roles)
    if speaks_for(roles, submission.unit_id) or competes_as(roles, submission.candidate_id):
        return True
    return is_reviewer(roles) and submission.number > 0


def may_answer(roles: Roles, submission: Submission, *, alone: bool = False) -> bool:
    """The unit, or an organizer in its place, while the submission is with the unit; of somebody who competes for
    himself (``alone``) nobody else."""
    acts = acts_for(roles, submission.unit_id, submission.candidate_id, alone=alone)
    return acts and submission.state in (SubmissionState.DRAFT, SubmissionState.RETURNED)


def may_review(roles: Roles, submission: Submission, *, barred: Collection[int] = ()) -> bool:
    """A reviewer who does not belong to the unit and is not ``barred`` from it, while the submission waits at a
    step, and not for its second review."""
    roles = list(roles)
    return (
        is_reviewer(roles)
        and submission.state is SubmissionState.SUBMITTED
        and submission.second_at is None
        and submission.unit_id not in barred
        and not any(member.unit_id == submission.unit_id for member in roles)
    )


def may_review_second(roles: Roles, submission: Submission, *, judged: bool, barred: Collection[int] = ()) -> bool:
    """A reviewer who had no part in the first review (``judged``), does not belong to the unit and is not barred from
    it, while the submission waits for its second review."""
    roles = list(roles)
    return is_reviewer(roles) and not judged and _waits_for_second(roles, submission, barred)


def may_settle(roles: Roles, submission: Submission, *, party: bool, named: bool, barred: Collection[int] = ()) -> bool:
    """Say which of two reviewers' findings holds: one of the two (``party``), or whom of the office the organizer
    ``named``; never about the own unit, nor one that he or she is barred from."""
    roles = list(roles)
    able = (party and is_reviewer(roles)) or (named and any(member.role in _DECIDING for member in roles))
    return able and _waits_for_second(roles, submission, barred)


def _waits_for_second(roles: Iterable[Membership], submission: Submission, barred: Collection[int]) -> bool:
    return (
        submission.state is SubmissionState.SUBMITTED
        and submission.second_at is not None
        and submission.unit_id not in barred
        and not any(member.unit_id == submission.unit_id for member in roles)
    )


def may_want_second(roles: Roles) -> bool:
    """Say which submissions are reviewed twice, and who settles what differs."""
    return is_organizer(roles)


def may_waive_second(roles: Roles, submission: Submission, *, compared: bool, barred: Collection[int] = ()) -> bool:
    """Do without the second review of one submission, as long as nobody has finished it; never of the own unit."""
    roles = list(roles)
    return is_organizer(roles) and not compared and _waits_for_second(roles, submission, barred)


def may_judge_entered(person: int, entered_by: Iterable[int], reviewers: Iterable[int]) -> bool:
    """Nobody reviews what they entered for a unit themselves, unless there is no other reviewer."""
    entered_by = set(entered_by)
    return person not in entered_by or not set(reviewers) - entered_by


def may_act_at_step(roles: Roles, step: ReviewStep, submission: Submission, *, barred: Collection[int] = ()) -> bool:
    """Pass on or return at a step that does not appraise: who holds its role and is not barred from the unit; at a step
    outside the program the organizer writes down what was done there."""
    roles = list(roles)
    reached = submission.state is SubmissionState.APPROVED and submission.step == step.id and not step.appraises
    if not step.in_program:
        return reached and is_organizer(roles)
    held = any(step.role is not None and member.role.value == step.role for member in roles)
    return (
        reached
        and held
        and submission.unit_id not in barred
        and not any(member.unit_id == submission.unit_id for member in roles)
    )


def may_explain(roles: Roles, submission: Submission, *, alone: bool = False) -> bool:
    """The unit, or who competes for himself (``alone``), after the points were appraised."""
    roles = list(roles)
    own = competes_as(roles, submission.candidate_id) if alone else speaks_for(roles, submission.unit_id)
    return own and submission.state is SubmissionState.APPROVED


def may_answer_explanation(roles: Roles, submission: Submission, *, barred: Collection[int] = ()) -> bool:
    """A reviewer who does not belong to the unit and is not barred from it, after the appraisal."""
    roles = list(roles)
    return (
        is_reviewer(roles)
        and submission.state is SubmissionState.APPROVED
        and submission.unit_id not in barred
        and not any(member.unit_id == submission.unit_id for member in roles)
    )


def may_reopen(roles: Roles) -> bool:
    """Open again what was closed, with a reason."""
    return is_organizer(roles)


def may_publish(roles: Roles) -> bool:
    return is_organizer(roles)


def may_name_people(roles: Roles) -> bool:
    """Say who belongs to a step of the review chain."""
    return is_organizer(roles)


def may_decide_requests(roles: Roles) -> bool:
    """Let strangers in, accept changes that came after the deadline."""
    return is_organizer(roles)


def may_see_overview(roles: Roles) -> bool:
    """Who has registered and who has sent: organizers and reviewers."""
    roles = list(roles)
    return is_organizer(roles) or is_reviewer(roles)


def may_invite(roles: Roles) -> bool:
    return is_organizer(roles)


def may_answer_questions(roles: Roles) -> bool:
    return is_organizer(roles)


def may_manage_members(roles: Roles) -> bool:
    """See who speaks for a unit, end a role, hand it to somebody else."""
    return is_organizer(roles)


def may_open_campaign(roles: Roles) -> bool:
    return is_organizer(roles)


def may_change_campaign(roles: Roles) -> bool:
    """Make a changed definition the next version of an open campaign."""
    return is_organizer(roles)


def may_try_campaign(roles: Roles) -> bool:
    """Answer a campaign as a unit would, in a scratch space."""
    return is_organizer(roles)


def may_edit_calendar(roles: Roles) -> bool:
    """Say which days are off and which are worked instead."""
    return is_organizer(roles)


def may_nudge(roles: Roles) -> bool:
    """Urge units, move deadlines, write to everybody."""
    return is_organizer(roles)


def may_import(roles: Roles) -> bool:
    """Add and change units and the people on the list."""
    return is_organizer(roles)


# ---------------------------------------------------------------- awards


def may_see_awards(roles: Roles) -> bool:
    """Who may be put forward for what, and why: those who review, decide and organize."""
    return any(member.role in (*_DECIDING, Role.ORGANIZER) for member in roles)


def may_rule(roles: Roles, campaign: Campaign, unit_id: int | None, answered_by: str, outcome: str) -> bool:
    """Decide about something that stands in the way of an award, never of one's own unit.

    What needs a decision: the roles of the plan's own chain (of what the council answers: not the reviewer), and the
    organizer. An exception from what the plan itself rules out: whoever decides the awards, and the organizer.
    """
    if outcome == "needs_decision":
        allowed = set(_DECIDING) - ({Role.REVIEWER} if answered_by == "council" else set())
    else:
        allowed = {Role.DECISION_MAKER}
    chain = {step.role for step in campaign.review_chain if step.in_program}
    allowed = {each for each in allowed if each.value in chain} | {Role.ORGANIZER}
    return _outside(roles, unit_id, allowed)


def may_answer_for_office(roles: Roles, unit_id: int | None, answered_by: str) -> bool:
    """Enter what the office or the council knows about a candidate of another unit."""
    allowed = {
        "office": {Role.REVIEWER, Role.ORGANIZER},
        "council": {Role.COUNCIL_SECRETARY, Role.DECISION_MAKER},
    }.get(answered_by, set())
    return _outside(roles, unit_id, allowed)


def may_build_dossier(
    roles: Roles, unit_id: int | None, added_by: str, candidate_id: int | None = None, *, alone: bool = False
) -> bool:
    """Put a document into an award dossier, take it out again: the unit its own (an organizer in its place), who
    competes for himself (``alone``) his; what the council adds, its secretary or the organizer, never for their own
    unit."""
    roles = list(roles)
    if added_by == "council":
        return _outside(roles, unit_id, {Role.COUNCIL_SECRETARY, Role.ORGANIZER})
    return acts_for(roles, unit_id, candidate_id, alone=alone)


def may_check_dossier(roles: Roles, unit_id: int | None, *, barred: Collection[int] = ()) -> bool:
    """Say that a document is not enough or that the dossier is complete: a reviewer or the council's secretary, not of
    their own unit nor of one that they are barred from."""
    return unit_id not in barred and _outside(roles, unit_id, {Role.REVIEWER, Role.COUNCIL_SECRETARY})


def may_see_dossiers(roles: Roles) -> bool:
    """Look at the award dossiers of all units: who sees who may be put forward for an award."""
    return may_see_awards(roles)


def may_take_back_check(roles: Roles, unit_id: int | None, *, mine: bool, barred: Collection[int] = ()) -> bool:
    """Take back what was found about a dossier: who found it, as long as he or she may check it, and the organizer."""
    roles = list(roles)
    return (mine and may_check_dossier(roles, unit_id, barred=barred)) or _outside(roles, unit_id, {Role.ORGANIZER})


def may_set_status(roles: Roles, unit_id: int) -> bool:
    """Say what became of a registered initiative: a reviewer of another unit."""
    return _outside(roles, unit_id, {Role.REVIEWER})


def _outside(roles: Roles, unit_id: int | None, allowed: Container[Role]) -> bool:
    roles = list(roles)
    if any(member.unit_id is not None and member.unit_id == unit_id for member in roles):
        return False
    return any(member.role in allowed for member in roles)
