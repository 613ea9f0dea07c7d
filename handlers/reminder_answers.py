"""What people do with a reminder: go straight to the place, say that it is done, ask to be reminded again."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import (
    assessment,
    enrolling,
    permissions,
    registration,
    reminder_hour,
    reminder_recording,
    reminder_reports,
)
from handlers.competing import choose
from handlers.context import calendar_of, context_of, local
from handlers.conversation import EventKind, Reply
from handlers.reading import normalize, read_date
from handlers.reading.clock import TIME, clock_of, read_clock
from handlers.reading.words import fold
from handlers.reminder_retracting import mistake_choice, take_back, take_back_alone
from handlers.turn import Turn, current_campaign, own_candidates, tell
from scoring.calendar import HOUR
from storage import queries
from storage.queries import reminders as rows
from storage.tables import Candidate, Unit

_WISH = re.compile(
    r"(?:(?:xin|hay|vui long|lam on|nho|da) )*nhac(?: lai)?(?: (?:giup|cho))?(?: (?:toi|em|minh|lai))+"
    r"(?: (?:lai|vao|luc|nhe|giup|voi|nha|a))*\b"
)
_ALWAYS = re.compile(r"\b(?:moi|hang) (?:ngay|buoi|lan|sang|chieu)\b|\blan nao cung\b")
_HOUR = ("gio nhac", "doi gio nhac", "gio nhan loi nhac", "doi gio nhan loi nhac")
LONGEST = timedelta(days=366)


def handle(turn: Turn) -> list[Reply]:
    """A choice of a reminder was pressed, perhaps long after it came."""
    action, *rest = (turn.choice or "").split(":")[1:]
    if action == "tomorrow":
        return [_next_morning(turn, ":".join(rest) or None)]
    if action == "mistake":
        return [_mistake(turn, rest)]
    if action == "own":
        return [_own_duty(turn, rest[0], ":".join(rest[1:]))]
    if action == "mine":
        return _as_individual(turn, *rest)
    unit = turn.session.get(Unit, int(rest[-1]))
    if unit is None or not permissions.speaks_for(turn.roles, unit.id):
        return [tell(turn.tr("This is not open to you."))]
    turn.talk.unit_id = unit.id
    if action == "register":
        return registration.begin(turn)
    if action == "assess":
        choose(turn, candidate_id=None, round=rest[0] if len(rest) > 1 else None)
        return assessment.begin(turn)
    return _sent(turn, rest[0], ":".join(rest[1:-1]), unit)


def _as_individual(turn: Turn, candidate_id: str, action: str, *about: str) -> list[Reply]:
    """The same for somebody who competes for himself: ``remind:mine:<candidate>:<action>:…``."""
    mine = next((each for each in own_candidates(turn) if str(each.id) == candidate_id), None)
    if mine is None:
        return [tell(turn.tr("This is not open to you."))]
    turn.talk.unit_id = mine.unit_id
    if action == "sent":
        unit = queries.unit_of(turn.session, mine.unit_id)
        return _sent(turn, about[0], ":".join(about[1:]), unit, candidate=mine)
    return enrolling.go(turn, action, mine.id, round=about[0] if about else None)


def _sent(
    turn: Turn, campaign_id: str, deadline_id: str, unit: Unit, *, candidate: Candidate | None = None
) -> list[Reply]:
    if campaign_id not in {opened.id for opened in queries.open_campaigns(turn.session)}:
        return [tell(turn.tr("There is nothing to assess at the moment."))]
    campaign = queries.definition(turn.session, campaign_id)
    return reminder_reports.begin(turn, campaign, campaign.deadline(deadline_id), unit, candidate=candidate)


def _mistake(turn: Turn, rest: list[str]) -> Reply:
    """What was recorded as done was not."""
    campaign = queries.definition(turn.session, rest[0])
    deadline = campaign.deadline(":".join(rest[1:-1]))
    if rest[-1].startswith("mine-"):
        return tell(take_back_alone(turn, campaign, deadline, int(rest[-1].removeprefix("mine-"))))
    unit_id = None if rest[-1] == "own" else int(rest[-1])
    return tell(take_back(turn, campaign, deadline, unit_id))


def _own_duty(turn: Turn, campaign_id: str, deadline_id: str) -> Reply:
    """An organizer says that a duty of the organizer's own is done."""
    if not permissions.may_nudge(turn.roles):
        return tell(turn.tr("This is not open to you."))
    campaign = queries.definition(turn.session, campaign_id)
    deadline = campaign.deadline(deadline_id)
    said = tell(reminder_recording.record_own(turn, campaign, deadline))
    return replace(said, choices=(mistake_choice(turn, campaign, deadline, None),), numbered=False, standing=True)


def hear(turn: Turn) -> list[Reply] | None:
    """ "Nhắc tôi lúc 15:00 mai", anywhere; None when the text is no such wish."""
    if turn.event.kind is not EventKind.TEXT or len(turn.text) > 80:
        return None
    if (turn.talk.flow, turn.talk.step) in reminder_reports.ELSEWHERE or (turn.choice or "").startswith("remind:"):
        return None
    if turn.talk.flow in ("", "menu", "account") and normalize(turn.text) in _HOUR:
        return reminder_hour.begin(turn)
    wish = _WISH.match(fold(turn.text).strip())
    if wish is None:
        return None
    rest = fold(turn.text).strip()[wish.end() :]
    if not normalize(rest) or normalize(rest) in ("mai", "ngay mai", "sang mai", "hom sau"):
        return [_next_morning(turn)]
    if _ALWAYS.search(rest) and (chosen := read_clock(rest)) is not None:
        return [tell(reminder_hour.set_hour(turn, chosen))]
    at = _read_moment(turn, rest)
    if at is None or not turn.now < at <= turn.now + LONGEST:
        return [tell(turn.tr("When? For example: nhắc tôi lúc 15:00 ngày mai"))]
    return [_keep(turn, at)]


def _next_morning(turn: Turn, deadline: str | None = None) -> Reply:
    """The next working morning, of one deadline or of all that is near."""
    context, current = context_of(turn.session), current_campaign(turn.session)
    hour = current[1].reminders.hour if current else HOUR
    day = calendar_of(turn.session).next_working_day(turn.today)
    return _keep(turn, datetime.combine(day, hour, context.timezone), deadline)


def _keep(turn: Turn, at: datetime, deadline: str | None = None) -> Reply:
    rows.ask_to_remind(turn.session, turn.event.person, at=at, now=turn.now, deadline=deadline)
    tr, when = turn.tr, local(turn.session, at)
    return tell(tr("You will be reminded at {time}, {date}.", time=tr.time(when), date=tr.long_date(when.date())))


def _read_moment(turn: Turn, rest: str) -> datetime | None:
    """The moment that is meant: a time, a day, or both. A time alone is the next one to come."""
    zone = context_of(turn.session).timezone
    found = TIME.search(rest)
    clock = clock_of(found) if found else HOUR
    words = f"{rest[: found.start()]} {rest[found.end() :]}" if found else rest
    words = re.sub(r"\b(?:luc|vao|nhe|nha|giup|voi)\b", " ", words)
    if clock is None:
        return None
    if not normalize(words):
        at = datetime.combine(turn.today, clock, zone)
        return at if at > turn.now else at + timedelta(days=1)
    day = read_date(words.strip(), today=turn.today, year=turn.today.year)
    return None if day is None else datetime.combine(day, clock, zone)
