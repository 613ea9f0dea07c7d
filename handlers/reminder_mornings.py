"""What one morning has to remind of: its own reminders, and those whose morning was missed.

Nothing is planned ahead: a morning is computed from the deadlines as they hold when it comes, so a changed deadline or
holiday table needs no recalculation. A morning lasts from the campaign's hour (08:00) to the quiet hours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers.context import calendar_at, calendar_of, context_of, local
from handlers.reminder_duties import returned_deadline
from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign, Deadline
from scoring.reminders import PlannedReminder, audience, deadline_reminders, reminder_days
from scoring.rounds import in_its_round
from storage import queries
from storage.queries import deadlines
from storage.queries import reminders as rows
from storage.tables import OpenedCampaign, Submission

CATCH_UP_UNTIL = time(12)  # what was missed is made up for in a morning, else on the next one
RETURN_OFFSETS = (-1, 0)  # of the day until which a returned self-assessment is to be corrected


@dataclass(frozen=True, slots=True)
class Morning:
    """``at``: local instant. ``catches_up``: whether missed mornings are made up for now; ``missed``: their days.
    ``last``: the last morning that made up for earlier ones; ``known_then``: the table of holidays as it was then, when
    it changed since."""

    at: datetime
    catches_up: bool
    missed: frozenset[date]
    last: datetime | None = None
    known_then: WorkingCalendar | None = None

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Due:
    """The reminders of one deadline and one last valid day that this morning sends, or makes up for."""

    deadline: Deadline
    today: Sequence[PlannedReminder]
    missed: Sequence[PlannedReminder]


Returned = dict[int, tuple[Submission, Due]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a morning has to say about one campaign. ``due``: by deadline and last valid day."""

    campaign: Campaign
    opened_at: datetime
    due: Mapping[tuple[str, date], Due]
    returned: Mapping[int, tuple[Submission, Due]] = field(default_factory=dict)  # by unit
    # By candidate: of those who compete for themselves, so that their unit is not reminded of it.
    returned_alone: Mapping[int, tuple[Submission, Due]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.due or self.returned or self.returned_alone)


def current_moment(session: Session, campaign: Campaign, now: datetime) -> datetime | None:
    """The morning that runs now, None outside its hours."""
    moment, rules = local(session, now), campaign.reminders
    if not rules.hour <= moment.time() < rules.quiet_hours.start:
        return None
    return datetime.combine(moment.date(), rules.hour, context_of(session).timezone)


def load_morning(session: Session, at: datetime, *, now: datetime, since: datetime) -> Morning:
    """``since``: the first campaign's opening; before it nothing can have been missed."""
    calendar, zone = calendar_of(session), at.tzinfo
    in_time = local(session, now).time() < CATCH_UP_UNTIL
    catches_up = calendar.is_working_day(at.date()) and in_time
    last, finished = rows.finished_before(session, at)
    first = max(last or since, since).astimezone(zone).date()
    done = {moment.astimezone(zone).date() for moment in finished} | ({last.astimezone(zone).date()} if last else set())
    span = range(first.toordinal(), at.date().toordinal()) if catches_up else range(0)
    missed = frozenset(day for day in map(date.fromordinal, span) if day not in done)
    known_then = calendar_at(session, last) if last is not None and catches_up else calendar
    return Morning(at, catches_up, missed, last, None if known_then == calendar else known_then)


def plan_morning(session: Session, opened: OpenedCampaign, campaign: Campaign, morning: Morning) -> Plan:
    """What this morning sends about a campaign, before anybody is looked at."""
    context, calendar = context_of(session), calendar_of(session)
    start = datetime.combine(campaign.period.start, time(), context.timezone)
    opened_at = max(opened.opened_at, start)
    days = deadlines.due_days(session, campaign.id)
    due: dict[tuple[str, date], Due] = {}
    for deadline in campaign.deadlines:
        for day in days.every(deadline):
            dated = in_its_round(campaign, deadline.model_copy(update={"due_on": day}))
            planned = deadline_reminders(dated, campaign.reminders, calendar, timezone=context.timezone)
            over = _moved_into_the_past(dated, campaign, planned, morning, context.timezone)
            if found := _of_morning(dated, planned, morning, opened_at, over=over):
                due[deadline.id, day] = found
    of_units, alone = _returned(session, campaign, morning, opened_at)
    return Plan(campaign, opened_at, due, of_units, alone)


def _moved_into_the_past(
    deadline: Deadline, campaign: Campaign, planned: Sequence[PlannedReminder], morning: Morning, zone: ZoneInfo
) -> list[PlannedReminder]:
    """What was still to come when the table of holidays said otherwise, and now would have gone out on a morning that
    is over: it counts as missed today."""
    if morning.known_then is None or morning.last is None:
        return []
    last = morning.last
    before = deadline_reminders(deadline, campaign.reminders, morning.known_then, timezone=zone)
    ahead = {reminder.offset for reminder in before if reminder.at > last}
    return [reminder for reminder in planned if reminder.offset in ahead and reminder.at <= last]


def _of_morning(
    deadline: Deadline,
    planned: Sequence[PlannedReminder],
    morning: Morning,
    opened_at: datetime,
    *,
    over: Sequence[PlannedReminder] = (),
) -> Due | None:
    planned, over = ([one for one in some if one.at >= opened_at] for some in (planned, over))
    today = [reminder for reminder in planned if reminder.at == morning.at]
    missed = [*over, *(reminder for reminder in planned if reminder.at.date() in morning.missed)]
    return Due(deadline, today, missed) if today or missed else None


def _returned(session: Session, campaign: Campaign, morning: Morning, opened_at: datetime) -> tuple[Returned, Returned]:
    """Returned self-assessments are open again, with the reviewer's own day: the day before it and that day. By unit,
    and by candidate those of people who compete for themselves."""
    calendar = calendar_of(session)
    first = min(morning.missed, default=morning.day)
    found: Returned = {}
    alone: Returned = {}
    for submission in deadlines.returned_due(session, campaign.id, first, calendar.next_working_day(morning.day)):
        assert submission.return_due_on is not None
        deadline = returned_deadline(campaign, submission)
        planned = [
            PlannedReminder(
                datetime.combine(day, campaign.reminders.hour, morning.at.tzinfo),
                deadline.id,
                f"T{offset:+d}" if offset else "T0",
                audience(offset),
            )
            for day, offset in reminder_days(submission.return_due_on, RETURN_OFFSETS, calendar).items()
            if offset is not None
        ]
        if due := _of_morning(deadline, planned, morning, opened_at):
            if queries.individual_behind(session, submission.candidate_id) is not None:
                alone[submission.candidate_id or 0] = (submission, due)
            else:
                found[submission.unit_id] = (submission, due)
    return found, alone
