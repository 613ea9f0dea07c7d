"""A time of day as people write it: "15:00", "3 giờ chiều", "7h30 tối"."""

import re
from datetime import time

from handlers.reading.words import fold

TIME = re.compile(
    r"(?:\bluc\s*)?\b(?P<h>\d{1,2})\s*(?::\s*(?P<m>\d{2})|(?:h|gio|g)(?:\s*(?P<n>\d{2})(?![\d/.-]))?)\s*"
    r"(?P<part>sang|trua|chieu|toi)?\b"
)


def read_clock(text: str) -> time | None:
    """The first time of day in a text; None without one, or when there is no such time."""
    found = TIME.search(fold(text))
    return clock_of(found) if found else None


def clock_of(found: re.Match[str]) -> time | None:
    """What a match of ``TIME`` means."""
    hour, minute = int(found["h"]), int(found["m"] or found["n"] or 0)
    if found["part"] in ("chieu", "toi") and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
