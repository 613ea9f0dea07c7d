"""Who competes as what, what each is asked, and whose self-assessment an award is judged by."""

from collections.abc import Mapping
from datetime import date

import pytest

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaigns
from scoring.candidates import (
    kind_of_unit,
    kinds_of_people,
    registers,
    round_named,
    rounds_read,
    sheet_criteria,
)

POINTS, TITLES, WARD = "cchc-vinh-long-2024", "cchc-dinh-du-2024", "cchc-hai-hoa-2024"
PROVINCE, ROUNDS = "cchc-quang-ninh-2024", "danvan-phung-chi-kien-2025-2026"


@pytest.fixture(scope="module")
def plans() -> Mapping[str, Campaign]:
    return load_campaigns()


@pytest.mark.parametrize(
    ("plan", "unit_type", "kind", "people"),
    [
        (POINTS, "ward_committee", "collective", []),
        (TITLES, "village", "collective", ["individual"]),
        (WARD, "neighborhood", "collective", ["individual"]),
        (PROVINCE, "department", "collective", ["individual"]),
        (PROVINCE, "press", "press_collective", ["individual", "press_individual"]),
        (ROUNDS, "residential_group", "collective", ["individual"]),
    ],
)
def test_as_what_units_and_their_people_compete(plans, plan, unit_type, kind, people):
    found = kind_of_unit(plans[plan], unit_type)
    assert found is not None
    assert found.id == kind
    assert [each.id for each in kinds_of_people(plans[plan], unit_type)] == people


@pytest.mark.parametrize(
    ("plan", "kind", "does"),
    [
        (TITLES, "collective", True),
        (TITLES, "individual", True),
        (WARD, "collective", True),
        (WARD, "individual", False),
        (PROVINCE, "press_collective", True),
        (PROVINCE, "press_individual", False),
        (ROUNDS, "individual", True),
    ],
)
def test_who_registers_in_the_plans_own_form(plans, plan, kind, does):
    assert registers(plans[plan], kind) is does


def test_each_kind_has_its_own_sheet(plans):
    press = [each.id for each in sheet_criteria(plans[PROVINCE], "press_collective")]
    assert press == ["II.2.3.1", "II.2.3.2", "III.2.0", "III.2.i1"]
    individual = [each.id for each in sheet_criteria(plans[WARD], "individual")]
    assert individual == ["II.2.2.1", "II.2.2.2", "II.2.2.3", "II.2.2.4", "III.2.0"]


def test_a_sheet_with_points_is_the_printed_table(plans):
    assert sheet_criteria(plans[POINTS], "collective") == plans[POINTS].criteria


@pytest.mark.parametrize("plan", [TITLES, WARD, PROVINCE, ROUNDS])
def test_nothing_that_others_decide_is_asked_of_the_candidate(plans, plan):
    campaign = plans[plan]
    for kind in campaign.candidates:
        ids = {each.id for each in sheet_criteria(campaign, kind.id)}
        assert not ids & {each.id for each in campaign.award_standards if each.answered_by != "unit"}
        assert not ids & {each.id for each in (*campaign.gates, *campaign.targets)}


@pytest.mark.parametrize(
    ("name", "day", "found", "read"),
    [
        (None, date(2025, 12, 31), "2025", ("2025",)),
        (None, date(2026, 1, 1), "2026", ("2026",)),
        ("2025", date(2026, 5, 1), "2025", ("2025",)),
        ("closing", date(2026, 5, 1), "closing", ("2025", "2026")),
        ("nonsense", date(2025, 5, 1), "2025", ("2025",)),
    ],
)
def test_rounds(plans, name, day, found, read):
    looked_at = round_named(plans[ROUNDS], name, day)
    assert looked_at is not None
    assert looked_at.id == found
    assert rounds_read(looked_at) == read


def test_without_rounds_there_is_one_sheet_until_the_end(plans):
    assert round_named(plans[WARD], None, date(2024, 5, 1)) is None
    assert rounds_read(None) == ("",)
