"""Who may do what, in which state: the whole table, refused unless it stands here."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pytest

from handlers import permissions
from storage.tables import Membership, Role, Submission, SubmissionState

NOW = datetime(2024, 4, 15, tzinfo=UTC)
OWN, OTHER = 1, 2
UNIT_ROLES = (Role.UNIT_CONTACT, Role.UNIT_LEADER)


def member(role: Role, unit_id: int | None = None) -> Membership:
    return Membership(person_id=1, role=role, unit_id=unit_id, since=NOW)


def submission(state: SubmissionState, unit_id: int = OWN) -> Submission:
    number = 0 if state is SubmissionState.DRAFT else 1
    return Submission(campaign_id="c", campaign_version=1, unit_id=unit_id, state=state, number=number)


# action -> (role, whether of the submission's unit, state) that may
ALLOWED: dict[Callable[..., bool], set[tuple[Role, bool, SubmissionState]]] = {
    permissions.may_answer: {
        (role, True, state) for role in UNIT_ROLES for state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
    },
    permissions.may_review: {(Role.REVIEWER, False, SubmissionState.SUBMITTED)},
    permissions.may_see_submission: {(role, True, state) for role in UNIT_ROLES for state in SubmissionState}
    | {
        (Role.REVIEWER, own, state)
        for own in (True, False)
        for state in SubmissionState
        if state is not SubmissionState.DRAFT
    },
}


@pytest.mark.parametrize("action", ALLOWED, ids=lambda action: action.__name__)
@pytest.mark.parametrize(("role", "own", "state"), list(product(Role, (True, False), SubmissionState)))
def test_submission_actions(action: Callable[..., bool], role: Role, own: bool, state: SubmissionState) -> None:
    roles = [member(role, OWN if own else OTHER)]
    assert action(roles, submission(state)) is ((role, own, state) in ALLOWED[action])


@pytest.mark.parametrize("role", list(Role))
def test_actions_without_a_submission(role: Role) -> None:
    roles = [member(role, OWN if role in UNIT_ROLES else None)]
    assert permissions.may_register(roles, OWN) is (role in UNIT_ROLES)
    assert permissions.may_register(roles, OTHER) is False
    assert permissions.may_import(roles) is (role is Role.ORGANIZER)
    assert permissions.may_invite(roles) is (role is Role.ORGANIZER)
    assert permissions.may_manage_members(roles) is (role is Role.ORGANIZER)
    assert permissions.may_answer_questions(roles) is (role is Role.ORGANIZER)
    assert permissions.may_open_campaign(roles) is (role is Role.ORGANIZER)
    assert permissions.may_nudge(roles) is (role is Role.ORGANIZER)
    assert permissions.may_edit_calendar(roles) is (role is Role.ORGANIZER)
    assert permissions.may_decide_requests(roles) is (role is Role.ORGANIZER)
    assert permissions.may_see_overview(roles) is (role in (Role.ORGANIZER, Role.REVIEWER))


def test_nobody_without_a_role_may_do_anything() -> None:
    for action in ALLOWED:
        for state in SubmissionState:
            assert action([], submission(state)) is False
    assert not permissions.is_member([])
    assert not permissions.may_register([], None)


def test_a_reviewer_who_belongs_to_the_unit_may_not_review_it() -> None:
    roles = [member(Role.REVIEWER), member(Role.UNIT_LEADER, OWN)]
    assert permissions.may_review(roles, submission(SubmissionState.SUBMITTED)) is False
    assert permissions.may_review(roles, submission(SubmissionState.SUBMITTED, OTHER)) is True
