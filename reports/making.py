"""A document by its kind and numbers: what a message names as data is made here when it is delivered.

``registration_form`` and ``self_score_sheet`` (Word, of one unit's own copy), ``campaign_xlsx`` (Excel, all that was
sent): ``campaign`` (id), ``unit`` (number; not of ``campaign_xlsx``), ``on`` (ISO day) and ``name``.
``roster_template`` (Excel, an empty list of units): ``roles`` and ``types`` (their words) and ``name``.
``deadline_chart`` (PNG, who has done what): ``title``, ``bars`` (``DeadlineBar.to_data``), ``on`` and ``name``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from locales import Translator, translator
from storage import queries
from storage.tables import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file."""

    data: bytes
    name: str
    media_type: str


def make_document(session: Session, kind: str, params: Mapping[str, Any], tr: Translator) -> Made:
    """LookupError when there is no such kind, campaign or unit."""
    if kind == "roster_template":
        from reports.roster_template import make_template

        return Made(make_template(tr, roles=params["roles"], types=params["types"]), params["name"], XLSX)
    if kind == "deadline_chart":
        from reports.charts import DeadlineBar, deadline_chart

        bars = [DeadlineBar.of(each) for each in params["bars"]]
        drawn = deadline_chart(params["title"], bars, tr, on=date.fromisoformat(params["on"]))
        return Made(drawn, params["name"], PNG)
    campaign_id, on = params["campaign"], date.fromisoformat(params["on"])
    if kind == "campaign_xlsx":
        from reports.xlsx import campaign_workbook

        return Made(campaign_workbook(session, campaign_id, tr, on=on), params["name"], XLSX)
    if kind not in ("registration_form", "self_score_sheet"):
        raise LookupError(f"no document of the kind {kind}")
    unit = session.get(Unit, params["unit"])
    if unit is None:
        raise LookupError(f"no unit {params['unit']}")
    return Made(unit_paper(session, kind, campaign_id, unit, on=on, own=True), params["name"], DOCX)


def unit_paper(session: Session, kind: str, campaign_id: str, unit: Unit, *, on: date, own: bool) -> bytes:
    """One of the papers that a unit signs. ``own``: of its own copy, drafts included; else of what was sent."""
    from reports import docx
    from reports.tables import unit_table

    campaign = queries.definition(session, campaign_id)
    table = unit_table(session, campaign_id, unit, translator("vi"), on=on if own else None)
    write = docx.registration_form if kind == "registration_form" else docx.self_score_sheet
    return write(campaign, table, on=on)
