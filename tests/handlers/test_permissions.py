"""Who may do what, in which state: the whole table, refused unless it stands here."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import product

import pytest

from handlers import permissions
from scoring.campaign import Campaign, ReviewStep
from scoring.campaign_files import load_campaigns
from scoring.text import Text
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
    }
    # An organizer enters it in the place of any unit.
    | {
        (Role.ORGANIZER, own, state)
        for own in (True, False)
        for state in (SubmissionState.DRAFT, SubmissionState.RETURNED)
    },
    permissions.may_review: {(Role.REVIEWER, False, SubmissionState.SUBMITTED)},
    permissions.may_answer_explanation: {(Role.REVIEWER, False, SubmissionState.APPROVED)},
    permissions.may_explain: {(role, True, SubmissionState.APPROVED) for role in UNIT_ROLES},
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
    assert permissions.may_register(roles, OWN) is (role in (*UNIT_ROLES, Role.ORGANIZER))
    assert permissions.may_register(roles, OTHER) is (role is Role.ORGANIZER)
    assert permissions.may_register(roles, None) is False
    assert permissions.may_enter_for(roles) is (role is Role.ORGANIZER)
    assert permissions.may_import(roles) is (role is Role.ORGANIZER)
    assert permissions.may_invite(roles) is (role is Role.ORGANIZER)
    assert permissions.may_manage_members(roles) is (role is Role.ORGANIZER)
    assert permissions.may_answer_questions(roles) is (role is Role.ORGANIZER)
    assert permissions.may_open_campaign(roles) is (role is Role.ORGANIZER)
    assert permissions.may_change_campaign(roles) is (role is Role.ORGANIZER)
    assert permissions.may_try_campaign(roles) is (role is Role.ORGANIZER)
    assert permissions.may_nudge(roles) is (role is Role.ORGANIZER)
    assert permissions.may_edit_calendar(roles) is (role is Role.ORGANIZER)
    assert permissions.may_decide_requests(roles) is (role is Role.ORGANIZER)
    assert permissions.may_publish(roles) is (role is Role.ORGANIZER)
    assert permissions.may_reopen(roles) is (role is Role.ORGANIZER)
    assert permissions.may_name_people(roles) is (role is Role.ORGANIZER)
    assert permissions.may_want_second(roles) is (role is Role.ORGANIZER)
    assert permissions.may_see_overview(roles) is (role in (Role.ORGANIZER, Role.REVIEWER))
    deciding = (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)
    assert permissions.may_see_queue(roles) is (role in deciding)


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


# ---------------------------------------------------------------- awards

DECIDING = {Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER}
# (who answers the item, its outcome) -> the roles of a chain with reviewer, council and chairperson that may decide
MAY_RULE: dict[tuple[str, str], set[Role]] = {
    ("unit", "needs_decision"): DECIDING | {Role.ORGANIZER},
    ("office", "needs_decision"): DECIDING | {Role.ORGANIZER},
    ("program", "needs_decision"): DECIDING | {Role.ORGANIZER},
    ("council", "needs_decision"): {Role.COUNCIL_SECRETARY, Role.DECISION_MAKER, Role.ORGANIZER},
    **{
        (by, outcome): {Role.DECISION_MAKER, Role.ORGANIZER}
        for by in ("unit", "office", "program", "council")
        for outcome in ("not_met", "deferred", "excluded")
    },
}


@pytest.fixture(scope="module")
def campaigns() -> Mapping[str, Campaign]:
    return load_campaigns()


@pytest.mark.parametrize(("by", "outcome"), MAY_RULE)
@pytest.mark.parametrize("role", list(Role))
def test_who_may_decide_about_an_item(role: Role, by: str, outcome: str, campaigns: Mapping[str, Campaign]) -> None:
    campaign = campaigns["cchc-hai-hoa-2024"]
    assert permissions.may_rule([member(role)], campaign, OWN, by, outcome) is (role in MAY_RULE[by, outcome])
    assert permissions.may_rule([member(role, OWN)], campaign, OWN, by, outcome) is False
    assert permissions.may_rule([member(role), member(Role.UNIT_LEADER, OWN)], campaign, OWN, by, outcome) is False


def test_only_roles_of_the_plans_own_chain_decide(campaigns: Mapping[str, Campaign]) -> None:
    without_council = campaigns["danvan-phung-chi-kien-2025-2026"]
    secretary = [member(Role.COUNCIL_SECRETARY)]
    assert permissions.may_rule(secretary, without_council, OWN, "unit", "needs_decision") is False
    assert permissions.may_rule(secretary, campaigns["cchc-hai-hoa-2024"], OWN, "unit", "needs_decision") is True


@pytest.mark.parametrize("role", list(Role))
def test_awards_and_what_the_office_answers(role: Role) -> None:
    roles = [member(role)]
    assert permissions.may_see_awards(roles) is (role in DECIDING | {Role.ORGANIZER})
    assert permissions.may_answer_for_office(roles, OWN, "office") is (role in (Role.REVIEWER, Role.ORGANIZER))
    council = (Role.COUNCIL_SECRETARY, Role.DECISION_MAKER)
    assert permissions.may_answer_for_office(roles, OWN, "council") is (role in council)
    assert permissions.may_answer_for_office(roles, OWN, "unit") is False
    assert permissions.may_answer_for_office(roles, OWN, "program") is False
    assert permissions.may_set_status(roles, OWN) is (role is Role.REVIEWER)
    for by in ("office", "council"):
        assert permissions.may_answer_for_office([member(role, OWN)], OWN, by) is False
    assert permissions.may_set_status([member(role, OWN)], OWN) is False


@pytest.mark.parametrize(
    ("person", "entered_by", "reviewers", "allowed"),
    [
        (1, [], [1, 2], True),
        (1, [3], [1, 2], True),
        (1, [1], [1, 2], False),
        (1, [1, 2], [1, 2], True),  # each entered something: nobody else is left
        (1, [1], [1], True),  # nobody else is there
        (2, [1], [1, 2], True),
    ],
)
def test_nobody_reviews_what_they_entered_unless_nobody_else_can(
    person: int, entered_by: list[int], reviewers: list[int], allowed: bool
) -> None:
    assert permissions.may_judge_entered(person, entered_by, reviewers) is allowed


@pytest.mark.parametrize("action", [permissions.may_review, permissions.may_answer_explanation])
def test_nobody_judges_a_unit_that_he_or_she_is_too_close_to(action: Callable[..., bool]) -> None:
    state = SubmissionState.SUBMITTED if action is permissions.may_review else SubmissionState.APPROVED
    assert action([member(Role.REVIEWER)], submission(state), barred={OTHER}) is True
    assert action([member(Role.REVIEWER)], submission(state), barred={OWN}) is False


# ---------------------------------------------------------------- award dossiers


@pytest.mark.parametrize(("role", "own"), list(product(Role, (True, False))))
def test_who_builds_and_checks_an_award_dossier(role: Role, own: bool) -> None:
    roles = [member(role, OWN if own else OTHER if role in UNIT_ROLES else None)]
    of_unit = role is Role.ORGANIZER or (role in UNIT_ROLES and own)
    assert permissions.may_build_dossier(roles, OWN, "unit") is of_unit
    of_council = role in (Role.COUNCIL_SECRETARY, Role.ORGANIZER) and not own
    assert permissions.may_build_dossier(roles, OWN, "council") is of_council
    checks = role in (Role.REVIEWER, Role.COUNCIL_SECRETARY) and not own
    assert permissions.may_check_dossier(roles, OWN) is checks
    assert permissions.may_check_dossier(roles, OWN, barred={OWN}) is False
    assert permissions.may_see_dossiers(roles) is (role in DECIDING | {Role.ORGANIZER})
    organizer = role is Role.ORGANIZER and not own
    assert permissions.may_take_back_check(roles, OWN, mine=False) is organizer
    assert permissions.may_take_back_check(roles, OWN, mine=True) is (checks or organizer)
    assert permissions.may_take_back_check(roles, OWN, mine=True, barred={OWN}) is organizer


def test_nobody_without_a_role_touches_an_award_dossier() -> None:
    for added_by in ("unit", "council"):
        assert permissions.may_build_dossier([], OWN, added_by) is False
        assert permissions.may_build_dossier([member(Role.REVIEWER)], None, added_by) is False
    assert not permissions.may_check_dossier([], OWN)
    assert not permissions.may_see_dossiers([])
    assert not permissions.may_take_back_check([], OWN, mine=True)


# ---------------------------------------------------------------- the second review


@pytest.mark.parametrize(("role", "own", "state"), list(product(Role, (True, False), SubmissionState)))
@pytest.mark.parametrize("asked", [True, False])
def test_a_submission_at_its_second_review(role: Role, own: bool, state: SubmissionState, asked: bool) -> None:
    roles = [member(role, OWN if own else OTHER if role in UNIT_ROLES else None)]
    waiting = submission(state)
    waiting.second_at = NOW if asked else None
    waits = asked and state is SubmissionState.SUBMITTED and not own
    assert permissions.may_review_second(roles, waiting, judged=False) is (waits and role is Role.REVIEWER)
    assert permissions.may_review_second(roles, waiting, judged=True) is False
    assert permissions.may_settle(roles, waiting, party=True, named=False) is (waits and role is Role.REVIEWER)
    assert permissions.may_settle(roles, waiting, party=False, named=True) is (waits and role in DECIDING)
    assert permissions.may_settle(roles, waiting, party=False, named=False) is False
    assert permissions.may_waive_second(roles, waiting, compared=False) is (waits and role is Role.ORGANIZER)
    assert permissions.may_waive_second(roles, waiting, compared=True) is False
    if asked:  # the first review is over
        assert permissions.may_review(roles, waiting) is False


def test_nobody_has_a_part_in_the_second_review_of_a_unit_that_he_or_she_is_too_close_to() -> None:
    waiting = submission(SubmissionState.SUBMITTED)
    waiting.second_at = NOW
    reviewer, organizer, barred = [member(Role.REVIEWER)], [member(Role.ORGANIZER)], {OWN}
    assert permissions.may_review_second(reviewer, waiting, judged=False, barred=barred) is False
    assert permissions.may_settle(reviewer, waiting, party=True, named=True, barred=barred) is False
    assert permissions.may_waive_second(organizer, waiting, compared=False, barred=barred) is False


# ---------------------------------------------------------------- later steps of the chain

STEPS = {
    "office": ReviewStep(id="office", title=Text(vi="x"), in_program=True, appraises=True, role="reviewer"),
    "council": ReviewStep(id="council", title=Text(vi="x"), in_program=True, role="council_secretary"),
    "chairperson": ReviewStep(id="chairperson", title=Text(vi="x"), in_program=True, role="decision_maker"),
    "province": ReviewStep(id="province", title=Text(vi="x")),
}
ACTS_AT = {"council": Role.COUNCIL_SECRETARY, "chairperson": Role.DECISION_MAKER, "province": Role.ORGANIZER}


@pytest.mark.parametrize(("role", "step", "state", "at"), list(product(Role, STEPS, SubmissionState, STEPS)))
def test_who_acts_at_a_later_step(role: Role, step: str, state: SubmissionState, at: str) -> None:
    waiting = submission(state)
    waiting.step = at
    allowed = state is SubmissionState.APPROVED and at == step and ACTS_AT.get(step) is role
    assert permissions.may_act_at_step([member(role)], STEPS[step], waiting) is allowed
    if step != "province":
        assert not permissions.may_act_at_step([member(role)], STEPS[step], waiting, barred={OWN})
        assert not permissions.may_act_at_step([member(role, OWN)], STEPS[step], waiting)
