"""Dates as people write them: day before month, a missing year from the campaign, relative ones from today."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from handlers.reading.numerals import number_of
from handlers.reading.relative_dates import find_relative
from handlers.reading.words import POLITE, composed, fold, normalize, tokens


class NotSent(Enum):
    """The one value ``NOT_SENT``: the answer to "when was it sent?" is that it was not."""

    NOT_SENT = "not_sent"


NOT_SENT: Final = NotSent.NOT_SENT

_D, _M = r"(?<![\d.,/-])(?P<d>\d{1,2})", r"(?P<m>\d{1,2})"
_END = r"(?![.,/-]?\d)"
_YEAR = r"(?P<y>\d{4}|\d{2})"
_DAY_WORD = r"(?:ngay|mung|mong|hom|bua)?\s*"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d.,/-])(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_END}",
        rf"{_D}\s*([-/.\\])\s*{_M}\s*\2\s*{_YEAR}{_END}",
        rf"{_D}\s*[-/.]\s*{_M}\s*[-/.]\s*(?P<y>\d{{4}}){_END}",
        rf"{_D}\s*[-/.\\]\s*{_M}{_END},?\s*(?:nam\s*)?(?P<y>(?:19|20)\d\d){_END}",
        rf"{_D}\s*[-/.\\]\s*{_M}{_END}\s*nam\s*{_YEAR}{_END}",
        rf"{_D}\s*[-/.\\]\s*{_M}{_END}(?P<y>)",
        rf"(?<![\d.,/-])(?P<d>\d{{2}})(?P<m>\d{{2}})(?P<y>(?:19|20)\d\d){_END}",
        rf"{_D}\s+{_M}\s+(?P<y>(?:19|20)\d\d){_END}",
        rf"{_D}\s*[-,]?\s*(?:thang|thg|th|t)\.?\s*{_M}{_END}\s*[-/,.]?\s*(?:nam\s*)?(?P<y>(?:19|20)\d\d){_END}",
        rf"{_D}\s*[-,]?\s*(?:thang|thg|th|t)\.?\s*{_M}{_END}\s*(?:[-/]|nam)\s*{_YEAR}{_END}",
        rf"{_D}\s*[-,]?\s*(?:thang|thg|th|t)\.?\s*{_M}{_END}(?P<y>)",
        rf"\bthang {_M}(?!\d),? ngay (?P<d>\d{{1,2}}){_END}(?P<y>)",
    )
)
_SEPARATED_YEAR = re.compile(r"\s*,?\s*nam\s+(?P<word>nay|ngoai)\b")
_TIME = re.compile(
    r"\b(?:luc\s*)?\d{1,2}\s*"
    r"(?::\s*\d{2}|(?:h|gio|g)(?:\s*\d{2}(?:\s*phut)?(?![\w/.-])|(?!\w)))"
    r"(?:\s*(?:sang|trua|chieu|toi)\b(?! (?:nay|qua|hom|mai|thu|chu)))?"
)
_WEEKDAY = re.compile(
    r"\b(?:(?:thu|t)\s*(?P<n>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sun>chu nhat|cn))\b"
    r"[\s,]*(?:ngay)?[\s,]*(?=\d)"
)
_WEEKDAY_AFTER = re.compile(r"(?<=\d)[\s,(]+(?:thu\s*(?P<n>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sun>chu nhat|cn))\)?$")
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_MONTH_WORD = re.compile(
    r"\bthang\s+(gieng|chap|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi(?:\s+(?:mot|hai))?)\b"
    r"(?!\s+muoi)"
)
_MONTHS = {
    name: number
    for number, name in enumerate("mot|hai|ba|tu|nam|sau|bay|tam|chin|muoi|muoi mot|muoi hai".split("|"), start=1)
} | {"bon": 4}
_DAY_IN_WORDS = re.compile(r"(?:\b(?:ngay|mung|mong|hom)\s+)?((?:[a-z]+\s+){0,2}[a-z\d]+)(?=\s+thang\s)")
_BESIDE = frozenset(
    """
    ngay vao hom bua mung mong da gui nop ban hanh ky bao cao bc ke hoach kh van ban vb la co roi luc trong duoc
    don vi ben chung toi em cap nhat trinh luon day thoi r duyet phat dong dung ngay so tu nhan sang trua chieu
    xong ket qua thi hoan thanh nay hoi moi dem len be mang vua
    """.split()
) - {"tu"}
_ENGLISH = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_ENGLISH_DATE = re.compile(
    r"(?<!\d)(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<mon>[a-z]{3,9})|"
    r"(?P<mon2>[a-z]{3,9}) (?P<d2>\d{1,2})(?:st|nd|rd|th)?)\b"
    r",?\s*(?P<y>20\d\d)?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression in a folded text. ``day`` is None where it names a day that does not exist."""

    start: int
    end: int
    day: date | None


def find_dates(folded: str, *, today: date, year: int | None) -> list[Found]:
    """The date expressions of a folded text, from left to right."""
    found: list[Found] = []
    taken = 0
    while (best := _next(folded, taken, today, year)) is not None:
        found.append(best)
        taken = best.end
    return found


def _next(folded: str, start: int, today: date, year: int | None) -> Found | None:
    candidates = [(order, match) for order, pattern in enumerate(_PATTERNS) if (match := pattern.search(folded, start))]
    relative = find_relative(folded, start, today, year)
    if not candidates:
        return Found(*relative) if relative else None
    _, match = min(candidates, key=lambda pair: (pair[1].start(), pair[0]))
    if relative and relative[0] <= match.start():
        return Found(*relative)
    end, written = match.end(), match["y"]
    default = year or today.year
    if not written and (word := _SEPARATED_YEAR.match(folded, end)):
        end = word.end()
        default = today.year - (word["word"] == "ngoai") if default == today.year else 0
    return Found(match.start(), end, _day(int(match["d"]), int(match["m"]), written, default))


def _day(day: int, month: int, written: str, default: int) -> date | None:
    year = default
    if len(written) == 4:
        year = int(written)
    elif written:
        year = 2000 + int(written)
        # "1-5-12" is hardly 2012 in a campaign of 2024: perhaps a list or a range.
        if abs(year - default) > 5:
            return None
    try:
        return date(year, month, day) if 1945 <= year <= 2100 else None
    except ValueError:
        return None


def _prepare(text: str) -> str:
    """Folded, months and days in words as digits, the time of day dropped."""
    folded = re.sub(r"\s+", " ", fold(text)).strip()
    folded = _YEAR_IN_WORDS.sub(_year_in_digits, folded)
    if "thang" in folded and re.search(r"[a-z] thang|thang [a-z]", folded):
        folded = _MONTH_WORD.sub(lambda m: f"thang {_MONTHS[m[1]]}" if m[1] in _MONTHS else m[0], folded)
        folded = _DAY_IN_WORDS.sub(lambda m: _day_in_digits(m, text), folded, count=1)
    return _TIME.sub(" ", folded) if ":" in folded or "h" in folded or "g" in folded else folded


def _year_in_digits(match: re.Match[str]) -> str:
    words = [(word, word) for word in match[1].split()]
    year = number_of(words) if "khong hai" not in match[1] else 2020 + (number_of(words[3:]) or 100)
    return match[0] if year is None else f"nam {year}"


def _day_in_digits(match: re.Match[str], text: str) -> str:
    typed = {plain: (raw, plain) for raw, plain in reversed(tokens(text))}
    words = match[1].split()
    for start in range(len(words)):
        run = [typed.get(word, (word, word)) for word in words[start:]]
        if not words[start][0].isdigit() and (day := number_of(run)) and day <= 31:
            return " ".join([*words[:start], str(day)])
    return match[0]


def read_date(text: str, *, today: date, year: int | None = None, question: str = "") -> date | None:
    """The one day that the text names, or None (no day, several, an impossible or an inexact one).

    Day before month always; two-digit years are 20xx and must lie near ``year``; without a year ``year`` is taken, else
    the year of ``today``. Relative days ("hôm qua", "thứ sáu tuần trước", "cuối tháng 2" = its last day) count from
    ``today``. ``question``: its words may be repeated beside the date.
    """
    # "hôm kìa" is the day before "hôm kia" to those who tell them apart.
    if len(text) > 200 or "?" in text or "kìa" in composed(text):
        return None
    folded = _prepare(text)
    if not re.search(r"\b(?:den|toi)\b", folded):
        folded = re.sub(r"\btu (?=ngay)", "", folded)  # "từ ngày 28/12" is a day, "từ … đến …" are two
    weekday = _WEEKDAY.search(folded) or _WEEKDAY_AFTER.search(folded)
    if weekday:
        folded = folded[: weekday.start()] + folded[weekday.end() :]
    found = find_dates(folded, today=today, year=year)
    if not found:
        return _english(folded, year or today.year)
    if len(found) != 1 or found[0].day is None:
        return None
    rest = folded[: found[0].start] + " " + folded[found[0].end :]
    if re.search(r"[^\w\s.,;!()\"'*/:-]", rest) or not set(normalize(rest).split()) <= _BESIDE | POLITE | _own(
        question
    ):
        return None
    day = found[0].day
    return day if weekday is None or day.weekday() == _WEEKDAYS.get(weekday["n"] or "", 6) else None


def _own(question: str) -> set[str]:
    vague = {"truoc", "sau", "den", "tu", "khong", "chua", "khoang", "cham", "nhat", "bao", "nhieu", "may", "het"}
    return {word for word in normalize(question).split() if not word.isdigit()} - vague if question else set()


def _english(folded: str, year: int) -> date | None:
    found = _ENGLISH_DATE.search(folded)
    month = _ENGLISH.get((found["mon"] or found["mon2"])[:3]) if found else None
    if not found or not month:
        return None
    rest = normalize(folded[: found.start()] + " " + folded[found.end() :]).split()
    return (
        _day(int(found["d"] or found["d2"]), month, found["y"] or "", year)
        if set(rest) <= {"on", "sent", "the"}
        else None
    )


_TO_COME = re.compile(r"\b(?:mai|ngay kia|tuan sau|tuan toi|thang sau)\b")  # nothing was sent tomorrow
_YEAR_IN_WORDS = re.compile(r"\bnam (hai (?:nghin|ngan)(?: [a-z]+){1,5}|hai khong hai [a-z]+)$")
_UNSENT = re.compile(
    r"(?:(?:da|thi|vang|u|don vi|ben em|ben toi|minh|em|toi|bao cao|bc|quen) )*"
    r"(?:chua|khong|ko|k|kg|hong|hok|hk|hem|no|not sent|not yet|no report)"
    r"(?: (?:co|he|gui|nop|bao cao|bc|duoc|kip|den han|toi han|lam|xong|di|gi|nao|ca|dau|a|nhe|"
    r"nha|em|anh|chi|oi|het|quy (?:i{1,3}|iv|[1-4])|6 thang(?: dau nam)?|nam|thang nao|nay|mat roi|luon))*$"
)


def read_sent_date(text: str, *, today: date, year: int | None = None, question: str = "") -> date | NotSent | None:
    """Like ``read_date``; ``NOT_SENT`` where people say that it was not sent ("chưa gửi", "không", "chưa")."""
    if "?" not in text and len(text) <= 200 and _UNSENT.match(normalize(composed(text).replace("gởi", "gửi"))):
        return NOT_SENT
    day = read_date(text, today=today, year=year, question=question)
    return None if day and day > today and _TO_COME.search(fold(text)) else day


def dates_in(text: str, *, today: date, year: int | None) -> Iterator[date | None]:
    """Every date that a longer text names; None for an impossible one."""
    return (found.day for found in find_dates(_prepare(text), today=today, year=year))
