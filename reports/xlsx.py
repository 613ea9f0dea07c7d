"""A campaign as a workbook: all units at a glance, the registration table, the points with evidence, the trail. A plan
without points has other sheets (``reports.xlsx_verdicts``), with the same trail.

One long sheet for the points rather than one for each unit: it can be filtered, and each unit begins on a new page.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from locales import Translator
from reports.candidate_tables import View
from reports.dossier_tables import dossier_rows
from reports.tables import UnitTable, unit_table, units_of
from reports.trail import TrailLine, trail
from reports.wording import state_words
from reports.xlsx_cells import Pen, Value, prepare_page
from reports.xlsx_dossiers import add_dossiers
from reports.xlsx_points import FIRST, Work, add_points, add_registration, begin_sheet
from reports.xlsx_verdicts import add_sheets, load_content
from storage import queries
from storage.tables import Unit


def campaign_workbook(
    session: Session,
    campaign_id: str,
    tr: Translator,
    *,
    on: date,
    unit: Unit | None = None,
    with_people: bool = False,
    veiled: bool = False,
) -> bytes:
    """An .xlsx of everything that was sent, of all units or of one. ``on``: the day that stands on it. ``veiled``:
    without what a blind second reviewer must not see. The same rows give the same bytes. KeyError when the campaign
    was never opened here."""
    import xlsxwriter

    campaign = queries.definition(session, campaign_id)
    chosen = ([unit] if unit else units_of(session, campaign_id)) if campaign.has_points else []
    units = [unit_table(session, campaign_id, each, tr, veiled=veiled) for each in chosen]
    view = View(on, with_people=with_people, veiled=veiled)
    content = None if campaign.has_points else load_content(session, campaign, tr, view, unit=unit)
    dossiers = dossier_rows(session, campaign, tr, view, unit=unit)
    lines = trail(session, campaign_id, tr, unit=unit, with_people=with_people, with_digests=True, veiled=veiled)
    target = io.BytesIO()
    font = {"font_name": "Times New Roman", "font_size": 12}
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": font})
    book.set_properties({"title": campaign.name.within(tr.locale), "created": datetime(on.year, on.month, on.day)})  # noqa: DTZ001 - the format knows no zones
    work = Work(book, Pen(book), campaign, units, tr, on)
    if content is not None:
        add_sheets(work, content)
    else:
        _add_summary(work)
        if campaign.registration.kind == "points":
            add_registration(work)
        add_points(work)
    add_dossiers(work, dossiers)
    _add_trail(work, lines)
    work.pen.fit_rows()
    book.close()
    return target.getvalue()


# ---------------------------------------------------------------- all units


def _add_summary(work: Work) -> None:
    tr, pen = work.tr, work.pen
    sheet = begin_sheet(work, tr("Summary"), tr("SUMMARY OF ALL UNITS"))
    headings = _summary_headings(tr)
    pen.headings(sheet, FIRST, headings)
    for number, table in enumerate(work.units, start=1):
        for column, value in enumerate((number, *_summary_values(table, tr))):
            pen.write(sheet, FIRST + number, column, value, "text" if column in (2, 3, 7) else "center")
    sheet.autofilter(FIRST, 0, FIRST + max(len(work.units), 1), len(headings) - 1)
    prepare_page(sheet, headings=(FIRST, FIRST), columns=3)


def _summary_headings(tr: Translator) -> list[tuple[str, float]]:
    return [
        (tr("No."), 6),
        (tr("Unit code"), 10),
        (tr("Unit name"), 32),
        (tr("Unit type"), 24),
        (tr("Registration receipt"), 15),
        (tr("Registered at"), 17),
        (tr("Registered late"), 10),
        (tr("Covering document"), 22),
        (tr("Registered points"), 10),
        (tr("Self-assessment"), 18),
        (tr("Receipt"), 15),
        (tr("Sent at"), 17),
        (tr("Times sent"), 8),
        (tr("Sent late"), 10),
        (tr("Self-scored points"), 10),
        (tr("Appraised points"), 10),
        (tr("Priority"), 9),
    ]


def _summary_values(table: UnitTable, tr: Translator) -> list[Value]:
    registered, assessed, total = table.registered, table.assessed, table.total
    values: list[Value] = [table.code, table.name, table.unit_type]
    if registered is None:
        values += [None, None, None, None]
    else:
        values += [registered.receipt, registered.at, _mark(registered.late, tr), registered.document]
    values.append(total.registered)
    if assessed is None:
        values += [None, None, None, None, None]
    else:
        state = state_words(tr)[assessed.state]
        values += [state, assessed.receipt, assessed.at, assessed.number, _mark(assessed.late, tr)]
    return [*values, total.self_scored, total.appraised, _mark(bool(table.priority), tr)]


def _mark(holds: bool, tr: Translator) -> str:
    return tr("yes") if holds else ""


# ---------------------------------------------------------------- trail


def _add_trail(work: Work, lines: Sequence[TrailLine]) -> None:
    tr, pen = work.tr, work.pen
    sheet = begin_sheet(work, tr("Trail"), tr("WHO CHANGED WHAT, WHEN AND WHY"))
    headings: list[tuple[str, float]] = [
        (tr("No."), 8),
        (tr("Time"), 17),
        (tr("Unit code"), 9),
        (tr("Unit name"), 24),
        (tr("Who"), 22),
        (tr("What"), 24),
        (tr("Action"), 18),
        (tr("Before"), 40),
        (tr("After"), 40),
        (tr("Reason"), 30),
        (tr("Digest"), 20),
    ]
    pen.headings(sheet, FIRST, headings)
    for row, line in enumerate(lines, start=FIRST + 1):
        about = (line.unit_code, line.unit_name, line.who, line.what, line.action, line.before, line.after, line.why)
        values: list[Value] = [line.number, line.at, *about, line.digest]
        for column, value in enumerate(values):
            pen.write(sheet, row, column, value, "center" if column == 0 else "text")
    sheet.autofilter(FIRST, 0, FIRST + max(len(lines), 1), len(headings) - 1)
    prepare_page(sheet, headings=(FIRST, FIRST), columns=2)
