"""Targets over all units, and shares: exact."""

from decimal import Decimal

import pytest

from scoring.answers import parse_answers
from scoring.campaign_files import load_campaigns
from scoring.targets import ShareResult, count_targets, judge_targets, share, targets_of

CAMPAIGNS = load_campaigns()
HAI_HOA, QUANG_NINH = CAMPAIGNS["cchc-hai-hoa-2024"], CAMPAIGNS["cchc-quang-ninh-2024"]


@pytest.mark.parametrize(
    ("units", "registered", "models", "applied", "expected"),
    [
        (20, 20, 20, 2, "met"),
        (20, 20, 21, 2, "not_met"),
        (20, 19, 25, 10, "not_met"),
        (20, 20, 0, 0, "not_met"),
        (0, 0, 0, 0, "not_applicable"),
        (3, 3, 10**30, 10**29, "met"),
        (3, 3, 10**30, 10**29 - 1, "not_met"),
    ],
)
def test_counted_by_the_program(units, registered, models, applied, expected):
    counted = count_targets(
        HAI_HOA, units=units, units_with_initiatives=registered, initiatives=models, applied=applied
    )
    assert {name: each.outcome for name, each in judge_targets(HAI_HOA, counted).items()} == {"II.2.1.7": expected}


def test_of_the_campaign_and_of_each_body():
    assert [[each.id for each in targets_of(campaign)] for campaign in (HAI_HOA, QUANG_NINH)] == [["II.2.1.7"]] * 2
    assert "II.2.1.7" in QUANG_NINH.criterion_ids
    assert "II.2.1.7" not in HAI_HOA.criterion_ids
    assert judge_targets(HAI_HOA, {})["II.2.1.7"].outcome == "needs_decision"


def test_shares():
    units = [
        {"II.2.1.5": {"e_payment_used": True}, "II.2.1.6": {"documents_exchanged": 400, "documents_electronic": 400}},
        {"II.2.1.5": {"e_payment_used": False}, "II.2.1.6": {"documents_exchanged": 20, "documents_electronic": 19}},
        {"II.2.1.5": {"not_applicable": True}, "II.2.1.6": {"documents_exchanged": 5}},
        {},
    ]
    typed = [parse_answers(HAI_HOA, raw) for raw in units]
    payment, documents = HAI_HOA.shares
    assert share(payment, typed) == ShareResult(Decimal(1), Decimal(2), "not_met")
    assert share(documents, typed) == ShareResult(Decimal(419), Decimal(420), "not_met")
    assert share(documents, typed[:1]) == ShareResult(Decimal(400), Decimal(400), "met")
    assert share(payment, []) == ShareResult(Decimal(0), Decimal(0), "not_applicable")
