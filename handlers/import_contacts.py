"""Whom a list names, compared with the roster and with those who take part already."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from handlers.import_plan import ContactStep, Step, Trouble, TroubleKind
from handlers.import_units import Draft
from handlers.unit_names import better_spelling, names_agree
from storage.tables import Membership, Person, Role, RosterContact


@dataclass(slots=True)
class Wanted:
    """Somebody in the list. ``role`` None: the list does not say, so a contact."""

    sheet: str
    row: int
    name: str
    phone: str | None
    role: Role | None
    draft: Draft | None = None

    def of(self, draft: Draft) -> "Wanted":
        return replace(self, draft=draft)


def plan_contacts(
    session: Session, listed: Sequence[Wanted]
) -> tuple[tuple[ContactStep, ...], int, tuple[Trouble, ...]]:
    """The steps, how many rows were doubled, and the rows that contradict others."""
    wanted, doubled, troubles = _join(listed)
    found = _match(session, wanted)
    members = _members(session)
    steps = [_step(one, found.get(index), members) for index, one in enumerate(wanted)]
    return tuple(steps), doubled, tuple(troubles)


# ---------------------------------------------------------------- within the list


def _join(listed: Sequence[Wanted]) -> tuple[list[Wanted], int, list[Trouble]]:
    """Everybody once per unit and role. A phone belongs to one person, wherever it stands."""
    kept: list[Wanted] = []
    of_unit: dict[int, list[Wanted]] = defaultdict(list)
    troubles: list[Trouble] = []
    owners: dict[str, Wanted] = {}
    doubled = 0
    for one in listed:
        owner = owners.get(one.phone) if one.phone else None
        if one.phone and owner is not None and not names_agree(owner.name, one.name):
            details = (one.phone, one.name, owner.name, owner.sheet, str(owner.row))
            troubles.append(Trouble(TroubleKind.PHONE_TWICE, one.sheet, one.row, details))
            continue
        beside = of_unit[id(one.draft)]
        same = next((other for other in beside if _is_same(one, other)), None)
        if same is None:
            kept.append(one)
            beside.append(one)
        else:
            doubled += 1
            same.name, same.phone, same.role = (
                better_spelling(same.name, one.name),
                same.phone or one.phone,
                same.role or one.role,
            )
        if one.phone:
            owners.setdefault(one.phone, one)
    return kept, doubled, troubles


def _is_same(one: Wanted, other: Wanted) -> bool:
    """Whether two rows of a unit name one person in one role."""
    if one.role and other.role and one.role is not other.role:
        return False
    return names_agree(one.name, other.name) and (one.phone is None or other.phone in (None, one.phone))


# ---------------------------------------------------------------- with the roster


def _match(session: Session, wanted: Sequence[Wanted]) -> dict[int, RosterContact]:
    """Place in ``wanted`` → the line of the roster that says it: the surest matches first, each line once."""
    free: dict[int | None, list[RosterContact]] = defaultdict(list)
    for row in session.exec(select(RosterContact).order_by(col(RosterContact.id))):
        free[row.unit_id].append(row)
    found: dict[int, RosterContact] = {}
    for agree in (_same_role, _same_phone, _same_name):
        for index, one in enumerate(wanted):
            unit = one.draft.unit if one.draft else None
            lines = free[unit.id] if unit else []
            same = next((row for row in lines if agree(one, row)), None)
            if index not in found and same is not None:
                found[index] = same
                lines.remove(same)
    return found


def _same_role(one: Wanted, row: RosterContact) -> bool:
    """The same person in the same role, as far as the list says one."""
    if one.role not in (None, row.role):
        return False
    return _same_phone(one, row) if one.phone and row.phone else _same_name(one, row)


def _same_phone(one: Wanted, row: RosterContact) -> bool:
    return one.phone is not None and one.phone == row.phone


def _same_name(one: Wanted, row: RosterContact) -> bool:
    """The same person with another phone, or one that was not known."""
    return names_agree(one.name, row.name)


def _step(one: Wanted, row: RosterContact | None, members: "dict[int | None, list[_Member]]") -> ContactStep:
    assert one.draft is not None
    code = one.draft.code
    if row is None:
        role = one.role or Role.UNIT_CONTACT
        here = any(member.is_same(one) for member in members[one.draft.unit.id if one.draft.unit else None])
        return ContactStep(Step.KEEP if here else Step.ADD, code, one.name, one.phone, role)
    name = one.name if not names_agree(row.name, one.name) else better_spelling(row.name, one.name)
    now = (name, one.phone or row.phone, one.role or row.role)
    was = (row.name, row.phone, row.role)
    if now == was or row.closed_at is not None:
        return ContactStep(Step.KEEP, code, *was, row.id)
    return ContactStep(Step.CHANGE, code, *now, row.id, was)


# ---------------------------------------------------------------- with those who take part


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    phone: str | None

    def is_same(self, one: Wanted) -> bool:
        """A chat need not have told the phone; then the name tells."""
        return one.phone == self.phone if one.phone and self.phone else names_agree(one.name, self.name)


def _members(session: Session) -> dict[int | None, list[_Member]]:
    """Unit → those who belong to it and have agreed."""
    rows = (
        select(Membership.unit_id, Person.name, Person.phone)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.until).is_(None), col(Membership.unit_id).is_not(None))
        .where(col(Person.consented_at).is_not(None))
    )
    found: dict[int | None, list[_Member]] = defaultdict(list)
    for unit_id, name, phone in session.exec(rows):
        found[unit_id].append(_Member(name or "", phone))
    return found
