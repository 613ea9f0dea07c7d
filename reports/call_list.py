"""The list of whom to telephone as a table, with room for what was said."""

import io
from collections.abc import Sequence

from sqlmodel import Session, select

from locales import Translator
from reports.calling import Callee, callees, number_as_dialled, reach_words
from storage.bulk import among
from storage.tables import Unit


def call_list(session: Session, tr: Translator, *, title: str, units: Sequence[tuple[int, str]]) -> bytes:
    """An .xlsx, a row for each person. ``units``: which, in their order, each with where it stands ("" for nothing)."""
    wanted = [number for number, _ in units]
    known = {unit.id: unit for unit in session.exec(select(Unit).where(among(session, Unit.id, wanted)))}
    states = dict(units)
    found = callees(session, [known[number] for number in wanted if number in known])
    return _written(title, [row for each in found for row in _rows(each, states.get(each.unit.id or 0, ""), tr)], tr)


def _rows(callee: Callee, state: str, tr: Translator) -> list[tuple[str, ...]]:
    why = reach_words(callee.reach, tr)
    people = callee.people or (("", None),)
    return [
        (callee.unit.name, state, name, number_as_dialled(phone) if phone else "", why, "", "")
        for name, phone in people
    ]


def _written(title: str, rows: Sequence[tuple[str, ...]], tr: Translator) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet(tr("List to call"))
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center", "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    headings = [
        (tr("No."), 6),
        (tr("Unit name"), 30),
        (tr("Where it stands"), 16),
        (tr("Full name"), 26),
        (tr("Phone"), 14),
        (tr("Why to call"), 24),
        (tr("Called on"), 14),
        (tr("What was said"), 30),
    ]
    for column, (text, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, text, heading)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(2 + number, 0, number, cell)
        for column, text in enumerate(row, start=1):
            sheet.write_string(2 + number, column, text, cell)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return target.getvalue()
