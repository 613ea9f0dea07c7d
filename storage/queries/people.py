"""Who may do what, and where they can be reached."""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.prepared import Rows
from storage.remembering import remembered
from storage.tables import AccessRequest, ChannelAccount, Membership, Person, RequestState, Role, Unit

# Asked in every turn.
_ROLES = Rows(
    Membership,
    select(Membership)
    .where(Membership.person_id == bindparam("person"), col(Membership.until).is_(None))
    .order_by(col(Membership.id)),
)
_UNIT = Rows(Unit, select(Unit).where(Unit.id == bindparam("unit")))


def unit_of(session: Session, unit_id: int) -> Unit:
    """A unit by its number, which must be there."""
    found = remembered(session, Unit, unit_id, lambda: _UNIT.first(session, unit=unit_id))
    return found or session.get_one(Unit, unit_id)


def roles_of(session: Session, person_id: int) -> list[Membership]:
    """The person's roles that have not ended, oldest first."""
    return list(remembered(session, Membership, person_id, lambda: _ROLES.all(session, person=person_id)))


def units_of(session: Session, person_id: int, *, role: Role | None = None) -> list[Unit]:
    """The active units in which the person has a role (any, or the given one), by name."""
    held = select(Membership.unit_id).where(Membership.person_id == person_id, col(Membership.until).is_(None))
    if role is not None:
        held = held.where(Membership.role == role)
    return list(session.exec(select(Unit).where(col(Unit.id).in_(held), Unit.active).order_by(Unit.name)))


def contacts_of(session: Session, unit_id: int) -> list[int]:
    """The people to write to about a unit: its contacts and leaders who have agreed, by person id."""
    wanted = (
        select(Membership.person_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.unit_id == unit_id,
            col(Membership.role).in_([Role.UNIT_CONTACT, Role.UNIT_LEADER]),
            col(Membership.until).is_(None),
            col(Person.consented_at).is_not(None),
        )
        .distinct()
        .order_by(col(Membership.person_id))
    )
    return list(session.exec(wanted))


def individual_behind(session: Session, candidate_id: int | None) -> int | None:
    """Who competes for himself as this candidate, by person id; None where the unit's contacts act for it."""
    if candidate_id is None:
        return None
    wanted = select(Membership.person_id).where(
        Membership.role == Role.INDIVIDUAL,
        Membership.candidate_id == candidate_id,
        col(Membership.until).is_(None),
    )
    return session.exec(wanted.order_by(col(Membership.id).desc()).limit(1)).first()


def people_behind(session: Session, unit_id: int, candidate_id: int | None) -> list[int]:
    """The people to write to about a unit, or about somebody of it who competes: whoever competes for himself, else
    the unit's contacts."""
    alone = individual_behind(session, candidate_id)
    return contacts_of(session, unit_id) if alone is None else [alone]


def people_with_role(session: Session, role: Role) -> list[int]:
    """Everybody who holds the role now, anywhere, by person id."""
    return list(
        session.exec(
            select(Membership.person_id)
            .where(Membership.role == role, col(Membership.until).is_(None))
            .distinct()
            .order_by(col(Membership.person_id))
        )
    )


def account_for(session: Session, person_id: int) -> ChannelAccount | None:
    """Where to write to the person: the reachable account that was used last; None when there is none."""
    return session.exec(
        select(ChannelAccount)
        .where(ChannelAccount.person_id == person_id, ChannelAccount.reachable)
        .order_by(col(ChannelAccount.last_seen_at).desc(), col(ChannelAccount.id).desc())
        .limit(1)
    ).first()


def waiting_requests(session: Session) -> list[AccessRequest]:
    """Requests to be let in that nobody has decided, oldest first."""
    return list(
        session.exec(
            select(AccessRequest)
            .where(AccessRequest.state == RequestState.WAITING)
            .order_by(col(AccessRequest.created_at), col(AccessRequest.id))
        )
    )
