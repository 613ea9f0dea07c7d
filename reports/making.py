"""A document by its kind and numbers: what a message names as data is made here when it is delivered.

``registration_form`` and ``self_score_sheet`` (Word, of one unit's own copy), ``campaign_xlsx`` (Excel, all that was
sent), ``unit_xlsx`` (the same of one unit, with its history): ``campaign`` (id), ``unit`` (number; not of
``campaign_xlsx``), ``on`` (ISO day), ``name``; of ``campaign_xlsx`` also ``veiled``: without what a blind second
reviewer must not see; of a paper also ``round``, where the campaign has rounds, ``candidate``: of this one of the
unit alone, and where it names individuals ``private`` and ``type``: then it is kept for hours alone.
``roster_template`` (Excel, an empty list of units): ``roles`` and ``types`` (their words) and ``name``.
``deadline_chart`` (PNG, who has done what): ``title``, ``bars`` (``DeadlineBar.to_data``), ``on`` and ``name``.
``invitation_sheet`` (Word or PDF by ``type``, codes to cut up and hand out): ``targets`` ([role, unit, line of the
list] each), ``campaign`` (what it is called, to be read), ``telegram`` and ``zalo`` (the bot's names, or null),
``expires`` (ISO day), ``on`` and ``name``; ``roles``: role → its word. Where several Zalo bots share the people:
``bots``, the one that each target goes to, and ``zalo_names``, what they are called.
``call_list`` (Excel, whom to telephone): ``title``, ``units`` ([number, where it stands] each) and ``name``.
``campaign_workbook`` (Excel, the campaign itself): ``name``, ``campaign``, and where it was never opened ``draft``
(number); or ``blank``: an empty one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from locales import Translator, translator
from scoring.campaign import Campaign
from storage import queries
from storage.queries import Target
from storage.tables import CampaignDraft, Role, RosterContact, Unit

if TYPE_CHECKING:
    from reports.candidate_tables import CandidateTable
    from reports.dossier_tables import DossierRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = "image/png"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


ONCE = frozenset({"invitation_sheet"})  # made for one person's eyes: not kept, and made anew rather than found again


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file."""

    data: bytes
    name: str
    media_type: str
    codes: tuple[tuple[Target, str], ...] = ()  # what a sheet of invitations is for, and the hash of each code


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
    if kind == "call_list":
        from reports.call_list import call_list

        units = [(number, state) for number, state in params["units"]]
        return Made(call_list(session, tr, title=params["title"], units=units), params["name"], XLSX)
    if kind == "invitation_sheet":
        return make_invitations(session, params, tr)
    if kind == "campaign_workbook":
        return _make_workbook(session, params)
    campaign_id, on = params["campaign"], date.fromisoformat(params["on"])
    if kind == "campaign_xlsx":
        from reports.xlsx import campaign_workbook

        veiled = params.get("veiled", False)
        return Made(campaign_workbook(session, campaign_id, tr, on=on, veiled=veiled), params["name"], XLSX)
    if kind not in ("registration_form", "self_score_sheet", "unit_xlsx"):
        raise LookupError(f"no document of the kind {kind}")
    unit = session.get(Unit, params["unit"])
    if unit is None:
        raise LookupError(f"no unit {params['unit']}")
    if kind == "unit_xlsx":
        from reports.xlsx import campaign_workbook

        return Made(campaign_workbook(session, campaign_id, tr, on=on, unit=unit), params["name"], XLSX)
    whose = {"round": params.get("round"), "candidate": params.get("candidate")}
    paper = Paper(kind, campaign_id, on, own=True, with_people=True, **whose)
    return Made(unit_paper(session, unit, paper), params["name"], DOCX)


def make_invitations(session: Session, params: Mapping[str, Any], tr: Translator) -> Made:
    """Codes for everybody named, on paper; only their hashes leave this function besides the paper itself."""
    from reports.invitation_pdf import invitation_pdf
    from reports.invitation_sheet import Card, Ways, invitation_sheet

    cards, codes = [], []
    bots = params.get("bots") or [None] * len(params["targets"])
    names = params.get("zalo_names") or {}
    for (role, unit_id, contact_id), bot in zip(params["targets"], bots, strict=True):
        unit = session.get(Unit, unit_id)
        line = session.get(RosterContact, contact_id) if contact_id is not None else None
        if unit is None or (contact_id is not None and line is None):
            continue  # gone since the sheet was asked for
        code = queries.new_code()
        cards.append(Card(code, params["roles"][role], unit.name, line.name if line else "", names.get(bot)))
        codes.append((queries.Target(Role(role), unit_id, contact_id, bot), queries.hash_code(code)))
    if not cards:
        raise LookupError("nobody is left to invite")
    draw = invitation_pdf if params["type"] == PDF else invitation_sheet
    data = draw(
        cards,
        campaign=params["campaign"],
        ways=Ways(params["telegram"], params["zalo"]),
        expires=date.fromisoformat(params["expires"]),
        on=date.fromisoformat(params["on"]),
        tr=tr,
    )
    return Made(data, params["name"], params["type"], tuple(codes))


def _make_workbook(session: Session, params: Mapping[str, Any]) -> Made:
    from reports.workbook.writing import write_blank, write_workbook

    if params.get("blank"):
        return Made(write_blank(), params["name"], XLSX)
    draft = session.get(CampaignDraft, params["draft"]) if "draft" in params else None
    campaign = queries.draft_definition(draft) if draft else queries.definition(session, params["campaign"])
    return Made(write_workbook(campaign), params["name"], XLSX)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a unit. ``own``: of its own copy, drafts included; else of what was sent. ``round`` None: the one
    that runs. ``with_people``: names of people, where the plan has candidates beside the units. ``candidate``: the
    paper of this one of the unit alone, signed by whom it is about."""

    kind: str
    campaign_id: str
    on: date
    own: bool
    round: str | None = None
    with_people: bool = False
    candidate: int | None = None


def unit_paper(session: Session, unit: Unit, paper: Paper) -> bytes:
    """One of the papers that a unit signs."""
    campaign = queries.definition(session, paper.campaign_id)
    if paper.kind == "registration_form" and campaign.registration.kind != "points":
        return _form(session, campaign, unit, paper)
    if paper.kind == "self_score_sheet" and not campaign.has_points:
        return _sheet(session, campaign, unit, paper)
    from reports import docx
    from reports.tables import unit_table

    table = unit_table(session, paper.campaign_id, unit, translator("vi"), on=paper.on if paper.own else None)
    campaign = queries.definition(session, paper.campaign_id, table.version)
    if paper.kind == "registration_form":
        return docx.registration_form(campaign, table, on=paper.on)
    return docx.self_score_sheet(campaign, table, on=paper.on, dossiers=_dossiers(session, campaign, unit, paper))


def _dossiers(session: Session, campaign: Campaign, unit: Unit, paper: Paper) -> "list[DossierRow]":
    """What the unit has in its award dossiers of the round."""
    from reports.candidate_tables import View
    from reports.dossier_tables import dossier_rows

    view = View(paper.on, paper.own, paper.round, paper.with_people)
    return dossier_rows(session, campaign, translator("vi"), view, unit=unit, candidate=paper.candidate)


def _candidates(session: Session, campaign: Campaign, unit: Unit, paper: Paper) -> "list[CandidateTable]":
    from reports.candidate_tables import View, candidate_tables

    view = View(paper.on, paper.own, paper.round, paper.with_people)
    tables = candidate_tables(session, campaign, unit, translator("vi"), view)
    if paper.candidate is None:
        return tables
    mine = [each for each in tables if each.candidate_id == paper.candidate]
    if not mine:
        raise LookupError(f"no individual {paper.candidate} of this unit")
    return mine


def _form(session: Session, campaign: Campaign, unit: Unit, paper: Paper) -> bytes:
    from reports.docx_forms import FormContent, form_without_points
    from reports.register_tables import entry_rows

    entries = entry_rows(session, campaign, translator("vi"), unit=unit) if paper.candidate is None else []
    alone = paper.candidate is not None
    content = FormContent(unit, _candidates(session, campaign, unit, paper), entries, alone=alone)
    return form_without_points(campaign, content, on=paper.on)


def _sheet(session: Session, campaign: Campaign, unit: Unit, paper: Paper) -> bytes:
    from reports.docx_verdicts import verdict_sheet

    tables, dossiers = _candidates(session, campaign, unit, paper), _dossiers(session, campaign, unit, paper)
    alone = paper.candidate is not None
    return verdict_sheet(campaign, unit, tables, on=paper.on, dossiers=dossiers, alone=alone)
