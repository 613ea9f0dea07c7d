"""The two clocks: the real one, and the campaign's, which is the real one shifted by a fixed offset.

Leases, back-off and pacing use the real clock; rules and what people see use the campaign's.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """``offset`` is campaign time minus real time. It may be set while running (the demo moves it)."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    @classmethod
    def starting_at(cls, moment: datetime | None, *, timezone: ZoneInfo) -> "Clock":
        """A clock that shows ``moment`` now and runs on; a naive moment is local. None: the real time."""
        if moment is None:
            return cls()
        aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone)
        return cls(aware - datetime.now(UTC))

    def real(self) -> datetime:
        """Real time, aware, UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """Campaign time, aware, UTC."""
        return self.campaign(self.real())

    def campaign(self, real: datetime) -> datetime:
        """A real instant as campaign time."""
        return real + self.offset

    def until(self, campaign: datetime) -> float:
        """Real seconds until the campaign clock shows ``campaign``; negative when it is past."""
        return (campaign - self.now()).total_seconds()

    def move_to(self, campaign: datetime) -> None:
        """Make the campaign clock show ``campaign`` now."""
        self.offset = campaign - self.real()
