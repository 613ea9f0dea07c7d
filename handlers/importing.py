"""Units and contacts out of an officer's list: what it would change here (``plan_import``), and doing so.

Planning only reads. Whoever wants it done plans again in the writing session and compares, so that nothing is changed
that was not shown. Planning a list that was imported gives a plan that changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.import_contacts import Wanted, plan_contacts
from handlers.import_plan import ContactStep, Plan, Step, Trouble, TroubleKind, UnitStep
from handlers.import_units import Draft, Drafts
from handlers.reading import read_phone
from handlers.reading.words import normalize
from handlers.unit_names import is_plain
from reports.roster_headings import Group
from reports.rosters import ListedPerson, ListedRow, Roster
from scoring.campaign import Campaign, UnitType
from storage import queries
from storage.tables import Role, RosterContact, Unit

_SAID = {
    Role.UNIT_CONTACT: "dau moi|can bo dau moi|nguoi dau moi|dau moi don vi|lien he|contact",
    Role.UNIT_LEADER: "thu truong|thu truong don vi|nguoi dung dau|lanh dao|lanh dao don vi|head of the unit",
    Role.REVIEWER: "tham dinh|nguoi tham dinh|can bo tham dinh",
    Role.COUNCIL_SECRETARY: "thu ky|thu ky hoi dong",
    Role.DECISION_MAKER: "nguoi quyet dinh|quyet dinh",
    Role.ORGANIZER: "quan tri|quan tri phong trao|nguoi to chuc|nguoi to chuc phong trao|to chuc",
}
_ROLES = {word: role for role, words in _SAID.items() for word in (*words.split("|"), role.value.replace("_", " "))}
_GROUPS = {Group.LEADER: Role.UNIT_LEADER, Group.CONTACT: Role.UNIT_CONTACT, None: None}


def unit_types(session: Session, campaigns: Sequence[Campaign]) -> list[UnitType]:
    """The types that units can have: those of the campaign that was opened last, then those of the others."""
    opened = [queries.definition(session, row.id) for row in reversed(queries.open_campaigns(session))]
    types = {one.id: one for campaign in reversed([*opened, *campaigns]) for one in reversed(campaign.unit_types)}
    return list(reversed(types.values()))


def plan_import(session: Session, roster: Roster, types: Sequence[UnitType]) -> Plan:
    """What the list would change, and everything that is wrong in it. Rows with a fault are left out."""
    drafts = Drafts(session, types)
    troubles: list[Trouble] = []
    wanted: list[Wanted] = []
    # Whole names come first: one without accents, or a code alone, may mean a unit further down.
    found = {row: drafts.find(row) for row in sorted(roster.rows, key=lambda row: (not row.unit, is_plain(row.unit)))}
    for row in roster.rows:
        draft = found[row]
        if isinstance(draft, Trouble):
            troubles.append(draft)
            continue
        for person in row.people:
            one = _read_person(row, person)
            if isinstance(one, Trouble):
                troubles.append(one)
            else:
                wanted.append(one.of(draft))
    units = drafts.steps(unit for row in roster.rows if isinstance(unit := found[row], Draft))
    contacts, doubled, conflicts = plan_contacts(session, wanted)
    return Plan(
        units=units,
        contacts=contacts,
        troubles=tuple(sorted([*troubles, *conflicts], key=lambda one: _position(roster, one))),
        doubled=doubled,
        skipped=roster.skipped,
    )


def _position(roster: Roster, trouble: Trouble) -> tuple[int, int]:
    sheets = list(dict.fromkeys(row.sheet for row in roster.rows))
    return sheets.index(trouble.sheet), trouble.row


def _read_person(row: ListedRow, person: ListedPerson) -> Wanted | Trouble:
    phone = _read_phone(person.phone)
    if person.phone and phone is None:
        return Trouble(TroubleKind.BAD_PHONE, row.sheet, row.row, (person.phone,))
    if not any(letter.isalpha() for letter in person.name):
        return Trouble(TroubleKind.NO_NAME, row.sheet, row.row, (person.phone or person.name,))
    role = _ROLES.get(normalize(person.role)) if person.role else _ROLES.get(normalize(person.position))
    if person.role and role is None:
        return Trouble(TroubleKind.BAD_ROLE, row.sheet, row.row, (person.role,))
    return Wanted(row.sheet, row.row, person.name, phone, role or _GROUPS[person.group])


def _read_phone(text: str) -> str | None:
    """The first number of a cell that holds one or several, or a remark behind it ("0912 345 678 (Zalo)")."""
    parts = [text, *(part for sign in ("\n", ";", "/", ",", " - ", "–", "(") for part in text.split(sign))]
    return next((phone for part in parts if (phone := read_phone(part))), None)


def apply_import(session: Session, plan: Plan, *, now: datetime) -> None:
    """Do what the plan says, with its lines in the history (no name and no phone in them). ``now``: campaign time."""
    ids = {step.code: _apply_unit(session, step, now) for step in plan.units}
    for contact in plan.contacts:
        _apply_contact(session, contact, ids[contact.code], now)
    session.flush()


def _apply_unit(session: Session, step: UnitStep, now: datetime) -> int:
    unit = session.get_one(Unit, step.unit_id) if step.unit_id is not None else None
    if unit is None:
        unit = Unit(code=step.code, name=step.name, unit_type=step.unit_type)
        session.add(unit)
    unit.code, unit.name, unit.unit_type = step.code, step.name, step.unit_type
    unit.active = True
    session.flush()
    assert unit.id is not None
    if step.step is not Step.KEEP:
        queries.record(
            session,
            at=now,
            person_id=None,
            unit_id=unit.id,
            subject="unit",
            action="added" if step.step is Step.ADD else "changed",
            before=step.was and dict(zip(("code", "name", "type"), step.was, strict=True)),
            after={"code": unit.code, "name": unit.name, "type": unit.unit_type},
            why="import",
        )
    return unit.id


def _apply_contact(session: Session, step: ContactStep, unit_id: int, now: datetime) -> None:
    if step.step is Step.KEEP:
        return
    row = session.get_one(RosterContact, step.contact_id) if step.contact_id is not None else None
    if row is None:
        row = RosterContact(unit_id=unit_id, name=step.name, role=step.role, listed_at=now)
        session.add(row)
    row.name, row.phone, row.role = step.name, step.phone, step.role
    session.flush()
    queries.record(
        session,
        at=now,
        person_id=None,
        unit_id=unit_id,
        subject="roster_contact",
        action="added" if step.step is Step.ADD else "changed",
        after={"contact": row.id, "role": row.role.value},
        why="import",
    )
