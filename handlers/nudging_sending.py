"""Who gets a message of the organizer's, who cannot be reached and is to be called, and sending it once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from handlers.context import local
from handlers.conversation import Reply
from handlers.noting import note
from handlers.reminder_duties import Duty
from handlers.reminder_words import Told, message
from handlers.turn import Turn
from locales import Translator
from storage.queries import reminders as rows
from storage.tables import ChannelAccount, Person, Role, RosterContact, Unit


@dataclass(frozen=True, slots=True)
class Recipients:
    """``people``: person -> the units that they are written to about. ``unreached``: units with nobody to write to,
    and whom to call instead."""

    people: Mapping[int, Sequence[Unit]]
    unreached: Sequence[tuple[Unit, str]]

    @property
    def units(self) -> list[Unit]:
        return list({unit.id: unit for units in self.people.values() for unit in units}.values())


def find_recipients(session: Session, units: Sequence[Unit], tr: Translator, *, leaders: bool) -> Recipients:
    """The contacts of these units, with ``leaders`` their leaders too (always, where there is no contact)."""
    found = rows.contacts(session, units=[unit.id for unit in units if unit.id is not None])
    known = {person.id: person for person in _people(session, {each.person_id for each in found})}
    reachable = set(
        session.exec(
            select(ChannelAccount.person_id).where(
                col(ChannelAccount.person_id).in_(known), col(ChannelAccount.reachable)
            )
        )
    )
    people: dict[int, list[Unit]] = {}
    unreached = []
    for unit in units:
        members = [each for each in found if each.unit_id == unit.id]
        there = [each for each in members if each.person_id in reachable and known[each.person_id].consented_at]
        chosen = [each for each in there if leaders or each.role is Role.UNIT_CONTACT] or there
        for person in dict.fromkeys(each.person_id for each in chosen):
            people.setdefault(person, []).append(unit)
        if not chosen:
            persons = [known[person] for person in dict.fromkeys(each.person_id for each in members)]
            unreached.append((unit, _whom_to_call(session, unit, persons, tr)))
    return Recipients(people, unreached)


def _people(session: Session, ids: Iterable[int]) -> list[Person]:
    return list(session.exec(select(Person).where(col(Person.id).in_(list(ids)))))


def _whom_to_call(session: Session, unit: Unit, members: Sequence[Person], tr: Translator) -> str:
    """Why nobody can be written to, with names and phone numbers where they are known."""
    listed = session.exec(select(RosterContact).where(RosterContact.unit_id == unit.id).order_by(col(RosterContact.id)))
    phones = {contact.name: contact.phone for contact in listed}
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
    written: list[dict[str, Any]] = []
    for person, units in recipients.people.items():
        told = [Told(by_unit[unit.id], offset) for unit in units if unit.id in by_unit]
        written += [
            {
                "campaign_id": one.duty.campaign.id,
                "deadline": one.duty.deadline.id,
                "due_on": one.duty.due_on,
                "unit_id": one.duty.unit_id,
                "person_id": person,
                "offset": offset,
                "planned_at": turn.now,
                "sent_at": turn.now,
                "caught_up": False,
            }
            for one in told
        ]
        reply = message(turn.session, person, told, today=turn.today, now=turn.now)
        replies.append(replace(reply, report_to=turn.event.person))
    rows.add_reminders(turn.session, written)
    for duty in duties:
        note(
            turn,
            campaign_id=duty.campaign.id,
            unit_id=duty.unit_id,
            subject=f"deadline:{duty.deadline.id}",
            action="nudged",
        )
    return replies
