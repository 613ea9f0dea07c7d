"""Moving a deadline, for one unit, some or all, with a reason; everybody whose duty is open is told.

Nothing else has to be computed anew: reminders and checks read the day that holds when they need it.
"""

from collections.abc import Callable
from datetime import date

from handlers import notices
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.noting import note
from handlers.nudging_pages import campaign_of, deadline_of, open_duties, page, units_in
from handlers.nudging_sending import find_recipients, unreached_lines
from handlers.reading import read_date
from handlers.reminder_budget import cost_lines
from handlers.reminder_duties import Duty, load_book
from handlers.reminder_words import Told, names, ways
from handlers.turn import Turn, ask, prefixed
from locales import Translator
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
    return [_go(turn, "reason", day=day.isoformat())]


def _show_reason(turn: Turn) -> Reply:
    words = turn.tr("For what reason? The units read it, for example: Theo Công văn số 12/UBND-NV")
    return ask(words, _back(turn), numbered=False)


def _take_reason(turn: Turn) -> list[Reply]:
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return []
    return [_go(turn, "confirm", reason=" ".join(turn.text.split())[:300])]


def _told(turn: Turn) -> list[Duty]:
    """Whose duty is open, as it is now."""
    wanted = turn.data.get("for")
    duties = open_duties(turn, load_book(turn.session, campaign_of(turn)), deadline_of(turn))
    return [duty for duty in duties if wanted is None or duty.unit_id in wanted]


def _show_confirm(turn: Turn) -> Reply:
    tr, units = turn.tr, _units(turn)
    who = tr("all units") if units is None else names([unit.name for unit in units], tr)
    recipients = find_recipients(turn.session, [unit for unit, _ in _concerned(turn)], tr, leaders=True)
    lines = [
        strong(tr("Move the deadline?")),
        tr(
            "{what} – {who}: until {date}",
            what=deadline_of(turn).title.within(tr.locale),
            who=who,
            date=tr.long_date(date.fromisoformat(turn.data["day"])),
        ),
        tr("Reason: {reason}", reason=turn.data["reason"]),
        *_points_stay(turn, tr),
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(recipients.people)),
        *cost_lines(turn.session, recipients.people, tr),
        *unreached_lines(recipients, tr),
    ]
    return ask("\n".join(lines), Choice("yes", tr("Move it"), ("dong y", "gia han", "co")), _back(turn))


def _points_stay(turn: Turn, tr: Translator) -> list[str]:
    """The plan's own table names the day by which a report counts as sent in time; moving reminders does not change
    what the table says, and nobody shall think so."""
    prefills = deadline_of(turn).prefills
    if prefills is None:
        return []
    counted = campaign_of(turn).criterion(prefills.criterion).fact(prefills.fact).due_on
    if counted is None or counted == date.fromisoformat(turn.data["day"]):
        return []
    words = tr(
        "Points of {criterion} still follow the plan's own day: {date}.",
        criterion=prefills.criterion,
        date=tr.date(counted),
    )
    return [words]


def _concerned(turn: Turn) -> list[tuple[UnitName, date | None]]:
    """The units that have not done it, with the day that held for them; also where there was no day yet."""
    book, deadline, wanted = load_book(turn.session, campaign_of(turn)), deadline_of(turn), turn.data.get("for")
    return [
        (unit, book.days.of(deadline, unit_id))
        for unit_id, unit in book.units.items()
        if book.is_open(deadline, unit_id, turn.today) and (wanted is None or unit_id in wanted)
    ]


def _take_confirm(turn: Turn) -> list[Reply]:
    if turn.choice != "yes":
        return []
    tr, campaign, deadline = turn.tr, campaign_of(turn), deadline_of(turn)
    day, concerned = date.fromisoformat(turn.data["day"]), _concerned(turn)
    before = load_book(turn.session, campaign).days
    for unit_id in turn.data.get("for") or [None]:
        _change(turn, unit_id, before.of(deadline, unit_id), day)
    turn.session.flush()
    sent = _tell(turn, concerned)
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
        after={"due_on": day.isoformat()},
        why=reason,
    )


def _tell(turn: Turn, concerned: list[tuple[UnitName, date | None]]) -> list[Reply]:
    """The people of every unit that has it still to do: the new day, the old one, and why."""
    campaign, deadline = campaign_of(turn), deadline_of(turn)
    book = load_book(turn.session, campaign, [unit.id for unit, _ in concerned])
    recipients = find_recipients(turn.session, [unit for unit, _ in concerned], turn.tr, leaders=True)
    days = {unit.id: day for unit, day in concerned}
    at, replies = notices.polite_time(turn.session, campaign, turn.now), []
    for person, units in recipients.people.items():
        tr = notices.language_of(turn.session, person)
        duties = [duty for unit in units if unit.id is not None and (duty := book.duty(deadline, unit.id)) is not None]
        lines = []
        for duty in duties:
            title = f"{duty.deadline.title.within(tr.locale)} – {duty.unit.name}"
            lines.append(strong(title))
            if (old := days[duty.unit_id]) is None:
                lines.append(tr("Due by the end of {new}.", new=tr.long_date(duty.due_on)))
            else:
                lines.append(
                    tr("Due by the end of {new} now (before: {old}).", new=tr.long_date(duty.due_on), old=tr.date(old))
                )
        lines.append(tr("Reason: {reason}", reason=turn.data["reason"]))
        lines += _points_stay(turn, tr)
        choices = ways(turn.session, [Told(duty, "moved") for duty in duties], turn.today, tr)
        replies.append(notices.standing(person, "\n".join(lines), *choices, when=at, report_to=turn.event.person))
    return replies


SHOW: dict[str, Callable[[Turn], Reply]] = {
    "who": _show_who,
    "date": _show_date,
    "reason": _show_reason,
    "confirm": _show_confirm,
}
HANDLE: dict[str, Callable[[Turn], list[Reply]]] = {
    "who": _take_who,
    "date": _take_date,
    "reason": _take_reason,
    "confirm": _take_confirm,
}
