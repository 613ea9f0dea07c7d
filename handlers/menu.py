"""The menu: what somebody can do here, by role, and what is due next."""

from handlers import call_lines, permissions
from handlers.change_sources import waiting_changes
from handlers.competing import name_of
from handlers.conversation import Choice, Reply, strong
from handlers.dossier_scene import is_wanted, way_to_dossier
from handlers.powers import is_reviewer, roles_in_any_right
from handlers.step_pages import may_see_steps
from handlers.turn import Turn, acting_place, acting_unit, alone_as, ask, current_campaign, own_places
from scoring.campaign import Campaign
from storage.queries.deadlines import due_days
from storage.queries.dossiers import is_any_begun
from storage.tables import Unit


def show_menu(turn: Turn) -> Reply:
    """Leave whatever was asked and show the ways to go."""
    turn.leave()
    return show(turn)


def show(turn: Turn) -> Reply:
    tr, current = turn.tr, current_campaign(turn.session)
    if (entered_for := turn.behalf) is not None:
        return _show_behalf(turn, entered_for, current[1] if current else None)
    unit, units = acting_place(turn), own_places(turn)
    if len(units) > 1 and unit is None:
        return _choose_unit(turn, units)
    lines = [strong(current[1].short_name.within(tr.locale) if current else tr("No campaign is open at the moment."))]
    if unit is not None:
        mine = alone_as(turn)
        lines.append(f"{name_of(mine, tr)} ({unit.name})" if mine is not None else unit.name)
    choices = _unit_choices(turn, unit, len(units), current[1]) if unit is not None and current else []
    choices += _queue_choice(turn) if current else []
    if current and permissions.may_see_overview(turn.roles):
        choices.append(Choice("go:overview", tr("Who registered, who sent"), ("tinh hinh",)))
    choices += _plan_choices(turn, current[1]) if current else []
    if current and permissions.may_nudge(turn.roles):
        choices.append(Choice("go:nudge", tr("Who is late, and urging"), ("don doc",)))
    if permissions.may_decide_requests(turn.roles):
        choices.append(Choice("go:requests", tr("Requests to decide"), ("yeu cau",)))
    if not current and permissions.may_open_campaign(turn.roles):
        choices.append(Choice("go:open", tr("Open a campaign"), ("mo phong trao",)))
    if permissions.may_change_campaign(turn.roles) and waiting_changes(turn.session, turn.context.campaigns):
        choices.append(Choice("go:change", tr("Changed rules wait"), ("thay doi ke hoach", "thay doi quy dinh")))
    if permissions.may_invite(turn.roles):
        choices.append(Choice("go:invite", tr("Invite somebody"), ("moi",)))
    if permissions.may_manage_members(turn.roles):
        choices.append(Choice("go:members", tr("People and roles"), ("danh ba", "vai tro")))
    if not permissions.may_answer_questions(turn.roles):
        choices.append(Choice("go:officer", tr("Ask the officer"), ("hoi can bo", "gap can bo")))
    choices.append(Choice("go:account", tr("Settings and my data"), ("cai dat",)))
    choices.append(Choice("go:help", tr("Help"), ("tro giup",)))
    return ask("\n".join(lines), *choices)


def _queue_choice(turn: Turn) -> list[Choice]:
    """For whoever decides at a step of the chain."""
    if is_reviewer(turn):
        return [Choice("go:review", turn.tr("Review submissions"), ("tham dinh", "ho so"))]
    if permissions.may_see_queue(roles_in_any_right(turn)):
        return [Choice("go:review", turn.tr("What waits for me"), ("tham dinh", "ho so", "cho toi"))]
    return []


def _show_behalf(turn: Turn, unit: Unit, campaign: Campaign | None) -> Reply:
    """What an organizer does in the place of a unit, and the way back."""
    tr = turn.tr
    choices = _unit_choices(turn, unit, 1, campaign) if campaign is not None else []
    choices.append(Choice("go:behalf_source", tr("The unit's paper, or the call"), ("phieu giay", "anh phieu")))
    choices.append(Choice("go:behalf_end", tr("Stop entering for this unit"), ("thoi nhap ho", "het nhap ho", "xong")))
    return ask(strong(tr("Entering for {unit}", unit=unit.name)), *choices)


def further_ways(turn: Turn) -> list[Choice]:
    """Ways that stand on another page than the menu; their words work all the same."""
    tr, choices = turn.tr, []
    if permissions.may_import(turn.roles):
        choices += [
            Choice("go:import", tr("Import a list (Excel)"), ("nhap danh sach", "nhap excel")),
            Choice("go:template", tr("Get an empty list (Excel)"), ("mau danh sach", "tai mau danh sach")),
        ]
    if permissions.may_invite(turn.roles):
        choices.append(Choice("go:invitations", tr("Invitations"), ("moi tat ca", "phieu moi", "thu moi")))
    if permissions.may_nudge(turn.roles):
        choices.append(call_lines.choice(tr))
    if permissions.may_decide_requests(turn.roles):
        choices.append(Choice("go:data_requests", tr("Requests about personal data"), ("yeu cau du lieu",)))
    if permissions.may_enter_for(turn.roles):
        choices.append(Choice("go:behalf", tr("Enter for a unit (by phone or paper)"), ("nhap ho", "nhap ho don vi")))
    return choices


def unseen_ways(turn: Turn) -> list[Choice]:
    """Ways that are shown only once they lead somewhere; their words work before."""
    ways = [way_to_dossier(turn)] if acting_place(turn) is not None else []
    if acting_unit(turn) is not None:
        ways.append(Choice("go:alone", turn.tr("Individuals who do it alone"), ("tu lam", "ca nhan tu lam")))
    if permissions.may_see_dossiers(turn.roles):
        ways.append(Choice("go:dossiers", turn.tr("Award dossiers"), ("ho so khen thuong",)))
    return ways


def _plan_choices(turn: Turn, campaign: Campaign) -> list[Choice]:
    """What only some plans or people have: later steps, targets, a register, verdicts instead of points."""
    tr, choices = turn.tr, []
    if may_see_steps(turn):
        choices.append(Choice("go:steps", tr("Steps of the review"), ("cac buoc", "xet duyet", "quy trinh xet")))
    if permissions.may_see_overview(turn.roles) and (campaign.targets or campaign.shares):
        choices.append(Choice("go:targets", tr("Targets of the campaign"), ("chi tieu",)))
    if permissions.may_see_overview(turn.roles) and campaign.initiative_register:
        choices.append(Choice("go:book", tr("The register"), ("so dang ky", "so mo hinh", "so sang kien")))
    if permissions.may_see_dossiers(turn.roles) and is_any_begun(turn.session, campaign.id):
        choices.append(Choice("go:dossiers", tr("Award dossiers"), ("ho so khen thuong",)))
    if permissions.may_see_awards(turn.roles) and not campaign.has_points:
        choices.append(Choice("go:awards", tr("Awards: who may be put forward"), ("khen thuong", "xet khen thuong")))
    return choices


def _unit_choices(turn: Turn, unit: Unit, units: int, campaign: Campaign) -> list[Choice]:
    tr = turn.tr
    choices = [
        Choice("go:register", tr("Register"), ("dang ky", "dang ky thi dua")),
        Choice("go:assess", tr("Self-assessment"), ("tu cham diem", "cham diem")),
        Choice("go:status", tr("Points and status"), ("diem", "tinh trang")),
    ]
    if not campaign.has_points:
        choices[1:] = [
            Choice("go:assess", tr("Own assessment"), ("tu danh gia", "danh gia", "tu cham diem")),
            Choice("go:status", tr("Result and status"), ("ket qua", "tinh trang")),
        ]
    if is_wanted(turn, campaign, unit):
        choices.append(way_to_dossier(turn))
    if units > 1:
        choices.append(Choice("go:units", tr("Another unit"), ("doi don vi",)))
    return choices


def _choose_unit(turn: Turn, units: list[Unit]) -> Reply:
    words = turn.tr("For which unit?")
    choices = [Choice(f"go:unit:{one.id}", one.name, (one.code, one.name.removeprefix("UBND "))) for one in units]
    return ask(words, *choices)


def help_(turn: Turn) -> list[Reply]:
    """How to use this, in the words that work everywhere; the current question stays."""
    tr = turn.tr
    words = tr(
        "Choose with a button, or write its number or its words; accents are not needed.\n"
        "Words that work everywhere:\n"
        "• menu – everything that can be done\n"
        "• tiếp tục – go on where you stopped\n"
        "• quay lại – one step back\n"
        "• để sau – leave a question for later\n"
        "• sửa I.1 – change the answer to criterion I.1\n"
        "• điểm – the points so far\n"
        "• tình trạng – where things stand\n"
        "• hoàn tác – take back the last answer\n"
        "• thôi – stop; everything is kept"
    )
    return [Reply(words, question=False)]


def next_deadlines(turn: Turn, campaign: Campaign, *, done: frozenset[str] = frozenset()) -> list[str]:
    """The next two duties with a date; ``done``: kinds that are behind this unit."""
    tr, unit, days = turn.tr, acting_place(turn), due_days(turn.session, campaign.id)
    ahead = [
        (due, deadline)
        for deadline in campaign.deadlines
        if (due := days.of(deadline, unit.id if unit else None)) is not None
        and due >= turn.today
        and deadline.kind not in done
    ]
    return [
        tr("Next: {what}, by {date}.", what=deadline.title.within(tr.locale), date=tr.long_date(due))
        for due, deadline in sorted(ahead, key=lambda pair: pair[0])[:2]
    ]
