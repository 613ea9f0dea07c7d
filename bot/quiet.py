"""The hours in which the program writes to nobody first, as delivery needs them: what got stuck by day does not go out
at night."""

from datetime import datetime, time
from time import monotonic
from zoneinfo import ZoneInfo

from handlers.context import Context, calendar_of
from scoring.calendar import QUIET_FROM, QUIET_TO, WorkingCalendar
from storage import queries
from storage.database import Database

KEPT_SECONDS = 20.0  # then the table of holidays and the hours are read anew


class QuietHours:
    """Those of the open campaign. Called from one thread at a time for each channel; reading twice does no harm."""

    def __init__(self, database: Database, context: Context) -> None:
        self._database = database
        self._context = context
        self._zone: ZoneInfo = context.timezone
        self._known: tuple[WorkingCalendar, time, time] = (context.calendar, QUIET_FROM, QUIET_TO)
        self._read_at: float | None = None

    def since(self, now: datetime) -> datetime | None:
        """When they began, if ``now`` (campaign time) lies in them."""
        if self._read_at is None or monotonic() > self._read_at + KEPT_SECONDS:
            self._known, self._read_at = self._read(), monotonic()
        calendar, begin, end = self._known
        return calendar.quiet_since(now.astimezone(self._zone), quiet_from=begin, quiet_to=end)

    def _read(self) -> tuple[WorkingCalendar, time, time]:
        with self._database.reader(context=self._context) as session:
            opened = queries.open_campaigns(session)
            calendar = calendar_of(session)
            if not opened:
                return calendar, QUIET_FROM, QUIET_TO
            hours = queries.definition(session, opened[-1].id).reminders.quiet_hours
            return calendar, hours.start, hours.end
