"""A plan as an officer types it into the empty workbook (``data/officers-plan.md``): points, bonus and penalty points,
a criterion without points, two rounds. ``MISTAKES``: what was typed first; ``READS``: what can only be asked about."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from reports.workbook.writing import write_blank
from tests.campaign_books import cell, value

PLAN = Path(__file__).parent / "data" / "officers-plan.md"
_SECTION = re.compile(r"^### Trang “(?P<sheet>.+)”\n\n(?P<table>(?:\|.*\n)+)", re.MULTILINE)
# (sheet, row, heading) → what stood there first.
MISTAKES: Mapping[tuple[str, int, str], str] = {
    ("Tiêu chí", 3, "Đạt khi"): "không có đơn",
    ("Tiêu chí", 3, "Điểm tối đa"): "không",
    ("Câu hỏi", 3, "Không quá câu"): "Số hộ",
    ("Cách tính điểm", 6, "Khi"): "so_ho_co_tai_khoan >= 60% so_ho",
    ("Cách tính điểm", 8, "Cách tính"): "Trừ",
    ("Mốc thời gian", 1, "Ngày cuối"): "trước 01/03/2025",
    ("Các đợt", 2, "Xem lại các đợt"): "đợt 2025",
}
# A second year that only looks back on the first is answered by nobody.
READS = ("Các đợt", 2, "Xem lại các đợt")


def tables(page: str) -> dict[str, list[dict[str, str]]]:
    """Sheet → its rows, by heading, as a page of Markdown shows them."""
    found = {}
    for section in _SECTION.finditer(page):
        headings, _, *rows = (
            [part.strip() for part in line.strip()[1:-1].split("|")] for line in section["table"].splitlines()
        )
        found[section["sheet"]] = [dict(zip(headings, row, strict=True)) for row in rows]
    return found


def typed(page: str, *, over: Mapping[tuple[str, int, str], str]) -> bytes:
    """The empty workbook, filled in from a page; ``over``: what stands in some cells instead."""
    book = load_workbook(io.BytesIO(write_blank()))
    for sheet, rows in tables(page).items():
        for number, row in enumerate(rows, 1):
            if sheet == "Phong trào":
                value(book, row["Mục"]).value = row["Nội dung"]
                continue
            for heading, text in row.items():
                cell(book, sheet, number, heading).value = text or None
    for (sheet, number, heading), text in over.items():
        cell(book, sheet, number, heading).value = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def officers_workbook(*, mistakes: bool = False, reads: bool = False) -> bytes:
    """The workbook as it is sent."""
    over = {**(MISTAKES if mistakes else {}), **({READS: "2025"} if reads else {})}
    return typed(PLAN.read_text("utf-8"), over=over)
