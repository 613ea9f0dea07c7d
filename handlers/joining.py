"""What follows when somebody joins: a line of the officer's list is theirs; whoever they replace loses access."""

from datetime import datetime

from sqlmodel import col, select

from handlers.conversation import Reply
from handlers.members import end_memberships, is_listed_as
from handlers.turn import Turn
from locales import translator
from storage import queries
from storage.tables import Invitation, Person, RosterContact, Unit


def note_listed(turn: Turn, invitation: Invitation, now: datetime) -> None:
    """The line of the officer's list that this person is; other codes for it open nothing any more."""
    if invitation.unit_id is None:
        return
    lines = turn.session.exec(
        select(RosterContact).where(RosterContact.unit_id == invitation.unit_id, col(RosterContact.person_id).is_(None))
    )
    for line in lines:
        if line.id == invitation.contact_id or (invitation.contact_id is None and is_listed_as(turn.person, line)):
            line.person_id = turn.event.person
            for other in queries.outstanding_invitations(turn.session, now):
                if other.contact_id == line.id:
                    other.revoked_at = now


def take_over(turn: Turn, invitation: Invitation) -> list[Reply]:
    """A hand-over: the one before loses access at this moment, and is told."""
    before = invitation.replaces
    if before is None or before == turn.event.person:
        return []
    members = [
        member
        for member in queries.roles_of(turn.session, before)
        if member.role is invitation.role and member.unit_id == invitation.unit_id
    ]
    end_memberships(turn.session, members, by=turn.event.person, now=turn.now, why="handed over")
    unit = turn.session.get_one(Unit, invitation.unit_id)
    tr = translator(turn.session.get_one(Person, before).locale or turn.context.locale)
    words = tr(
        "{unit} was handed over to {name}. Thank you for the work so far.", unit=unit.name, name=turn.person.name
    )
    return [Reply(words, to=before, question=False, proactive=True)]
