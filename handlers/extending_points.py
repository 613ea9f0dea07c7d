"""Until when it counts for the points, where a deadline was moved: in words, for each of the units that hear of it."""

from collections.abc import Collection, Sequence
from datetime import date

from handlers.nudging_pages import campaign_of, deadline_of
from handlers.reminder_words import names
from handlers.turn import Turn
from locales import Translator
from storage.queries.deadlines import counted_days
from storage.queries.duties import UnitName
from storage.tables import DeadlineChange, Unit


def plan_day(turn: Turn) -> tuple[str, date] | None:
    """The criterion whose points hang on this deadline, and the day that the plan's own table names; None: none do."""
    prefills = deadline_of(turn).prefills
    day = campaign_of(turn).criterion(prefills.criterion).fact(prefills.fact).due_on if prefills else None
    return (prefills.criterion, day) if prefills is not None and day is not None else None


def points_lines(
    turn: Turn,
    units: Sequence[Unit | UnitName],
    tr: Translator,
    *,
    again: bool = False,
    without: Collection[DeadlineChange] = (),
) -> list[str]:
    """One line where it is the same for all of them, else one for each day with the units' names. Of what is stored
    now, ``without`` some of it. ``again``: something was taken back, and it may be the plan's own day once more."""
    known = plan_day(turn)
    if known is None:
        return []
    criterion, plan = known
    found: dict[date, list[str]] = {}
    for unit in units:
        days = counted_days(turn.session, campaign_of(turn).id, unit.id or 0, without=without)
        found.setdefault(max(plan, days.get(deadline_of(turn).id, plan)), []).append(unit.name)
    lines = {day: _line(criterion, day, tr, is_plans=day == plan, again=again) for day in sorted(found)}
    return list(lines.values()) if len(lines) == 1 else [f"{names(found[day], tr)}: {lines[day]}" for day in lines]


def _line(criterion: str, day: date, tr: Translator, *, is_plans: bool, again: bool) -> str:
    if not is_plans:
        return tr("It counts as in time for {criterion} until {date}.", criterion=criterion, date=tr.date(day))
    if again:
        return tr("The points of {criterion} follow the plan's own day again.", criterion=criterion)
    return tr("Points of {criterion} still follow the plan's own day: {date}.", criterion=criterion, date=tr.date(day))
