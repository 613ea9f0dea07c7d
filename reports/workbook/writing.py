"""A campaign as a workbook: headings, explanations, drop-down lists, widths, and a guide. XlsxWriter writes it."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reports.workbook import english, layout
from reports.workbook.columns import Column, Form, Kind, Sheet
from reports.workbook.guide import GUIDE_LINES
from reports.workbook.measuring import height
from reports.workbook.rows import Places, find, place_in_form, place_of, rows_of
from reports.workbook.values import NO, YES, Written, write_value
from scoring.campaign import Campaign, Reminders

HELP = "↑ "  # begins every cell of the row that explains
FIRST = 3  # the first row of items, from 0: title, headings, explanations stand above it
_SPARE = 300  # empty rows that are ready to be filled
_READY = 12  # of them with borders
_LONGEST = 32_767  # characters that Excel takes in a cell
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_BASE = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
_TEXTUAL = {Kind.ID, Kind.IDS, Kind.WORDS, Kind.FACT, Kind.FACTS, Kind.LISTED, Kind.MONTH, Kind.TIME, Kind.WHOLES}


class TooLong(ValueError):
    """A text of the campaign has more characters than a cell of Excel takes."""


@dataclass(slots=True)
class _Book:
    book: Any
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)
    texts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def style(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **more})
        return self.formats[key]

    def body(self, column: Column, **more: Any) -> Any:
        kind = column.kind
        as_text = {"num_format": "@"} if kind in _TEXTUAL else {}
        as_day = {"num_format": "dd/mm/yyyy", "align": "center"} if kind is Kind.DAY else {}
        center = kind in (Kind.NUMBER, Kind.WHOLE, Kind.FLAG, Kind.MONTH, Kind.TIME)
        return self.style(**{**_BASE, **as_text, **as_day, **({"align": "center"} if center else {}), **more})

    def write(self, sheet: Any, row: int, place: int, column: Column, value: Written, **more: Any) -> None:
        if value is None or value == "":
            sheet.write_blank(row, place, None, self.body(column, **more))
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - the format knows no zones
            sheet.write_datetime(row, place, moment, self.body(column, **more))
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value, self.body(column, **more))
        else:
            text = str(value)
            if len(text) > _LONGEST:
                raise TooLong(text[:60])
            quoted = {"quote_prefix": True} if text.startswith(("=", "+", "-", "@")) else {}
            sheet.write_string(row, place, text, self.body(column, **more, **quoted))


def write_workbook(campaign: Campaign) -> bytes:
    """An .xlsx that ``read_workbook`` reads back equal; the same campaign gives the same bytes. Raises ``TooLong``."""
    full = campaign.model_dump(mode="json", by_alias=True)
    return _write(campaign.to_document(), full, title=campaign.name.vi, year=campaign.period.start.year)


def write_blank() -> bytes:
    """An .xlsx to be filled from the first line: headings, explanations and lists, and the values that hold where
    nothing is written."""
    usual = Reminders().model_dump(mode="json", by_alias=True)
    values = {
        "correction_days": 3,
        "self_assessment": {"evidence_required_above": "0", "needs_registration": True},
        "reminders": usual,
    }
    return _write({}, values, title="Phong trào", year=2025)


def _write(document: dict[str, Any], full: dict[str, Any], *, title: str, year: int) -> bytes:
    """``document``: as it is stored; ``full``: with the values that hold where nothing is written."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": _FONT})
    book.set_properties({"title": title, "created": datetime(year, 1, 1)})  # noqa: DTZ001 - the format knows no zones
    work = _Book(book)
    _add_guide(work)
    _add_form(work, layout.CAMPAIGN, full)
    for sheet in layout.SHEETS:
        _add_sheet(work, sheet, [dict(row) for row in rows_of(sheet, document)])
    _add_english(work)
    book.close()
    return target.getvalue()


# ---------------------------------------------------------------- sheets


def _add_guide(work: _Book) -> None:
    sheet = work.book.add_worksheet(layout.GUIDE)
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#70AD47")
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 96)
    for row, (style, left, right) in enumerate(GUIDE_LINES):
        if style == "title":
            sheet.set_row(row, 30)
            sheet.write_string(row, 1, left, work.style(bold=True, font_size=18, font_color="#1F4E78"))
        elif style == "heading":
            sheet.write_string(row, 1, left, work.style(bold=True, font_size=14, font_color="#1F4E78"))
            sheet.set_row(row, height((), size=14))
        elif right:
            sheet.write_string(row, 1, left, work.style(valign="top", text_wrap=True, bold=True))
            sheet.write_string(row, 2, right, work.style(valign="top", text_wrap=True))
            sheet.set_row(row, max(height([(left, 34)], bold=True), height([(right, 96)])))
        elif left:
            sheet.merge_range(row, 1, row, 2, left, work.style(valign="top", text_wrap=True))
            sheet.set_row(row, height([(left, 130)]))
    _prepare_page(sheet, portrait=True)


def _add_form(work: _Book, form: Form, full: dict[str, Any]) -> None:
    sheet = work.book.add_worksheet(form.name)
    sheet.set_tab_color(form.color)
    _title(work, sheet, form.name, form.about)
    for place, (heading, width) in enumerate((("Mục", 40), ("Nội dung", 84), ("Giải thích", 60))):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, heading, _heading(work, form.color))
    row = 1
    for title, columns in form.parts.items():
        row += 1
        for place in range(3):
            sheet.write(
                row,
                place,
                title if place == 0 else None,
                work.style(bold=True, bg_color="#F2F2F2", border=1, border_color="#BFBFBF"),
            )
        for column in columns:
            row += 1
            name = column.heading + (" *" if column.required else "")
            sheet.write_string(row, 0, name, work.style(**_BASE, bold=column.required))
            value = find(full, column.key)
            if value is not None:
                value = _without_blanks(value)
                work.texts += english.texts_in(column, value, place_in_form(form, column))
            work.write(sheet, row, 1, column, write_value(column, value), align="left")
            sheet.write_string(row, 2, _explained(column), work.style(**_BASE, italic=True, font_color="#7F7F7F"))
            said = height([(write_value(column, value), 84), (_explained(column), 60)])
            sheet.set_row(row, max(said, height([(name, 40)], bold=column.required)))
            _offer(sheet, column, row, row, 1)
    sheet.freeze_panes(2, 1)
    _prepare_page(sheet)


def _without_blanks(value: Any) -> Any:
    """The full document has ``en: None`` in every text without a translation."""
    if isinstance(value, dict):
        return {key: _without_blanks(each) for key, each in value.items() if each is not None}
    return [_without_blanks(each) for each in value] if isinstance(value, list) else value


def _explained(column: Column) -> str:
    said = [column.help] if column.help else []
    return " ".join([*said, *([f"Ví dụ: {column.example}"] if column.example else [])])


def _add_sheet(work: _Book, sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    made = work.book.add_worksheet(sheet.name)
    made.set_tab_color(sheet.color)
    _title(work, made, sheet.name, sheet.about)
    for place, column in enumerate(sheet.columns):
        made.set_column(place, place, column.width)
        made.write_string(1, place, column.heading + (" *" if column.required else ""), _heading(work, sheet.color))
        helping = work.style(
            italic=True,
            font_size=10,
            font_color="#7F7F7F",
            text_wrap=True,
            valign="top",
            border=1,
            border_color="#BFBFBF",
        )
        made.write(2, place, HELP + column.help if column.help else None, helping)
        words = list(sheet.lists) if column.key == "section" else None
        _offer(made, column, FIRST, FIRST + len(rows) + _SPARE, place, words=words)
    # A heading keeps the arrow of a filter free.
    made.set_row(1, height(((column.heading + " *", column.width - 1) for column in sheet.columns), bold=True))
    made.set_row(2, height(((HELP + column.help, column.width) for column in sheet.columns), size=10))
    places = Places()
    for at, row in enumerate(rows, FIRST):
        here = places.of_row(sheet, row)
        cells: dict[bool, list[tuple[Written, float]]] = {True: [], False: []}  # bold or not
        for place, column in enumerate(sheet.columns):
            value = row.get("section") if column.key == "section" else find(row, column.key)
            if value is not None and column.key != "section":
                work.texts += english.texts_in(column, value, place_of(here, column))
            written = value if column.key == "section" else write_value(column, value)
            look = _look(sheet, row, column)
            work.write(made, at, place, column, written, **look)
            cells["bold" in look].append((written, column.width - look.get("indent", 0)))
        made.set_row(at, max(height(some, bold=bold) for bold, some in cells.items()))
    for at in range(FIRST + len(rows), FIRST + len(rows) + _READY):  # rows that invite to be filled
        for place, column in enumerate(sheet.columns):
            work.write(made, at, place, column, None)
    made.freeze_panes(FIRST, _frozen(sheet))
    _prepare_page(made, wide=sum(column.width for column in sheet.columns) > 250)


def _look(sheet: Sheet, row: dict[str, Any], column: Column) -> dict[str, Any]:
    """Rules: deeper rows stand further to the right, the first one of a criterion is shaded."""
    if not sheet.rules:
        return {"bold": True} if column.key in ("id", "name") and column.kind is not Kind.TEXT else {}
    look: dict[str, Any] = {"bg_color": "#DDEBF7", "bold": True} if row["level"] == 1 else {}
    return look | ({"indent": 2 * (row["level"] - 1)} if column.key == "row" and row["level"] > 1 else {})


def _frozen(sheet: Sheet) -> int:
    """The columns that name a row stay in sight."""
    keys = [column.key for column in sheet.columns]
    last = "row" if sheet.rules else next((name for name in reversed(sheet.names) if name in keys), keys[0])
    return min(keys.index(last) + 1, 3)


def _add_english(work: _Book) -> None:
    sheet = work.book.add_worksheet(layout.ENGLISH)
    sheet.set_tab_color("#EDEDED")
    _title(work, sheet, layout.ENGLISH, "Bản dịch cho người đọc tiếng Anh. Không cần thì để trống cả trang.")
    for place, (heading, width) in enumerate(zip(english.HEADINGS, (80, 80, 50), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, heading, _heading(work, "#EDEDED"))
    words = Column("", "", Kind.TEXT)
    for row, one in enumerate(english.collect(work.texts), 2):
        sheet.set_row(row, height([(one.vi, 80), (one.en, 80), (one.place, 50)]))
        for place, value in enumerate((one.vi, one.en, one.place)):
            work.write(sheet, row, place, words, value)
    sheet.freeze_panes(2, 0)
    _prepare_page(sheet)


# ---------------------------------------------------------------- what sheets share


def _title(work: _Book, sheet: Any, name: str, about: str) -> None:
    sheet.set_row(0, 24)
    sheet.write_string(
        0, 0, f"{name.upper()}. {about}", work.style(bold=True, font_size=13, font_color="#1F4E78", valign="vcenter")
    )


def _heading(work: _Book, color: str) -> Any:
    return work.style(bold=True, bg_color=color, border=1, align="center", valign="vcenter", text_wrap=True)


def _prepare_page(sheet: Any, *, portrait: bool = False, wide: bool = False) -> None:
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(8 if wide else 9)  # A3, A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer('&C&"Times New Roman"&A – &P/&N')


def _offer(
    sheet: Any, column: Column, first: int, last: int, place: int, *, words: Iterable[str] | None = None
) -> None:
    """A drop-down list where the values are known."""
    offered = list(words) if words is not None else list(column.choices.values())
    if column.kind is Kind.FLAG:
        offered = [YES, NO]
    if offered:
        rule: dict[str, Any] = {
            "validate": "list",
            "source": offered,
            "error_title": "Chọn trong danh sách",
            "error_message": "Bấm mũi tên ở góc ô rồi chọn một mục.",
        }
    elif column.source is not None:
        source = next(each for each in layout.SHEETS if each.name == column.source[0])
        letter = chr(65 + [each.heading for each in source.columns].index(column.source[1]))
        area = f"='{source.name}'!${letter}${FIRST + 1}:${letter}${FIRST + _SPARE}"
        # Several may stand in one cell, so what is not in the list is allowed.
        rule = {"validate": "list", "source": area, "show_error": False}
    else:
        return
    sheet.data_validation(first, place, last, place, {**rule, "ignore_blank": True})
