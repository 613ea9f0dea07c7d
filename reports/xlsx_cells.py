"""Writing cells of a workbook: text that stays text, points as numbers, times as people here read them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from math import ceil
from typing import Any

Value = str | int | Decimal | datetime | date | None
_VIETNAM = timezone(timedelta(hours=7))  # a spreadsheet knows no time zones
_LINE, _HIGHEST = 16.0, 409.0  # points; Excel knows no higher row
_CAPITALS = 0.7  # bold capitals need more room
_LONGEST = 32_000  # Excel refuses a cell with more than 32,767 characters

_BASE: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "heading": {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True},
    "text": {"border": 1, "text_wrap": True},
    "center": {"border": 1, "align": "center"},
    "points": {"border": 1, "align": "center"},
    "moment": {"border": 1, "align": "center", "num_format": "hh:mm dd/mm/yyyy"},
}


class Pen:
    """Writes on the sheets of one workbook. A style is one of ``_STYLES``; with ``strong`` it is bold."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[str, bool, bool], Any] = {}
        self._widths: dict[tuple[Any, int], float] = {}
        self._lines: dict[tuple[Any, int], int] = {}

    def style(self, name: str, *, strong: bool = False, quoted: bool = False) -> Any:
        key = (name, strong, quoted)
        if key not in self._formats:
            more = ({"bold": True} if strong else {}) | ({"quote_prefix": True} if quoted else {})
            self._formats[key] = self._book.add_format({**_BASE, **_STYLES[name], **more})
        return self._formats[key]

    def write(
        self, sheet: Any, row: int, column: int, value: Value, style: str = "text", *, strong: bool = False
    ) -> None:
        """One cell. Text is never a formula, not even after it was edited in Excel: what begins like one is quoted."""
        if isinstance(value, str):
            text = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
            quoted = text.startswith(("=", "+", "-", "@"))
            if text:
                self._measure(sheet, row, column, text, share=_CAPITALS if style == "heading" else 1)
                sheet.write_string(row, column, text, self.style(style, strong=strong, quoted=quoted))
                return
        elif isinstance(value, datetime):
            local = value.astimezone(_VIETNAM).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, self.style("moment", strong=strong))
            return
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, column, number(value), self.style(style, strong=strong))
            return
        sheet.write_blank(row, column, None, self.style(style, strong=strong))

    def sum(self, sheet: Any, row: int, column: int, value: Decimal, rows: Sequence[int]) -> None:
        """The sum of other rows of the column, with its ``value`` for programs that do not calculate."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        cells = ",".join(xl_rowcol_to_cell(each, column) for each in rows)
        sheet.write_formula(row, column, f"=SUM({cells})", self.style("points", strong=True), number(value))

    def headings(self, sheet: Any, row: int, headings: Sequence[tuple[str, float]]) -> None:
        """A row of headings with the widths of their columns, in characters."""
        for column, (text, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            self._widths[sheet, column] = width
            self.write(sheet, row, column, text, "heading")

    def fit_rows(self) -> None:
        """Make rows as high as their wrapped text: Excel does so when it opens a file, LibreOffice does not."""
        for (sheet, row), lines in self._lines.items():
            if lines > 1:
                sheet.set_row(row, min(lines * _LINE + 2, _HIGHEST))

    def _measure(self, sheet: Any, row: int, column: int, text: str, *, share: float) -> None:
        width = self._widths.get((sheet, column))
        if width is None:
            return  # the title and the note run over the columns
        lines = sum(max(ceil(len(each) / (width * share)), 1) for each in text.split("\n"))
        self._lines[sheet, row] = max(self._lines.get((sheet, row), 1), lines)


def number(value: Decimal | int) -> int | float:
    """As a spreadsheet keeps it."""
    return int(value) if value == int(value) else float(value)


def prepare_page(sheet: Any, *, headings: tuple[int, int], columns: int, one_page_wide: bool = True) -> None:
    """A4 landscape; the rows of headings (first, last) are on every page and stay in sight, as do ``columns``."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer('&C&"Times New Roman"&P/&N')
    sheet.repeat_rows(*headings)
    sheet.freeze_panes(headings[1] + 1, columns)
    if one_page_wide:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0, columns - 1)
