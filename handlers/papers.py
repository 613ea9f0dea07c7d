"""Papers and tables that people ask for in the chat: named here as data, made when the message is delivered."""

from typing import Any

from handlers import drafts, menu, permissions, veiling
from handlers.competing import name_of, round_id
from handlers.conversation import Choice, Document, Reply
from handlers.turn import Turn, acting_unit, alone_as, current_campaign
from reports.making import DOCX
from scoring.campaign import Campaign
from scoring.candidates import kinds_of_people, registers
from storage import queries
from storage.tables import Candidate


def registration_choice(turn: Turn) -> Choice:
    """The form is signed before it is sent, so it is there before the registration, too."""
    return Choice("go:registration_form", turn.tr("Get the registration form (Word)"), ("tai bang dang ky",))


def self_score_choice(turn: Turn, campaign: Campaign) -> Choice:
    """The same paper by the name that it has in the plan: a sheet of points, or of verdicts."""
    if not campaign.has_points:
        label = turn.tr("Get the own assessment sheet (Word)")
        return Choice("go:self_score_sheet", label, ("tai ban tu danh gia",))
    return Choice("go:self_score_sheet", turn.tr("Get the self-score sheet (Word)"), ("tai bang tu cham diem",))


def overview_choice(turn: Turn) -> Choice:
    return Choice("go:campaign_xlsx", turn.tr("Get the summary tables (Excel)"), ("tai bang tong hop",))


def workbook_choice(turn: Turn) -> Choice:
    return Choice("go:campaign_workbook", turn.tr("Get the campaign itself (Excel)"), ("tai phong trao",))


def campaign_workbook(turn: Turn) -> list[Reply]:
    """The definition that is open, to be read, or changed for another year."""
    current = current_campaign(turn.session)
    if current is None or not permissions.may_open_campaign(turn.roles):
        return [menu.show_menu(turn)]
    return drafts.send_workbook(turn, current[1])


def self_score_sheet(turn: Turn) -> list[Reply]:
    """The unit's own sheet as it is now, to be signed."""
    current = current_campaign(turn.session)
    points = current is None or current[1].has_points
    title = turn.tr("Self-score sheet") if points else turn.tr("Own assessment sheet")
    return _unit_paper(turn, "self_score_sheet", title)


def registration_form(turn: Turn) -> list[Reply]:
    """The unit's own registration in the plan's form."""
    return _unit_paper(turn, "registration_form", turn.tr("Registration form"))


def _unit_paper(turn: Turn, kind: str, title: str) -> list[Reply]:
    current, unit = current_campaign(turn.session), acting_unit(turn)
    if current is not None and (mine := alone_as(turn)) is not None:
        return _own_paper(turn, kind, title, mine, current[1])
    if current is None or unit is None or not permissions.may_register(turn.roles, unit.id):
        return [menu.show_menu(turn)]
    params: dict[str, Any] = {
        "campaign": current[0].id,
        "unit": unit.id,
        "on": turn.today.isoformat(),
        "name": f"{title} - {unit.name}.docx",
    }
    if kinds_of_people(current[1], unit.unit_type) and queries.candidates_of(turn.session, current[0].id, unit.id or 0):
        params |= {"private": True, "type": DOCX}  # names stand in it: it is not kept with the other files
    if current[1].rounds:
        params["round"] = round_id(turn, current[1])
    words = turn.tr("{title} of {unit}, to be printed and signed:", title=title, unit=unit.name)
    return [Reply(words, question=False, documents=(Document(kind, params),))]


def _own_paper(turn: Turn, kind: str, title: str, mine: Candidate, campaign: Campaign) -> list[Reply]:
    """Of somebody who competes for himself: what is his, and nothing of the unit or of others."""
    if kind == "registration_form" and not registers(campaign, mine.kind):
        return [menu.show_menu(turn)]
    name = name_of(mine, turn.tr)
    params: dict[str, Any] = {
        "campaign": campaign.id,
        "unit": mine.unit_id,
        "candidate": mine.id,
        "on": turn.today.isoformat(),
        "name": f"{title} - {name}.docx",
        "private": True,
        "type": DOCX,
    }
    if campaign.rounds:
        params["round"] = round_id(turn, campaign)
    words = turn.tr("{title} of {unit}, to be printed and signed:", title=title, unit=name)
    return [Reply(words, question=False, documents=(Document(kind, params),))]


def campaign_tables(turn: Turn) -> list[Reply]:
    """Everything that was sent, for those who organize and review."""
    current = current_campaign(turn.session)
    if current is None or not permissions.may_see_overview(turn.roles):
        return [menu.show_menu(turn)]
    title = turn.tr("Summary tables")
    params: dict[str, Any] = {
        "campaign": current[0].id,
        "on": turn.today.isoformat(),
        "name": f"{title} - {current[0].id}.xlsx",
    }
    if veiling.may_become_second(turn):
        params["veiled"] = True  # decisions that are not closed yet are left out
    if current[1].has_points:
        words = turn.tr("{title}: who registered, who sent, all points and the trail.", title=title)
    else:
        words = turn.tr("{title}: who registered, who sent, all verdicts, awards and the trail.", title=title)
    return [Reply(words, question=False, documents=(Document("campaign_xlsx", params),))]
