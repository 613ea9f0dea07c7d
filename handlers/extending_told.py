"""Whom a moved deadline concerns, and what they are told: the new day, the old one, and why."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from handlers import notices
from handlers.conversation import Reply, strong
from handlers.nudging_pages import campaign_of, deadline_of
from handlers.nudging_sending import find_recipients
from handlers.reminder_duties import OPEN, Duty, Standing, load_book
from handlers.reminder_individuals import load_own, open_alone
from handlers.reminder_words import Told, ways
from handlers.turn import Turn
from locales import Translator
from reports.competing import name_of
from storage import queries
from storage.queries.deadlines import due_days
from storage.queries.duties import UnitName
from storage.queries.reminders import Individual
from storage.tables import DeadlineChange, Unit

Concerned = tuple[UnitName, date | None]  # with the day that held for it


def affected_by(turn: Turn, wanted: Collection[int] | None, day: date, *, counts: bool) -> list[Concerned]:
    """The units for whom another day holds when these (None: all) get this one: who has a later day of its own keeps
    it, and is told nothing. Of those that have done it already only where it ``counts`` for the points."""
    days, deadline = due_days(turn.session, campaign_of(turn).id), deadline_of(turn)
    after = partial(days.changed, deadline, wanted=wanted, day=day)
    return _whose_day_changes(turn, wanted, after, counts=counts)


def affected_without(turn: Turn, changes: Sequence[DeadlineChange]) -> list[Concerned]:
    """The same for changes that are taken back."""
    days, deadline = due_days(turn.session, campaign_of(turn).id, without=changes), deadline_of(turn)
    counts = any(row.counts for row in changes)
    return _whose_day_changes(turn, _units_of(changes), partial(days.of, deadline), counts=counts)


def _whose_day_changes(
    turn: Turn, wanted: Collection[int] | None, after: Callable[[int], date | None], *, counts: bool
) -> list[Concerned]:
    book, deadline = load_book(turn.session, campaign_of(turn)), deadline_of(turn)
    told = (*OPEN, Standing.DONE, Standing.DONE_LATE) if counts else OPEN
    return [
        (unit, book.days.of(deadline, unit_id))
        for unit_id, unit in book.units.items()
        if (wanted is None or unit_id in wanted)
        and book.standing(deadline, unit_id, turn.today) in told
        and after(unit_id) != book.days.of(deadline, unit_id)
    ]


Alone = tuple[Individual, date | None]  # somebody who competes alone, with the day that held for the unit


def alone_by(turn: Turn, wanted: Collection[int] | None, day: date) -> list[Alone]:
    """Those who compete alone and have still to do it, for whom another day holds then."""
    days, deadline = due_days(turn.session, campaign_of(turn).id), deadline_of(turn)
    return _alone_whose_day_changes(turn, wanted, partial(days.changed, deadline, wanted=wanted, day=day))


def alone_without(turn: Turn, changes: Sequence[DeadlineChange]) -> list[Alone]:
    """The same for changes that are taken back."""
    days = due_days(turn.session, campaign_of(turn).id, without=changes)
    return _alone_whose_day_changes(turn, _units_of(changes), partial(days.of, deadline_of(turn)))


def _units_of(changes: Sequence[DeadlineChange]) -> list[int] | None:
    units = [row.unit_id for row in changes if row.unit_id is not None]
    return None if len(units) < len(changes) else units


def _alone_whose_day_changes(
    turn: Turn, wanted: Collection[int] | None, after: Callable[[int], date | None]
) -> list[Alone]:
    campaign, deadline = campaign_of(turn), deadline_of(turn)
    found = [
        (who, own.book.days.of(deadline, who.candidate.unit_id))
        for own, who in open_alone(turn.session, campaign, deadline)
        if wanted is None or who.candidate.unit_id in wanted
    ]
    return [(who, day) for who, day in found if after(who.candidate.unit_id) != day]


def tell_alone(turn: Turn, concerned: Sequence[Alone], *, why: str) -> list[Reply]:
    """To those who compete alone, once the day was changed."""
    if not concerned:
        return []
    campaign, deadline = campaign_of(turn), deadline_of(turn)
    own = load_own(turn.session, campaign, [who for who, _ in concerned])
    at, replies = notices.polite_time(turn.session, campaign, turn.now), []
    for who, old in concerned:
        tr = notices.language_of(turn.session, who.person_id)
        duty = own.duty(deadline, who, tr)
        name = f"{name_of(who.candidate, tr)} ({queries.unit_of(turn.session, who.candidate.unit_id).name})"
        lines = [strong(f"{deadline.title.within(tr.locale)} – {name}"), _new_day(duty, old, tr)]
        lines.append(tr("Reason: {reason}", reason=why))
        choices = ways(turn.session, [Told(duty, "moved")], turn.today, tr) if duty is not None else ()
        text = "\n".join(lines)
        replies.append(notices.standing(who.person_id, text, *choices, when=at, report_to=turn.event.person))
    return replies


def _new_day(duty: Duty | None, old: date | None, tr: Translator) -> str:
    if duty is None:
        return tr("There is no date any more.")
    new = tr.long_date(duty.due_on)
    if old is None:
        return tr("Due by the end of {new}.", new=new)
    return tr("Due by the end of {new} now (before: {old}).", new=new, old=tr.date(old))


def tell_moved(
    turn: Turn,
    concerned: Sequence[Concerned],
    *,
    why: str,
    about_points: Callable[
        [Turn, Sequence[Unit | UnitName], Translator], Sequence[str]
    ] = lambda _turn, _units, _tr: (),
) -> list[Reply]:
    """To the people of these units, once the day was changed; with the way there for who has it still to do."""
    campaign, deadline = campaign_of(turn), deadline_of(turn)
    book = load_book(turn.session, campaign, [unit.id for unit, _ in concerned])
    recipients = find_recipients(turn.session, [unit for unit, _ in concerned], turn.tr, leaders=True)
    days = {unit.id: day for unit, day in concerned}
    at, replies = notices.polite_time(turn.session, campaign, turn.now), []
    for person, units in recipients.people.items():
        tr = notices.language_of(turn.session, person)
        lines, told = [], []
        for unit in units:
            assert unit.id is not None
            lines.append(strong(f"{deadline.title.within(tr.locale)} – {unit.name}"))
            duty = book.duty(deadline, unit.id)
            lines.append(_new_day(duty, days[unit.id], tr))
            if duty is not None and book.is_open(deadline, unit.id, turn.today):
                told.append(Told(duty, "moved"))
        lines += [tr("Reason: {reason}", reason=why), *about_points(turn, units, tr)]
        choices = ways(turn.session, told, turn.today, tr) if told else ()
        replies.append(notices.standing(person, "\n".join(lines), *choices, when=at, report_to=turn.event.person))
    return replies
