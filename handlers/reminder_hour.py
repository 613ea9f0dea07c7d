"""The hour at which somebody wants every reminder, instead of the campaign's."""

from datetime import time

from handlers import menu
from handlers.conversation import Choice, EventKind, Reply
from handlers.noting import note
from handlers.reading.clock import read_clock
from handlers.turn import Turn, ask, current_campaign, prefixed
from scoring.calendar import HOUR, QUIET_FROM


def begin(turn: Turn) -> list[Reply]:
    turn.detour("reminder_hour", "hour")
    return [show(turn)]


def _hours(turn: Turn) -> tuple[time, time]:
    """From when on, and before when: the campaign's hour, and its quiet hours."""
    current = current_campaign(turn.session)
    return (current[1].reminders.hour, current[1].reminders.quiet_hours.start) if current else (HOUR, QUIET_FROM)


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, (first, last) = turn.tr, _hours(turn)
    now = time.fromisoformat(turn.person.reminder_hour) if turn.person.reminder_hour else first
    words = tr(
        "Reminders come at {hour}. At which hour shall they come? From {first} to before {last}, for example: 17:00",
        hour=tr.time(now),
        first=tr.time(first),
        last=tr.time(last),
    )
    usual = Choice("usual", tr("As for everybody, at {hour}", hour=tr.time(first)), ("nhu chung", "nhu moi nguoi"))
    return ask(words, usual, Choice("back", tr("Back"), ("quay lai",)), numbered=False)


def handle(turn: Turn) -> list[Reply]:
    if turn.choice == "back":
        return [menu.show_menu(turn)]
    if turn.choice == "usual":
        return [prefixed(set_hour(turn, None), menu.show_menu(turn))]
    chosen = read_clock(turn.text) if turn.event.kind is EventKind.TEXT else None
    if chosen is None:
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    said = set_hour(turn, chosen)
    return [prefixed(said, menu.show_menu(turn) if is_allowed(turn, chosen) else show(turn))]


def is_allowed(turn: Turn, chosen: time) -> bool:
    first, last = _hours(turn)
    return first <= chosen < last


def set_hour(turn: Turn, chosen: time | None) -> str:
    """Keep the hour (None: as for everybody) and say so; an hour within the quiet ones is refused, and why."""
    tr, (first, last) = turn.tr, _hours(turn)
    if chosen is not None and not is_allowed(turn, chosen):
        return tr("Reminders come from {first} to before {last}.", first=tr.time(first), last=tr.time(last))
    usual = chosen is None or chosen == first
    turn.person.reminder_hour = None if usual else f"{chosen:%H:%M}"
    note(turn, "person", "changed", after={"hour": turn.person.reminder_hour})
    return tr("From now on reminders come at {hour}.", hour=tr.time(first if chosen is None else chosen))
