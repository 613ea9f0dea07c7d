"""Reminders at a time of one's own: a wish for once, or an hour for every morning's reminders."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from sqlmodel import Session

from handlers import reminder_words
from handlers.context import context_of, local
from handlers.conversation import Reply
from handlers.reminder_duties import Duty, open_duties
from handlers.reminder_words import Told
from scoring.campaign import Campaign
from storage.queries import reminders as rows
from storage.tables import Person, PersonalReminder

MANY = 100  # wishes of one tick


def grant_wishes(session: Session, now: datetime, campaigns: Sequence[Campaign]) -> list[Reply]:
    """What people asked to be reminded of, one message to each; nothing when nothing is open any more."""
    wishes: dict[int, list[PersonalReminder]] = {}
    for wish in rows.personal_due(session, now, limit=MANY):
        wish.sent_at = now
        wishes.setdefault(wish.person_id, []).append(wish)
    day, replies = local(session, now).date(), []
    for person, mine in wishes.items():
        units = {contact.unit_id for contact in rows.contacts(session, people=[person])}
        duties = [duty for campaign in campaigns for duty in open_duties(session, campaign, units, day)]
        told: dict[tuple[str, int], Told] = {}
        for wish in mine:
            heard = rows.heard_since(session, person, wish.at)
            for duty in _meant(duties, wish.deadline, day):
                key = duty.deadline.id, duty.unit_id
                if key not in heard:
                    told[key] = Told(duty, "wish")
        if told:
            replies.append(reminder_words.message(session, person, list(told.values()), today=day, now=now))
    return replies


def _meant(duties: Sequence[Duty], deadline: str | None, day: date) -> Sequence[Duty]:
    """What a wish is about: one deadline, or what is near."""
    if deadline is None:
        return reminder_words.near(duties, day)
    return [duty for duty in duties if duty.deadline.id == deadline]


def postpone(session: Session, person: Person, deadlines: Iterable[str], *, day: date, now: datetime) -> bool:
    """Keep a morning's reminders for the person's own hour; it is asked again then whether anything is left to do.
    False when the hour has come, or there is none."""
    if person.reminder_hour is None or person.id is None:
        return False
    at = datetime.combine(day, time.fromisoformat(person.reminder_hour), context_of(session).timezone)
    if at <= now:
        return False
    for deadline in dict.fromkeys(deadlines):
        rows.ask_to_remind(session, person.id, at=at, now=now, deadline=deadline)
    return True
