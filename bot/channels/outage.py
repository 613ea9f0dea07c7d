"""How a channel waits while its vendor is away."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: of one long poll, of the first wait after a failure (doubled each time), and of the longest wait."""

    poll: float = 25.0
    first: float = 1.0
    longest: float = 60.0


class Outage:
    """Failures in a row: each kind is logged once, and so is the recovery. ``vendor`` begins the names of the events
    in the log. ``begun``: since when (real time), None while all is well; ``refused``: the token is what is wrong."""

    def __init__(self, patience: Patience, vendor: str) -> None:
        self.patience = patience
        self.begun: datetime | None = None
        self.refused = False
        self._vendor = vendor
        self._failures = 0
        self._last = ""

    def begin(self, *, refused: bool) -> None:
        """Something keeps this channel from working, which its caller tells by itself."""
        self.begun = self.begun or datetime.now(UTC)
        self.refused = refused

    def wait_after(self, problem: str, *, at_least: float = 0.0, refused: bool = False, **context: Any) -> float:
        """Seconds to wait now."""
        self.begin(refused=refused)
        if problem != self._last:
            unavailable = f"{self._vendor}_unavailable"
            log.warning(unavailable, problem=problem, **context)
            self._last = problem
        self._failures += 1
        doubled: float = self.patience.first * 2 ** min(self._failures - 1, 20)
        return max(at_least, min(doubled, self.patience.longest))

    def over(self) -> None:
        if self._failures:
            again = f"{self._vendor}_available_again"
            log.info(again, failures=self._failures)
        self._failures, self._last = 0, ""
        self.begun, self.refused = None, False
