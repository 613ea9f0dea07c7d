"""Bonus and penalty points beside the table: the same kinds of rules, caps of their own."""

from decimal import Decimal
from pathlib import Path

import pytest

from locales import translator
from reports.explaining import explain_score
from scoring.answers import parse_answers
from scoring.campaign import Campaign, attainable
from scoring.campaign_files import CampaignFileError, load_campaign
from scoring.score import score

FILE = Path(__file__).parents[1] / "data" / "bonus-and-penalty.yaml"
CAMPAIGN = load_campaign(FILE)


def sheet(on_time="95", events=4, models=0, awarded=False, complaints=0, reminded=False):
    raw = {
        "A.1": {"on_time_percent": on_time},
        "A.2": {"events": events},
        "T.1": {"models": models},
        "T.2": {"awarded": awarded},
        "P.1": {"complaints": complaints},
        "P.2": {"reminded": reminded},
    }
    return score(CAMPAIGN, parse_answers(CAMPAIGN, raw))


@pytest.mark.parametrize(
    ("facts", "total", "bonus", "penalty"),
    [
        ({}, "30", 0, 0),
        ({"on_time": "94.99", "events": 3}, "20", 0, 0),
        ({"models": 1}, "32", 2, 0),
        ({"models": 5}, "34", 4, 0),  # the row's own cap
        ({"models": 2, "awarded": True}, "35", 5, 0),  # 4 + 3, capped by the heading
        ({"complaints": 2}, "28", 0, -2),
        ({"complaints": 9, "reminded": True}, "24", 0, -6),  # 5 + 3, capped by the heading
        ({"on_time": "0", "events": 0, "complaints": 5}, "0", 0, -5),  # never below 0
        ({"models": 1, "reminded": True}, "29", 2, -3),
    ],
)
def test_totals(facts, total, bonus, penalty):
    given = sheet(**facts)
    assert given.total == given.decided_total == Decimal(total)
    assert (given.groups["T"], given.groups["P"], given.max) == (bonus, penalty, 30)


def test_what_is_not_decided_leaves_the_total_open():
    given = score(CAMPAIGN, {"A.1": {"on_time_percent": Decimal(100)}, "P.2": {"reminded": True}})
    assert given.total is None
    assert given.decided_total == 17
    assert given.undecided == ("A.2", "T.1", "T.2", "P.1")


def test_reasons_in_words():
    given = sheet(models=1, complaints=2)
    said = [explain_score(given.criteria[name], CAMPAIGN.criterion(name), translator("vi")) for name in ("T.1", "P.1")]
    assert said == [
        "1 mô hình × 2 = 2 điểm; cộng vào tổng 2 điểm.",
        "2 đơn thư × 1 = 2 điểm; trừ khỏi tổng 2 điểm.",
    ]


def test_evidence_of_their_own():
    proofs = [CAMPAIGN.criterion(name).evidence for name in ("T.1", "P.1")]
    assert [proof and proof.vi for proof in proofs] == [
        "Quyết định công nhận mô hình",
        "Thông báo của cơ quan tiếp dân",
    ]
    assert attainable(CAMPAIGN, "T.1") == {0, 2, 4}


def test_frozen_and_read_back():
    assert Campaign.from_document(CAMPAIGN.to_document()) == CAMPAIGN


def test_they_are_not_part_of_the_total(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(FILE.read_text("utf-8").replace("    effect: bonus\n", "", 1), "utf-8")
    with pytest.raises(CampaignFileError) as refused:
        load_campaign(path)
    assert [problem.path for problem in refused.value.problems] == ["total", "groups[1].max_points"]
