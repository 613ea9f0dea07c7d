"""What handlers need of campaigns and settings, carried in ``session.info["context"]``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign
from storage.queries.calendar import changed_days

_UNFINISHED = "unfinished"  # of session.info


@dataclass(frozen=True, slots=True)
class MessagesLeft:
    """What a channel's plan still allows this month, and how many days of the month are left, today included."""

    messages: int
    days: int


def _unlimited(_session: Session) -> Mapping[str, MessagesLeft]:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """``campaigns``: the definitions that lie in the campaign folders, by id (an opened one is frozen in the
    database). ``calendar``: the table of holidays of the files (what holds here: ``calendar_of``). ``bots``: channel
    name -> the bot's public name, for invitation links. ``read_file``: the content of a stored file by its digest
    (small ones only: it is read in the writer). ``asks_phone``: a phone number is of use here, for messages on Zalo
    after its window has closed. ``rooms``: Zalo bot (its channel) -> how many people it allows. ``messages_left``: of
    the channels whose plan counts messages, by name."""

    campaigns: Mapping[str, Campaign]
    calendar: WorkingCalendar
    locale: str = "vi"  # for people who chose no language
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    bots: Mapping[str, str] = field(default_factory=dict)
    read_file: Callable[[str], bytes] | None = None
    asks_phone: bool = False
    messages_left: Callable[[Session], Mapping[str, MessagesLeft]] = _unlimited
    keep_people_months: int = 12  # after the end of the last campaign; 0: nothing goes by itself
    rooms: Mapping[str, int] = field(default_factory=dict)


def context_of(session: Session) -> Context:
    """The context that the composition root put into the session."""
    context: Context = session.info["context"]
    return context


def calendar_of(session: Session) -> WorkingCalendar:
    """The table of holidays with what the organizer set here: everything that needs a working day asks this."""
    table, days = context_of(session).calendar, changed_days(session)
    return table.changed(days) if days else table


def calendar_at(session: Session, moment: datetime) -> WorkingCalendar:
    """The same as it was known at an earlier moment of campaign time."""
    return context_of(session).calendar.changed(changed_days(session, at=moment))


def local(session: Session, moment: datetime) -> datetime:
    """An instant as people here read it."""
    return moment.astimezone(context_of(session).timezone)


def today(session: Session, now: datetime) -> date:
    """The local calendar day of an instant."""
    return local(session, now).date()


def leave_for_next_tick(session: Session) -> None:
    """A tick did as much as one transaction should: another one is to follow at once."""
    session.info[_UNFINISHED] = True


def is_unfinished(session: Session) -> bool:
    """Whether something was left (see ``leave_for_next_tick``)."""
    return bool(session.info.get(_UNFINISHED, False))
