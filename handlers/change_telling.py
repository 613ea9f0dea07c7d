"""Who is told of a changed definition, once: units whose answers, points or open deadlines it touches."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import Session

from handlers import notices
from handlers.changing import Change, DraftChange
from handlers.conversation import Choice, Reply, strong
from handlers.reminder_duties import load_book
from handlers.wording import points_of
from locales import Translator
from reports.changing import difference_lines
from scoring.campaign import Deadline
from storage import queries
from storage.queries.duties import UnitName
from storage.tables import Unit

LINES_TOLD = 15


def tell(session: Session, change: Change, *, now: datetime, reason: str) -> Iterator[Reply]:
    """One message to each contact of a unit."""
    when = notices.polite_time(session, change.new, now)
    touched = {each.submission.unit_id for each in change.drafts if each.is_touched}
    for each in change.drafts:
        if not each.is_touched:
            continue
        for person in queries.people_behind(session, each.submission.unit_id, each.submission.candidate_id):
            tr = notices.language_of(session, person)
            go_on = Choice("go:assess", tr("Go on with the self-assessment"), ("tiep tuc",))
            yield notices.standing(person, "\n".join(_of_answers(each, change, reason, tr)), go_on, when=when)
    for unit, days in _with_other_days(session, change):
        if unit.id in touched:
            continue
        for person in queries.contacts_of(session, unit.id):
            tr = notices.language_of(session, person)
            yield notices.standing(person, "\n".join(_of_days(unit, days, change, reason, tr)), when=when)


def _of_answers(each: DraftChange, change: Change, reason: str, tr: Translator) -> list[str]:
    lines = [_title(each.unit, change, tr)]
    differences = difference_lines(change.old, change.new, tr)
    lines += [f"• {line}" for line in differences[:LINES_TOLD]]
    if len(differences) > LINES_TOLD:
        lines.append(tr("… and {n} more.", n=len(differences) - LINES_TOLD))
    lines.append(tr("Reason: {reason}", reason=reason))
    if each.before.decided_total != each.after.decided_total:
        before = points_of(each.before.decided_total, each.before.max, tr)
        after = points_of(each.after.decided_total, each.after.max, tr)
        lines.append(tr("Points so far: {before} → {after}.", before=before, after=after))
    if each.again:
        lines.append(tr("To be answered again: {criteria}. Everything else is kept.", criteria=", ".join(each.again)))
    else:
        lines.append(tr("All answers that still apply are kept."))
    return lines


def _of_days(
    unit: UnitName, days: list[tuple[Deadline, date | None, date | None]], change: Change, reason: str, tr: Translator
) -> list[str]:
    lines = [_title(unit, change, tr)]
    for deadline, before, after in days:
        shown = [tr.long_date(day) if day else tr("no day") for day in (before, after)]
        title = deadline.title.within(tr.locale)
        lines.append("• " + tr("{title}: due {before} → {after}", title=title, before=shown[0], after=shown[1]))
    return [*lines, tr("Reason: {reason}", reason=reason)]


def _title(unit: Unit | UnitName, change: Change, tr: Translator) -> str:
    name = change.new.short_name.within(tr.locale)
    return strong(tr("The rules of {campaign} were changed ({unit})", campaign=name, unit=unit.name))


def _with_other_days(
    session: Session, change: Change
) -> Iterator[tuple[UnitName, list[tuple[Deadline, date | None, date | None]]]]:
    """Units with a duty that they have still to do and that is due on another day now."""
    known = {each.id: each for each in change.old.deadlines}
    moved = [each for each in change.new.deadlines if each.id in known and each.due_on != known[each.id].due_on]
    if not moved:
        return
    book = load_book(session, change.new)
    for unit_id, unit in book.units.items():
        days = [
            (each, book.days.of(known[each.id], unit_id), book.days.of(each, unit_id))
            for each in moved
            if book.is_open(each, unit_id, change.on)
        ]
        days = [one for one in days if one[1] != one[2]]
        if days:
            yield unit, days
