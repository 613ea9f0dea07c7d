"""From one version to the next: what differs, and that no answer is lost, invented or unreadable afterwards."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import dump_facts, load_answers
from scoring.campaign_files import CampaignFileError, load_campaign, shipped_folder, validate_text
from scoring.changes import carry_answers, refuse_change
from scoring.differences import find_differences
from scoring.score import score
from tests.bot.cli.test_campaign_check import PLANS, TEXTS, mutate
from tests.reports.story import FACTS

CAMPAIGNS = [load_campaign(path) for path in PLANS]
PLAN = shipped_folder() / "cchc-vinh-long-2024.yaml"
OLD = load_campaign(PLAN)


def changed(*pairs):
    text = PLAN.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return validate_text("new.yaml", text)


def answers_at_random(campaign, chance):
    """Facts of the right kind for some of the questions; what contradicts itself is left out by the caller's carry."""
    made = {}
    for item in campaign.items:
        facts = {}
        for fact in item.facts:
            if chance.random() < 0.3:
                continue
            values: dict[str, Any] = {
                "yes_no": True, "count": 3, "percent": "90.5", "score": "80", "date": "2024-03-08",
                "choice": fact.options[0].id if fact.options else None, "documents": [],
            }  # fmt: skip
            facts[fact.name] = values[fact.type]
        if facts:
            made[item.id] = facts
    return carry_answers(campaign, campaign, made).answers


@given(st.integers(0, len(PLANS) - 1), st.integers(0, 2**32))
def test_whatever_is_changed_answers_are_kept_or_listed_and_can_be_scored(which, seed):
    old = CAMPAIGNS[which]
    try:
        new = validate_text("x.yaml", mutate(TEXTS[which], seed))
    except CampaignFileError:
        return
    typed = answers_at_random(old, random.Random(seed))
    stored = {name: dump_facts(facts) for name, facts in typed.items()}
    carried = carry_answers(old, new, stored)
    kept = {name: dump_facts(facts) for name, facts in carried.answers.items()}
    assert load_answers(new, kept) == carried.answers
    score(new, carried.answers)
    for name, facts in stored.items():
        for fact, value in facts.items():
            assert (fact in kept.get(name, {})) != (fact in carried.dropped.get(name, {}))
            assert {**kept.get(name, {}), **carried.dropped.get(name, {})}[fact] == value
    # The old version still gives the same points to the digit.
    assert score(old, load_answers(old, stored)) == score(old, typed)
    assert (find_differences(old, new) == []) is (old == new)


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda each: each.id)
def test_nothing_changes_where_nothing_was_changed(campaign):
    typed = answers_at_random(campaign, random.Random(7))
    stored = {name: dump_facts(facts) for name, facts in typed.items()}
    carried = carry_answers(campaign, campaign, stored)
    assert (carried.answers, carried.dropped) == (typed, {})
    assert find_differences(campaign, campaign) == []
    assert list(refuse_change(campaign, campaign)) == []


def test_other_points_keep_the_answers_and_change_the_score():
    new = changed(("per_item: 1\n", "per_item: 2\n"))
    carried = carry_answers(OLD, new, FACTS)
    assert carried.dropped == {}
    assert score(OLD, load_answers(OLD, FACTS)).criteria["I.1"].points == 9
    assert score(new, carried.answers).criteria["I.1"].points == 8
    (difference,) = find_differences(OLD, new)
    assert difference.place == ("criteria", "I.1", "rule", "otherwise", "per_item")
    assert (difference.before, difference.after) == (1, 2)


def test_a_question_that_is_gone_goes_with_what_it_made_possible():
    new = changed(
        ("          - id: separate_document\n", "          - id: other_document\n"),
        ("[in_plan, separate_document]", "[in_plan, other_document]"),
    )
    facts = {**FACTS, "I.2.2": {"fields_covered": 9, "funding": "separate_document"}}
    carried = carry_answers(OLD, new, facts)
    assert carried.dropped == {"I.2.2": {"funding": "separate_document"}}
    assert carried.answers["I.2.2"] == {"fields_covered": 9}


def test_another_type_is_another_question():
    old = (
        "        type: count\n        label: {vi: Số nhiệm vụ được giao",
        "        type: score\n        label: {vi: Số nhiệm vụ được giao",
    )
    bound = ("        at_most: tasks_assigned\n", "")
    carried = carry_answers(OLD, changed(old, bound), FACTS)
    assert carried.dropped["I.1"]["tasks_assigned"] == 12


def test_what_must_not_be_taken_away_is_named():
    new = OLD.model_copy(
        update={
            "id": "other",
            "candidates": OLD.candidates[:1],
            "unit_types": OLD.unit_types[:2],
            "deadlines": OLD.deadlines[:-1],
            "review_chain": OLD.review_chain[1:],
        }
    )
    assert list(refuse_change(OLD, new)) == [
        ("id", "other"),
        ("candidate", "individual"),
        ("unit_type", "ward_committee"),
        ("step", "unit_council"),
        ("deadline", "003-D10"),
    ]
