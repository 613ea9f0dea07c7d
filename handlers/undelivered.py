"""The organizer's report: who did not get a message after all, and whom to call instead.

Whom nobody can be reached for is known before sending. That somebody blocked the bot is known only when it is tried.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from handlers import call_lines, notices
from handlers.conversation import Choice, Reply, strong
from locales import Translator
from reports.calling import dialled
from storage.queries import outbox
from storage.queries import reminders as rows
from storage.tables import Person, RosterContact, Unit


def reports(session: Session, now: datetime) -> list[Reply]:
    """One message to each organizer whose messages are all through, about those that failed; once."""
    replies = []
    for organizer, people in outbox.take_failed(session, now).items():
        tr = notices.language_of(session, organizer)
        lines = [
            strong(tr.plural("{n} person could not be reached:", "{n} people could not be reached:", len(people))),
            *_whom_to_call(session, people, tr),
        ]
        choices = (call_lines.choice(tr), Choice("go:nudge", tr("Who is late, and urging"), ("don doc",)))
        when = notices.polite_now(session, now)
        replies.append(notices.standing(organizer, "\n".join(lines), *choices, when=when))
    return replies


def _whom_to_call(session: Session, people: Sequence[int], tr: Translator) -> list[str]:
    """``• UBND Phường 4: Ba, 0901234567``, a line for each unit that a person speaks for."""
    known = {person.id: person for person in session.exec(select(Person).where(col(Person.id).in_(people)))}
    contacts = rows.contacts(session, people=people)
    units = {
        unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_({c.unit_id for c in contacts})))
    }
    listed = _listed_phones(session, [unit_id for unit_id in units if unit_id is not None])
    lines = []
    for contact in {(each.unit_id, each.person_id): each for each in contacts}.values():
        person, unit = known.get(contact.person_id), units.get(contact.unit_id)
        if person is None or unit is None:
            continue
        name = person.name or tr("no name")
        lines.append(f"• {unit.name}: {dialled(name, person.phone or listed.get((contact.unit_id, name)))}")
    spoken_for = {each.person_id for each in contacts}
    lines += [
        f"• {dialled(known[one].name or tr('no name'), known[one].phone)}" for one in people if one not in spoken_for
    ]
    return call_lines.cut(lines, tr)


def _listed_phones(session: Session, units: Sequence[int]) -> Mapping[tuple[int, str], str | None]:
    """The officer's list knows a number that the person did not give."""
    found = session.exec(select(RosterContact).where(col(RosterContact.unit_id).in_(units)))
    return {(row.unit_id, row.name): row.phone for row in found}
