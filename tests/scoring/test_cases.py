"""Every worked case of the plans that the rules reach so far: the 100-point table."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.answers import parse_answers
from scoring.refusals import Contradiction
from scoring.score import score

CASES = json.loads((Path(__file__).parents[1] / "data" / "scoring-cases.json").read_text("utf-8"))["cases"]


def cases(kind):
    return [pytest.param(case, id=case["id"]) for case in CASES if case["plan"] == "003" and case["kind"] == kind]


@pytest.mark.parametrize("case", cases("score"))
def test_points_total_and_priority(campaign, case):
    sheet = score(campaign, parse_answers(campaign, case["answers"]))
    expected = dict(case["expected"])
    assert sheet.total == Decimal(expected.pop("total"))
    assert sheet.priority is expected.pop("priority")
    assert {name: row.points for name, row in sheet.criteria.items()} == expected
    assert all(row.reasons for row in sheet.criteria.values())


@pytest.mark.parametrize("case", cases("invalid"))
def test_contradictions(campaign, case):
    with pytest.raises(Contradiction) as refused:
        parse_answers(campaign, case["answers"])
    expected = case["expected"]["invalid"]
    assert (refused.value.criterion, refused.value.fact) == (expected["criterion"], expected["field"])


def test_all_cases_of_the_plan_are_there():
    assert (len(cases("score")), len(cases("invalid"))) == (52, 9)
