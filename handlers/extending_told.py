"""Whom a moved deadline concerns, and what they are told: the new day, the old one, and why."""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from handlers import notices
from handlers.conversation import Reply, strong
from handlers.nudging_pages import campaign_of, deadline_of
from handlers.nudging_sending import find_recipients
from handlers.reminder_duties import load_book
from handlers.reminder_words import Told, ways
from handlers.turn import Turn
from locales import Translator
from storage.queries.duties import UnitName

Concerned = tuple[UnitName, date | None]  # with the day that held for it


def concerned_by(turn: Turn, wanted: Collection[int] | None) -> list[Concerned]:
    """The units (None: of all) that have not done it, with the day that holds for them; also where there is none."""
    book, deadline = load_book(turn.session, campaign_of(turn)), deadline_of(turn)
    return [
        (unit, book.days.of(deadline, unit_id))
        for unit_id, unit in book.units.items()
        if book.is_open(deadline, unit_id, turn.today) and (wanted is None or unit_id in wanted)
    ]


def affected_by(turn: Turn, wanted: Collection[int] | None, day: date) -> list[Concerned]:
    """Those of them for whom another day holds when these units get this one: who has a later day of its own keeps
    it, and is told nothing."""
    days, deadline = load_book(turn.session, campaign_of(turn), []).days, deadline_of(turn)
    return [
        (unit, old)
        for unit, old in concerned_by(turn, wanted)
        if days.changed(deadline, unit.id, wanted=wanted, day=day) != old
    ]


def tell_moved(
    turn: Turn,
    concerned: Sequence[Concerned],
    *,
    why: str,
    about_points: Callable[[Turn, Translator], Sequence[str]] = lambda _turn, _tr: (),
) -> list[Reply]:
    """To the people of every unit that has it still to do, once the day was changed."""
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
            duty, old = book.duty(deadline, unit.id), days[unit.id]
            if duty is None:
                lines.append(tr("There is no date any more."))
                continue
            told.append(Told(duty, "moved"))
            new = tr.long_date(duty.due_on)
            if old is None:
                lines.append(tr("Due by the end of {new}.", new=new))
            else:
                lines.append(tr("Due by the end of {new} now (before: {old}).", new=new, old=tr.date(old)))
        lines += [tr("Reason: {reason}", reason=why), *about_points(turn, tr)]
        choices = ways(turn.session, told, turn.today, tr)
        replies.append(notices.standing(person, "\n".join(lines), *choices, when=at, report_to=turn.event.person))
    return replies
