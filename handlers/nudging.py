"""Đôn đốc: who is open, late and done per deadline; one, several or all who are open are urged, after a preview."""

from collections.abc import Callable, Sequence

from handlers import broadcasting, extending, menu, notices, permissions
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.nudging_sending import Recipients, find_recipients, nudge, unreached_lines
from handlers.reading import read_unit
from handlers.reminder_duties import OPEN, Book, Duty, Standing, load_book
from handlers.reminder_words import names
from handlers.turn import Turn, ask, current_campaign, prefixed
from scoring.campaign import Campaign, Deadline
from storage import queries
from storage.tables import Unit

SHOWN = 12  # names of units on one page


def begin(turn: Turn) -> list[Reply]:
    """From the menu."""
    current = current_campaign(turn.session)
    if current is None:
        return [menu.show_menu(turn)]
    turn.move("nudging", "deadlines", campaign=current[1].id)
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    return SHOW.get(turn.talk.step, _show_deadlines)(turn)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_nudge(turn.roles):
        return [menu.show_menu(turn)]
    if turn.choice == "back" or (turn.choice == "no" and turn.talk.step == "preview"):
        return _back(turn)
    replies = HANDLE.get(turn.talk.step, _take_deadline)(turn)
    return replies or [prefixed(turn.tr("That was not understood."), show(turn))]


def campaign_of(turn: Turn) -> Campaign:
    return queries.definition(turn.session, turn.data["campaign"])


def deadline_of(turn: Turn) -> Deadline:
    return campaign_of(turn).deadline(turn.data["deadline"])


def page(turn: Turn, deadline_id: str) -> Reply:
    """The page of one deadline."""
    turn.move("nudging", "deadline", campaign=turn.data["campaign"], deadline=deadline_id)
    return show(turn)


def _back(turn: Turn) -> list[Reply]:
    if turn.talk.step == "deadlines":
        return [menu.show_menu(turn)]
    if turn.talk.step == "deadline" or "deadline" not in turn.data:
        return begin(turn)
    return [page(turn, turn.data["deadline"])]


# ---------------------------------------------------------------- what is open


def _standings(turn: Turn, book: Book, deadline: Deadline) -> dict[Standing, list[Unit]]:
    found: dict[Standing, list[Unit]] = {standing: [] for standing in Standing}
    for unit_id, unit in book.units.items():
        found[book.standing(deadline, unit_id, turn.today)].append(unit)
    return found


def open_duties(turn: Turn, book: Book, deadline: Deadline) -> list[Duty]:
    """The duty of every unit that has not done it."""
    found = (
        book.duty(deadline, unit_id) for unit_id in book.units if book.standing(deadline, unit_id, turn.today) in OPEN
    )
    return [duty for duty in found if duty is not None]


def _show_deadlines(turn: Turn) -> Reply:
    tr, campaign = turn.tr, campaign_of(turn)
    book = load_book(turn.session, campaign)
    lines, choices = [strong(campaign.short_name.within(tr.locale))], []
    for deadline in campaign.deadlines:
        if not deadline.remind:
            continue
        title, units = deadline.title.within(tr.locale), _standings(turn, book, deadline)
        left = len(units[Standing.OPEN]) + len(units[Standing.OVERDUE])
        done = len(units[Standing.DONE]) + len(units[Standing.DONE_LATE])
        due = book.days.of(deadline, None)
        day = tr.date(due) if due else tr("no date yet")
        lines.append(tr("• {what} ({day}): {open} open, {done} done", what=title, day=day, open=left, done=done))
        choices.append(Choice(f"deadline:{deadline.id}", title))
    choices.append(Choice("write:all", tr("Write to all units"), ("thong bao",)))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def _take_deadline(turn: Turn) -> list[Reply]:
    if turn.choice == "write:all":
        return [broadcasting.begin(turn, "all")]
    known = {f"deadline:{deadline.id}": deadline.id for deadline in campaign_of(turn).deadlines}
    return [page(turn, known[turn.choice])] if turn.choice in known else []


def _show_deadline(turn: Turn) -> Reply:
    tr, deadline = turn.tr, deadline_of(turn)
    book = load_book(turn.session, campaign_of(turn))
    units, due = _standings(turn, book, deadline), book.days.of(deadline, None)
    lines = [strong(deadline.title.within(tr.locale))]
    lines.append(
        tr("By the end of {date}.", date=tr.long_date(due)) if due else tr("There is no date yet: nobody is reminded.")
    )
    own = [(unit, book.days.of(deadline, unit_id)) for unit_id, unit in book.units.items()]
    lines += [tr("{unit}: until {date}", unit=unit.name, date=tr.date(day)) for unit, day in own if day and day != due]
    lines += [
        _line(tr("Open"), units[Standing.OPEN]),
        _line(tr("Late"), units[Standing.OVERDUE]),
        _line(tr("Done"), units[Standing.DONE]),
        _line(tr("Done late"), units[Standing.DONE_LATE]),
    ]
    count = len(units[Standing.OPEN]) + len(units[Standing.OVERDUE])
    choices = []
    if count and due:
        label = tr.plural("Urge {n} unit", "Urge all {n} units", count)
        choices.append(Choice("nudge", label, ("don doc", "don doc tat ca")))
        choices.append(Choice("pick", tr("Urge some of them"), ("chon don vi",)))
    choices.append(Choice("extend", tr("Extend the deadline") if due else tr("Set the date"), ("gia han", "dat ngay")))
    if count:
        choices.append(Choice("write:open", tr("Write to those who are open"), ("nhan tin",)))
    if units[Standing.OVERDUE]:
        choices.append(Choice("write:late", tr("Write to those who are late")))
    choices.append(Choice("back", tr("Back"), ("quay lai",)))
    return ask("\n".join(lines), *choices, Choice("go:menu", tr("Menu")))


def _line(title: str, units: Sequence[Unit]) -> str:
    shown = [unit.name for unit in units[:SHOWN]]
    more = f" … +{len(units) - SHOWN}" if len(units) > SHOWN else ""
    return f"{title} ({len(units)}): {', '.join(shown)}{more}" if units else f"{title}: 0"


def _take_action(turn: Turn) -> list[Reply]:
    match turn.choice:
        case "nudge":
            return [_preview(turn, None)]
        case "pick":
            turn.move("nudging", "pick", **turn.data)
            return [show(turn)]
        case "extend":
            return [extending.begin(turn)]
        case "write:open" | "write:late":
            return [broadcasting.begin(turn, turn.choice.partition(":")[2])]
    return []


# ---------------------------------------------------------------- urging


def _show_pick(turn: Turn) -> Reply:
    words = turn.tr("Which units? Please write their names, for example: Phường 1, Phường 3")
    return ask(words, Choice("back", turn.tr("Back"), ("quay lai",)), numbered=False)


def _take_pick(turn: Turn) -> list[Reply]:
    if turn.event.kind is not EventKind.TEXT:
        return []
    book = load_book(turn.session, campaign_of(turn))
    found, unknown = units_in(turn.text, list(book.units.values()))
    if unknown:
        return [prefixed(turn.tr("There is no such unit: {name}", name=unknown), show(turn))]
    wanted = {unit.id for unit in found}
    duties = [duty for duty in open_duties(turn, book, deadline_of(turn)) if duty.unit_id in wanted]
    if not duties:
        return [prefixed(turn.tr("None of them is open."), show(turn))]
    return [_preview(turn, [duty.unit_id for duty in duties])]


def units_in(text: str, units: Sequence[Unit]) -> tuple[list[Unit], str]:
    """The units that a list names, and the first name that means none or several of them."""
    found: dict[int | None, Unit] = {}
    for part in text.replace(";", ",").replace("\n", ",").split(","):
        if not part.strip():
            continue
        indices = read_unit(part, [unit.name for unit in units])
        if len(indices) != 1:
            return [], part.strip()[:60]
        found[units[indices[0]].id] = units[indices[0]]
    return list(found.values()), ""


def _preview(turn: Turn, unit_ids: list[int] | None) -> Reply:
    turn.move("nudging", "preview", **{**turn.data, "units": unit_ids})
    return show(turn)


def _chosen(turn: Turn) -> tuple[list[Duty], Recipients]:
    """Asked again at the moment of sending: who has done it meanwhile gets nothing."""
    book, wanted = load_book(turn.session, campaign_of(turn)), turn.data.get("units")
    duties = [duty for duty in open_duties(turn, book, deadline_of(turn)) if wanted is None or duty.unit_id in wanted]
    near = any((duty.due_on - turn.today).days <= 1 for duty in duties)
    return duties, find_recipients(turn.session, [duty.unit for duty in duties], turn.tr, leaders=near)


def _show_preview(turn: Turn) -> Reply:
    tr = turn.tr
    duties, recipients = _chosen(turn)
    what = deadline_of(turn).title.within(tr.locale)
    lines = [
        strong(tr.plural("Urge {n} unit?", "Urge {n} units?", len(recipients.units))),
        f"{what}: {names([unit.name for unit in recipients.units], tr)}",
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(recipients.people)),
        *unreached_lines(recipients, tr),
    ]
    morning = notices.polite_time(turn.session, campaign_of(turn), turn.now)
    choices = [Choice("yes", tr("Send now"), ("gui", "dong y", "co"))] if recipients.people else []
    if recipients.people and morning > turn.now:
        lines.append(tr("It is outside working hours now."))
        when = tr("Send at {time}, {date}", time=tr.time(morning), date=tr.date(morning))
        choices.append(Choice("morning", when, ("gui sau",)))
    return ask("\n".join(lines), *choices, Choice("no", tr("Do not send"), ("khong",)))


def _take_preview(turn: Turn) -> list[Reply]:
    if turn.choice not in ("yes", "morning"):
        return []
    tr = turn.tr
    duties, recipients = _chosen(turn)
    at = turn.now
    if turn.choice == "morning":
        at = notices.polite_time(turn.session, campaign_of(turn), turn.now)
    reached = {unit.id for unit in recipients.units}
    sent = nudge(turn, [duty for duty in duties if duty.unit_id in reached], recipients, at=at)
    count = tr.plural("{n} unit", "{n} units", len(reached))
    said = tr.plural("Urged {units}: {n} message.", "Urged {units}: {n} messages.", len(sent), units=count)
    return [prefixed("\n".join([said, *unreached_lines(recipients, tr)]), page(turn, turn.data["deadline"])), *sent]


SHOW: dict[str, Callable[[Turn], Reply]] = {
    "deadlines": _show_deadlines,
    "deadline": _show_deadline,
    "pick": _show_pick,
    "preview": _show_preview,
    **{f"extend_{step}": shown for step, shown in extending.SHOW.items()},
    "text": broadcasting.show_text,
    "confirm": broadcasting.show_confirm,
}
HANDLE: dict[str, Callable[[Turn], list[Reply]]] = {
    "deadlines": _take_deadline,
    "deadline": _take_action,
    "pick": _take_pick,
    "preview": _take_preview,
    **{f"extend_{step}": taken for step, taken in extending.HANDLE.items()},
    "text": broadcasting.take_text,
    "confirm": broadcasting.take_confirm,
}
