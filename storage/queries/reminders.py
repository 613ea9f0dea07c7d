"""Mornings, the people to be reminded, and who was reminded of what: once."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from storage.bulk import KEPT, among, insert_all
from storage.tables import (
    Candidate,
    ChannelAccount,
    Membership,
    Person,
    PersonalReminder,
    Reminder,
    ReminderMorning,
    Role,
)


def morning(session: Session, at: datetime) -> ReminderMorning:
    """The row of a morning, locked until the transaction ends: two processes never work on one at a time."""
    fresh = {"reached": 0, "caught_up": False, "digested": False}
    insert_all(session, ReminderMorning, ["at"], [[at]], same=fresh, there=KEPT)
    return session.exec(
        select(ReminderMorning)
        .where(ReminderMorning.at == at)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def reopen(session: Session, at: datetime) -> None:
    """Look at everybody again this morning: what it has to say may have changed. Nobody gets anything twice."""
    statement = (
        update(ReminderMorning).where(col(ReminderMorning.at) == at).values(finished_at=None, reached=0, spare=None)
    )
    session.execute(statement, execution_options={"synchronize_session": False})


def decide_again(session: Session, since: datetime) -> None:
    """What is merged is decided anew for the mornings from ``since`` on."""
    for at in session.exec(select(ReminderMorning.at).where(col(ReminderMorning.at) >= since)).all():
        reopen(session, at)


def is_finished(session: Session, at: datetime) -> bool:
    """Whether nothing is left to do for this morning."""
    return session.exec(select(ReminderMorning.finished_at).where(ReminderMorning.at == at)).first() is not None


def finished_before(session: Session, at: datetime) -> tuple[datetime | None, set[datetime]]:
    """The last finished morning before ``at`` that made up for earlier ones, and all finished mornings after it."""
    last = session.exec(
        select(ReminderMorning.at)
        .where(ReminderMorning.at < at, ReminderMorning.caught_up, col(ReminderMorning.finished_at).is_not(None))
        .order_by(col(ReminderMorning.at).desc())
        .limit(1)
    ).first()
    wanted = select(ReminderMorning.at).where(ReminderMorning.at < at, col(ReminderMorning.finished_at).is_not(None))
    if last is not None:
        wanted = wanted.where(ReminderMorning.at > last)
    return last, set(session.exec(wanted))


# ---------------------------------------------------------------- people


class Contact(NamedTuple):
    """Somebody who speaks for a unit, since when, in which role."""

    person_id: int
    unit_id: int
    role: Role
    since: datetime


class Individual(NamedTuple):
    """Somebody who competes for himself, since when, as which candidate."""

    person_id: int
    since: datetime
    candidate: Candidate


class Listener(NamedTuple):
    """Somebody who may be reminded, in which words, and at which hour of their own ("17:00", local)."""

    id: int
    locale: str | None
    brief: bool
    hour: str | None


def next_people(session: Session, *, after: int, limit: int) -> tuple[list[Listener], int | None]:
    """Those of the next ``limit`` people (by number) who agreed and can be reached; and the last number that was looked
    at, None when nobody is left after it."""
    found = session.execute(
        select_columns(col(Person.id), col(Person.locale), col(Person.brief), col(Person.reminder_hour))
        .where(col(Person.id) > after, col(Person.consented_at).is_not(None))
        .order_by(col(Person.id))
        .limit(limit)
    ).all()
    there = preferred_channels(session, [row[0] for row in found])
    people = [Listener(*row) for row in found if row[0] in there]
    return people, found[-1][0] if len(found) == limit else None


def preferred_channels(session: Session, people: Collection[int] | None = None) -> dict[int, str]:
    """Person -> the channel of the account that was used last and can be reached (of these people; None: of all)."""
    wanted = select(ChannelAccount.person_id, ChannelAccount.channel).where(col(ChannelAccount.reachable))
    if people is not None:
        wanted = wanted.where(among(session, ChannelAccount.person_id, people))
    found = session.exec(wanted.order_by(col(ChannelAccount.last_seen_at), col(ChannelAccount.id)))
    return dict(found.all())  # of several the last one wins


def contacts(
    session: Session, *, people: Collection[int] | None = None, units: Collection[int] | None = None
) -> list[Contact]:
    """Who speaks for which unit now (of these people, of these units; None: of all), by unit and person."""
    wanted = select(Membership.person_id, Membership.unit_id, Membership.role, Membership.since).where(
        col(Membership.role).in_([Role.UNIT_CONTACT, Role.UNIT_LEADER]),
        col(Membership.until).is_(None),
        col(Membership.unit_id).is_not(None),
    )
    if people is not None:
        wanted = wanted.where(among(session, Membership.person_id, people))
    if units is not None:
        wanted = wanted.where(among(session, Membership.unit_id, units))
    rows = session.exec(wanted.order_by(col(Membership.unit_id), col(Membership.person_id)))
    return [Contact(person, unit or 0, Role(role), since) for person, unit, role, since in rows]


def individuals(session: Session, *, people: Collection[int] | None = None) -> list[Individual]:
    """Which of these people (None: of all) compete for themselves now, as whom."""
    wanted = (
        select(Membership, Candidate)
        .join(Candidate, col(Candidate.id) == Membership.candidate_id)
        .where(
            Membership.role == Role.INDIVIDUAL,
            col(Membership.until).is_(None),
            col(Candidate.active),
        )
        .order_by(col(Membership.id))
    )
    if people is not None:
        wanted = wanted.where(among(session, Membership.person_id, people))
    return [Individual(member.person_id, member.since, candidate) for member, candidate in session.exec(wanted)]


def with_contact(session: Session, units: Collection[int]) -> set[int]:
    """Which of these units somebody speaks for, not only its leader."""
    found = session.exec(
        select(Membership.unit_id).where(
            Membership.role == Role.UNIT_CONTACT,
            col(Membership.until).is_(None),
            among(session, Membership.unit_id, units),
        )
    )
    return {unit for unit in found if unit is not None}


# ---------------------------------------------------------------- what was sent

Key = tuple[str, str, date, int, int, int, str]


class Sent(NamedTuple):
    """A reminder as it is written down. The first seven are what makes it one; ``candidate_id`` 0: the unit's own."""

    campaign_id: str
    deadline: str
    due_on: date
    unit_id: int
    candidate_id: int
    person_id: int
    offset: str
    planned_at: datetime
    caught_up: bool = False

    @property
    def key(self) -> Key:
        return self[:7]


_KEY = Sent._fields[:7]


def reminded(session: Session, people: Collection[int], deadlines: Collection[str]) -> set[Key]:
    """What these people were reminded of already."""
    wanted = select_columns(*(col(getattr(Reminder, name)) for name in _KEY)).where(
        among(session, Reminder.person_id, people), col(Reminder.deadline).in_(deadlines)
    )
    return {tuple(row) for row in session.execute(wanted)}


def heard_since(
    session: Session, people: Collection[int], since: datetime
) -> dict[tuple[int, str, int, int], datetime]:
    """(person, deadline, unit, candidate or 0) -> when these people were last reminded of it, since then."""
    wanted = (
        select_columns(
            col(Reminder.person_id),
            col(Reminder.deadline),
            col(Reminder.unit_id),
            col(Reminder.candidate_id),
            col(Reminder.sent_at),
        )
        .where(among(session, Reminder.person_id, people), col(Reminder.sent_at) >= since)
        .order_by(col(Reminder.sent_at))
    )
    return {(person, deadline, unit, who): at for person, deadline, unit, who, at in session.execute(wanted)}


def add_reminders(session: Session, rows: Iterable[Sent], *, now: datetime) -> set[Key]:
    """Store reminders in the transaction of their message; the keys of those that were not there before."""
    once = {row.key: row for row in rows}
    same = {"sent_at": now, "lost": False}
    found = insert_all(session, Reminder, Sent._fields, once.values(), same=same, there=KEPT, returning=_KEY)
    return set(found)


def mark_lost(session: Session, person_id: int, sent_at: datetime, *, again: datetime) -> None:
    """The message of ``sent_at`` never went out: its reminders are lost, and a wish comes again at ``again``."""
    for statement in (
        update(Reminder)
        .where(col(Reminder.person_id) == person_id, col(Reminder.sent_at) == sent_at)
        .values(lost=True),
        update(PersonalReminder)
        .where(col(PersonalReminder.person_id) == person_id, col(PersonalReminder.sent_at) == sent_at)
        .values(sent_at=None, at=again),
    ):
        session.execute(statement, execution_options={"synchronize_session": False})


def is_anything_lost(session: Session) -> bool:
    return session.exec(select(Reminder.id).where(col(Reminder.lost)).limit(1)).first() is not None


def take_lost(session: Session, people: Collection[int]) -> list[Reminder]:
    """The lost reminders of these people, which are deleted: they are written down anew."""
    found = list(
        session.exec(
            select(Reminder)
            .where(col(Reminder.lost), among(session, Reminder.person_id, people))
            .order_by(col(Reminder.id).desc())
        )
    )
    for row in found:
        session.expunge(row)
    if found:
        ids = [row.id for row in found]
        session.execute(
            delete(Reminder).where(col(Reminder.id).in_(ids)), execution_options={"synchronize_session": False}
        )
    return found


# ---------------------------------------------------------------- personal ones


def personal_due(session: Session, now: datetime, *, limit: int) -> list[PersonalReminder]:
    """Reminders that people asked for and whose time has come, oldest first."""
    return list(
        session.exec(
            select(PersonalReminder)
            .where(col(PersonalReminder.sent_at).is_(None), PersonalReminder.at <= now)
            .order_by(col(PersonalReminder.at), col(PersonalReminder.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def ask_to_remind(
    session: Session, person_id: int, *, at: datetime, now: datetime, deadline: str | None = None
) -> None:
    """Remind somebody at a time of their own (of one deadline, or of all that is near); once for each time."""
    ask_all_to_remind(session, [(person_id, at, deadline)], now=now)


def ask_all_to_remind(session: Session, wishes: Iterable[tuple[int, datetime, str | None]], *, now: datetime) -> None:
    """The same for (person, when, deadline) of many."""
    wishes = dict.fromkeys(wishes)
    if not wishes:
        return
    waiting = select(PersonalReminder.person_id, PersonalReminder.at, PersonalReminder.deadline).where(
        among(session, PersonalReminder.person_id, {person for person, _, _ in wishes}),
        col(PersonalReminder.sent_at).is_(None),
    )
    known = {(person, at, deadline) for person, at, deadline in session.exec(waiting)}
    fresh = [wish for wish in wishes if wish not in known]
    insert_all(session, PersonalReminder, ["person_id", "at", "deadline"], fresh, same={"asked_at": now})
