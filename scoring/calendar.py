"""Working days, from a table of holidays, and the hours in which the program may write first.

The table is data that the organizer can edit (``holidays.yaml``): lunar dates are never computed, and the yearly
decrees come late. Rules: working days and quiet hours of the reminder rules (rules 1 and 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

QUIET_FROM, QUIET_TO, HOUR = time(20), time(7, 30), time(8)
DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a decree makes of a day."""

    OFF = "off"
    WORKED = "worked"  # instead of a day off
    ORDINARY = "ordinary"  # as its weekday is


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Monday to Friday, less ``holidays``, plus ``makeup_days`` (Saturdays worked for a day that was swapped off)."""

    holidays: frozenset[date] = field(default_factory=frozenset)
    makeup_days: frozenset[date] = field(default_factory=frozenset)

    def changed(self, days: Mapping[date, DayKind]) -> Self:
        """The table with these days set otherwise."""
        off, worked = (
            frozenset(day for day, one in days.items() if one is kind) for kind in (DayKind.OFF, DayKind.WORKED)
        )
        return replace(
            self, holidays=(self.holidays - days.keys()) | off, makeup_days=(self.makeup_days - days.keys()) | worked
        )

    def kind_of(self, day: date) -> DayKind:
        """What the table says of a day; a weekend that nobody works is ordinary."""
        if day in self.makeup_days:
            return DayKind.WORKED
        return DayKind.OFF if day in self.holidays else DayKind.ORDINARY

    def is_working_day(self, day: date) -> bool:
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def on_or_after(self, day: date) -> date:
        """The day itself when it is worked, else the nearest later working day."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The day itself when it is worked, else the nearest earlier working day."""
        while not self.is_working_day(day):
            day -= DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after it."""
        return self.on_or_after(day + DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before it."""
        return self.on_or_before(day - DAY)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after it ("within 3 working days")."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def quiet_since(
        self, moment: datetime, *, quiet_from: time = QUIET_FROM, quiet_to: time = QUIET_TO
    ) -> datetime | None:
        """When the hours without messages began in which ``moment`` (local) lies; None when it lies in none."""
        day, clock = moment.date(), moment.time()
        if self.is_working_day(day):
            if quiet_to <= clock < quiet_from:
                return None
            if clock >= quiet_from:
                return datetime.combine(day, quiet_from, moment.tzinfo)
        return datetime.combine(self.previous_working_day(day), quiet_from, moment.tzinfo)

    def next_allowed(
        self, moment: datetime, *, quiet_from: time = QUIET_FROM, quiet_to: time = QUIET_TO, hour: time = HOUR
    ) -> datetime:
        """When a proactive message may go out that is ready at ``moment`` (local): at once on a working day outside
        the quiet hours, else at ``hour`` of the next working morning."""
        day, clock = moment.date(), moment.time()
        if self.is_working_day(day):
            if quiet_to <= clock < quiet_from:
                return moment
            if clock < quiet_to:
                return datetime.combine(day, hour, moment.tzinfo)
        return datetime.combine(self.next_working_day(day), hour, moment.tzinfo)
