"""Every worked case of all five plans: points, contradictions, eligibility, targets."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.answers import parse_answers
from scoring.campaign_files import load_campaigns
from scoring.eligibility import assess
from scoring.refusals import Contradiction
from scoring.score import score
from scoring.targets import judge_targets

CASES = json.loads((Path(__file__).parents[1] / "data" / "scoring-cases.json").read_text("utf-8"))["cases"]
CAMPAIGNS = load_campaigns()
PLANS = {
    "000": CAMPAIGNS["cchc-hai-hoa-2024"],
    "001": CAMPAIGNS["cchc-dinh-du-2024"],
    "002": CAMPAIGNS["cchc-quang-ninh-2024"],
    "003": CAMPAIGNS["cchc-vinh-long-2024"],
    "004": CAMPAIGNS["danvan-phung-chi-kien-2025-2026"],
}


def cases(kind):
    return [pytest.param(PLANS[case["plan"]], case, id=case["id"]) for case in CASES if case["kind"] == kind]


@pytest.mark.parametrize(("campaign", "case"), cases("score"))
def test_points_total_and_priority(campaign, case):
    sheet = score(campaign, parse_answers(campaign, case["answers"]))
    expected = dict(case["expected"])
    assert sheet.total == Decimal(expected.pop("total"))
    assert sheet.priority is expected.pop("priority")
    assert {name: row.points for name, row in sheet.criteria.items()} == expected
    assert all(row.reasons for row in sheet.criteria.values())


@pytest.mark.parametrize(("campaign", "case"), cases("invalid"))
def test_contradictions(campaign, case):
    with pytest.raises(Contradiction) as refused:
        parse_answers(campaign, case["answers"])
    expected = case["expected"]["invalid"]
    assert (refused.value.criterion, refused.value.fact) == (expected["criterion"], expected["field"])


@pytest.mark.parametrize(("campaign", "case"), cases("eligibility"))
def test_eligibility(campaign, case):
    answers = parse_answers(campaign, case["answers"])
    result = assess(campaign, answers, candidate=case["candidate"], award=case["award"])
    assert (result.outcome, sorted(result.reasons)) == (
        case["expected"]["outcome"],
        sorted(case["expected"]["reasons"]),
    )
    # Nothing but what was answered is judged, and everything that was answered is.
    assert set(result.verdicts) == set(case["answers"])
    assert all(verdict.reasons for verdict in result.verdicts.values())


@pytest.mark.parametrize(("campaign", "case"), cases("campaign_target"))
def test_targets(campaign, case):
    judged = judge_targets(campaign, parse_answers(campaign, case["answers"]))
    assert {name: verdict.outcome for name, verdict in judged.items()} == case["expected"]


def test_all_cases_are_there():
    counts = [len(cases(kind)) for kind in ("score", "invalid", "eligibility", "campaign_target")]
    assert (counts, sum(counts)) == ([52, 9, 40, 5], 106)
    assert len(CASES) == 106
