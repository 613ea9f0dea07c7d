"""Who is to take part, and how far each has come: joined, invited, invited too long ago, or not yet invited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from handlers.members import is_listed_as
from storage.queries import Target
from storage.tables import Invitation, Membership, Person, Role, RosterContact, Unit


class Reach(StrEnum):
    """How far somebody has come."""

    JOINED = "joined"
    INVITED = "invited"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody of a unit who is to take part. ``name`` is "" where the list names nobody: then any contact of the unit
    will do. ``invitation``: the newest one for them."""

    target: Target
    unit: Unit
    name: str
    reach: Reach
    invitation: Invitation | None = None

    @property
    def label(self) -> str:
        return f"{self.unit.name} – {self.name}" if self.name else self.unit.name


def list_wanted(session: Session, now: datetime) -> list[Wanted]:
    """Everybody on the list, and a contact for each unit without anybody there, by unit. ``now``: real time."""
    lines = _by_unit(session.exec(select(RosterContact).where(col(RosterContact.closed_at).is_(None))))
    members = _members(session)
    newest = _newest_invitations(session)
    found: list[Wanted] = []
    for unit in session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))):
        assert unit.id is not None
        here = members[unit.id]
        if not lines[unit.id]:
            target = Target(Role.UNIT_CONTACT, unit.id)
            found.append(_wanted(target, unit, "", newest, now, joined=bool(here)))
        for line in sorted(lines[unit.id], key=lambda one: one.id or 0):
            target = Target(line.role, unit.id, line.id)
            joined = any(line.person_id == person.id or is_listed_as(person, line) for person in here)
            found.append(_wanted(target, unit, line.name, newest, now, joined=joined))
    return found


def _by_unit(lines: Iterable[RosterContact]) -> dict[int, list[RosterContact]]:
    found: dict[int, list[RosterContact]] = defaultdict(list)
    for line in lines:
        found[line.unit_id].append(line)
    return found


def _members(session: Session) -> dict[int, list[Person]]:
    rows = (
        select(Membership.unit_id, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.until).is_(None), col(Membership.unit_id).is_not(None))
        .where(col(Person.consented_at).is_not(None))
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for unit_id, person in session.exec(rows):
        found[unit_id or 0].append(person)
    return found


def _newest_invitations(session: Session) -> dict[Target, Invitation]:
    """Of each target; hand-overs are another matter."""
    rows = select(Invitation).where(col(Invitation.unit_id).is_not(None), col(Invitation.replaces).is_(None))
    return {
        Target(one.role, one.unit_id, one.contact_id): one
        for one in session.exec(rows.order_by(col(Invitation.id)))
        if one.role is not None and one.unit_id is not None
    }


def _wanted(
    target: Target, unit: Unit, name: str, newest: dict[Target, Invitation], now: datetime, *, joined: bool
) -> Wanted:
    invitation = newest.get(target)
    if joined:
        reach = Reach.JOINED
    elif invitation is None:
        reach = Reach.NOT_INVITED
    elif invitation.revoked_at is not None or invitation.used_at is not None:
        reach = Reach.REVOKED
    else:
        reach = Reach.INVITED if invitation.expires_at > now else Reach.EXPIRED
    return Wanted(target, unit, name, reach, invitation)


def missing(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those who have not joined."""
    return [one for one in wanted if one.reach is not Reach.JOINED]


def held(wanted: Iterable[Wanted]) -> list[Invitation]:
    """The codes that these people hold and have not used."""
    return [one.invitation for one in wanted if one.reach is Reach.INVITED and one.invitation is not None]
