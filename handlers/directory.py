"""Everybody who is known: those who take part, and those whom the officer's list names, each person once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from handlers.unit_names import better_spelling, names_agree
from storage.tables import Membership, Person, Role, RosterContact, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is, where. ``unit`` None: in the whole installation."""

    role: Role
    unit: Unit | None = None


@dataclass(slots=True)
class Known:
    """One person. ``phone`` as E.164; ``places``: the oldest first; ``agreed``: takes part and has consented."""

    name: str
    phone: str | None
    agreed: bool
    places: list[Place] = field(default_factory=list)

    def add(self, place: Place) -> None:
        if place not in self.places:
            self.places.append(place)


def list_people(session: Session) -> list[Known]:
    """Everybody in the order of their units, then those without one. A phone is one person; where no phone tells, the
    same name in the same unit is."""
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    known = _members(session, units)
    for row in session.exec(
        select(RosterContact).where(col(RosterContact.closed_at).is_(None)).order_by(col(RosterContact.id))
    ):
        place = Place(row.role, units[row.unit_id])
        one = _find(known, row, place)
        if one is None:
            known.append(one := Known(row.name, row.phone, agreed=False))
        elif not one.agreed:
            one.name = better_spelling(one.name, row.name)
        one.phone = one.phone or row.phone
        one.add(place)
    return sorted(known, key=_order)


def _members(session: Session, units: dict[int | None, Unit]) -> list[Known]:
    rows = (
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(col(Membership.until).is_(None), col(Person.consented_at).is_not(None))
        .order_by(col(Membership.id))
    )
    found: dict[int | None, Known] = {}
    for person, member in session.exec(rows):
        one = found.setdefault(person.id, Known(person.name or "", person.phone, agreed=True))
        one.add(Place(member.role, units.get(member.unit_id)))
    return list(found.values())


def _find(known: Iterable[Known], row: RosterContact, place: Place) -> Known | None:
    """Who a line of the roster is."""
    if row.phone and (found := next((one for one in known if one.phone == row.phone), None)):
        return found
    return next(
        (
            one
            for one in known
            if (one.phone is None or row.phone is None)
            and names_agree(one.name, row.name)
            and any(held.unit is place.unit for held in one.places)
        ),
        None,
    )


def _order(one: Known) -> tuple[bool, int, str]:
    first = one.places[0].unit if one.places else None
    return first is None, (first.id or 0) if first else 0, one.name
