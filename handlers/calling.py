"""Whom to telephone, a page at a time and the whole as a file: units that nobody can be written to of, or those that
have not done what is due."""

from dataclasses import dataclass

from sqlmodel import col, select

from handlers import menu, permissions
from handlers.call_lines import shown_at_most
from handlers.conversation import Choice, Document, Reply, strong
from handlers.nudging_pages import standings
from handlers.reminder_duties import Standing, load_book
from handlers.turn import Turn, ask, current_campaign, prefixed
from locales import Translator
from reports.calling import Callee, Reach, called_in_words, callees
from reports.making import XLSX
from storage.tables import Unit

LONGEST = 140  # characters of one line


@dataclass(frozen=True, slots=True)
class Line:
    """``state``: where the unit stands with the deadline, in words; "" where the list is about none."""

    callee: Callee
    state: str


def begin(turn: Turn) -> list[Reply]:
    """Everybody who cannot be written to."""
    turn.move("calling", "page", start=0)
    return [show(turn)]


def open_deadline(turn: Turn) -> list[Reply]:
    """From the page of a deadline: whoever has not done it."""
    turn.move("calling", "page", start=0, campaign=turn.data["campaign"], deadline=turn.data["deadline"])
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current page."""
    if not permissions.may_nudge(turn.roles):
        return menu.show_menu(turn)
    tr, found = turn.tr, _lines(turn)
    back = Choice("back", tr("Back"), ("quay lai",)) if "deadline" in turn.data else Choice("go:menu", tr("Menu"))
    if not found:
        return ask(tr("Nobody has to be called."), back)
    size = shown_at_most(tr)
    start = min(turn.data.get("start", 0), (len(found) - 1) // size * size)
    shown = found[start : start + size]
    lines = [
        strong(_title(turn)),
        tr("{first}–{last} of {all}", first=start + 1, last=start + len(shown), all=len(found)),
    ]
    lines += [f"• {_in_words(each, tr)}" for each in shown]
    choices = []
    if start + size < len(found):
        choices.append(Choice("next", tr("Go on"), ("tiep", "xem tiep", "tiep theo")))
    if start:
        choices.append(Choice("before", tr("Those before"), ("truoc", "xem truoc")))
    choices.append(Choice("file", tr("All of it as a file (Excel)"), ("tai ve", "tai danh sach", "excel")))
    return ask("\n".join(lines), *choices, back)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_nudge(turn.roles):
        return [menu.show_menu(turn)]
    size, start = shown_at_most(turn.tr), turn.data.get("start", 0)
    match turn.choice:
        case "next":
            turn.remember(start=start + size)
        case "before":
            turn.remember(start=max(start - size, 0))
        case "file":
            return [_file(turn), show(turn)]
        case "back" if "deadline" in turn.data:
            from handlers import nudging  # late: it leads here

            turn.move("nudging", "deadline", campaign=turn.data["campaign"], deadline=turn.data["deadline"])
            return [nudging.show(turn)]
        case _:
            return [prefixed(turn.tr("That was not understood."), show(turn))]
    return [show(turn)]


def _lines(turn: Turn) -> list[Line]:
    """The present ones: who was reached or has done it meanwhile is not there any more."""
    if "deadline" in turn.data:
        return _of_deadline(turn)
    units = turn.session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))).all()
    return [Line(each, "") for each in callees(turn.session, units) if each.reach is not Reach.WRITTEN]


def _of_deadline(turn: Turn) -> list[Line]:
    """The late ones first."""
    current = current_campaign(turn.session)
    if current is None or current[1].id != turn.data["campaign"]:
        return []
    book, tr = load_book(turn.session, current[1]), turn.tr
    found = standings(turn, book, current[1].deadline(turn.data["deadline"]))
    late = [Line(each, tr("late")) for each in callees(turn.session, found[Standing.OVERDUE])]
    return late + [Line(each, tr("not done yet")) for each in callees(turn.session, found[Standing.OPEN])]


def _title(turn: Turn) -> str:
    current = current_campaign(turn.session)
    if current is None or "deadline" not in turn.data:
        return turn.tr("Units to call: nobody there can be written to")
    what = current[1].deadline(turn.data["deadline"]).title.within(turn.tr.locale)
    return turn.tr("Units to call: {what}", what=what)


def _in_words(line: Line, tr: Translator) -> str:
    state = f" ({line.state})" if line.state else ""
    called = called_in_words(line.callee, tr)
    said = f"{line.callee.unit.name}{state}" + (f": {called}" if called else "")
    return said if len(said) <= LONGEST else said[:LONGEST].rsplit(" ", 1)[0] + "…"


def _file(turn: Turn) -> Reply:
    """All of it. It has names and numbers in it, so it is not kept."""
    title = _title(turn)
    params = {
        "title": title,
        "units": [[line.callee.unit.id, line.state] for line in _lines(turn)],
        "name": f"{turn.tr('List to call')}.xlsx",
        "private": True,
        "type": XLSX,
    }
    return Reply(title, question=False, documents=(Document("call_list", params),))
