"""Reminders go out: what is due now, once, in one message to each person.

Called at every tick. A finished morning costs one question to the database; a running one is worked off in chunks of
people, each with its messages and its rows in one transaction, so that it may be stopped at any point.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from handlers import reminder_budget, reminder_lost, reminder_words
from handlers.conversation import Reply
from handlers.reminder_digest import digests
from handlers.reminder_duties import Book, Duty, load_book
from handlers.reminder_mornings import Due, Morning, Plan, current_moment, load_morning, plan_morning
from handlers.reminder_wishes import grant_wishes, postpone
from scoring.campaign import Campaign
from scoring.reminders import PlannedReminder
from storage import queries
from storage.queries import reminders as rows
from storage.queries.reminders import Contact, Key
from storage.remembering import remembering
from storage.tables import OpenedCampaign, Role

PEOPLE = 200  # looked at in one go
MESSAGES = 100  # then the rest waits for the next tick: people who are typing come in between
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One duty that a person is reminded of. ``offset``: "T-3", "opening" …; ``caught_up``: its morning was missed;
    ``keys``: what is written down with it, the offset itself first."""

    duty: Duty
    offset: str
    caught_up: bool
    rows: Sequence[Mapping[str, Any]]

    @property
    def key(self) -> Key:
        return rows.key_of(self.rows[0])


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
    if replies:  # a wish is not answered twice: it waits until the morning's own messages are known
        return replies
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
        people = rows.next_people(session, after=state.reached, limit=PEOPLE) if anybody else []
        replies += _remind(session, morning, plans, people, now, spare=state.spare or {})
        if len(people) < PEOPLE:
            state.finished_at, state.caught_up = now, state.caught_up or morning.catches_up
            replies += [] if state.digested else digests(session, morning, plans, now, state=state)
            state.digested = True
            return replies
        state.reached = people[-1]
        if len(replies) >= MESSAGES:
            break
    return replies


def _remind(
    session: Session,
    morning: Morning,
    plans: Iterable[Plan],
    people: Sequence[int],
    now: datetime,
    *,
    spare: reminder_budget.Spare,
) -> list[Reply]:
    """The messages to these people, and the rows that say that they have them."""
    if not people:
        return []
    own = rows.contacts(session, people=people)
    units = {contact.unit_id for contact in own}
    with_contact = {each.unit_id for each in rows.contacts(session, units=units) if each.role is Role.UNIT_CONTACT}
    items: dict[int, list[Item]] = {}
    channels = reminder_budget.load_channels(session, spare, people)
    lost = reminder_lost.collect(session, people) if morning.catches_up else reminder_lost.Lost()
    for plan in filter(None, [reminder_lost.with_lost(session, plan, lost) for plan in plans]):
        book = load_book(session, plan.campaign, units)
        names = [name for name, _ in plan.due] + [due.deadline.id for _, due in plan.returned.values()]
        known = rows.reminded(session, people, names)
        for contact in own:
            alone = contact.unit_id not in with_contact
            for duty, due in _duties(plan, book, contact, morning):
                mine = reminder_budget.without_merged(due, contact, spare, channels)
                mine = lost.added_to(mine, duty, contact.person_id)
                item = _item(plan, duty, mine, contact, known, alone=alone, now=now)
                if item is not None:
                    items.setdefault(contact.person_id, []).append(item)
    return list(_messages(session, items, morning, now))


def _duties(plan: Plan, book: Book, contact: Contact, morning: Morning) -> Iterator[tuple[Duty, Due]]:
    """What the unit still has to do, of what this morning is about."""
    for (name, day), due in plan.due.items():
        deadline = plan.campaign.deadline(name)
        duty = book.duty(deadline, contact.unit_id)
        if duty is not None and duty.due_on == day and book.is_open(deadline, contact.unit_id, morning.day):
            yield duty, due
    if (returned := plan.returned.get(contact.unit_id)) and contact.unit_id in book.units:
        yield Duty(plan.campaign, returned[1].deadline, book.units[contact.unit_id]), returned[1]


def _item(
    plan: Plan,
    duty: Duty,
    due: Due,
    contact: Contact,
    known: Collection[Key],
    *,
    alone: bool,
    now: datetime,
) -> Item | None:
    """What this contact is told of a duty: the reminder of today, else the missed one nearest to the deadline."""

    def concerns(reminder: PlannedReminder) -> bool:
        is_for_role = contact.role is Role.UNIT_CONTACT or alone or "leader" in reminder.audience
        return is_for_role and reminder.at >= contact.since

    def row(reminder: PlannedReminder, *, caught_up: bool) -> dict[str, Any]:
        return {
            "campaign_id": plan.campaign.id,
            "deadline": due.deadline.id,
            "due_on": duty.due_on,
            "unit_id": contact.unit_id,
            "person_id": contact.person_id,
            "offset": reminder.offset,
            "planned_at": reminder.at,
            "sent_at": now,
            "caught_up": caught_up,
        }

    today = [row(reminder, caught_up=False) for reminder in due.today if concerns(reminder)]
    missed = [row(reminder, caught_up=True) for reminder in reversed(due.missed) if concerns(reminder)]
    fresh = [each for each in (*today, *missed) if rows.key_of(each) not in known]
    return Item(duty, fresh[0]["offset"], fresh[0]["caught_up"], fresh) if fresh else None


def _messages(
    session: Session, items: Mapping[int, Sequence[Item]], morning: Morning, now: datetime
) -> Iterator[Reply]:
    """One message to each person about what was not written down before."""
    known = rows.persons(session, items)  # held here: speaking to each asks for the person again
    written = rows.add_reminders(session, _once([row for mine in items.values() for item in mine for row in item.rows]))
    for person, mine in items.items():
        if person not in known:
            continue
        fresh = {item.key: item for item in mine if item.key in written}  # contact and leader at once: once
        names = [item.duty.deadline.id for item in fresh.values()]
        if fresh and not postpone(session, known[person], names, day=morning.day, now=now):
            told = [reminder_words.Told(item.duty, item.offset) for item in fresh.values()]
            yield reminder_words.message(session, person, told, today=morning.day, now=now)


def _once(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({rows.key_of(row): row for row in found}.values())
