"""What is asked, what is void, what is refused, and how answers survive being stored."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.answers import (
    Facts,
    TypedAnswers,
    asked_facts,
    check_value,
    dependents,
    drop_void,
    dump_facts,
    implied_yes,
    load_answers,
    missing_facts,
    offered_options,
    parse_answers,
    parse_value,
    void_criterion,
    waits_for,
)
from scoring.refusals import Contradiction, Refusal, UnreadableValue

ISSUED: Facts = {"issued": True, "issued_on": date(2024, 2, 15)}
NOT_ISSUED: Facts = {"issued": False}


def names(facts):
    return [fact.name for fact in facts]


def test_typed_values(campaign, answered_well):
    answers = parse_answers(campaign, answered_well)
    assert answers["I.1"] == {"tasks_assigned": 12, "tasks_incomplete": 0}
    assert answers["I.2.1"] == {"issued": True, "issued_on": date(2024, 2, 15)}
    assert answers["I.2.2"] == {"fields_covered": 9, "funding": "in_plan"}
    assert answers["I.2.3"] == {"percent_done": Decimal(100)}
    assert answers["I.3"]["q1_sent_on"] == date(2024, 3, 8)


def test_null_is_unanswered_except_for_a_report_that_was_not_sent(campaign):
    answers = parse_answers(
        campaign, {"I.1": {"tasks_assigned": None}, "I.2.2": None, "I.3": {"q1_sent_on": None}, "V": {}}
    )
    assert answers == {"I.1": {}, "I.3": {"q1_sent_on": None}, "V": {}}
    assert missing_facts(campaign, "V", answers) == campaign.criterion("V").facts


@pytest.mark.parametrize(
    ("criterion", "fact", "raw", "code"),
    [
        ("I.1", "tasks_assigned", "12", "wrong_type"),
        ("I.1", "tasks_assigned", True, "wrong_type"),
        ("I.1", "tasks_assigned", Decimal("1.5"), "not_whole"),
        ("I.1", "tasks_assigned", -1, "negative"),
        ("I.2.1", "issued", 1, "wrong_type"),
        ("I.2.1", "issued", "true", "wrong_type"),
        ("I.2.1", "issued_on", "15/02/2024", "wrong_type"),
        ("I.2.1", "issued_on", "2024-02-30", "wrong_type"),
        ("I.2.1", "issued_on", "20240215", "wrong_type"),
        ("I.2.1", "issued_on", 20240215, "wrong_type"),
        ("I.2.2", "funding", "maybe", "unknown_option"),
        ("I.2.2", "funding", ["in_plan"], "unknown_option"),
        ("I.2.2", "fields_covered", 10, "out_of_range"),
        ("I.2.3", "percent_done", "100.01", "out_of_range"),
        ("I.2.3", "percent_done", "-0.01", "out_of_range"),
        ("I.2.3", "percent_done", "89,99", "wrong_type"),
        ("I.2.3", "percent_done", "NaN", "wrong_type"),
        ("I.2.3", "percent_done", Decimal("Infinity"), "wrong_type"),
        ("I.2.3", "percent_done", "1e2", "wrong_type"),
        ("I.2.3", "percent_done", 89.99, "wrong_type"),
        ("I.2.3", "percent_done", True, "wrong_type"),
        ("I.2.3", "percent_don", "5", "unknown_fact"),
        ("VI", "", {}, "unknown_criterion"),
    ],
)
def test_refused_raw_values(campaign, criterion, fact, raw, code):
    answers = {criterion: {fact: raw}} if fact else {criterion: raw}
    with pytest.raises(Contradiction) as refused:
        parse_answers(campaign, answers)
    assert (refused.value.criterion, refused.value.fact, refused.value.code) == (criterion, fact, code)


@pytest.mark.parametrize("raw", [[], "text", 5, True])
def test_facts_must_be_facts(campaign, raw):
    with pytest.raises(Contradiction) as refused:
        parse_answers(campaign, {"I.1": raw})
    assert (refused.value.criterion, refused.value.code) == ("I.1", "not_facts")


@pytest.mark.parametrize(
    ("answers", "criterion", "fact", "code"),
    [
        ({"I.2.1": {"issued": True}}, "I.2.1", "issued_on", "missing"),
        ({"I.2.1": {"issued": True, "issued_on": None}}, "I.2.1", "issued_on", "missing"),
        ({"II.1": {"plan": "integrated", "activities_planned": 0}}, "II.1", "activities_planned", "at_least"),
        # A void fact is of its type and range all the same.
        ({"I.2.1": NOT_ISSUED, "I.2.2": {"fields_covered": 12}}, "I.2.2", "fields_covered", "out_of_range"),
        ({"I.2.1": NOT_ISSUED, "I.2.3": {"percent_done": "101"}}, "I.2.3", "percent_done", "out_of_range"),
        ({"I.1": {"tasks_assigned": 0, "tasks_incomplete": 2}}, "I.1", "tasks_incomplete", "more_than"),
    ],
)
def test_contradictions(campaign, answers, criterion, fact, code):
    with pytest.raises(Contradiction) as refused:
        parse_answers(campaign, answers)
    assert (refused.value.criterion, refused.value.fact, refused.value.code) == (criterion, fact, code)


@pytest.mark.parametrize(
    "answers",
    [
        {"I.2.1": {"issued": False, "issued_on": "2024-02-15"}},  # void, ignored
        {"I.2.1": {"issued": None, "issued_on": None}},  # not known yet
        {"I.2.1": {"issued_on": "2024-02-15"}},
        {"I.1": {"tasks_incomplete": 3}},
        {"II.1": {"plan": "none", "activities_planned": 0, "activities_not_done": 0}},
        {"II.1": {"plan": "none", "activities_planned": 4}},
        {"II.1": {"activities_planned": 0}},
    ],
)
def test_no_contradiction(campaign, answers):
    assert parse_answers(campaign, answers)


def test_a_refusal_carries_what_a_sentence_needs(campaign):
    answers = {"I.1": {"tasks_assigned": 5}}
    assert check_value(campaign, "I.1", "tasks_incomplete", 6, answers) == Refusal(
        "I.1", "tasks_incomplete", "more_than", {"value": 6, "other": "tasks_assigned", "limit": 5}
    )
    assert check_value(campaign, "I.1", "tasks_incomplete", 5, answers) is None
    assert check_value(campaign, "I.1", "tasks_incomplete", 6, {}) is None


@pytest.mark.parametrize(
    ("criterion", "fact", "value", "answers", "code"),
    [
        ("II.1", "activities_planned", 0, {"II.1": {"plan": "own"}}, "at_least"),
        ("II.1", "plan", "integrated", {"I.2.1": NOT_ISSUED}, "not_offered"),
        ("II.1", "plan", "integrated", {"I.2.1": ISSUED}, None),
        ("II.1", "plan", "integrated", {}, None),
        ("II.2", "percent_done", Decimal("100.5"), {}, "out_of_range"),
        ("I.2.1", "issued_on", None, {}, "missing"),
        ("I.3", "q3_sent_on", None, {}, None),
        ("I.3", "q3_sent_on", date(2024, 9, 12), {}, "in_future"),
        ("I.3", "q3_sent_on", date(2024, 9, 11), {}, None),
    ],
)
def test_values_typed_in_the_chat(campaign, criterion, fact, value, answers, code):
    refusal = check_value(campaign, criterion, fact, value, answers, today=date(2024, 9, 11))
    assert (refusal and refusal.code) == code


def test_asked_facts_follow_the_answers(campaign):
    assert names(asked_facts(campaign, "I.1", {})) == ["tasks_assigned"]
    assert names(asked_facts(campaign, "I.1", {"I.1": {"tasks_assigned": 0}})) == ["tasks_assigned"]
    assert names(asked_facts(campaign, "I.1", {"I.1": {"tasks_assigned": 2}})) == ["tasks_assigned", "tasks_incomplete"]
    inspected: TypedAnswers = {"II.2": {"plan_issued": True, "violations_found": 0}}
    assert names(asked_facts(campaign, "II.2", inspected)) == ["plan_issued", "percent_done", "violations_found"]
    assert names(asked_facts(campaign, "II.2", {"II.2": {"plan_issued": False}})) == ["plan_issued"]


def test_missing_facts_can_be_answered_in_one_message(campaign):
    assert names(missing_facts(campaign, "I.1", {})) == ["tasks_assigned", "tasks_incomplete"]
    assert names(missing_facts(campaign, "I.1", {"I.1": {"tasks_assigned": 3}})) == ["tasks_incomplete"]
    assert names(missing_facts(campaign, "I.1", {"I.1": {"tasks_assigned": 0}})) == []
    assert names(missing_facts(campaign, "I.3", {"I.3": {"q1_sent_on": None}})) == [
        "h1_sent_on",
        "q3_sent_on",
        "annual_sent_on",
    ]


def test_a_plan_that_was_not_issued(campaign):
    answers: TypedAnswers = {"I.2.1": NOT_ISSUED, "II.1": {"plan": "integrated"}}
    assert [void_criterion(campaign, each, answers) for each in ("I.2.1", "I.2.2", "I.2.3", "II.1")] == [
        False,
        True,
        True,
        False,
    ]
    assert asked_facts(campaign, "I.2.2", answers) == missing_facts(campaign, "I.2.2", answers) == ()
    assert [option.id for option in offered_options(campaign, "II.1", "plan", answers)] == ["own", "none"]
    assert names(asked_facts(campaign, "II.1", answers)) == ["plan"]  # counts as none
    assert [option.id for option in offered_options(campaign, "II.1", "plan", {})] == ["own", "integrated", "none"]


def test_what_hangs_on_what(campaign):
    assert dependents(campaign, "I.2.1") == ("I.2.2", "I.2.3", "II.1")
    assert all(dependents(campaign, each) == () for each in campaign.criterion_ids if each != "I.2.1")
    assert waits_for(campaign, "I.2.2", {}) == ("I.2.1",)
    assert waits_for(campaign, "I.2.2", {"I.2.1": ISSUED}) == ()
    assert waits_for(campaign, "II.1", {"II.1": {"plan": "own"}}) == ()
    assert waits_for(campaign, "II.1", {"II.1": {"plan": "integrated"}}) == ("I.2.1",)


def test_changing_an_answer_drops_what_it_makes_void(campaign, answered_well):
    answers = parse_answers(campaign, answered_well)
    answers["II.1"]["plan"] = "integrated"
    assert drop_void(campaign, answers) == (answers, {})
    kept, dropped = drop_void(campaign, {**answers, "I.2.1": NOT_ISSUED})
    assert dropped == {
        "I.2.2": ("fields_covered", "funding"),
        "I.2.3": ("percent_done",),
        "II.1": ("plan", "activities_planned", "activities_not_done"),
    }
    assert (kept["I.2.2"], kept["II.1"], kept["I.1"]) == ({}, {}, answers["I.1"])


def test_an_own_outreach_plan_does_not_hang_on_the_reform_plan(campaign, answered_well):
    answers = parse_answers(campaign, answered_well)
    _, dropped = drop_void(campaign, {**answers, "I.2.1": NOT_ISSUED})
    assert set(dropped) == {"I.2.2", "I.2.3"}


@pytest.mark.parametrize(
    ("criterion", "facts", "lost"),
    [
        ("I.1", {"tasks_assigned": 0, "tasks_incomplete": 0}, ("tasks_incomplete",)),
        ("I.1", {"tasks_assigned": 2, "tasks_incomplete": 3}, ("tasks_incomplete",)),
        ("I.2.1", {"issued": False, "issued_on": date(2024, 2, 1)}, ("issued_on",)),
        ("II.1", {"plan": "none", "activities_planned": 3}, ("activities_planned",)),
        ("I.3", {"q1_sent_on": None}, ()),
    ],
)
def test_what_is_dropped_inside_a_criterion(campaign, criterion, facts, lost):
    kept, dropped = drop_void(campaign, {criterion: facts})
    assert dropped == ({criterion: lost} if lost else {})
    assert kept == {criterion: {name: value for name, value in facts.items() if name not in lost}}


def test_stored_answers_come_back_the_same(campaign, answered_well):
    answers = parse_answers(campaign, answered_well)
    answers["I.2.3"]["percent_done"] = Decimal("89.9999999999")
    answers["I.3"]["q3_sent_on"] = None
    answers["I.2.1"] = {"issued": True}  # half answered
    assert load_answers(campaign, {name: dump_facts(facts) for name, facts in answers.items()}) == answers
    assert dump_facts(answers["I.2.3"]) == {"percent_done": "89.9999999999"}
    assert dump_facts({"a": date(2024, 2, 29), "b": True, "c": 3, "d": None}) == {
        "a": "2024-02-29",
        "b": True,
        "c": 3,
        "d": None,
    }


def test_unreadable_data(campaign):
    with pytest.raises(UnreadableValue, match="unknown_option"):
        parse_value(campaign.criterion("I.2.2").fact("funding"), "elsewhere")
    assert parse_value(campaign.criterion("I.1").fact("tasks_assigned"), Decimal("12.0")) == 12


@pytest.mark.parametrize(
    ("criterion", "fact", "known", "implied"),
    [
        ("I.2.1", "issued_on", {}, "issued"),
        ("I.2.1", "issued_on", {"issued": True}, None),  # nothing is left to imply
        ("I.2.1", "issued", {}, None),
        ("I.1", "tasks_incomplete", {}, None),  # hangs on a number
        ("II.2", "percent_done", {}, "plan_issued"),
        ("III", "feedback_count", {}, None),
    ],
)
def test_the_yes_that_an_answer_implies(campaign, criterion, fact, known, implied):
    assert implied_yes(campaign, criterion, fact, {criterion: known}) == implied
