"""Reminders at a time of one's own: a wish for once, or an hour for every morning's reminders."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time

from sqlmodel import Session

from handlers import notices, reminder_words
from handlers.context import context_of, leave_for_next_tick, local
from handlers.conversation import Reply
from handlers.reminder_duties import Duty, open_duties
from handlers.reminder_individuals import open_duties_alone
from handlers.reminder_words import Told
from scoring.campaign import Campaign
from storage.queries import reminders as rows
from storage.tables import PersonalReminder

MANY = 100  # wishes of one tick


def grant_wishes(session: Session, now: datetime, campaigns: Sequence[Campaign]) -> list[Reply]:
    """What people asked to be reminded of, one message to each; nothing when nothing is open any more."""
    wishes: dict[int, list[PersonalReminder]] = {}
    for wish in rows.personal_due(session, now, limit=MANY):
        wish.sent_at = now
        wishes.setdefault(wish.person_id, []).append(wish)
    if not wishes:
        return []
    leave_for_next_tick(session)  # perhaps there are more
    duties, day = _open_duties(session, wishes, campaigns, now), local(session, now).date()
    heard = rows.heard_since(session, wishes, min(wish.at for mine in wishes.values() for wish in mine))
    speech, replies = reminder_words.Speech(session, day, now), []
    for person, mine in wishes.items():
        told: dict[tuple[str, int, int], Told] = {}
        for wish in mine:
            for duty in _meant(duties.get(person, ()), wish.deadline, day):
                last = heard.get((person, duty.deadline.id, *duty.whose))
                if last is None or last < wish.at:
                    told[duty.deadline.id, *duty.whose] = Told(duty, "wish")
        if told:
            replies.append(speech.message(person, list(told.values()), notices.language_of(session, person)))
    return replies


def _open_duties(
    session: Session, people: Collection[int], campaigns: Sequence[Campaign], now: datetime
) -> dict[int, list[Duty]]:
    """What the units of each person still have to do, the nearest first in each campaign."""
    contacts = rows.contacts(session, people=people)
    day, found = local(session, now).date(), dict[int, list[Duty]]()
    for campaign in campaigns:
        duties = dict[int, list[Duty]]()
        for duty in open_duties(session, campaign, {each.unit_id for each in contacts}, day):
            duties.setdefault(duty.unit_id, []).append(duty)
        for person, units in _units_of(contacts).items():
            mine = [duty for unit in units for duty in duties.get(unit, ())]
            found.setdefault(person, []).extend(sorted(mine, key=lambda duty: duty.due_on))
        for who, duty in open_duties_alone(session, campaign, rows.individuals(session, people=people), day):
            found.setdefault(who.person_id, []).append(duty)
    return found


def _units_of(contacts: Iterable[rows.Contact]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for each in contacts:
        units = found.setdefault(each.person_id, [])
        if each.unit_id not in units:  # a contact who is the leader, too
            units.append(each.unit_id)
    return found


def _meant(duties: Sequence[Duty], deadline: str | None, day: date) -> Sequence[Duty]:
    """What a wish is about: one deadline, or what is near."""
    if deadline is None:
        return reminder_words.near(duties, day)
    return [duty for duty in duties if duty.deadline.id == deadline]


def own_hour(session: Session, hour: str | None, *, day: date, now: datetime) -> datetime | None:
    """Until when a morning's reminders are kept for somebody's own hour ("17:00"); it is asked again then whether
    anything is left to do. None when the hour has come, or there is none."""
    if hour is None:
        return None
    at = datetime.combine(day, time.fromisoformat(hour), context_of(session).timezone)
    return at if at > now else None
