"""Days named by their distance from today, by a week or by the end of a month."""

import re
from calendar import monthrange
from datetime import date, timedelta

_WORDS = {
    -2: "hom kia|bua kia|sang hom kia|chieu hom kia|ngay hom kia",
    -1: (
        "hom qua|bua qua|ngay hom qua|sang qua|trua qua|chieu qua|toi qua|dem qua|sang hom qua|"
        "trua hom qua|chieu hom qua|toi hom qua|dem hom qua|yesterday|moi hom qua"
    ),
    0: (
        "hom nay|bua nay|ngay hom nay|sang nay|trua nay|chieu nay|toi nay|today|sang hom nay|trua hom nay|"
        "chieu hom nay|toi hom nay|moi hom nay"
    ),
    1: "ngay mai|mai|sang mai|chieu mai|tomorrow",
    2: "ngay kia|ngay mot",
}
_DAYS = {phrase: days for days, phrases in _WORDS.items() for phrase in phrases.split("|")}
_NEAR = re.compile(r"\b(" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")\b(?! (?:kia|mot)\b)")
_AGO = re.compile(
    r"\b(?:cach day (?P<a>\d{1,2}|mot|hai|ba|bon|nam|sau|bay|muoi) (?:ngay|hom)|"
    r"(?P<b>\d{1,2}|mot|hai|ba|bon|bay|muoi) (?:ngay|hom) truoc)\b(?! (?:khi|do|ngay)\b)"
)
_SMALL = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "muoi": 10}
_WEEKDAYS = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5}
_IN_WEEK = re.compile(
    r"\b(?:(?:thu|t) ?(?P<n>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sun>chu nhat|cn)),? (?:cua )?"
    r"(?:tuan (?P<week>truoc nua|truoc|roi|qua|vua roi|vua qua|nay|sau|toi)|(?P<last>vua roi|vua qua|roi|qua))"
    r"\b(?! (?:nua|kia)\b)"
)
_EDGE = re.compile(
    r"\b(?P<day>ngay )?(?P<edge>cuoi cung|cuoi|dau tien|dau|het) (?:cua )?(?:thang|thg|th|t)\.? ?"
    r"(?:(?P<m>\d{1,2})(?!\d)|(?P<word>nay|truoc|roi|vua roi|vua qua|qua))"
    r"(?:(?: ?[/-] ?|,? (?:nam )?)(?P<y>20\d\d)(?!\d)|,? nam (?P<near>nay|ngoai|truoc)\b|(?![\d/.-]))"
)
_DAY_OF_MONTH = re.compile(r"(?<![\d.,/-])(?P<d>\d{1,2}),? thang (?P<word>nay|truoc|roi|vua roi|vua qua|qua)\b")

# Most texts hold none of these: one search spares the five below.
_HINT = re.compile("hom|bua|nay|qua|mai|tuan|truoc|day|thang|roi|kia|mot|today|yesterday|tomorrow|cuoi|dau|het")

Span = tuple[int, int, date | None]


def find_relative(folded: str, start: int, today: date, year: int | None = None) -> Span | None:
    """The first such expression from ``start`` on: (start, end, day; None where there is no such day)."""
    if not _HINT.search(folded):
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
    if found["edge"] == "dau" and not found["day"]:  # "đầu tháng 3" is any of several days
        return (*found.span(), None)
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
