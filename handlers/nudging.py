"""Đôn đốc: who is open, late and done per deadline; one, several or all who are open are urged, after a preview."""

from collections.abc import Callable

from handlers import broadcasting, calling, extending, extending_back, menu, notices, permissions
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.nudging_pages import (
    campaign_of,
    deadline_of,
    open_units,
    page,
    show_deadline,
    show_deadlines,
    units_in,
)
from handlers.nudging_plainly import other_organizers, urge_plainly
from handlers.nudging_sending import Recipients, find_recipients, nudge, unreached_lines
from handlers.reminder_budget import cost_lines
from handlers.reminder_duties import Duty, load_book
from handlers.reminder_recording import record_own
from handlers.reminder_retracting import take_back
from handlers.reminder_words import names
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage.queries.reminders import ask_to_remind


def begin(turn: Turn) -> list[Reply]:
    """From the menu."""
    current = current_campaign(turn.session)
    if current is None:
        return [menu.show_menu(turn)]
    turn.move("nudging", "deadlines", campaign=current[1].id)
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    if not permissions.may_nudge(turn.roles):
        return menu.show_menu(turn)
    return SHOW.get(turn.talk.step, show_deadlines)(turn)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_nudge(turn.roles):
        return [menu.show_menu(turn)]
    if turn.choice == "back" or (turn.choice == "no" and turn.talk.step == "preview"):
        return _back(turn)
    replies = HANDLE.get(turn.talk.step, _take_deadline)(turn)
    return replies or [prefixed(turn.tr("That was not understood."), show(turn))]


def _back(turn: Turn) -> list[Reply]:
    if turn.talk.step == "deadlines":
        return [menu.show_menu(turn)]
    if turn.talk.step == "deadline" or "deadline" not in turn.data:
        return begin(turn)
    return [page(turn, turn.data["deadline"])]


def _take_deadline(turn: Turn) -> list[Reply]:
    if turn.choice == "write:all":
        return [broadcasting.begin(turn, "all")]
    if turn.choice == "write:kind":
        return [broadcasting.begin_kind(turn)]
    known = {f"deadline:{deadline.id}": deadline.id for deadline in campaign_of(turn).deadlines}
    return [page(turn, known[turn.choice])] if turn.choice in known else []


def _take_action(turn: Turn) -> list[Reply]:
    match turn.choice:
        case "nudge":
            return [_preview(turn, None)]
        case "call":
            return calling.open_deadline(turn)
        case "pick":
            turn.move("nudging", "pick", **turn.data)
            return [show(turn)]
        case "own_open":
            return [
                prefixed(take_back(turn, campaign_of(turn), deadline_of(turn), None), page(turn, turn.data["deadline"]))
            ]
        case "own_done":
            said = record_own(turn, campaign_of(turn), deadline_of(turn))
            turn.session.flush()
            return [prefixed(said, begin(turn)[0])]
        case "extend" | "take_back":
            return [extending.begin(turn) if turn.choice == "extend" else extending_back.begin(turn)]
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
    chosen = [unit.id for unit in open_units(turn, book, deadline_of(turn)) if unit.id in wanted and unit.id]
    if not chosen:
        return [prefixed(turn.tr("None of them is open."), show(turn))]
    return [_preview(turn, chosen)]


def _preview(turn: Turn, unit_ids: list[int] | None) -> Reply:
    turn.move("nudging", "preview", **{**turn.data, "units": unit_ids})
    return show(turn)


def _chosen(turn: Turn) -> tuple[list[Duty], Recipients]:
    """Asked again at the moment of sending: who has done it meanwhile gets nothing. No duties: there is no date."""
    deadline = deadline_of(turn)
    if deadline.duty_of == "organizer":
        return [], other_organizers(turn.session, turn.event.person)
    book, wanted = load_book(turn.session, campaign_of(turn)), turn.data.get("units")
    units = [unit for unit in open_units(turn, book, deadline) if wanted is None or unit.id in wanted]
    duties = [duty for unit in units if unit.id and (duty := book.duty(deadline, unit.id)) is not None]
    near = any((duty.due_on - turn.today).days <= 1 for duty in duties)
    return duties, find_recipients(turn.session, units, turn.tr, leaders=near)


def _show_preview(turn: Turn) -> Reply:
    tr = turn.tr
    duties, recipients = _chosen(turn)
    what = deadline_of(turn).title.within(tr.locale)
    if not recipients.people and recipients.unreached:
        nobody = strong(tr("Nobody there can be written to: {whom}", whom=what))
        lines = [nobody, *unreached_lines(recipients, tr)]
        return ask("\n".join(lines), Choice("no", tr("Back"), ("khong", "quay lai")))
    lines = [strong(tr("Remind the other organizers?")), what]
    if deadline_of(turn).duty_of == "units":
        lines = [
            strong(tr.plural("Urge {n} unit?", "Urge {n} units?", len(recipients.units))),
            f"{what}: {names([unit.name for unit in recipients.units], tr)}",
        ]
    lines += [
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(recipients.people)),
        *cost_lines(turn.session, recipients.people, tr),
        *unreached_lines(recipients, tr),
    ]
    morning = notices.polite_time(turn.session, campaign_of(turn), turn.now)
    choices = [Choice("yes", tr("Send now"), ("gui", "dong y", "co"))] if recipients.people else []
    if recipients.people and morning > turn.now:
        lines.append(tr("It is outside working hours now."))
    if recipients.people and duties and morning > turn.now:
        when = tr("Send at {time}, {date}", time=tr.time(morning), date=tr.date(morning))
        choices.append(Choice("morning", when, ("gui sau",)))
    return ask("\n".join(lines), *choices, Choice("no", tr("Do not send"), ("khong",)))


def _take_preview(turn: Turn) -> list[Reply]:
    if turn.choice not in ("yes", "morning"):
        return []
    tr = turn.tr
    duties, recipients = _chosen(turn)
    if turn.choice == "morning" and duties:
        return [_postpone(turn, recipients)]
    reached = {unit.id for unit in recipients.units}
    if duties:
        sent = nudge(turn, [duty for duty in duties if duty.unit_id in reached], recipients)
    else:
        sent = urge_plainly(turn, campaign_of(turn), deadline_of(turn), recipients)
    if not recipients.units:
        said = tr.plural("{n} person was reminded.", "{n} people were reminded.", len(sent))
        return [prefixed(said, page(turn, turn.data["deadline"])), *sent]
    count = tr.plural("{n} unit", "{n} units", len(reached))
    said = tr.plural("Urged {units}: {n} message.", "Urged {units}: {n} messages.", len(sent), units=count)
    return [prefixed("\n".join([said, *unreached_lines(recipients, tr)]), page(turn, turn.data["deadline"])), *sent]


def _postpone(turn: Turn, recipients: Recipients) -> Reply:
    """Until the morning: then it is asked again who is open, and joined with what goes out anyway."""
    at, tr = notices.polite_time(turn.session, campaign_of(turn), turn.now), turn.tr
    for person in recipients.people:
        ask_to_remind(turn.session, person, at=at, now=turn.now, deadline=turn.data["deadline"])
    count = len(recipients.people)
    said = tr.plural("{n} person is urged at {time}.", "{n} people are urged at {time}.", count, time=tr.moment(at))
    return prefixed("\n".join([said, *unreached_lines(recipients, tr)]), page(turn, turn.data["deadline"]))


SHOW: dict[str, Callable[[Turn], Reply]] = {
    "deadlines": show_deadlines,
    "deadline": show_deadline,
    "pick": _show_pick,
    "preview": _show_preview,
    **{f"extend_{step}": shown for step, shown in extending.SHOW.items()},
    **extending_back.SHOW,
    "kind": broadcasting.show_kind,
    "text": broadcasting.show_text,
    "confirm": broadcasting.show_confirm,
}
HANDLE: dict[str, Callable[[Turn], list[Reply]]] = {
    "deadlines": _take_deadline,
    "deadline": _take_action,
    "pick": _take_pick,
    "preview": _take_preview,
    **{f"extend_{step}": taken for step, taken in extending.HANDLE.items()},
    **extending_back.HANDLE,
    "kind": broadcasting.take_kind,
    "text": broadcasting.take_text,
    "confirm": broadcasting.take_confirm,
}
