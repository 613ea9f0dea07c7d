"""A decree as an officer writes it: "nghỉ 02/01/2026, làm bù 10/01/2026" → what each day becomes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.reading.words import fold
from scoring.calendar import DayKind

LONGEST_RUN = 31  # days of one run "from … to …"
_SIGNS = ",;\n"
YEARS = 3  # as far ahead or back as a table of holidays is kept

_KINDS = (
    (
        DayKind.ORDINARY,
        r"(?:lam viec )?(?:nhu )?binh thuong|khong (?:duoc )?nghi|bo nghi|huy nghi|lam viec nhu thuong|ordinary",
    ),
    (DayKind.WORKED, r"(?:di )?lam (?:viec )?bu|lam thay|di lam|lam viec|worked|work"),
    (DayKind.OFF, r"nghi(?: (?:bu|le|tet|hoan doi))*|off|holiday"),
)
_KIND = re.compile("|".join(rf"\b(?P<k{number}>{words})\b" for number, (_, words) in enumerate(_KINDS)))
_MONTH_WORD = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*(?:,|nam|/)?\s*(\d{4}))?")
_DATE = re.compile(
    r"(?<![\d/.])(?:(?P<iso>\d{4})-(?P<isom>\d{2})-(?P<isod>\d{2})"
    r"|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})(?:[/.](?P<y>\d{4}|\d{2}))?)(?!\d)"
)
_SHORT = re.compile(r"(?<![\d/.-])(?P<d>\d{1,2})(?=\s*(?:den|toi|-)\s*(?:het\s*)?(?:ngay\s*)?\d{1,2}[/.]\d{1,2})")
_TO = re.compile(
    r"^[\s,]*(?:\([^)]*\))?[\s,]*(?:den|toi|->|-|to)\s*(?:het\s*)?(?:ngay\s*)?(?:(?:thu\s*\w+|chu nhat)[\s,]*)?$"
)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """``days``: what each named day becomes. ``wrong``: what could not be understood, as it was typed; with it nothing
    is meant to be done. ``twice``: days that are named both off and worked."""

    days: dict[date, DayKind]
    wrong: tuple[str, ...] = ()
    twice: tuple[date, ...] = ()


@dataclass(slots=True)
class _Mark:
    """A date in the text: where it stands, and its parts; ``year`` 0 where none was written."""

    start: int
    end: int
    day: int
    month: int
    year: int
    text: str


def read_days_off(text: str, *, today: date) -> DaysOff | None:
    """None when the text names no kind of day or no date. A year that is missing is that of the next date that has
    one, else of any other, else the one that brings it nearest to today."""
    lines = text.splitlines()
    if len(lines) > 1:
        each = [read_days_off(line, today=today) for line in lines]
        if all(one is not None or not _DATE.search(fold(line)) for one, line in zip(each, lines, strict=True)):
            return together(one for one in each if one is not None)  # each line says all about its days
    plain = _MONTH_WORD.sub(lambda found: "/".join(part for part in found.groups() if part), fold(text))
    marks = _marks(plain)
    kinds = [(found.start(), found.end(), _kind(found)) for found in _KIND.finditer(plain)]
    if not marks or not kinds:
        return None
    _fill_years(marks, today)
    days: dict[date, DayKind] = {}
    wrong: list[str] = []
    twice: list[date] = []
    for run in _runs(plain, marks):
        kind = _kind_of(run[0], kinds, plain)
        found = _days(run, today)
        if kind is None or not found:
            wrong.append(" – ".join(mark.text for mark in run))
            continue
        twice += [day for day in found if days.get(day, kind) is not kind]
        days |= dict.fromkeys(found, kind)
    return DaysOff(days, tuple(wrong), tuple(dict.fromkeys(twice)))


def together(found: Iterable[DaysOff]) -> DaysOff | None:
    """Several readings as one; None when there is none."""
    days: dict[date, DayKind] = {}
    wrong: list[str] = []
    twice: list[date] = []
    for one in found:
        twice += [*one.twice, *(day for day, kind in one.days.items() if days.get(day, kind) is not kind)]
        wrong += one.wrong
        days |= one.days
    return DaysOff(days, tuple(wrong), tuple(dict.fromkeys(twice))) if days or wrong else None


def _kind(found: re.Match[str]) -> DayKind:
    return next(kind for number, (kind, _) in enumerate(_KINDS) if found[f"k{number}"])


def _marks(plain: str) -> list[_Mark]:
    marks = []
    for found in _DATE.finditer(plain):
        if found["iso"]:
            year, month, day = int(found["iso"]), int(found["isom"]), int(found["isod"])
        else:
            year = int(found["y"] or 0)
            year, month, day = year + 2000 if 0 < year < 100 else year, int(found["m"]), int(found["d"])
        marks.append(_Mark(found.start(), found.end(), day, month, year, found[0]))
    for found in _SHORT.finditer(plain):  # "14 đến 22/02": the month stands with the other end
        if not any(mark.start <= found.start() < mark.end for mark in marks):
            marks.append(_Mark(found.start(), found.end(), int(found["d"]), 0, 0, found[0]))
    return sorted(marks, key=lambda mark: mark.start)


def _fill_years(marks: list[_Mark], today: date) -> None:
    known = next((mark.year for mark in marks if mark.year), 0)
    year = month = 0
    for mark in reversed(marks):
        mark.month = mark.month or month
        mark.year = mark.year or year or known or _nearest_year(mark, today)
        year, month = mark.year, mark.month


def _nearest_year(mark: _Mark, today: date) -> int:
    years = range(today.year - 1, today.year + 2)
    return min(years, key=lambda year: abs((year - today.year) * 365 + (mark.month - today.month) * 30))


def _runs(plain: str, marks: list[_Mark]) -> Iterator[list[_Mark]]:
    """Single days, and the two ends of a run."""
    index = 0
    while index < len(marks):
        between = plain[marks[index].end : marks[index + 1].start] if index + 1 < len(marks) else "."
        size = 2 if _TO.match(between) else 1
        yield marks[index : index + size]
        index += size


def _kind_of(mark: _Mark, kinds: list[tuple[int, int, DayKind]], plain: str) -> DayKind | None:
    """The word between the same commas, else the one before, else the one after."""
    first = max(plain.rfind(sign, 0, mark.start) for sign in _SIGNS)
    last = min((at for sign in _SIGNS if (at := plain.find(sign, mark.end)) >= 0), default=len(plain))
    beside = [each for each in kinds if first < each[0] < last] or kinds
    before = [kind for _, end, kind in beside if end <= mark.start]
    after = [kind for start, _, kind in beside if start >= mark.end]
    return before[-1] if before else after[0] if after else None


def _days(run: list[_Mark], today: date) -> list[date]:
    """Every day of it; empty when one is none, or too far away."""
    try:
        ends = [date(mark.year, mark.month, mark.day) for mark in run]
    except ValueError:
        return []
    first, last = ends[0], ends[-1]
    if not 0 <= (last - first).days < LONGEST_RUN or abs(first.year - today.year) > YEARS:
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
