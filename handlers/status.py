"""Where a unit stands: its registration, its self-assessment, and what is due next."""

from handlers import menu, organizing, papers, permissions
from handlers.asking import open_sheet
from handlers.conversation import Choice, Reply, strong
from handlers.overview import sheet_lines, where_it_stands
from handlers.turn import Turn, acting_unit, ask, current_campaign
from storage import queries
from storage.tables import Registration


def status(turn: Turn) -> list[Reply]:
    """Where the unit stands: registration, self-assessment, and what is due next."""
    tr, current, unit = turn.tr, current_campaign(turn.session), acting_unit(turn)
    if current is None or unit is None or unit.id is None:
        if permissions.may_see_overview(turn.roles) and current is not None:
            return organizing.overview(turn)
        return [menu.show_menu(turn)]
    opened, campaign = current
    registration = queries.current_registration(turn.session, opened.id, unit.id)
    lines = [strong(unit.name), _registration_line(turn, registration)]
    choices = [papers.registration_choice(turn), Choice("go:menu", tr("Menu"))]
    done = set()
    if registration is None:
        choices.insert(0, Choice("go:register", tr("Register now"), ("dang ky",)))
    else:
        done.add("registration")
        sheet = open_sheet(turn, to_change=False)
        if not isinstance(sheet, Reply):
            lines += [where_it_stands(sheet, tr), sheet_lines(sheet, tr)]
            choices.insert(0, papers.self_score_choice(turn))
            if sheet.submission.number:
                done.add("self_assessment")
            if permissions.may_answer(turn.roles, sheet.submission):
                choices.insert(0, Choice("go:assess", tr("Go on with the self-assessment"), ("tiep tuc",)))
    lines += menu.next_deadlines(turn, campaign, done=frozenset(done))
    turn.leave()
    return [ask("\n".join(lines), *choices)]


def _registration_line(turn: Turn, registration: Registration | None) -> str:
    tr = turn.tr
    if registration is None or registration.sent_at is None:
        return tr("Not registered yet.")
    line = tr(
        "Registered: receipt {receipt}, {time}.", receipt=registration.receipt, time=tr.moment(registration.sent_at)
    )
    return line + " " + tr("Late.") if registration.late else line
