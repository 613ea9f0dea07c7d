"""Who gets a message of the organizer's, who cannot be reached and is to be called, and sending it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from handlers.context import local
from handlers.conversation import Reply
from handlers.noting import note
from handlers.reminder_duties import Duty
from handlers.reminder_words import Told, message
from handlers.turn import Turn
from locales import Translator
from storage.bulk import among
from storage.queries import reminders as rows
from storage.queries.duties import UnitName
from storage.tables import Person, Role, RosterContact, Unit


@dataclass(frozen=True, slots=True)
class Recipients:
    """``people``: person -> the units that they are written to about. ``unreached``: units with nobody to write to,
    and whom to call instead."""

    people: Mapping[int, Sequence[Unit | UnitName]]
    unreached: Sequence[tuple[Unit | UnitName, str]]

    @property
    def units(self) -> list[Unit | UnitName]:
        return list({unit.id: unit for units in self.people.values() for unit in units}.values())


def find_recipients(session: Session, units: Sequence[Unit | UnitName], tr: Translator, *, leaders: bool) -> Recipients:
    """The contacts of these units, with ``leaders`` their leaders too (always, where there is no contact)."""
    members: dict[int | None, list[rows.Contact]] = {}
    for each in rows.contacts(session, units=[unit.id for unit in units if unit.id is not None]):
        members.setdefault(each.unit_id, []).append(each)
    ids = {each.person_id for some in members.values() for each in some}
    known = {person.id: person for person in session.exec(select(Person).where(among(session, Person.id, ids)))}
    reachable = rows.preferred_channels(session, ids)
    people: dict[int, list[Unit | UnitName]] = {}
    alone: list[Unit | UnitName] = []
    for unit in units:
        own = members.get(unit.id, [])
        there = [each for each in own if each.person_id in reachable and known[each.person_id].consented_at]
        chosen = [each for each in there if leaders or each.role is Role.UNIT_CONTACT] or there
        for person in dict.fromkeys(each.person_id for each in chosen):
            people.setdefault(person, []).append(unit)
        if not chosen:
            alone.append(unit)
    listed = _listed(session, [unit.id for unit in alone if unit.id is not None])
    unreached = []
    for unit in alone:
        persons = [known[person] for person in dict.fromkeys(each.person_id for each in members.get(unit.id, []))]
        unreached.append((unit, _whom_to_call(persons, listed.get(unit.id, {}), tr)))
    return Recipients(people, unreached)


def _listed(session: Session, units: Sequence[int]) -> dict[int | None, dict[str, str | None]]:
    """Unit -> the names and numbers of the officer's list."""
    found: dict[int | None, dict[str, str | None]] = {}
    wanted = select(RosterContact).where(among(session, RosterContact.unit_id, units))
    for contact in session.exec(wanted.order_by(col(RosterContact.id))):
        found.setdefault(contact.unit_id, {})[contact.name] = contact.phone
    return found


def _whom_to_call(members: Sequence[Person], phones: Mapping[str, str | None], tr: Translator) -> str:
    """Why nobody can be written to, with names and phone numbers where they are known."""
    if not members:
        why = tr("nobody has joined")
        called = [dialled(name, phone) for name, phone in phones.items()]
    else:
        why = tr("the bot is blocked")
        called = [dialled(each.name or "", each.phone or phones.get(each.name or "")) for each in members]
    return f"{why}: {', '.join(called)}" if called else why


def dialled(name: str, phone: str | None) -> str:
    """``Trần Thị Lan, 0901234567``: a name, with the number as it is dialled here."""
    if not phone:
        return name
    return f"{name}, 0{phone.removeprefix('+84')}" if phone.startswith("+84") else f"{name}, {phone}"


def unreached_lines(recipients: Recipients, tr: Translator) -> list[str]:
    """Whom to call, a line for each unit; empty when everybody can be written to."""
    if not recipients.unreached:
        return []
    count = len(recipients.unreached)
    lines = [
        tr.plural(
            "{n} unit cannot be reached here, please call:", "{n} units cannot be reached here, please call:", count
        )
    ]
    return lines + [f"• {unit.name}: {why}" for unit, why in recipients.unreached]


def nudge(turn: Turn, duties: Sequence[Duty], recipients: Recipients) -> list[Reply]:
    """One message to each person about the units that are theirs, written down like any reminder."""
    by_unit = {duty.unit_id: duty for duty in duties}
    offset = f"nudge {local(turn.session, turn.now):%Y-%m-%d %H:%M:%S}"
    replies: list[Reply] = []
    written: list[rows.Sent] = []
    for person, units in recipients.people.items():
        told = [Told(by_unit[unit.id], offset) for unit in units if unit.id in by_unit]
        written += [
            rows.Sent(
                one.duty.campaign.id,
                one.duty.deadline.id,
                one.duty.due_on,
                *one.duty.whose,
                person,
                offset,
                turn.now,
            )
            for one in told
        ]
        reply = message(turn.session, person, told, today=turn.today, now=turn.now)
        replies.append(replace(reply, report_to=turn.event.person))
    rows.add_reminders(turn.session, written, now=turn.now)
    for duty in duties:
        note(
            turn,
            campaign_id=duty.campaign.id,
            unit_id=duty.unit_id,
            subject=f"deadline:{duty.deadline.id}",
            action="nudged",
        )
    return replies
