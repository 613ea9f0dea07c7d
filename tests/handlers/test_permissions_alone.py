"""Who may do what where somebody competes for himself: the whole table, refused unless it stands here."""

import pytest

from handlers import permissions
from storage.tables import Membership, Role, Submission, SubmissionState
from tests.handlers.test_permissions import NOW, OTHER, OWN, UNIT_ROLES, member, submission

MINE, THEIRS = 7, 8
EDITABLE = (SubmissionState.DRAFT, SubmissionState.RETURNED)


def alone() -> list[Membership]:
    return [Membership(person_id=1, role=Role.INDIVIDUAL, unit_id=OWN, candidate_id=MINE, since=NOW)]


def of(candidate: int | None, state: SubmissionState) -> Submission:
    found = submission(state)
    found.candidate_id = candidate
    return found


@pytest.mark.parametrize("state", SubmissionState)
@pytest.mark.parametrize("candidate", [MINE, THEIRS, None])
@pytest.mark.parametrize("handed", [True, False])
def test_an_individual_acts_for_one_candidate_alone(
    state: SubmissionState, candidate: int | None, handed: bool
) -> None:
    roles, row, mine = alone(), of(candidate, state), candidate == MINE and handed
    assert permissions.may_answer(roles, row, alone=handed) is (mine and state in EDITABLE)
    assert permissions.may_explain(roles, row, alone=handed) is (mine and state is SubmissionState.APPROVED)
    assert permissions.may_see_submission(roles, row) is (candidate == MINE)
    assert permissions.may_register(roles, OWN, candidate, alone=handed) is mine
    assert permissions.may_build_dossier(roles, OWN, "unit", candidate, alone=handed) is mine
    assert permissions.may_build_dossier(roles, OWN, "council", candidate, alone=handed) is False
    assert permissions.may_return_to_unit(roles, OWN, candidate) is (candidate == MINE)
    assert permissions.may_hand_to_individual(roles, OWN) is False
    assert permissions.speaks_for(roles, OWN) is False
    assert permissions.may_review(roles, row) is False


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [True, False])
def test_nobody_else_acts_for_somebody_who_does_it_alone(role: Role, own: bool) -> None:
    roles = [member(role, OWN if own else OTHER)]
    assert permissions.may_answer(roles, of(MINE, SubmissionState.DRAFT), alone=True) is False
    assert permissions.may_explain(roles, of(MINE, SubmissionState.APPROVED), alone=True) is False
    assert permissions.may_register(roles, OWN, MINE, alone=True) is False
    assert permissions.may_build_dossier(roles, OWN, "unit", MINE, alone=True) is False
    may_hand = (own and role in UNIT_ROLES) or role is Role.ORGANIZER
    assert permissions.may_hand_to_individual(roles, OWN) is may_hand
    assert permissions.may_return_to_unit(roles, OWN, MINE) is may_hand


def test_an_individual_of_a_unit_does_not_review_it() -> None:
    roles = [member(Role.REVIEWER), *alone()]
    for candidate in (MINE, THEIRS, None):
        assert permissions.may_review(roles, of(candidate, SubmissionState.SUBMITTED)) is False
        assert permissions.may_answer_explanation(roles, of(candidate, SubmissionState.APPROVED)) is False
