"""The officer's pages: every deadline with its counts, and one deadline with the names."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.conversation import Choice, Reply, strong
from handlers.nudging_plainly import other_organizers
from handlers.reading import read_unit
from handlers.reminder_duties import Book, Duty, Standing, load_book, opening_day
from handlers.turn import Turn, ask
from locales import Translator
from scoring.campaign import Campaign, Deadline
from storage import queries
from storage.queries.deadlines import last_change
from storage.queries.duties import UnitName

SHOWN, BRIEF_SHOWN = 12, 5  # names of units in one line


def campaign_of(turn: Turn) -> Campaign:
    return queries.definition(turn.session, turn.data["campaign"])


def deadline_of(turn: Turn) -> Deadline:
    return campaign_of(turn).deadline(turn.data["deadline"])


def page(turn: Turn, deadline_id: str) -> Reply:
    """The page of one deadline."""
    turn.move("nudging", "deadline", campaign=turn.data["campaign"], deadline=deadline_id)
    return show_deadline(turn)


def standings(turn: Turn, book: Book, deadline: Deadline) -> dict[Standing, list[UnitName]]:
    found: dict[Standing, list[UnitName]] = {standing: [] for standing in Standing}
    for unit_id, unit in book.units.items():
        found[book.standing(deadline, unit_id, turn.today)].append(unit)
    return found


def shown_deadlines(turn: Turn, book: Book) -> Iterator[tuple[Deadline, date | None]]:
    """What is reminded of, with the day that holds for all; without what passed before the campaign was opened."""
    opened = opening_day(turn.session, book.campaign)
    for deadline in book.campaign.deadlines:
        due = book.days.of(deadline, None)
        if deadline.remind and (due is None or due >= opened):
            yield deadline, due


def open_units(turn: Turn, book: Book, deadline: Deadline) -> list[UnitName]:
    """Every unit that has not done it."""
    return [unit for unit_id, unit in book.units.items() if book.is_open(deadline, unit_id, turn.today)]


def open_duties(turn: Turn, book: Book, deadline: Deadline) -> list[Duty]:
    """The same as duties; none where there is no date."""
    found = (book.duty(deadline, unit.id) for unit in open_units(turn, book, deadline))
    return [duty for duty in found if duty is not None]


def show_deadlines(turn: Turn) -> Reply:
    tr, campaign = turn.tr, campaign_of(turn)
    book = load_book(turn.session, campaign)
    lines, choices = [strong(campaign.short_name.within(tr.locale))], []
    for deadline, due in shown_deadlines(turn, book):
        day = tr.date(due) if due else tr("no date yet")
        if deadline.duty_of == "organizer":
            done_on = book.fulfilled.get((deadline.id, None))
            state = tr("done on {date}", date=tr.date(done_on)) if done_on else tr("not done yet")
            title = deadline.title.within(tr.locale)
            lines.append(tr("• {what} ({day}), the organizer's own: {state}", what=title, day=day, state=state))
            choices.append(Choice(f"deadline:{deadline.id}", title))
            continue
        title, units = deadline.title.within(tr.locale), standings(turn, book, deadline)
        left = len(units[Standing.OPEN]) + len(units[Standing.OVERDUE])
        done = len(units[Standing.DONE]) + len(units[Standing.DONE_LATE])
        lines.append(tr("• {what} ({day}): {open} open, {done} done", what=title, day=day, open=left, done=done))
        choices.append(Choice(f"deadline:{deadline.id}", title))
    choices.append(Choice("write:all", tr("Write to all units"), ("thong bao",)))
    if len({unit.unit_type for unit in book.units.values()}) > 1:
        choices.append(Choice("write:kind", tr("Write to units of one kind"), ("theo loai",)))
    choices.append(Choice("go:deadline_chart", tr("Show it as a picture"), ("bieu do", "xem bieu do")))
    choices.append(Choice("go:calendar", tr("Days off"), ("lich nghi", "ngay nghi")))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def show_deadline(turn: Turn) -> Reply:
    tr, deadline = turn.tr, deadline_of(turn)
    book = load_book(turn.session, campaign_of(turn))
    units, due = standings(turn, book, deadline), book.days.of(deadline, None)
    lines = [strong(deadline.title.within(tr.locale))]
    lines.append(
        tr("By the end of {date}.", date=tr.long_date(due)) if due else tr("There is no date yet: nobody is reminded.")
    )
    if deadline.duty_of == "organizer":
        move = Choice("extend", tr("Extend the deadline") if due else tr("Set the date"), ("gia han", "dat ngay"))
        back = Choice("back", tr("Back"), ("quay lai",))
        if (done := book.fulfilled.get((deadline.id, None))) is not None:
            lines.append(tr("done on {date}", date=tr.date(done)).capitalize())
            return ask("\n".join(lines), Choice("own_open", tr("That was a mistake"), ("ghi nham",)), back)
        choices = [Choice("own_done", tr("Done"), ("da xong",)), move, *_take_back(turn, deadline), back]
        if other_organizers(turn.session, turn.event.person).people:
            choices.insert(1, Choice("nudge", tr("Remind the other organizers"), ("don doc",)))
        return ask("\n".join(lines), *choices)
    own = [(unit, book.days.of(deadline, unit_id)) for unit_id, unit in book.units.items()]
    moved = [tr("{unit}: until {date}", unit=unit.name, date=tr.date(day)) for unit, day in own if day and day != due]
    most = BRIEF_SHOWN if tr.brief else SHOWN
    lines += moved[:most]
    if len(moved) > most:
        lines.append(tr("… and {count} more units with a day of their own", count=tr.number(len(moved) - most)))
    lines += [
        _line(tr("Open"), units[Standing.OPEN], tr),
        _line(tr("Late"), units[Standing.OVERDUE], tr),
        _line(tr("Done"), units[Standing.DONE], tr),
        _line(tr("Done late"), units[Standing.DONE_LATE], tr),
    ]
    count = len(units[Standing.OPEN]) + len(units[Standing.OVERDUE])
    choices = []
    if count:
        label = tr.plural("Urge {n} unit", "Urge all {n} units", count)
        choices.append(Choice("nudge", label, ("don doc", "don doc tat ca")))
        choices.append(Choice("pick", tr("Urge some of them"), ("chon don vi",)))
        choices.append(Choice("call", tr("List to call"), ("danh sach goi", "goi dien cho ai")))
    choices.append(Choice("extend", tr("Extend the deadline") if due else tr("Set the date"), ("gia han", "dat ngay")))
    choices += _take_back(turn, deadline)
    if units[Standing.OPEN]:  # with those who are late; where all are, the next one says so
        choices.append(Choice("write:open", tr("Write to those who are open"), ("nhan tin",)))
    if units[Standing.OVERDUE]:
        choices.append(Choice("write:late", tr("Write to those who are late")))
    choices.append(Choice("back", tr("Back"), ("quay lai",)))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def _take_back(turn: Turn, deadline: Deadline) -> list[Choice]:
    """Where the day was changed: the way back."""
    if not last_change(turn.session, turn.data["campaign"], deadline.id):
        return []
    return [Choice("take_back", turn.tr("Take the last change back"), ("huy gia han", "rut lai"))]


def _line(title: str, units: Sequence[UnitName], tr: Translator) -> str:
    most = BRIEF_SHOWN if tr.brief else SHOWN
    shown = [unit.name for unit in units[:most]]
    more = " " + tr("and {count} more", count=tr.number(len(units) - most)) if len(units) > most else ""
    return f"{title} ({len(units)}): {', '.join(shown)}{more}" if units else f"{title}: 0"


def units_in(text: str, units: Sequence[UnitName]) -> tuple[list[UnitName], str]:
    """The units that a list names, and the first name that means none or several of them."""
    found: dict[int, UnitName] = {}
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if not part.strip():
            continue
        indices = read_unit(part, [unit.name for unit in units])
        if len(indices) != 1:
            return [], part.strip()[:60]
        found[units[indices[0]].id] = units[indices[0]]
    return list(found.values()), ""
