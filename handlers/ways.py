"""From a menu or a message into a conversation."""

from handlers import (
    account,
    alone,
    assessment,
    behalf,
    calendar_page,
    calling,
    change_pages,
    data_requests,
    deadline_chart,
    dossier,
    dossier_checking,
    enrolling,
    entered_paper,
    entry_source,
    import_chat,
    inviting,
    members_page,
    menu,
    nudging,
    officer,
    opening,
    organizing,
    papers,
    permissions,
    register_book,
    reminder_hour,
    review,
    ruling,
    status,
    stepping,
    targets_page,
    waiting,
)
from handlers.competing import choose
from handlers.conversation import EventKind, Reply
from handlers.evidence import receive_anywhere
from handlers.step_pages import may_see_steps
from handlers.turn import Turn, acting_place, own_places, prefixed, tell
from storage.tables import Candidate, Submission


def handle_menu(turn: Turn) -> list[Reply]:
    """Nothing is being asked but the menu: what was typed matches none of it."""
    if turn.event.kind is EventKind.FILE and acting_place(turn) is not None:
        return entry_source.take_at_menu(turn) or receive_anywhere(turn)
    return [prefixed(turn.tr("That was not understood. Please choose one of these:"), menu.show(turn))]


def go(turn: Turn) -> list[Reply]:
    """A way that was chosen from a menu, on this message or an older one."""
    target = (turn.choice or "").split(":")
    if target[1] == "unit":
        turn.talk.unit_id = next((unit.id for unit in own_places(turn) if str(unit.id) == target[2]), None)
        return [menu.show_menu(turn)]
    if target[1] == "units":
        turn.talk.unit_id = None
        return [menu.show_menu(turn)]
    if target[1] in ("who", "round"):
        return _look_at(turn, target[1], target[2])
    ways = {
        "alone": alone.begin,
        "register": enrolling.register,
        "assess": enrolling.assess,
        "status": status.status,
        "entered_paper": entered_paper.send,
        "review": review.enter if waiting.may_see(turn) else None,
        "steps": stepping.begin if may_see_steps(turn) else None,
        "second": stepping.begin_second if permissions.may_want_second(turn.roles) else None,
        "awards": ruling.begin if permissions.may_see_awards(turn.roles) else None,
        "dossier": dossier.begin,
        "dossiers": dossier_checking.begin if permissions.may_see_dossiers(turn.roles) else None,
        "targets": targets_page.begin if permissions.may_see_overview(turn.roles) else None,
        "book": register_book.begin if permissions.may_see_overview(turn.roles) else None,
        "overview": organizing.overview if permissions.may_see_overview(turn.roles) else None,
        "nudge": nudging.begin if permissions.may_nudge(turn.roles) else None,
        "calling": calling.begin if permissions.may_nudge(turn.roles) else None,
        "calendar": calendar_page.begin if permissions.may_edit_calendar(turn.roles) else None,
        "requests": organizing.requests if permissions.may_decide_requests(turn.roles) else None,
        "open": opening.begin if permissions.may_open_campaign(turn.roles) else None,
        "change": change_pages.begin if permissions.may_change_campaign(turn.roles) else None,
        "members": members_page.begin if permissions.may_manage_members(turn.roles) else None,
        "behalf": behalf.begin if permissions.may_enter_for(turn.roles) else None,
        "behalf_source": behalf.ask_source if permissions.may_enter_for(turn.roles) else None,
        "behalf_end": behalf.end if permissions.may_enter_for(turn.roles) else None,
        "data_requests": data_requests.overview if permissions.may_decide_requests(turn.roles) else None,
        "import": import_chat.begin if permissions.may_import(turn.roles) else None,
        "template": import_chat.template if permissions.may_import(turn.roles) else None,
        "invitations": inviting.begin if permissions.may_invite(turn.roles) else None,
        "invite": organizing.invite if permissions.may_invite(turn.roles) else None,
        "self_score_sheet": papers.self_score_sheet,
        "registration_form": papers.registration_form,
        "deadline_chart": deadline_chart.send_chart,
        "campaign_xlsx": papers.campaign_tables,
        "campaign_workbook": papers.campaign_workbook,
        "officer": officer.begin,
        "account": account.begin,
        "reminder_hour": reminder_hour.begin,
        "help": menu.help_,
    }
    way = ways.get(target[1])
    return way(turn) if way else [menu.show_menu(turn)]


def _look_at(turn: Turn, what: str, which: str) -> list[Reply]:
    """Another one of the unit, or another round of the same: its status. Whose it is, is checked when it is shown."""
    if what == "who":
        place, known = acting_place(turn), turn.session.get(Candidate, int(which))
        here = known is not None and place is not None and known.unit_id == place.id
        choose(turn, candidate_id=known.id if known is not None and here else None)
    else:
        choose(turn, candidate_id=turn.talk.candidate_id, round=which)
    return status.status(turn)


def open_returned(turn: Turn) -> list[Reply]:
    """Somebody pressed "correct I.1" on the message about a return."""
    _, submission_id, criterion_id = (turn.choice or "").split(":", 2)
    submission = turn.session.get(Submission, int(submission_id))
    if submission is None or not (
        permissions.speaks_for(turn.roles, submission.unit_id)
        or permissions.competes_as(turn.roles, submission.candidate_id)
    ):
        return [tell(turn.tr("This is not open to you."))]
    turn.talk.unit_id = submission.unit_id
    choose(turn, candidate_id=submission.candidate_id, round=submission.round or None)
    return assessment.jump(turn, criterion_id)
