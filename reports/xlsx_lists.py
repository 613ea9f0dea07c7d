"""Sheets of a workbook that are lists: a row of headings, a row for each thing, a filter over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.xlsx_cells import Value, prepare_page
from reports.xlsx_points import FIRST, Work, begin_sheet


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: float
    style: str = "text"


def add_list(work: Work, name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
    """A sheet with a filter over its headings; the first columns stay in sight."""
    sheet, row = begin_sheet(work, name, title), FIRST
    work.pen.headings(sheet, FIRST, [(each.heading, each.width) for each in columns])
    for row, values in enumerate(rows, start=FIRST + 1):
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            work.pen.write(sheet, row, place, value, column.style)
    sheet.autofilter(FIRST, 0, max(row, FIRST + 1), len(columns) - 1)
    prepare_page(sheet, headings=(FIRST, FIRST), columns=3)
