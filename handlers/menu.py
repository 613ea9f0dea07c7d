"""The menu: what somebody can do here, by role, and what is due next."""

from handlers import permissions
from handlers.conversation import Choice, Reply, strong
from handlers.turn import Turn, acting_unit, ask, current_campaign, own_units
from scoring.campaign import Campaign
from storage.queries.deadlines import due_days
from storage.tables import Unit


def show_menu(turn: Turn) -> Reply:
    """Leave whatever was asked and show the ways to go."""
    turn.leave()
    return show(turn)


def show(turn: Turn) -> Reply:
    tr, current = turn.tr, current_campaign(turn.session)
    unit, units = acting_unit(turn), own_units(turn)
    if len(units) > 1 and unit is None:
        return _choose_unit(turn, units)
    lines = [strong(current[1].short_name.within(tr.locale) if current else tr("No campaign is open at the moment."))]
    if unit is not None:
        lines.append(unit.name)
    choices = _unit_choices(turn, unit, len(units)) if unit is not None and current else []
    if current and permissions.is_reviewer(turn.roles):
        choices.append(Choice("go:review", tr("Review submissions"), ("tham dinh", "ho so")))
    if current and permissions.may_see_overview(turn.roles):
        choices.append(Choice("go:overview", tr("Who registered, who sent"), ("tinh hinh",)))
    if current and permissions.may_nudge(turn.roles):
        choices.append(Choice("go:nudge", tr("Who is late, and urging"), ("don doc",)))
    if permissions.may_decide_requests(turn.roles):
        choices.append(Choice("go:requests", tr("Requests to decide"), ("yeu cau",)))
    if not current and permissions.may_open_campaign(turn.roles):
        choices.append(Choice("go:open", tr("Open a campaign"), ("mo phong trao",)))
    if permissions.may_invite(turn.roles):
        choices.append(Choice("go:invite", tr("Invite somebody"), ("moi",)))
    if permissions.may_manage_members(turn.roles):
        choices.append(Choice("go:members", tr("People and roles"), ("danh ba", "vai tro")))
    if not permissions.may_answer_questions(turn.roles):
        choices.append(Choice("go:officer", tr("Ask the officer"), ("hoi can bo", "gap can bo")))
    choices.append(Choice("go:account", tr("Settings and my data"), ("cai dat",)))
    choices.append(Choice("go:help", tr("Help"), ("tro giup",)))
    return ask("\n".join(lines), *choices)


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
    return choices


def _unit_choices(turn: Turn, unit: Unit, units: int) -> list[Choice]:
    tr = turn.tr
    choices = [
        Choice("go:register", tr("Register"), ("dang ky", "dang ky thi dua")),
        Choice("go:assess", tr("Self-assessment"), ("tu cham diem", "cham diem")),
        Choice("go:status", tr("Points and status"), ("diem", "tinh trang")),
    ]
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
    tr, unit, days = turn.tr, acting_unit(turn), due_days(turn.session, campaign.id)
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
