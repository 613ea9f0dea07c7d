"""The sheets of a workbook that hold points: the plan's registration table, and every unit's points with evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from locales import Translator
from reports.table_rows import Line, Points, Row, plan_columns
from reports.tables import UnitTable
from reports.xlsx_cells import Pen, prepare_page
from scoring.campaign import Campaign

FIRST = 3  # the row of headings, below the title and the note
_MOST_ON_A_PAGE = 12  # columns of units that can still be read on one page


@dataclass(frozen=True, slots=True)
class Work:
    """What every sheet is made of."""

    book: Any
    pen: Pen
    campaign: Campaign
    units: Sequence[UnitTable]
    tr: Translator
    on: date


def begin_sheet(work: Work, name: str, title: str) -> Any:
    """A sheet with the title, and what it is about."""
    tr, sheet = work.tr, work.book.add_worksheet(name)
    work.pen.write(sheet, 0, 0, title, "title")
    note = [work.campaign.name.within(tr.locale), tr("As of {date}", date=tr.date(work.on))]
    work.pen.write(sheet, 1, 0, " – ".join(note), "note")
    return sheet


# ---------------------------------------------------------------- registration


def add_registration(work: Work) -> None:
    """The plan's form; of several units, one column of registered points for each."""
    tr, pen, units = work.tr, work.pen, work.units
    title = work.campaign.registration.form_title.within(tr.locale)
    sheet = begin_sheet(work, tr("Registration"), f"{title} – {units[0].name}" if len(units) == 1 else title)
    stt, criterion, maximum, registered = plan_columns(work.campaign, tr)
    headings = [(stt, 7.0), (criterion, 70.0), (maximum, 10.0)]
    last = FIRST
    if len(units) == 1:
        pen.headings(sheet, FIRST, [*headings, (registered, 12.0)])
    else:
        last = FIRST + 1
        pen.headings(sheet, FIRST, [*headings, *((registered, 12.0) for _ in units)])
        pen.headings(sheet, last, [*headings, *((each.name, 12.0) for each in units)])
        for column, (text, _) in enumerate(headings):
            sheet.merge_range(FIRST, column, last, column, text, pen.style("heading"))
        if units:
            sheet.merge_range(FIRST, 3, FIRST, 2 + len(units), registered, pen.style("heading"))
    tables = [each.rows for each in units] or [()]
    at = {row.id: last + 1 + place for place, row in enumerate(tables[0])}
    for row in tables[0]:
        strong = row.line is not Line.CRITERION
        pen.write(sheet, at[row.id], 0, row.number, "center", strong=strong)
        pen.write(sheet, at[row.id], 1, row.title, strong=strong)
        _write_points(pen, sheet, at, row, 2, row.max)
    for column, rows in enumerate(tables, start=3):
        for row in rows:
            if row.id in at:  # another version of the definition may have other rows
                _write_points(pen, sheet, at, row, column, row.registered)
    prepare_page(sheet, headings=(FIRST, last), columns=3, one_page_wide=len(units) <= _MOST_ON_A_PAGE)


def _write_points(pen: Pen, sheet: Any, at: dict[str, int], row: Row, column: int, points: Points) -> None:
    """Points of a row; of a heading a formula, where the spreadsheet's sum is the rules' sum."""
    if points is not None and row.sums:
        pen.sum(sheet, at[row.id], column, points, [at[each] for each in row.sums])
    else:
        pen.write(sheet, at[row.id], column, points, "points", strong=row.line is not Line.CRITERION)


# ---------------------------------------------------------------- points


def add_points(work: Work) -> None:
    """Every unit that registered or sent, one below the other."""
    tr, pen = work.tr, work.pen
    sheet = begin_sheet(work, tr("Points"), tr("REGISTERED, SELF-SCORED AND APPRAISED POINTS"))
    headings = _points_headings(work)
    pen.headings(sheet, FIRST, headings)
    row, breaks = FIRST + 1, []
    for table in work.units:
        if table.registered is None and table.assessed is None:
            continue
        if row > FIRST + 1:
            breaks.append(row)
        _write_unit(pen, sheet, row, table)
        row += len(table.rows)
    sheet.set_h_pagebreaks(breaks)
    sheet.autofilter(FIRST, 0, max(row - 1, FIRST), len(headings) - 1)
    prepare_page(sheet, headings=(FIRST, FIRST), columns=4)


def _points_headings(work: Work) -> list[tuple[str, float]]:
    tr = work.tr
    stt, criterion, maximum, registered = plan_columns(work.campaign, tr)
    return [
        (tr("Unit code"), 9),
        (tr("Unit name"), 22),
        (stt, 7),
        (criterion, 34),
        (maximum, 9),
        (registered, 10),
        (tr("SELF-SCORED POINTS"), 10),
        (tr("APPRAISED POINTS"), 12),
        (tr("EVIDENCE / EXPLANATION"), 36),
        (tr("FACTS"), 34),
        (tr("REASON OF THE POINTS"), 36),
        (tr("REMARKS OF THE APPRAISAL"), 34),
    ]


def _write_unit(pen: Pen, sheet: Any, first: int, table: UnitTable) -> None:
    at = {row.id: first + place for place, row in enumerate(table.rows)}
    for row in table.rows:
        here, strong = at[row.id], row.line is not Line.CRITERION
        pen.write(sheet, here, 0, table.code, "center", strong=strong)
        pen.write(sheet, here, 1, table.name, strong=strong)
        pen.write(sheet, here, 2, row.id, "center", strong=strong)
        pen.write(sheet, here, 3, row.name, strong=strong)
        for column, points in enumerate((row.max, row.registered, row.self_scored, row.appraised), start=4):
            _write_points(pen, sheet, at, row, column, points)
        for column, text in enumerate(("\n".join(row.evidence), row.facts, row.reason, row.remark), start=8):
            pen.write(sheet, here, column, text)
