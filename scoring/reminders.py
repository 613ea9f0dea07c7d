"""Which reminders a campaign sends, and when: from the definition and the table of holidays alone.

Reminder rules 1 (working days), 2 (merging), 3 (nothing before the opening) and 6 (escalation). Whether an obligation
still stands, and what is joined into one message, is decided when they are sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign, Deadline, Reminders
from scoring.rounds import in_its_round

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """``at``: aware, local. ``offset``: "T-14" … "T0", "T+1" or "opening". ``audience``: "contacts",
    "contacts+leader" or "contacts+leader+reviewer"."""

    at: datetime
    deadline: str
    offset: str
    audience: str


def plan_reminders(
    campaign: Campaign, calendar: WorkingCalendar, *, start: date, end: date, timezone: ZoneInfo = VIETNAM
) -> list[PlannedReminder]:
    """Every reminder from ``start`` to ``end`` (local days, both inclusive), as if the campaign was opened on its
    plan's first day; by time, then in the order of the deadlines."""
    opening = datetime.combine(campaign.period.start, time(), timezone)
    planned = [
        reminder
        for deadline in (in_its_round(campaign, each) for each in campaign.deadlines)
        for reminder in deadline_reminders(deadline, campaign.reminders, calendar, timezone=timezone)
        if reminder.at >= opening and start <= reminder.at.date() <= end
    ]
    return sorted(planned, key=lambda reminder: reminder.at)


def deadline_reminders(
    deadline: Deadline, rules: Reminders, calendar: WorkingCalendar, *, timezone: ZoneInfo = VIETNAM
) -> list[PlannedReminder]:
    """Every reminder of one deadline, by time; none when it has no date or is not reminded of."""
    if deadline.due_on is None or not deadline.remind:
        return []
    days = reminder_days(deadline.due_on, rules.offsets, calendar)
    if deadline.opens_on is not None:
        days.setdefault(calendar.on_or_after(deadline.opens_on), None)
    return [
        PlannedReminder(datetime.combine(day, rules.hour, timezone), deadline.id, _name(offset), audience(offset))
        for day, offset in sorted(days.items())
    ]


def reminder_days(due_on: date, offsets: Iterable[int], calendar: WorkingCalendar) -> dict[date, int | None]:
    """Day -> offset. A reminder before the last valid day moves to an earlier working day, an overdue notice to a
    later one; the last day itself is never moved. Of two on one day the one nearer the deadline stays."""
    days: dict[date, int | None] = {}
    for offset in sorted(offsets, key=abs, reverse=True):
        day = due_on + timedelta(days=offset)
        if offset < 0:
            day = calendar.on_or_before(day)
        elif offset > 0:
            day = calendar.on_or_after(day)
        days[day] = offset
    return days


def audience(offset: int | None) -> str:
    """Whom a reminder goes to: the nearer the deadline, the higher."""
    if offset is None or offset < -1:
        return "contacts"
    return "contacts+leader" if offset <= 0 else "contacts+leader+reviewer"


def _name(offset: int | None) -> str:
    if offset is None:
        return OPENING
    return f"T{offset:+d}" if offset else "T0"
