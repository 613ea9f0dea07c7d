"""Who gets a message of the organizer's, who cannot be reached and is to be called, and sending it once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from handlers.call_lines import cut
from handlers.context import local
from handlers.conversation import Reply
from handlers.noting import note
from handlers.reminder_duties import Duty
from handlers.reminder_words import Told, message
from handlers.turn import Turn
from locales import Translator
from reports.calling import called_in_words, callees
from storage.bulk import among
from storage.queries import reminders as rows
from storage.queries.duties import UnitName
from storage.tables import Person, Role, Unit


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
    unreached = [(each.unit, called_in_words(each, tr)) for each in callees(session, alone)]
    return Recipients(people, unreached)


def unreached_lines(recipients: Recipients, tr: Translator) -> list[str]:
    """Whom to call, a line for each unit, as many as a message holds; empty when everybody can be written to."""
    if not recipients.unreached:
        return []
    count = len(recipients.unreached)
    lines = [
        tr.plural(
            "{n} unit cannot be reached here, please call:", "{n} units cannot be reached here, please call:", count
        )
    ]
    return lines + cut([f"• {unit.name}: {why}" for unit, why in recipients.unreached], tr)


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
