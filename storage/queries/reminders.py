"""Mornings, the people to be reminded, and who was reminded of what: once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.tables import (
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
    _insert_new(session, ReminderMorning, [{"at": at, "reached": 0, "caught_up": False, "digested": False}])
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


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who speaks for a unit, since when, in which role."""

    person_id: int
    unit_id: int
    role: Role
    since: datetime


def next_people(session: Session, *, after: int, limit: int) -> list[int]:
    """The next contacts and leaders (person ids, ascending) who agreed and can be reached."""
    member = exists().where(
        col(Membership.person_id) == col(Person.id),
        col(Membership.role).in_([Role.UNIT_CONTACT, Role.UNIT_LEADER]),
        col(Membership.until).is_(None),
    )
    return [
        person
        for person in session.exec(
            select(Person.id)
            .where(col(Person.id) > after, col(Person.consented_at).is_not(None), member, reachable(col(Person.id)))
            .order_by(col(Person.id))
            .limit(limit)
        )
        if person is not None
    ]


def persons(session: Session, people: Collection[int]) -> dict[int, Person]:
    """These people by number, in one question. Whoever keeps the answer has them at hand."""
    found = session.exec(select(Person).where(col(Person.id).in_(people)))
    return {person.id: person for person in found if person.id is not None}


def reachable(person: Any) -> Any:
    """The condition that a person has an account which a message can be sent to."""
    return exists().where(col(ChannelAccount.person_id) == person, col(ChannelAccount.reachable))


def preferred_channels(session: Session, people: Collection[int] | None = None) -> dict[int, str]:
    """Person -> the channel of the account that was used last and can be reached (of these people; None: of all)."""
    wanted = select(ChannelAccount.person_id, ChannelAccount.channel).where(col(ChannelAccount.reachable))
    if people is not None:
        wanted = wanted.where(col(ChannelAccount.person_id).in_(people))
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
        wanted = wanted.where(col(Membership.person_id).in_(people))
    if units is not None:
        wanted = wanted.where(col(Membership.unit_id).in_(units))
    rows = session.exec(wanted.order_by(col(Membership.unit_id), col(Membership.person_id)))
    return [Contact(person, unit or 0, Role(role), since) for person, unit, role, since in rows]


# ---------------------------------------------------------------- what was sent

Key = tuple[str, str, date, int, int, str]


def key_of(row: Reminder | Mapping[str, Any]) -> Key:
    """What makes a reminder one: campaign, deadline, day, unit, person, offset."""
    values = row if isinstance(row, Mapping) else row.model_dump()
    return (
        values["campaign_id"],
        values["deadline"],
        values["due_on"],
        values["unit_id"],
        values["person_id"],
        values["offset"],
    )


def reminded(session: Session, people: Collection[int], deadlines: Collection[str]) -> set[Key]:
    """What these people were reminded of already."""
    rows = session.exec(
        select(Reminder).where(col(Reminder.person_id).in_(people), col(Reminder.deadline).in_(deadlines))
    )
    return {key_of(row) for row in rows}


def heard_since(session: Session, person_id: int, since: datetime) -> set[tuple[str, int]]:
    """(deadline, unit) of which this person was reminded since then."""
    found = session.exec(
        select(Reminder.deadline, Reminder.unit_id).where(Reminder.person_id == person_id, Reminder.sent_at >= since)
    )
    return {(deadline, unit) for deadline, unit in found}


def add_reminders(session: Session, rows: Iterable[Mapping[str, Any]]) -> set[Key]:
    """Store reminders in the transaction of their message; the keys of those that were not there before."""
    return {key_of(row) for row in _insert_new(session, Reminder, list(rows), Reminder)}


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
            .where(col(Reminder.lost), col(Reminder.person_id).in_(people))
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


def _insert_new(session: Session, table: Any, rows: Sequence[Mapping[str, Any]], returning: Any = None) -> list[Any]:
    """Insert the rows whose unique keys are not there yet."""
    if not rows:
        return []
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(table).on_conflict_do_nothing()
    if returning is None:
        session.execute(statement, list(rows))
        return []
    return list(session.scalars(statement.returning(returning), list(rows)))


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
    waiting = session.exec(
        select(PersonalReminder.id).where(
            PersonalReminder.person_id == person_id,
            PersonalReminder.at == at,
            col(PersonalReminder.deadline).is_not_distinct_from(deadline),
            col(PersonalReminder.sent_at).is_(None),
        )
    ).first()
    if waiting is None:
        session.add(PersonalReminder(person_id=person_id, at=at, deadline=deadline, asked_at=now))
