"""Roles given and ended: a membership is never deleted, and each change stands in the history."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from handlers.unit_names import names_agree
from storage import queries
from storage.queries.trials import drop_trial
from storage.tables import (
    AccessRequest,
    ChannelAccount,
    DataRequest,
    Invitation,
    JournalEvent,
    Membership,
    OutboxState,
    Outgoing,
    Person,
    Role,
    RosterContact,
)


def give_role(
    session: Session,
    person_id: int,
    role: Role,
    unit_id: int | None,
    *,
    by: int | None,
    now: datetime,
    candidate_id: int | None = None,
) -> None:
    """Give a role, once. ``candidate_id``: of whom an individual's role is."""
    for line in session.exec(
        select(RosterContact).where(RosterContact.person_id == person_id, RosterContact.unit_id == unit_id)
    ):
        line.closed_at = None
    for member in queries.roles_of(session, person_id):
        if member.role is role and member.unit_id == unit_id and member.candidate_id == candidate_id:
            return
    member = Membership(person_id=person_id, role=role, unit_id=unit_id, candidate_id=candidate_id, since=now)
    session.add(member)
    _record(session, member, "given", by=by, now=now)


def end_memberships(
    session: Session, members: Iterable[Membership], *, by: int | None, now: datetime, why: str | None = None
) -> None:
    """End roles: whoever held them has no access from this moment on."""
    for member in members:
        member.until = now
        _close_listed(session, member, now)
        _record(session, member, "ended", by=by, now=now, why=why)


def _close_listed(session: Session, member: Membership, now: datetime) -> None:
    """Whoever left is not let in again because the officer's list still names them."""
    if member.unit_id is None:
        return
    person = session.get_one(Person, member.person_id)
    for line in session.exec(select(RosterContact).where(RosterContact.unit_id == member.unit_id)):
        if line.person_id == person.id or (line.person_id is None and is_listed_as(person, line)):
            line.person_id, line.closed_at = person.id, now


def is_listed_as(person: Person, line: RosterContact) -> bool:
    """Whether a line of the list names this person: by phone where both are known, else by name."""
    if person.phone and line.phone:
        return person.phone == line.phone
    return person.name is not None and names_agree(person.name, line.name)


def _record(
    session: Session, member: Membership, action: str, *, by: int | None, now: datetime, why: str | None = None
) -> None:
    queries.record(
        session,
        at=now,
        person_id=by,
        unit_id=member.unit_id,
        subject="membership",
        action=action,
        after={"person": member.person_id, "role": member.role.value},
        why=why,
    )


def forget_listed(session: Session, person: Person, members: Iterable[Membership], *, now: datetime) -> None:
    """Take somebody off the officer's list: the lines with their phone number, or their name in their own units."""
    units = {member.unit_id for member in members}
    for line in session.exec(select(RosterContact)):
        same_phone = person.phone is not None and line.phone == person.phone
        if line.person_id == person.id or same_phone or (line.unit_id in units and line.name == person.name):
            for invitation in session.exec(select(Invitation).where(Invitation.contact_id == line.id)):
                invitation.contact_id = None
            session.flush()
            session.delete(line)
            queries.record(
                session, at=now, person_id=person.id, unit_id=line.unit_id, subject="roster_contact", action="removed"
            )


def forget_person(
    session: Session, person: Person, members: Iterable[Membership], *, by: int | None, now: datetime
) -> None:
    """Let the personal data of somebody go; the channel ids go as soon as their last message is out."""
    forget_listed(session, person, members, now=now)
    person.name = person.phone = None
    if person.id is not None:
        drop_trial(session, person.id)
    for request in session.exec(select(AccessRequest).where(AccessRequest.person_id == person.id)):
        request.name = ""
    person.consented_at, person.consent_version, person.withdrawn_at = None, None, now
    queries.record(session, at=now, person_id=by, subject="person", action="withdrawn", after={"person": person.id})


def erase_withdrawn(session: Session, now: datetime) -> None:
    """Remove the channel ids and the raw messages of those who withdrew, once nothing waits to be sent to them."""
    leaving = session.exec(
        select(ChannelAccount)
        .join(Person, col(Person.id) == ChannelAccount.person_id)
        .where(col(Person.withdrawn_at).is_not(None), col(ChannelAccount.external_id).not_like("erased:%"))
    ).all()
    for account in leaving:
        waiting = select(Outgoing.id).where(Outgoing.account_id == account.id, Outgoing.state == OutboxState.WAITING)
        if session.exec(waiting.limit(1)).first() is None:
            _erase(session, account)
            for request in session.exec(
                select(DataRequest).where(
                    DataRequest.person_id == account.person_id, col(DataRequest.done_at).is_(None)
                )
            ):
                request.done_at, request.text = now, None
            queries.record(session, at=now, person_id=account.person_id, subject="account", action="erased")


def _erase(session: Session, account: ChannelAccount) -> None:
    events = select(JournalEvent).where(
        JournalEvent.sender == account.external_id, col(JournalEvent.bot).startswith(account.channel)
    )
    for event in session.exec(events):
        event.raw, event.sender = None, f"erased:{account.id}"
    for message in session.exec(select(Outgoing).where(Outgoing.account_id == account.id)):
        message.payload = {"text": ""}
    account.external_id, account.reachable = f"erased:{account.id}", False
