"""docs/campaign-workbook.md, followed literally: its tables, typed into the empty workbook, are a campaign."""

import io
import re
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook

from locales import translator
from reports.workbook.reading import read_workbook
from reports.workbook.words import describe_fault
from reports.workbook.writing import write_blank
from scoring.answers import parse_answers
from scoring.score import score
from tests.campaign_books import cell, value

GUIDE = (Path(__file__).parents[3] / "docs" / "campaign-workbook.md").read_text("utf-8")
SECTION = re.compile(r"^### Trang “(?P<sheet>.+)”\n\n(?P<table>(?:\|.*\n)+)", re.MULTILINE)


def tables() -> dict[str, list[dict[str, str]]]:
    """Sheet → its rows, by heading, as the page shows them."""
    found = {}
    for section in SECTION.finditer(GUIDE):
        headings, _, *rows = (
            [part.strip() for part in line.strip()[1:-1].split("|")] for line in section["table"].splitlines()
        )
        found[section["sheet"]] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


def typed() -> bytes:
    book: Workbook = load_workbook(io.BytesIO(write_blank()))
    for sheet, rows in tables().items():
        for number, row in enumerate(rows, 1):
            if sheet == "Phong trào":
                value(book, row["Mục"]).value = row["Nội dung"]
                continue
            for heading, text in row.items():
                cell(book, sheet, number, heading).value = text or None
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_made_up_plan_is_a_campaign():
    tr = translator("vi")
    read = read_workbook(typed(), tr)
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
    assert set(tables()) <= set(book.sheetnames)
    assert len(tables()) == 10
