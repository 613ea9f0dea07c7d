"""Verdicts and outcomes: what is not known, what people decide, who is asked what."""

from datetime import date

import pytest

from scoring.answers import asked_facts, dump_facts, load_answers, missing_facts, parse_answers
from scoring.campaign_files import load_campaigns
from scoring.eligibility import UnknownName, assess, awards_for, judged_for
from scoring.refusals import Contradiction
from scoring.verdict import judge, strongest

CAMPAIGNS = load_campaigns()
HAI_HOA, DINH_DU = CAMPAIGNS["cchc-hai-hoa-2024"], CAMPAIGNS["cchc-dinh-du-2024"]
QUANG_NINH, VINH_LONG = CAMPAIGNS["cchc-quang-ninh-2024"], CAMPAIGNS["cchc-vinh-long-2024"]
CLEAN = {
    "disciplined": False,
    "discipline_under_review": False,
    "valid_complaint_pending": False,
    "unverified_press_allegation": False,
}
GOOD = {
    "registration": {"registered": True, "registered_on": "2024-04-22"},
    "conduct": CLEAN,
    "V.2.1": {"excellent_completion": True},
    "V.2.2": {"plan_tasks_done_well": True},
    "V.2.3": {"directives_quality_and_on_time": True},
    "V.2.4": {"initiatives": 1},
    "V.2.5": {"discipline_violations": 0},
}

LATE = {"registration": {"registered": True, "registered_on": "2024-05-02"}}


def outcome(raw, **options):
    result = assess(
        DINH_DU, parse_answers(DINH_DU, raw), candidate="individual", award="commune_commendation", **options
    )
    return result.outcome, result.reasons


def verdict(campaign, criterion, facts, **options):
    answers = parse_answers(campaign, {criterion: facts})
    return judge(campaign, campaign.criterion(criterion), answers, **options)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("eligible", ())),
        ({"V.2.4": {"initiatives": None}}, ("needs_decision", ("V.2.4",))),
        ({"V.2.4": None}, ("needs_decision", ("V.2.4",))),
        ({"V.2.4": {"initiatives": 0}, "V.2.5": None}, ("not_met", ("V.2.4",))),
        ({"V.2.4": {"initiatives": 0}, "V.2.5": {"discipline_violations": 2}}, ("not_met", ("V.2.4", "V.2.5"))),
        ({"conduct": {**CLEAN, "discipline_under_review": True}, "V.2.4": None}, ("deferred", ("conduct",))),
        ({"conduct": {**CLEAN, "disciplined": None}}, ("needs_decision", ("conduct",))),
        # at least postponed, whatever the discipline turns out to be
        ({"conduct": {**CLEAN, "disciplined": None, "valid_complaint_pending": True}}, ("deferred", ("conduct",))),
        ({"registration": {"registered": False, "registered_on": None}}, ("needs_decision", ("registration",))),
        ({"registration": {"registered": True, "registered_on": None}}, ("needs_decision", ("registration",))),
    ],
)
def test_the_strongest_wins(change, expected):
    assert outcome({**GOOD, **change}) == expected


@pytest.mark.parametrize(
    ("change", "decisions", "expected"),
    [
        (LATE, {}, ("needs_decision", ("registration",))),
        (LATE, {"registration": "accepted"}, ("eligible", ())),
        (LATE, {"registration": "refused"}, ("not_met", ("registration",))),
        ({"V.2.4": {"initiatives": 0}}, {"V.2.4": "accepted"}, ("eligible", ())),
        ({"V.2.4": {"initiatives": 0}, "V.2.5": None}, {"V.2.4": "accepted"}, ("needs_decision", ("V.2.5",))),
        ({"V.2.4": {"initiatives": 0}}, {"V.2.4": "refused"}, ("not_met", ("V.2.4",))),
        ({"conduct": {**CLEAN, "disciplined": True}}, {"conduct": "refused"}, ("excluded", ("conduct",))),
    ],
)  # fmt: skip
def test_people_decide(change, decisions, expected):
    assert outcome({**GOOD, **change}, decisions=decisions) == expected


def test_a_deadline_that_the_organizer_moved():
    late = {**GOOD, "registration": {"registered": True, "registered_on": "2024-04-28"}}
    assert outcome(late, extended={"001-D1": date(2024, 4, 29)}) == ("eligible", ())


@pytest.mark.parametrize(
    ("submitted_on", "on", "expected"),
    [
        ("2024-12-31", None, "met"),
        ("2025-01-01", None, "excluded"),
        (None, None, "excluded"),  # not sent
        (None, date(2024, 12, 31), "needs_decision"),  # it can still be sent
        (None, date(2025, 1, 1), "excluded"),
    ],
)
def test_a_dossier_that_was_not_sent(submitted_on, on, expected):
    assert VINH_LONG.dossier is not None
    documents = [each.id for each in VINH_LONG.dossier.documents]
    facts = {"documents": documents, "submitted_on": submitted_on}
    assert verdict(VINH_LONG, "dossier", facts, ground=VINH_LONG.ground(on)).outcome == expected


@pytest.mark.parametrize(
    ("campaign", "criterion", "facts", "expected"),
    [
        (HAI_HOA, "II.2.1.2", {"targets_assigned": 8, "targets_met": 7}, "not_met"),
        (HAI_HOA, "II.2.1.2", {"targets_assigned": 0}, "not_applicable"),
        (HAI_HOA, "II.2.1.2", {"targets_assigned": 8}, "needs_decision"),
        (HAI_HOA, "II.2.1.2", {"not_applicable": True, "not_applicable_reason": "Không được giao"}, "not_applicable"),
        (HAI_HOA, "II.2.1.2", {"not_applicable": False, "targets_assigned": 8, "targets_met": 8}, "met"),
        (HAI_HOA, "II.2.1.3", {"resolution_targets_done": False}, "needs_decision"),
        (HAI_HOA, "II.2.1.8", {"assessed": True, "grade": "Xuất sắc"}, "met"),
        (HAI_HOA, "II.2.1.8", {"assessed": True, "grade": "Trung bình"}, "not_met"),
        (HAI_HOA, "II.2.1.8", {"assessed": True, "grade": None}, "needs_decision"),
        (HAI_HOA, "II.2.2.1", {"is_head": False}, "not_applicable"),
        (HAI_HOA, "II.2.2.1", {"is_head": None, "harassment_cases": 2}, "needs_decision"),
        (DINH_DU, "V.1.1", {"grade_2024": "Tốt", "score_2024": "84.201", "score_2023": "84.20"}, "met"),
        (DINH_DU, "V.1.1", {"grade_2024": "Khá", "score_2024": None, "score_2023": None}, "not_met"),
        (QUANG_NINH, "II.2.1.3", {"disbursed_percent_q3": "80", "disbursed_percent_year": "99.99"}, "needs_decision"),
        (QUANG_NINH, "II.2.1.5", {"bodies_total": 0, "service_units_total": 2, "service_units_using": 2}, "met"),
        (QUANG_NINH, "II.2.1.5", {"bodies_total": 0, "service_units_total": 2, "service_units_using": 1}, "not_met"),
        (QUANG_NINH, "II.2.1.5", {"bodies_total": 0, "service_units_total": 0}, "not_applicable"),
        (VINH_LONG, "III.1.5", {"on_time_percent": "90.0000001", "overdue_count": 0}, "met"),
        (VINH_LONG, "III.1.8", {"contests_held": 2, "contests_joined": 3}, "met"),
        (VINH_LONG, "III.2.4", {"field_percent_2023": "89.9", "field_percent_2024": "90"}, "met"),
    ],
)
def test_verdicts(campaign, criterion, facts, expected):
    assert verdict(campaign, criterion, facts).outcome == expected


def test_press_is_asked_its_own():
    award = QUANG_NINH.award("provincial_merit_certificate")
    asked = {
        kind: [each.id for each in judged_for(QUANG_NINH, award, kind)]
        for kind in ("press_collective", "press_individual")
    }
    assert asked == {
        "press_collective": ["dossier", "II.2.3.1", "II.2.3.2", "III.2.0", "III.2.i1"],
        "press_individual": ["dossier", "II.2.3.1", "II.2.3.2", "III.2.0", "III.2.p"],
    }
    none = {"outreach_initiatives": 0}
    assert verdict(QUANG_NINH, "II.2.3.2", none, candidate="press_collective").outcome == "not_met"
    assert verdict(QUANG_NINH, "II.2.3.2", none, candidate="press_individual").outcome == "needs_decision"
    steps = [each.id for each in QUANG_NINH.review_steps("press_individual")]
    assert steps == ["unit_council", "unit_leader", "information_department", "home_affairs_department", "chairperson"]
    assert "information_department" not in [each.id for each in QUANG_NINH.review_steps("individual")]


def test_rows_with_points_are_no_condition():
    award = VINH_LONG.award("city_commendation")
    asked = [each.id for each in judged_for(VINH_LONG, award, "collective")]
    assert asked == ["registration", "dossier", *(f"III.1.{number}" for number in range(9))]


@pytest.mark.parametrize(
    ("candidate", "award", "what", "known"),
    [
        ("head", "city_commendation", "candidate", ("collective", "individual")),
        ("collective", "nobel", "award", ("provincial_merit_certificate", "city_commendation")),
    ],
)
def test_unknown_names(candidate, award, what, known):
    with pytest.raises(UnknownName) as error:
        assess(VINH_LONG, {}, candidate=candidate, award=award)
    assert (error.value.what, error.value.known) == (what, known)


def test_every_award_can_be_reached_by_every_kind():
    for campaign in CAMPAIGNS.values():
        for kind in campaign.candidates:
            assert awards_for(campaign, kind.id) == campaign.awards
            for award in campaign.awards:
                assert judged_for(campaign, award, kind.id)


def test_not_applicable_leaves_nothing_to_ask():
    answers = parse_answers(HAI_HOA, {"II.2.1.5": {"not_applicable": True, "not_applicable_reason": "Không có TTHC"}})
    assert asked_facts(HAI_HOA, "II.2.1.5", answers) == missing_facts(HAI_HOA, "II.2.1.5", answers) == ()
    stored = {name: dump_facts(facts) for name, facts in answers.items()}
    assert load_answers(HAI_HOA, stored) == answers
    with pytest.raises(Contradiction) as refused:
        parse_answers(VINH_LONG, {"III.1.4": {"not_applicable": True}})
    assert (refused.value.fact, refused.value.code) == ("not_applicable", "unknown_fact")
    with pytest.raises(Contradiction) as refused:
        parse_answers(HAI_HOA, {"II.2.1.5": {"not_applicable": "yes"}})
    assert refused.value.code == "wrong_type"


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"documents": ["proposal_letter", "poem"]}, "documents", "unknown_document"),
        ({"documents": "proposal_letter"}, "documents", "wrong_type"),
        ({"submitted_on": "31/12/2024"}, "submitted_on", "wrong_type"),
    ],
)
def test_refused_dossiers(facts, field, code):
    with pytest.raises(Contradiction) as refused:
        parse_answers(VINH_LONG, {"dossier": facts})
    assert (refused.value.criterion, refused.value.fact, refused.value.code) == ("dossier", field, code)


def test_documents_are_a_set():
    answers = parse_answers(VINH_LONG, {"dossier": {"documents": ["council_minutes", "proposal_letter"]}})
    assert answers["dossier"]["documents"] == {"proposal_letter", "council_minutes"}
    assert dump_facts(answers["dossier"]) == {"documents": ["council_minutes", "proposal_letter"]}


def test_strength():
    assert strongest([]) == "met"
    assert strongest(["met", "deferred", "not_met"]) == "deferred"
