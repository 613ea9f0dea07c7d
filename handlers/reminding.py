"""Reminders go out: what is due now, once, in one message to each person.

Called at every tick. A finished morning costs one question to the database; a running one is worked off in chunks of
people, each with its messages and its rows in one transaction, so that it may be stopped at any point.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from handlers import notices, reminder_budget, reminder_lost
from handlers.context import is_unfinished, leave_for_next_tick
from handlers.conversation import Reply
from handlers.reminder_digest import digests
from handlers.reminder_duties import Book, Duty, load_book
from handlers.reminder_individuals import OwnBook, load_own, own_duties
from handlers.reminder_mornings import Due, Morning, Plan, current_moment, load_morning, plan_morning
from handlers.reminder_wishes import grant_wishes, own_hour
from handlers.reminder_words import Speech, Told
from scoring.campaign import Campaign, Deadline
from storage import queries
from storage.queries import reminders as rows
from storage.queries.reminders import Contact, Key, Listener, Sent
from storage.remembering import remembering
from storage.tables import OpenedCampaign, Role

PEOPLE = 400  # looked at in one go
MESSAGES = 100  # then the rest waits for the next tick: people who are typing come in between
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One duty that a person is reminded of, and what is written down with it: today's offset, else the missed one
    nearest to the deadline, first."""

    duty: Duty
    rows: Sequence[Sent]


def send_due(session: Session, now: datetime) -> list[Reply]:
    """Everything that is due at ``now`` and was not sent yet. Repeating it sends nothing twice."""
    with remembering(session):
        return _send_due(session, now)


def _send_due(session: Session, now: datetime) -> list[Reply]:
    opened = [(row, queries.definition(session, row.id)) for row in queries.open_campaigns(session)]
    mornings: dict[datetime, list[tuple[OpenedCampaign, Campaign]]] = {}
    for row, campaign in opened:
        if (at := current_moment(session, campaign, now)) is not None:
            mornings.setdefault(at, []).append((row, campaign))
    replies: list[Reply] = []
    for at, campaigns in mornings.items():
        if not rows.is_finished(session, at):
            replies += _run(session, at, campaigns, now)
    if replies or is_unfinished(session):
        return replies  # a wish is not answered twice: it waits until the morning's own messages are known
    return grant_wishes(session, now, [campaign for _, campaign in opened])


def _run(
    session: Session, at: datetime, campaigns: Sequence[tuple[OpenedCampaign, Campaign]], now: datetime
) -> list[Reply]:
    """Work on a morning until it is finished or enough was said for one tick."""
    state = rows.morning(session, at)
    if state.finished_at is not None:
        return []
    morning = load_morning(session, at, now=now, since=min(row.opened_at for row, _ in campaigns))
    plans = [plan_morning(session, row, campaign, morning) for row, campaign in campaigns]
    reminder_budget.decide(session, state, morning, [campaign for _, campaign in campaigns])
    anybody = any(plans) or (morning.catches_up and rows.is_anything_lost(session))
    replies: list[Reply] = []
    for _ in range(ROUNDS):
        people, last = rows.next_people(session, after=state.reached, limit=PEOPLE) if anybody else ([], None)
        replies += _remind(session, morning, plans, people, now, spare=state.spare or {})
        if last is None:
            state.finished_at, state.caught_up = now, state.caught_up or morning.catches_up
            replies += [] if state.digested else digests(session, morning, plans, now, state=state)
            state.digested = True
            return replies
        state.reached = last
        if len(replies) >= MESSAGES:
            break
    leave_for_next_tick(session)
    return replies


def _remind(
    session: Session,
    morning: Morning,
    plans: Iterable[Plan],
    people: Sequence[Listener],
    now: datetime,
    *,
    spare: reminder_budget.Spare,
) -> list[Reply]:
    """The messages to these people, and the rows that say that they have them."""
    if not people:
        return []
    ids = [person.id for person in people]
    own, alone = rows.contacts(session, people=ids), rows.individuals(session, people=ids)
    units = {contact.unit_id for contact in own}
    with_contact = rows.with_contact(session, units)
    units |= {each.candidate.unit_id for each in alone}
    items: dict[int, list[Item]] = {}
    channels = reminder_budget.load_channels(session, spare, ids)
    lost = reminder_lost.collect(session, ids) if morning.catches_up else reminder_lost.Lost()
    for plan in filter(None, [reminder_lost.with_lost(session, plan, lost) for plan in plans]):
        book = load_book(session, plan.campaign, units)
        names = [name for name, _ in plan.due] + [
            due.deadline.id for each in (plan.returned, plan.returned_alone) for _, due in each.values()
        ]
        known = rows.reminded(session, ids, names)
        dues = [(plan.campaign.deadline(name), day, due) for (name, day), due in plan.due.items()]
        every = [
            (contact, contact.unit_id not in with_contact, _duties(plan, dues, book, contact.unit_id, morning))
            for contact in own
        ]
        if alone:
            mine_too = load_own(session, plan.campaign, alone, book)
            every += [_of_individual(session, plan, dues, mine_too, each) for each in alone]
        for contact, everything, duties in every:
            for duty, due in duties:
                mine = reminder_budget.without_merged(due, contact, spare, channels)
                mine = lost.added_to(mine, duty, contact.person_id)
                if fresh := _fresh(duty, mine, contact, known, alone=everything):
                    items.setdefault(contact.person_id, []).append(Item(duty, fresh))
    return _messages(session, people, items, morning, now)


def _of_individual(
    session: Session, plan: Plan, dues: Sequence[tuple[Deadline, date, Due]], own: OwnBook, who: rows.Individual
) -> tuple[Contact, bool, Iterator[tuple[Duty, Due]]]:
    """Somebody who competes for himself, who is told everything of it."""
    contact = Contact(who.person_id, who.candidate.unit_id, Role.INDIVIDUAL, who.since)
    tr = notices.language_of(session, who.person_id)
    return contact, True, own_duties(plan, dues, own, who, tr)


def _duties(
    plan: Plan, dues: Iterable[tuple[Deadline, date, Due]], book: Book, unit_id: int, morning: Morning
) -> Iterator[tuple[Duty, Due]]:
    """What the unit still has to do, of what this morning is about."""
    if unit_id not in book.units:
        return
    for deadline, day, due in dues:
        if book.days.of(deadline, unit_id) == day and book.is_open(deadline, unit_id, morning.day):
            duty = book.duty(deadline, unit_id)
            assert duty is not None
            yield duty, due
    if returned := plan.returned.get(unit_id):
        yield Duty(plan.campaign, returned[1].deadline, book.units[unit_id]), returned[1]


def _fresh(duty: Duty, due: Due, contact: Contact, known: Collection[Key], *, alone: bool) -> list[Sent]:
    """What this contact is told of a duty and was not before: the reminders of today, then the missed ones, the
    nearest to the deadline first."""
    everything = contact.role is Role.UNIT_CONTACT or alone
    which = (duty.campaign.id, due.deadline.id, duty.due_on, *duty.whose, contact.person_id)
    return [
        Sent(*which, reminder.offset, reminder.at, caught_up)
        for caught_up, some in ((False, due.today), (True, due.missed[::-1]))
        for reminder in some
        if (everything or "leader" in reminder.audience) and reminder.at >= contact.since
        if (*which, reminder.offset) not in known
    ]


def _messages(
    session: Session,
    people: Iterable[Listener],
    items: Mapping[int, Sequence[Item]],
    morning: Morning,
    now: datetime,
) -> list[Reply]:
    """One message to each person about what was not written down before."""
    every = [row for mine in items.values() for item in mine for row in item.rows]
    written = rows.add_reminders(session, every, now=now)
    speech, found, later = Speech(session, morning.day, now), [], []
    for person in people:
        # Contact and leader of one unit at once: once.
        fresh = {item.rows[0].key: item for item in items.get(person.id, ()) if item.rows[0].key in written}
        if not fresh:
            continue
        if (at := own_hour(session, person.hour, day=morning.day, now=now)) is not None:
            later += [(person.id, at, item.duty.deadline.id) for item in fresh.values()]
            continue
        told = [Told(item.duty, item.rows[0].offset) for item in fresh.values()]
        found.append(speech.message(person.id, told, notices.language(session, person.locale, brief=person.brief)))
    rows.ask_all_to_remind(session, later, now=now)
    return found
