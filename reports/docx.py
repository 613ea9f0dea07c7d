"""The papers that a unit signs where the plan gives points: its registration form, and its sheet of self-scored points.
Always in Vietnamese. Those of other plans: ``reports.docx_forms``, ``reports.docx_verdicts``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from locales import Translator, translator
from reports.docx_dossiers import add_dossiers
from reports.docx_page import CENTER, add_row, head, new_page, place_of, ruled_table, save, signatures, write
from reports.dossier_tables import DossierRow
from reports.table_rows import Line, Points, Row, plan_columns
from reports.tables import UnitTable
from scoring.campaign import Campaign


def registration_form(campaign: Campaign, table: UnitTable, *, on: date) -> bytes:
    """The plan's form with the points that the unit registered. ``on``: the year stands in the line of the date."""
    tr = translator("vi")
    title = campaign.registration.form_title.within("vi")
    paper = new_page()
    head(paper, unit=table.name, place=place_of(table.name, campaign.document.place), year=on.year, tr=tr)
    write(paper, title, align=CENTER, bold=True, size=14)
    registered = table.registered
    if registered is not None and registered.document:
        words = tr("(Enclosed with document {document} of {unit})", document=registered.document, unit=table.name)
        write(paper, words, align=CENTER, italic=True)
    write(paper, "")
    _points_form(paper, campaign, table, tr)
    if registered is not None and registered.receipt and registered.at:
        words = tr("Registered: receipt {receipt}, {time}.", receipt=registered.receipt, time=tr.moment(registered.at))
        write(paper, words, italic=True)
    signatures(paper, unit=table.name, tr=tr)
    return save(paper, title=title, on=on)


def self_score_sheet(campaign: Campaign, table: UnitTable, *, on: date, dossiers: Sequence[DossierRow] = ()) -> bytes:
    """What the unit gives itself, with evidence and reason, ready to be signed; at the end what is in its award
    dossier."""
    tr = translator("vi")
    title = tr("SELF-SCORE SHEET")
    paper = new_page(landscape=True)
    head(paper, unit=table.name, place=place_of(table.name, campaign.document.place), year=on.year, tr=tr)
    write(paper, title, align=CENTER, bold=True, size=14)
    write(paper, campaign.name.within("vi"), align=CENTER, bold=True)
    write(paper, of_plan(campaign, tr), align=CENTER, italic=True)
    assessed = table.assessed
    if assessed is None or not assessed.number:
        write(paper, tr("(Not sent yet)"), align=CENTER, italic=True)
    write(paper, "")
    _score_table(paper, campaign, table, tr)
    if table.priority and campaign.priority is not None:
        write(paper, tr("Ground of priority: {text}", text=campaign.priority.text.within("vi")))
    if assessed is not None and assessed.receipt and assessed.at:
        time = tr.moment(assessed.at)
        words = tr("Self-assessment sent: receipt {receipt}, {time}.", receipt=assessed.receipt, time=time)
        write(paper, words, italic=True)
    add_dossiers(paper, dossiers, tr)
    signatures(paper, unit=table.name, tr=tr)
    return save(paper, title=f"{title} – {table.name}", on=on)


def of_plan(campaign: Campaign, tr: Translator) -> str:
    """The plan that a paper belongs to, in brackets."""
    plan = campaign.document
    if plan.number is None or plan.issued_on is None:
        return f"({plan.title.within('vi')})"
    return tr(
        "(Under plan {number} of {date} by {issuer})",
        number=plan.number,
        date=tr.date(plan.issued_on),
        issuer=plan.issuer.within("vi"),
    )


def _points_form(paper: Any, campaign: Campaign, table: UnitTable, tr: Translator) -> None:
    ruled = ruled_table(paper, list(zip(plan_columns(campaign, tr), (14.0, 111.0, 20.0, 20.0), strict=True)))
    for row in table.rows:
        cells = [row.number, row.title, _shown(row.max, tr), _shown(row.registered, tr)]
        add_row(ruled, cells, centered=(0, 2, 3), bold=_is_strong(row))


def _score_table(paper: Any, campaign: Campaign, table: UnitTable, tr: Translator) -> None:
    """The points as they were registered and as the unit gives them; appraised ones with their remarks, where there
    are any."""
    if any(row.appraised is not None or row.remark for row in table.rows):
        _appraised_table(paper, campaign, table, tr)
        return
    stt, criterion, maximum, registered = plan_columns(campaign, tr)
    evidence = tr("EVIDENCE / EXPLANATION")
    points = [(maximum, 20), (registered, 20), (tr("SELF-SCORED POINTS"), 20)]
    ruled = ruled_table(paper, [(stt, 14), (criterion, 100), *points, (evidence, 78)])
    for row in table.rows:
        given = [_shown(each, tr) for each in (row.max, row.registered, row.self_scored)]
        add_row(ruled, [row.number, row.title, *given, _grounds(row, tr)], centered=(0, 2, 3, 4), bold=_is_strong(row))


def _appraised_table(paper: Any, campaign: Campaign, table: UnitTable, tr: Translator) -> None:
    stt, criterion, maximum, registered = plan_columns(campaign, tr)
    points = [(maximum, 18), (registered, 18), (tr("SELF-SCORED POINTS"), 18), (tr("APPRAISED POINTS"), 20)]
    texts = [(tr("EVIDENCE / EXPLANATION"), 52), (tr("REMARKS OF THE APPRAISAL"), 52)]
    ruled = ruled_table(paper, [(stt, 14), (criterion, 60), *points, *texts])
    for row in table.rows:
        given = [_shown(each, tr) for each in (row.max, row.registered, row.self_scored, row.appraised)]
        cells = [row.number, row.title, *given, _grounds(row, tr), row.remark]
        add_row(ruled, cells, centered=(0, 2, 3, 4, 5), bold=_is_strong(row))


def _grounds(row: Row, tr: Translator) -> str:
    """The evidence, then why the points are as they are."""
    reason = [tr("Reason: {reason}", reason=row.reason)] if row.reason else []
    return "\n".join([*(f"- {each}" for each in row.evidence), *reason])


def _is_strong(row: Row) -> bool:
    return row.line is not Line.CRITERION


def _shown(points: Points, tr: Translator) -> str:
    return "" if points is None else tr.points(points)
