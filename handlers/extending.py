"""Moving a deadline, for one unit, some or all, with a reason; everybody whose duty is open is told.

Nothing else has to be computed anew: reminders and checks read the day that holds when they need it.
"""

from collections.abc import Callable, Sequence
from datetime import date

from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.extending_points import plan_day, points_lines
from handlers.extending_told import affected_by, alone_by, tell_alone, tell_moved
from handlers.noting import note
from handlers.nudging_pages import campaign_of, deadline_of, page, units_in
from handlers.nudging_sending import find_recipients, unreached_lines
from handlers.reading import read_date
from handlers.reminder_budget import cost_lines
from handlers.reminder_duties import load_book
from handlers.reminder_words import names
from handlers.turn import Turn, ask, prefixed
from locales import Translator
from storage.queries.deadlines import counted_days
from storage.queries.duties import UnitName
from storage.tables import DeadlineChange, Unit

SHORTEST = 3  # characters of a reason


def begin(turn: Turn) -> Reply:
    """For whom; a duty of the organizer's own has only a date."""
    if deadline_of(turn).duty_of == "organizer":
        return _go(turn, "date", **{"for": None})
    return _go(turn, "who", deadline=turn.data["deadline"])


def _go(turn: Turn, step: str, **data: object) -> Reply:
    turn.move("nudging", f"extend_{step}", **{**turn.data, **data})
    return SHOW[step](turn)


def _back(turn: Turn) -> Choice:
    return Choice("back", turn.tr("Back"), ("quay lai",))


def _units(turn: Turn) -> list[Unit] | None:
    """The units that were named; None: all."""
    wanted = turn.data.get("for")
    return None if wanted is None else [turn.session.get_one(Unit, unit_id) for unit_id in wanted]


def _show_who(turn: Turn) -> Reply:
    words = turn.tr("For which units? Choose all, or write their names, for example: Phường 1, Phường 3")
    return ask(words, Choice("all", turn.tr("All units"), ("tat ca",)), _back(turn), numbered=False)


def _take_who(turn: Turn) -> list[Reply]:
    if turn.choice == "all":
        return [_go(turn, "date", **{"for": None})]
    if turn.event.kind is not EventKind.TEXT:
        return []
    found, unknown = units_in(turn.text, list(load_book(turn.session, campaign_of(turn)).units.values()))
    if unknown or not found:
        return [prefixed(turn.tr("There is no such unit: {name}", name=unknown), _show_who(turn))]
    return [_go(turn, "date", **{"for": [unit.id for unit in found]})]


def _show_date(turn: Turn) -> Reply:
    tr = turn.tr
    words = tr("Until which day, that day included? For example: {date}", date=tr.date(turn.today))
    return ask(words, _back(turn), numbered=False)


def _take_date(turn: Turn) -> list[Reply]:
    tr, campaign = turn.tr, campaign_of(turn)
    day = read_date(turn.text, today=turn.today, year=turn.today.year)
    if day is None:
        return []
    if day < turn.today:
        return [prefixed(tr("{date} has passed already.", date=tr.date(day)), _show_date(turn))]
    days, units = load_book(turn.session, campaign).days, turn.data.get("for")
    if {days.of(deadline_of(turn), unit) for unit in units or [None]} == {day}:
        return [prefixed(tr("That is the day that holds now."), _show_date(turn))]
    return [_go(turn, "reason", day=day.isoformat(), counts=None)]


def _show_reason(turn: Turn) -> Reply:
    words = turn.tr("For what reason? The units read it, for example: Theo Công văn số 12/UBND-NV")
    return ask(words, _back(turn), numbered=False)


def _take_reason(turn: Turn) -> list[Reply]:
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return []
    reason = " ".join(turn.text.split())[:300]
    return [_go(turn, "counts" if _counted_until(turn) else "confirm", reason=reason)]


def _counted_until(turn: Turn) -> date | None:
    """The day of the plan's own table by which it is in time for the points, where the new day is later; else None."""
    known = plan_day(turn)
    return known[1] if known is not None and known[1] < date.fromisoformat(turn.data["day"]) else None


def _concerned(turn: Turn) -> list[UnitName]:
    """The units that were named, or all."""
    units, wanted = load_book(turn.session, campaign_of(turn)).units, turn.data.get("for")
    return [unit for unit_id, unit in units.items() if wanted is None or unit_id in wanted]


def _show_counts(turn: Turn) -> Reply:
    """The plans are silent about it: whoever extends decides. What was decided before stays, and is said."""
    tr, known = turn.tr, plan_day(turn)
    assert known is not None
    criterion, counted = known
    words = tr(
        "The plan's own day for the points of {criterion} is {date}. Does it count as in time for {criterion} "
        "when it is sent by {day}? The plan says nothing about it; the decision is kept with the reason.",
        criterion=criterion,
        date=tr.date(counted),
        day=tr.long_date(date.fromisoformat(turn.data["day"])),
    )
    no_words = tr("No, the points follow the plan")
    if _is_counted_already(turn):
        words = "\n".join([words, *points_lines(turn, _concerned(turn), tr)])
        no_words = tr("No, the points stay as they are")
    yes = Choice("yes", tr("Yes, it counts as in time"), ("co", "co tinh", "tinh dung han"))
    no = Choice("no", no_words, ("khong", "khong tinh", "theo ke hoach", "nhu cu"))
    return ask(words, yes, no, _back(turn))


def _is_counted_already(turn: Turn) -> bool:
    """Whether an earlier extension counts for the points of any of these units."""
    deadline, campaign = deadline_of(turn), campaign_of(turn)
    return any(deadline.id in counted_days(turn.session, campaign.id, unit.id) for unit in _concerned(turn))


def _take_counts(turn: Turn) -> list[Reply]:
    if turn.choice not in ("yes", "no"):
        return []
    return [_go(turn, "confirm", counts=turn.choice == "yes")]


def _show_confirm(turn: Turn) -> Reply:
    tr, units, day = turn.tr, _units(turn), date.fromisoformat(turn.data["day"])
    who = tr("all units") if units is None else names([unit.name for unit in units], tr)
    recipients = find_recipients(
        turn.session,
        [unit for unit, _ in affected_by(turn, turn.data.get("for"), day, counts=bool(turn.data.get("counts")))],
        tr,
        leaders=True,
    )
    people = [*recipients.people, *(who.person_id for who, _ in alone_by(turn, turn.data.get("for"), day))]
    lines = [
        strong(tr("Move the deadline?")),
        tr(
            "{what} – {who}: until {date}",
            what=deadline_of(turn).title.within(tr.locale),
            who=who,
            date=tr.long_date(date.fromisoformat(turn.data["day"])),
        ),
        tr("Reason: {reason}", reason=turn.data["reason"]),
        *_points_to_be(turn, tr),
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(people)),
        *cost_lines(turn.session, people, tr),
        *unreached_lines(recipients, tr),
    ]
    return ask("\n".join(lines), Choice("yes", tr("Move it"), ("dong y", "gia han", "co")), _back(turn))


def _points_to_be(turn: Turn, tr: Translator) -> list[str]:
    """What the new day would mean for the points, where the plan's table names a day; nobody shall think otherwise."""
    known = plan_day(turn)
    if known is not None and _counted_until(turn) is not None and turn.data.get("counts"):
        day = tr.date(date.fromisoformat(turn.data["day"]))
        return [tr("It counts as in time for {criterion} until {date}.", criterion=known[0], date=day)]
    return _points_in_words(turn, _concerned(turn), tr)


def _points_in_words(turn: Turn, units: Sequence[Unit | UnitName], tr: Translator) -> list[str]:
    """What holds for the points by what is stored; nothing where the new day is not later than the plan's own."""
    return points_lines(turn, units, tr) if _counted_until(turn) is not None else []


def _take_confirm(turn: Turn) -> list[Reply]:
    if turn.choice != "yes":
        return []
    tr, campaign, deadline = turn.tr, campaign_of(turn), deadline_of(turn)
    day = date.fromisoformat(turn.data["day"])
    concerned = affected_by(turn, turn.data.get("for"), day, counts=bool(turn.data.get("counts")))
    alone = alone_by(turn, turn.data.get("for"), day)
    before = load_book(turn.session, campaign).days
    for unit_id in turn.data.get("for") or [None]:
        _change(turn, unit_id, before.of(deadline, unit_id), day)
    turn.session.flush()
    sent = tell_moved(turn, concerned, why=turn.data["reason"], about_points=_points_in_words)
    sent += tell_alone(turn, alone, why=turn.data["reason"])
    said = tr("{what} is due on {date} now.", what=deadline.title.within(tr.locale), date=tr.long_date(day))
    if sent:
        said += " " + tr.plural("{n} person is told.", "{n} people are told.", len(sent))
    return [prefixed(said, page(turn, deadline.id)), *sent]


def _change(turn: Turn, unit_id: int | None, before: date | None, day: date) -> None:
    campaign_id, deadline_id, reason = turn.data["campaign"], turn.data["deadline"], turn.data["reason"]
    turn.session.add(
        DeadlineChange(
            campaign_id=campaign_id,
            deadline=deadline_id,
            unit_id=unit_id,
            due_on=day,
            reason=reason,
            counts=bool(turn.data.get("counts")),
            changed_by=turn.event.person,
            changed_at=turn.now,
        )
    )
    note(
        turn,
        campaign_id=campaign_id,
        unit_id=unit_id,
        subject=f"deadline:{deadline_id}",
        action="moved",
        before={"due_on": before.isoformat()} if before else None,
        after={"due_on": day.isoformat(), "counts": bool(turn.data.get("counts"))},
        why=reason,
    )


SHOW: dict[str, Callable[[Turn], Reply]] = {
    "who": _show_who,
    "date": _show_date,
    "reason": _show_reason,
    "counts": _show_counts,
    "confirm": _show_confirm,
}
HANDLE: dict[str, Callable[[Turn], list[Reply]]] = {
    "who": _take_who,
    "date": _take_date,
    "reason": _take_reason,
    "counts": _take_counts,
    "confirm": _take_confirm,
}
