"""Points over time, reasons as data, sums, and what a row can give at all."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.answers import Facts, parse_answers
from scoring.campaign import attainable
from scoring.score import Reason, score

ATTAINABLE = {
    "I.1": set(range(11)),
    "I.2.1": {0, 1, 3, 5},
    "I.2.2": {0, 5},
    "I.2.3": {0, 5, 8, 10},
    "I.3": {0, 5, 10},
    "II.1": {0, 2, 4, 6, 8, 10},
    "II.2": {0, 2, 4, 6, 8, 10},
    "III": {0, 2, 4, 6, 8, 10},
    "IV.1": {0, 5, 10},
    "IV.2": {0, 5, 10},
    "V": {0, 5, 10},
}


@pytest.mark.parametrize("criterion", ATTAINABLE)
def test_attainable_points(campaign, criterion):
    assert attainable(campaign, criterion) == ATTAINABLE[criterion]


def test_sums(campaign, answered_well):
    sheet = score(campaign, parse_answers(campaign, answered_well))
    assert sheet.groups == {"I": 40, "I.2": 20, "II": 20, "IV": 20}
    assert sheet.total == sheet.decided_total == sheet.max == 100
    assert sheet.undecided == ()


def test_nothing_answered(campaign):
    sheet = score(campaign, {})
    assert sheet.total is None
    assert sheet.decided_total == 0
    assert sheet.priority is None
    assert sheet.undecided == campaign.criterion_ids
    assert sheet.groups == dict.fromkeys(["I", "I.2", "II", "IV"])
    assert sheet.criteria["I.2.2"].reasons == (
        Reason("unanswered", {"facts": ("fields_covered", "funding")}),
        Reason("waits_for", {"criteria": ("I.2.1",)}),
    )


@pytest.mark.parametrize(
    ("on", "points"),
    [(date(2024, 9, 1), None), (date(2024, 12, 12), None), (date(2024, 12, 13), Decimal(5)), (None, Decimal(5))],
)
def test_a_report_that_is_not_due_yet_leaves_the_row_open(campaign, answered_well, on, points):
    answered_well["I.3"]["annual_sent_on"] = None
    sheet = score(campaign, parse_answers(campaign, answered_well), on=on)
    assert sheet.criteria["I.3"].points == points
    assert sheet.total == (None if points is None else 95)
    assert sheet.decided_total == (90 if points is None else 95)
    assert sheet.undecided == (("I.3",) if points is None else ())


def test_failed_reports_do_not_decide_before_the_last_is_due(campaign, answered_well):
    answered_well["I.3"] = {**answered_well["I.3"], "q1_sent_on": None, "h1_sent_on": None, "annual_sent_on": None}
    row = score(campaign, parse_answers(campaign, answered_well), on=date(2024, 12, 1)).criteria["I.3"]
    assert row.points is None
    assert row.reasons == (Reason("not_due", {"fact": "annual_sent_on", "due_on": date(2024, 12, 12)}),)


def test_one_false_part_decides(campaign):
    answers = parse_answers(
        campaign, {"I.2.1": {"issued": True, "issued_on": "2024-02-01"}, "I.2.2": {"fields_covered": 8}}
    )
    assert score(campaign, answers).criteria["I.2.2"].points == 0


def test_a_void_row(campaign):
    row = score(campaign, {"I.2.1": {"issued": False}, "I.2.3": {"percent_done": Decimal(100)}}).criteria["I.2.3"]
    assert row.points == 0
    assert row.void
    assert row.reasons == (Reason("void", {}, campaign.criterion("I.2.3").void),)


@pytest.mark.parametrize(
    ("criterion", "facts", "code", "params"),
    [
        (
            "I.1",
            {"tasks_assigned": 15, "tasks_incomplete": 12},
            "deduction",
            {"count": 12, "per_item": 1, "deducted": 12, "start": 10, "points": 0},
        ),
        ("I.1", {"tasks_assigned": 0}, "case", {"points": 3}),
        (
            "I.2.1",
            {"issued": True, "issued_on": date(2024, 4, 1)},
            "months_late",
            {
                "date": date(2024, 4, 1),
                "due_month": date(2024, 2, 1),
                "months": 2,
                "per_month": 2,
                "deducted": 4,
                "start": 5,
                "points": 1,
            },
        ),
        (
            "V",
            {"initiatives_recognized": 3},
            "per_item",
            {"count": 3, "counted": 2, "each": 5, "points": 10},
        ),
    ],
)
def test_reasons(campaign, criterion, facts, code, params):
    (reason,) = score(campaign, {criterion: facts}).criteria[criterion].reasons
    assert (reason.code, dict(reason.params)) == (code, params)


def test_reasons_of_parts_keep_their_own(campaign):
    facts: Facts = {
        "plan_issued": True,
        "percent_done": Decimal(50),
        "violations_found": 3,
        "violations_not_resolved": 3,
    }
    row = score(campaign, {"II.2": facts}).criteria["II.2"]
    assert [(part.code, part.params["points"], part.params["max"]) for part in row.reasons] == [
        ("part", 2, 2),
        ("part", 0, 4),
        ("part", 0, 4),
    ]
    assert [[reason.code for reason in part.params["reasons"]] for part in row.reasons] == [
        ["fixed"],
        ["unmet"],
        ["deduction"],
    ]
