"""Which submissions are reviewed twice, and when two reviewers found the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import load_campaigns
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.score import score
from scoring.second import LEFT, is_drawn, is_far, points_between, same, verdicts_between
from scoring.verdict import Verdict

SEEDS, NUMBERS, PERCENTS = st.text(max_size=16), st.integers(1, 10**6), st.integers(0, 100)


@given(SEEDS, NUMBERS)
def test_none_of_nothing_and_all_of_a_hundred_percent(seed: str, number: int) -> None:
    assert is_drawn(seed, number, 0) is False
    assert is_drawn(seed, number, 100) is True


@given(SEEDS, NUMBERS, PERCENTS, PERCENTS)
def test_what_is_drawn_stays_drawn_in_a_larger_sample(seed: str, number: int, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert is_drawn(seed, number, more) or not is_drawn(seed, number, less)


def test_the_same_seed_draws_the_same_and_another_one_does_not() -> None:
    drawn = [number for number in range(1, 201) if is_drawn("a seed", number, 10)]
    assert drawn == [number for number in reversed(range(1, 201)) if is_drawn("a seed", number, 10)][::-1]
    assert drawn != [number for number in range(1, 201) if is_drawn("another seed", number, 10)]
    # Written down once: a recorded seed must draw the same in every later version of the program.
    assert drawn[:5] == [18, 33, 59, 69, 78]


@pytest.mark.parametrize("percent", [5, 10, 50, 90])
def test_about_as_many_are_drawn_as_wanted(percent: int) -> None:
    drawn = sum(is_drawn("seed", number, percent) for number in range(1, 10_001))
    assert abs(drawn - percent * 100) < 300


@given(st.decimals(0, 100, places=2), st.decimals("0.01", 100, places=2))
def test_a_limit_is_reached_from_it_on(difference: Decimal, least: Decimal) -> None:
    assert is_far(difference, least) is (difference >= least)
    assert is_far(least, least) is True
    assert is_far(difference, None) is False


def test_the_difference_in_points_has_no_sign() -> None:
    campaign = load_campaigns()["cchc-vinh-long-2024"]
    more = score(campaign, {"III": {"feedback_count": 0}})
    less = score(campaign, {"III": {"feedback_count": 3}})
    assert points_between(more, less) == points_between(less, more) == Decimal(6)
    assert points_between(more, more) == 0


def test_changed_verdicts_are_counted() -> None:
    met = Verdict("I", "met")
    missed = replace(met, outcome="not_met")
    own = {"1": met, "2": met, "3": missed}
    assert verdicts_between(own, {"1": met, "2": missed, "3": met}) == 2
    assert verdicts_between(own, own) == 0


def test_the_same_facts_are_the_same_finding_and_not_applicable_is_so_for_whatever_reason() -> None:
    one = {NOT_APPLICABLE: True, NOT_APPLICABLE_REASON: "no such office"}
    other = {NOT_APPLICABLE: True, NOT_APPLICABLE_REASON: "nobody there does it"}
    assert same(one, other)
    assert same({"n": 1}, {"n": 1})
    assert same(LEFT, LEFT)
    assert not same({"n": 1}, {"n": 2})
    assert not same({"n": 1}, LEFT)
    assert not same({"n": 1}, one)
