"""docs/campaign-workbook.md, followed literally: its tables, typed into the empty workbook, are a campaign."""

import io
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from locales import translator
from reports.workbook.reading import read_workbook
from reports.workbook.words import describe_fault
from reports.workbook.writing import write_blank
from scoring.answers import parse_answers
from scoring.score import score
from tests.officers_plan import officers_workbook, tables, typed

GUIDE = (Path(__file__).parents[3] / "docs" / "campaign-workbook.md").read_text("utf-8")


def test_the_made_up_plan_is_a_campaign():
    tr = translator("vi")
    read = read_workbook(typed(GUIDE, over={}), tr)
    assert [describe_fault(fault, tr) for fault in read.faults] == []
    campaign = read.campaign
    assert campaign is not None
    assert (campaign.id, campaign.total) == ("phuong-xanh-tan-an-2025", Decimal(30))
    assert len(campaign.criteria) == 3
    answers = {
        "I.1": {"so_lan": 9},
        "I.2": {"diem_ton_dong": 1},
        "II": {"co_ke_hoach": True, "so_ho": 250, "so_ho_cam_ket": 200},
    }
    result = score(campaign, parse_answers(campaign, answers), on=campaign.day_after_deadlines)
    assert [each.points for each in result.criteria.values()] == [Decimal(7), Decimal(8), Decimal(10)]
    assert "7 + 8 + 10 = 25 điểm" in GUIDE
    assert result.total == 25


def test_every_sheet_and_value_of_the_guide_exists():
    book = load_workbook(io.BytesIO(write_blank()))
    assert set(tables(GUIDE)) <= set(book.sheetnames)
    assert len(tables(GUIDE)) == 10


def test_another_plan_with_bonus_penalty_and_rounds_is_a_campaign():
    """As in tests/transcripts/officers_plan.txt, where it comes through the chat."""
    tr = translator("vi")
    campaign = read_workbook(officers_workbook(), tr).campaign
    assert campaign is not None
    assert [each.id for each in campaign.registered_rows] == ["1", "2"]
    answers = {
        "1": {"so_lan_hop": 3},
        "2": {"so_ho": 200, "so_ho_co_tai_khoan": 120},
        "3": {"so_don": 0},
        "C.1": {"so_mo_hinh": 3},
        "T.1": {"so_vu_chay": 2},
    }
    result = score(campaign, parse_answers(campaign, answers), on=campaign.day_after_deadlines)
    assert (result.total, result.max) == (Decimal(5 + 10 + 4 - 2), Decimal(20))
