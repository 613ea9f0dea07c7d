"""Days named by their distance from today, by a week or by the end of a month."""

import re
from calendar import monthrange
from datetime import date, timedelta

_DAYS = {
    "hom nay": 0, "bua nay": 0, "ngay hom nay": 0, "sang nay": 0, "trua nay": 0, "chieu nay": 0, "toi nay": 0, "today": 0,
    "hom qua": -1, "bua qua": -1, "ngay hom qua": -1, "sang qua": -1, "trua qua": -1, "chieu qua": -1, "toi qua": -1, "dem qua": -1,
    "sang hom qua": -1, "trua hom qua": -1, "chieu hom qua": -1, "toi hom qua": -1, "dem hom qua": -1, "yesterday": -1,
    "sang hom nay": 0, "trua hom nay": 0, "chieu hom nay": 0, "toi hom nay": 0, "moi hom qua": -1, "moi hom nay": 0,
    "hom kia": -2, "bua kia": -2, "sang hom kia": -2, "chieu hom kia": -2, "ngay hom kia": -2,
    "ngay mai": 1, "mai": 1, "sang mai": 1, "chieu mai": 1, "tomorrow": 1, "ngay kia": 2, "ngay mot": 2,
}  # fmt: skip
_NEAR = re.compile(r"\b(" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")\b(?! (?:kia|mot)\b)")
_AGO = re.compile((
r"\b(?:cach day (?P<a>\d{1,2}|mot|hai|ba|bon|nam|sau|bay|muoi) (?:ngay|hom)|(?P<b>\d{1,2}|mot|"
r"hai|ba|bon|bay|muoi) (?:ngay|hom) truoc)\b(?! (?:khi|do|ngay)\b)"
))
_SMALL = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "muoi": 10}
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_IN_WEEK = re.compile(
    (
r"\b(?:(?:thu|t) ?(?P<n>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sun>chu nhat|cn)),? (?:cua )?(?:tuan "
r"(?P<week>truoc nua|truoc|roi|qua|vua roi|vua qua|nay|sau|toi)|(?P<last>vua roi|vua qua|roi|"
r"qua))\b(?! (?:nua|kia)\b)"
)
)
_EDGE = re.compile(
    (
r"\b(?:ngay )?(?P<edge>cuoi cung cua|cuoi cung|cuoi|dau tien cua|dau tien|dau|het) (?:cua "
r")?(?:thang|thg|th|t)\.? ?(?:(?P<m>\d{1,2})(?!\d)|(?P<word>nay|truoc|roi|vua roi|vua qua|"
r"qua))"
)
    r"(?:(?: ?[/-] ?|,? (?:nam )?)(?P<y>20\d\d)(?!\d)|,? nam (?P<near>nay|ngoai|truoc)\b|(?![\d/.-]))"
)
_DAY_OF_MONTH = re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2}),? thang (?P<word>nay|truoc|roi|vua roi|vua qua|qua)\b")

Span = tuple[int, int, date | None]


def find_relative(folded: str, start: int, today: date, year: int | None = None) -> Span | None:
    """The first such expression from ``start`` on: (start, end, day; None where there is no such day)."""
    if not any(word in folded for word in ("hom", "bua", "nay", "qua", "mai", "ngay", "tuan", "thang", "thu", "cuoi", "dau", "het", "day", "roi")):
        return None
    spans = [span for span in _all(folded, start, today, year or today.year) if span]
    return min(spans, key=lambda span: (span[0], -span[1]), default=None)


def _all(folded: str, start: int, today: date, year: int) -> tuple[Span | None, ...]:
    return (
        _near(folded, start, today),
        _ago(folded, start, today),
        _in_week(folded, start, today),
        _edge_of_month(folded, start, today, year),
        _day_of_month(folded, start, today),
    )


def _near(folded: str, start: int, today: date) -> Span | None:
    found = _NEAR.search(folded, start)
    return (*found.span(), today + timedelta(_DAYS[found[1]])) if found else None


def _ago(folded: str, start: int, today: date) -> Span | None:
    found = _AGO.search(folded, start)
    if not found:
        return None
    count = found["a"] or found["b"]
    return (*found.span(), today - timedelta(_SMALL.get(count) or int(count)))


def _in_week(folded: str, start: int, today: date) -> Span | None:
    found = _IN_WEEK.search(folded, start)
    if not found:
        return None
    weekday = _WEEKDAYS.get(found["n"] or "", 6)
    if found["last"]:
        return (*found.span(), today - timedelta((today.weekday() - weekday - 1) % 7 + 1))
    weeks = {"truoc nua": -2, "nay": 0, "sau": 1, "toi": 1}.get(found["week"], -1)
    return (*found.span(), today + timedelta(weekday - today.weekday() + 7 * weeks))


def _month_before(today: date) -> tuple[int, int]:
    return (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)


def _edge_of_month(folded: str, start: int, today: date, year: int) -> Span | None:
    found = _EDGE.search(folded, start)
    if not found:
        return None
    if found["m"]:
        month = int(found["m"])
        year = int(found["y"]) if found["y"] else today.year - (found["near"] != "nay") if found["near"] else year
    else:
        year, month = (today.year, today.month) if found["word"] == "nay" else _month_before(today)
    if not 1 <= month <= 12:
        return (*found.span(), None)
    last = not found["edge"].startswith("dau")
    return (*found.span(), date(year, month, monthrange(year, month)[1] if last else 1))


def _day_of_month(folded: str, start: int, today: date) -> Span | None:
    found = _DAY_OF_MONTH.search(folded, start)
    if not found:
        return None
    year, month = (today.year, today.month) if found["word"] == "nay" else _month_before(today)
    try:
        return (*found.span(), date(year, month, int(found["d"])))
    except ValueError:
        return (*found.span(), None)
