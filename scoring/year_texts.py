"""Years and days inside sentences, moved with a campaign that is copied into another year.

A sentence is changed only where it is sure what is meant: the campaign's own years ("năm 2024"), and days that are its
own ("đến hết ngày 26/04/2024"). What cites a document ("Kế hoạch số 20/KH-UBND ngày 14/3/2024") stays whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

CITATION = re.compile(r"(?<!\w)\d+[a-zđ]?(?:/\d{4})?[/-](?:[A-ZĐ]{2,}|NQ|CT)[\w/-]*")
_CITED_DAY = re.compile(
    CITATION.pattern + r"(?:[\s,]+ngày\s+[\d/]+(?:\s+tháng\s+\d+\s+năm\s+\d+)?)?|đến\s+năm\s+20\d\d"
)
# Ordered: the longer form of a day is tried before the year in it.
_TOKEN = re.compile(
    r"(?P<first>(?<!\d)20\d\d)(?P<dash>\s*[-–]\s*)(?P<last>20\d\d)(?![\d-])"
    r"|(?P<long>(?P<ld>\d{1,2})(?P<l1>\s+tháng\s+)(?P<lm>\d{1,2})(?P<l2>\s+năm\s+)(?P<ly>20\d\d))"
    r"|(?P<iso>(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d))"
    r"|(?P<day>(?<!\d)(?P<dd>\d{1,2})(?P<d1>[/.-])(?P<dm>\d{1,2})(?P<d2>[/.-])(?P<dy>20\d\d))(?!\d)"
    r"|(?P<year>(?<!\d)20\d\d)(?!\d)"
)
_DAY_WITHOUT_YEAR = re.compile(r"ngày\s+\d{1,2}(?:/\d{1,2}|\s+tháng\s+\d{1,2})(?!\s*/|\s+năm|\d)")


@dataclass(frozen=True, slots=True)
class Years:
    """``first`` to ``last``: the years of the campaign. ``shift``: years to move by. ``days``: its own days."""

    first: int
    last: int
    shift: int
    days: frozenset[date]

    def knows(self, year: int) -> bool:
        """Its own years, the one before (last year's index) and the one after (the day after its end)."""
        return self.first - 1 <= year <= self.last + 1

    def owns(self, day: date) -> bool:
        """A day of the campaign, or the one before or after it ("trước ngày 26/04", "từ ngày 01/01")."""
        return any(day + timedelta(days=n) in self.days for n in (-1, 0, 1))


def moved_day(day: date, shift: int) -> date:
    """The same day of another year; 29 February becomes the last day of the month."""
    try:
        return day.replace(year=day.year + shift)
    except ValueError:
        return day.replace(year=day.year + shift, day=28)


def shift_words(words: str, years: Years, *, every_day: bool = False) -> tuple[str, bool]:
    """The words as they are to be in the other year, and whether a day or a year in them was left as it is.
    ``every_day``: days that are not the campaign's own move as well (an example of how a day is typed)."""
    if CITATION.search(words) and not every_day:
        return words, True
    left = bool(_DAY_WITHOUT_YEAR.search(words))

    def replaced(found: re.Match[str]) -> str:
        nonlocal left
        new = _replaced(found, years, every_day=every_day)
        left = left or new is None
        return found.group() if new is None else new

    return _TOKEN.sub(replaced, words), left


def names_a_year(words: str, years: Years) -> list[int]:
    """The years in a sentence that are none of the campaign's: not those of spans, of outlooks (“đến năm 2030”) and of
    documents that are cited."""
    uncited = _CITED_DAY.sub("", words)
    found = [int(each.group("year") or each.group("ly") or each.group("dy") or 0) for each in _TOKEN.finditer(uncited)]
    return [year for year in found if year and not years.knows(year)]


def shift_name(name: str, years: Years) -> str:
    """An id or the name of a fact with its years moved ("004-D2.2025", "score_2023")."""
    return re.sub(
        r"(?<!\d)20\d\d(?!\d)",
        lambda found: str(int(found.group()) + years.shift) if years.knows(int(found.group())) else found.group(),
        name,
    )


def _replaced(found: re.Match[str], years: Years, *, every_day: bool) -> str | None:
    """None: it stays, and is to be looked at."""
    parts = found.groupdict()
    if parts["first"]:
        own = (int(parts["first"]), int(parts["last"])) == (years.first, years.last)
        return f"{years.first + years.shift}{parts['dash']}{years.last + years.shift}" if own else None
    if parts["year"]:
        year = int(parts["year"])
        return str(year + years.shift) if years.knows(year) else None
    day, write = _day(parts)
    if day is None or not (every_day or years.owns(day)):
        return None
    return write(moved_day(day, years.shift))


def _day(parts: dict[str, str]) -> tuple[date | None, Callable[[date], str]]:
    """The day that is written, and how another one is written in its place."""
    if parts["long"]:
        y, m, d = parts["ly"], parts["lm"], parts["ld"]
        write = lambda day: f"{day.day:0{len(d)}}{parts['l1']}{m}{parts['l2']}{day.year}"  # noqa: E731 - one of three forms
    elif parts["iso"]:
        y, m, d = parts["iy"], parts["im"], parts["id"]
        write = date.isoformat
    else:
        y, m, d = parts["dy"], parts["dm"], parts["dd"]
        write = lambda day: f"{day.day:0{len(d)}}{parts['d1']}{m}{parts['d2']}{day.year}"  # noqa: E731 - one of three forms
    try:
        return date(int(y), int(m), int(d)), write
    except ValueError:
        return None, write
