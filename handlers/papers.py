"""Papers and tables that people ask for in the chat: named here as data, made when the message is delivered."""

from handlers import drafts, menu, permissions
from handlers.conversation import Choice, Document, Reply
from handlers.turn import Turn, acting_unit, current_campaign


def registration_choice(turn: Turn) -> Choice:
    """The form is signed before it is sent, so it is there before the registration, too."""
    return Choice("go:registration_form", turn.tr("Get the registration form (Word)"), ("tai bang dang ky",))


def self_score_choice(turn: Turn) -> Choice:
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
    return _unit_paper(turn, "self_score_sheet", turn.tr("Self-score sheet"))


def registration_form(turn: Turn) -> list[Reply]:
    """The unit's own registration in the plan's form."""
    return _unit_paper(turn, "registration_form", turn.tr("Registration form"))


def _unit_paper(turn: Turn, kind: str, title: str) -> list[Reply]:
    current, unit = current_campaign(turn.session), acting_unit(turn)
    if current is None or unit is None or not permissions.may_register(turn.roles, unit.id):
        return [menu.show_menu(turn)]
    params = {
        "campaign": current[0].id,
        "unit": unit.id,
        "on": turn.today.isoformat(),
        "name": f"{title} - {unit.name}.docx",
    }
    words = turn.tr("{title} of {unit}, to be printed and signed:", title=title, unit=unit.name)
    return [Reply(words, question=False, documents=(Document(kind, params),))]


def campaign_tables(turn: Turn) -> list[Reply]:
    """Everything that was sent, for those who organize and review."""
    current = current_campaign(turn.session)
    if current is None or not permissions.may_see_overview(turn.roles):
        return [menu.show_menu(turn)]
    title = turn.tr("Summary tables")
    params = {"campaign": current[0].id, "on": turn.today.isoformat(), "name": f"{title} - {current[0].id}.xlsx"}
    words = turn.tr("{title}: who registered, who sent, all points and the trail.", title=title)
    return [Reply(words, question=False, documents=(Document("campaign_xlsx", params),))]
