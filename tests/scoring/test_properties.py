"""What holds for every possible answer of the 100-point table."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.answers import TypedAnswers, dump_facts, load_answers, missing_facts, parse_answers
from scoring.campaign import attainable
from scoring.campaign_files import load_campaigns
from scoring.score import score as compute

CAMPAIGN = load_campaigns()["cchc-vinh-long-2024"]


def score(answers, **options) -> Any:
    """Points may be None; whether they are is what is tested."""
    return compute(CAMPAIGN, answers, **options)


DAY = st.dates(date(2023, 1, 1), date(2025, 3, 1))
PERCENT = st.one_of(
    st.sampled_from([Decimal(text) for text in ("0", "79.99", "80", "89.9999999999", "90", "99.99", "100")]),
    st.decimals(0, 100, allow_nan=False, places=4),
)

# Up: more is better; down: less is better. Facts that are not here have no direction of their own.
DIRECTIONS = {
    ("I.1", "tasks_incomplete"): "down",
    ("I.2.1", "issued"): "up",
    ("I.2.1", "issued_on"): "down",
    ("I.2.2", "fields_covered"): "up",
    ("I.2.3", "percent_done"): "up",
    ("I.3", "q1_sent_on"): "down",
    ("I.3", "h1_sent_on"): "down",
    ("I.3", "q3_sent_on"): "down",
    ("I.3", "annual_sent_on"): "down",
    ("II.1", "activities_not_done"): "down",
    ("II.2", "plan_issued"): "up",
    ("II.2", "percent_done"): "up",
    ("II.2", "violations_not_resolved"): "down",
    ("III", "feedback_count"): "down",
    ("IV.1", "confirmed_cases"): "down",
    ("IV.2", "violation_cases"): "down",
    ("V", "initiatives_recognized"): "up",
}


@st.composite
def full_answers(draw):
    """Answers without contradiction, every fact there."""
    facts: TypedAnswers = {}
    for criterion in CAMPAIGN.criteria:
        known = facts[criterion.id] = {}
        for fact in criterion.facts:
            known[fact.name] = draw(_value(fact, known))
    return facts


def _value(fact, known) -> Any:
    match fact.type:
        case "count":
            low = 1 if fact.minimum_unless and known["plan"] != "none" else 0
            high = known[fact.at_most] if fact.at_most else int(fact.maximum) if fact.maximum else 15
            return st.integers(min(low, high), high)
        case "percent":
            return PERCENT
        case "date":
            return st.one_of(st.none(), DAY) if fact.may_be_unsent else DAY
        case "yes_no":
            return st.booleans()
    return st.sampled_from([option.id for option in fact.options])


@given(full_answers())
def test_rows_stay_inside_their_bounds_and_sum_up(answers):
    sheet = score(answers)
    for criterion in CAMPAIGN.criteria:
        points = sheet.criteria[criterion.id].points
        assert 0 <= points <= criterion.max_points
        assert points in attainable(CAMPAIGN, criterion.id)
    assert sheet.total == sheet.decided_total == sum(row.points for row in sheet.criteria.values())
    groups, rows = sheet.groups, sheet.criteria
    assert groups["I"] == rows["I.1"].points + groups["I.2"] + rows["I.3"].points
    assert 0 <= sheet.total <= 100
    assert sheet.undecided == ()


@given(full_answers(), st.data())
def test_a_better_fact_never_gives_fewer_points(answers, data):
    (criterion, name), direction = data.draw(st.sampled_from(sorted(DIRECTIONS.items())))
    before = score(answers)
    value = answers[criterion][name]
    fact = CAMPAIGN.criterion(criterion).fact(name)
    better = data.draw(_better(fact, value, direction))
    after = score({**answers, criterion: {**answers[criterion], name: better}})
    assert after.total >= before.total
    assert after.criteria[criterion].points >= before.criteria[criterion].points
    assert (after.priority or False) >= (before.priority or False)


def _better(fact, value, direction) -> Any:
    if fact.type == "yes_no":
        return st.just(True)
    if value is None:  # not sent: on the very last day is better
        return st.just(fact.due_on)
    if fact.type == "date":
        return st.integers(0, 400).map(lambda days: value - timedelta(days=days))
    if direction == "down":
        return st.integers(0, value)
    if fact.type == "percent":
        return st.decimals(value, 100, places=4)
    return st.integers(value, int(fact.maximum or value + 5))


@given(full_answers(), st.data())
def test_what_is_not_known_never_invents_points(answers, data):
    """Whatever a partial answer decides stays so, however the rest turns out."""
    on = data.draw(st.sampled_from([None, date(2024, 12, 5), date(2024, 3, 20)]))
    partial = {
        criterion: {name: value for name, value in facts.items() if data.draw(st.booleans())}
        for criterion, facts in answers.items()
    }
    early, full = score(partial, on=on), score(answers, on=on)
    for name, row in early.criteria.items():
        if row.points is None:
            assert row.reasons
            codes = {reason.code for reason in row.reasons}
            assert missing_facts(CAMPAIGN, name, partial) or codes & {"not_due", "waits_for"}
        else:
            assert full.criteria[name].points == row.points
    if early.total is not None:
        assert early.total == full.total
    if early.priority is not None:
        assert early.priority == full.priority


@given(full_answers())
def test_stored_answers_come_back_the_same(answers):
    stored = {criterion: dump_facts(facts) for criterion, facts in answers.items()}
    assert load_answers(CAMPAIGN, stored) == answers
    assert parse_answers(CAMPAIGN, stored) == answers


REACHED: dict[str, list[Any]] = {
    "I.1": [{"tasks_assigned": 20, "tasks_incomplete": n} for n in range(12)] + [{"tasks_assigned": 0}],
    "I.2.1": [{"issued": False}] + [{"issued": True, "issued_on": date(2024, n, 9)} for n in range(1, 8)],
    "I.2.2": [{"fields_covered": n, "funding": how} for n in (8, 9) for how in ("in_plan", "none")],
    "I.2.3": [{"percent_done": Decimal(n)} for n in (0, 80, 90, 100)],
    "I.3": [
        {fact.name: None if n < failed else fact.due_on for n, fact in enumerate(CAMPAIGN.criterion("I.3").facts)}
        for failed in range(5)
    ],
    "II.1": [{"plan": "own", "activities_planned": 6, "activities_not_done": n} for n in range(7)],
    "II.2": [
        {"plan_issued": True, "percent_done": Decimal(done), "violations_found": 9, "violations_not_resolved": n}
        for done in (0, 50, 100)
        for n in range(4)
    ],
    "III": [{"feedback_count": n} for n in range(7)],
    "IV.1": [{"confirmed_cases": n} for n in range(4)],
    "IV.2": [{"violation_cases": n} for n in range(4)],
    "V": [{"initiatives_recognized": n} for n in range(4)],
}  # fmt: skip


@pytest.mark.parametrize("criterion", REACHED)
def test_every_attainable_value_is_reached(criterion):
    plan = {} if criterion == "I.2.1" else {"I.2.1": {"issued": True, "issued_on": date(2024, 2, 1)}}
    reached = {score({**plan, criterion: facts}).criteria[criterion].points for facts in REACHED[criterion]}
    assert reached == attainable(CAMPAIGN, criterion)
