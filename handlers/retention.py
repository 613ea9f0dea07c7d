"""How long people's data are kept: some months after the last campaign ended, then all of it goes by itself.

Law 91/2025/QH15 asks for no fixed time, only that data are kept no longer than their purpose needs; the months are a
setting. What the campaign's records must keep stays, by number. Organizers stay in, so that a next campaign can begin.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from handlers.context import context_of, local, today
from handlers.conversation import Reply
from handlers.members import end_memberships, forget_person
from handlers.notices import language_of, polite_now
from storage import queries
from storage.tables import (
    AccessRequest,
    BotState,
    CampaignState,
    EntrySource,
    Invitation,
    Membership,
    OpenedCampaign,
    Person,
    Role,
    RosterContact,
)

WARNED_BEFORE = timedelta(days=14)
AT_ONCE = 25  # people in one tick


def due_on(session: Session) -> date | None:
    """The day on which people's data go; None while a campaign is on, before the first, or when it is switched off."""
    months = context_of(session).keep_people_months
    ends = [_end(session, opened) for opened in session.exec(select(OpenedCampaign))]
    return _months_later(max(ends), months) if ends and months else None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end(session: Session, opened: OpenedCampaign) -> date:
    """When it was closed, else the end of its plan: one that nobody closed must not keep data for ever."""
    if opened.state is CampaignState.CLOSED and opened.closed_at is not None:
        return local(session, opened.closed_at).date()
    return queries.definition(session, opened.id).period.end


def keep_no_longer(session: Session, now: datetime) -> list[Reply]:
    """Warn the organizers two weeks before, then let people's data go, some at a time."""
    day = due_on(session)
    if day is None or today(session, now) < day - WARNED_BEFORE:
        return []
    if today(session, now) < day:
        return _warn(session, day, now)
    return _forget_some(session, now)


def _warn(session: Session, day: date, now: datetime) -> list[Reply]:
    key = ("retention", f"warned:{day.isoformat()}")
    if session.get(BotState, key) is not None:
        return []
    session.add(BotState(bot=key[0], key=key[1], value="told"))
    replies = []
    for organizer in queries.people_with_role(session, Role.ORGANIZER):
        tr = language_of(session, organizer)
        words = tr(
            "The last campaign ended some time ago. On {date} the names, phone numbers and chats of everybody but the "
            "organizers are deleted; answers, points and decisions stay. Please export before what is still needed.",
            date=tr.date(day),
        )
        when = polite_now(session, now)
        replies.append(Reply(words, to=organizer, question=False, proactive=True, not_before=when))
    return replies


def _forget_some(session: Session, now: datetime) -> list[Reply]:
    organizers = set(queries.people_with_role(session, Role.ORGANIZER))
    people = session.exec(
        select(Person)
        .where(col(Person.withdrawn_at).is_(None), col(Person.id).not_in(organizers))
        .where(col(Person.consented_at).is_not(None) | col(Person.name).is_not(None))
        .order_by(col(Person.id))
        .limit(AT_ONCE)
    ).all()
    replies = []
    for person in people:
        assert person.id is not None
        tr = language_of(session, person.id)
        words = tr("The campaign is over. Name, phone number and this chat are deleted here now. Thank you.")
        replies.append(Reply(words, to=person.id, question=False, proactive=True, not_before=polite_now(session, now)))
        members = session.exec(
            select(Membership).where(Membership.person_id == person.id, col(Membership.until).is_(None))
        ).all()
        end_memberships(session, members, by=None, now=now, why="kept no longer")
        forget_person(session, person, members, by=None, now=now)
    if not people:
        _forget_lists(session, now)
    return replies


def _forget_lists(session: Session, now: datetime) -> None:
    """The officer's list, and the names in requests that led to nothing."""
    lines = session.exec(select(RosterContact)).all()
    for invitation in session.exec(select(Invitation).where(col(Invitation.contact_id).is_not(None))) if lines else ():
        invitation.contact_id = None
    session.flush()
    for line in lines:
        session.delete(line)
    for source in session.exec(select(EntrySource).where(col(EntrySource.talked_to).is_not(None))):
        source.talked_to = None
    requests = session.exec(select(AccessRequest).where(AccessRequest.unit_text != "")).all()
    for request in requests:
        request.name = request.unit_text = ""
    if lines or requests:
        queries.record(
            session, at=now, person_id=None, subject="roster_contact", action="removed", after={"count": len(lines)}
        )
