"""Whom to telephone about a unit: its people here, or those of the officer's list, and why nobody is written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from locales import Translator
from storage.bulk import among
from storage.queries import reminders as rows
from storage.queries.duties import UnitName
from storage.tables import Person, RosterContact, Unit


class Reach(StrEnum):
    """Whether somebody of a unit can be written to."""

    WRITTEN = "written"
    NOBODY = "nobody"  # nobody has joined
    BLOCKED = "blocked"  # those who joined cannot be written to (any more)


@dataclass(frozen=True, slots=True)
class Callee:
    """``people``: names with numbers, as far as they are known."""

    unit: Unit | UnitName
    reach: Reach
    people: tuple[tuple[str, str | None], ...]


def callees(session: Session, units: Sequence[Unit | UnitName]) -> list[Callee]:
    """One for each of these units, in their order."""
    ids = [unit.id for unit in units if unit.id is not None]
    members: dict[int | None, list[int]] = {}
    for each in rows.contacts(session, units=ids):
        members.setdefault(each.unit_id, []).append(each.person_id)
    people = {person for some in members.values() for person in some}
    known = {person.id: person for person in session.exec(select(Person).where(among(session, Person.id, people)))}
    reachable, listed = rows.preferred_channels(session, people), _listed(session, ids)
    found = []
    for unit in units:
        own = [known[person] for person in dict.fromkeys(members.get(unit.id, []))]
        phones = listed.get(unit.id, {})
        if not own:
            found.append(Callee(unit, Reach.NOBODY, tuple(phones.items())))
            continue
        there = any(each.id in reachable and each.consented_at for each in own)
        named = tuple((each.name or "", each.phone or phones.get(each.name or "")) for each in own)
        found.append(Callee(unit, Reach.WRITTEN if there else Reach.BLOCKED, named))
    return found


def _listed(session: Session, units: Sequence[int]) -> Mapping[int | None, Mapping[str, str | None]]:
    """Unit -> the names and numbers of the officer's list."""
    found: dict[int | None, dict[str, str | None]] = {}
    there = col(RosterContact.closed_at).is_(None)
    wanted = select(RosterContact).where(among(session, RosterContact.unit_id, units), there)
    for contact in session.exec(wanted.order_by(col(RosterContact.id))):
        found.setdefault(contact.unit_id, {})[contact.name] = contact.phone
    return found


def reach_words(reach: Reach, tr: Translator) -> str:
    """Empty where they can be written to."""
    return {Reach.WRITTEN: "", Reach.NOBODY: tr("nobody has joined"), Reach.BLOCKED: tr("the bot is blocked")}[reach]


def number_as_dialled(phone: str) -> str:
    """``0901234567``: as it is dialled in this country."""
    return f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone


def dialled(name: str, phone: str | None) -> str:
    """``Trần Thị Lan, 0901234567``"""
    return ", ".join(part for part in (name, number_as_dialled(phone) if phone else "") if part)


def called_in_words(callee: Callee, tr: Translator) -> str:
    """``chưa có ai tham gia: Trần Thị Lan, 0901234567``; of a unit that can be written to only the people."""
    why = reach_words(callee.reach, tr)
    people = ", ".join(said for name, phone in callee.people if (said := dialled(name, phone)))
    return ": ".join(part for part in (why, people) if part)
