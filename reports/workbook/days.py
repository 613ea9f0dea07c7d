"""Days, months and hours as cells hold them: real ones, or the text that somebody typed."""

import re
from datetime import date, time, timedelta

from locales import Translator
from reports.workbook.faults import Wrong
from reports.workbook.grids import Value

_DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_MONTH = re.compile(r"(?:tháng\s*)?(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{2})?(?::\d{2})?", re.IGNORECASE)
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet


def read_day(value: Value, tr: Translator) -> date:
    """Raises ``Wrong``."""
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 36_000 < value < 73_000:
        return _EPOCH + timedelta(days=int(value))  # a day in a cell that shows plain numbers
    text = str(value).strip()
    try:
        if found := _DAY.fullmatch(text):
            day, month, year = (int(each) for each in found.groups())
            return date(year, month, day)
        if found := _ISO.fullmatch(text):
            return date(*(int(each) for each in found.groups()))
    except ValueError:
        raise Wrong(tr("{text} is not a day of the calendar.", text=text)) from None
    raise Wrong(tr("“{text}” is no day. Write day/month/year, for example: 26/04/2024", text=text[:60]))


def read_month(value: Value, tr: Translator) -> str:
    """``2024-02``. Raises ``Wrong``."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    found = _MONTH.fullmatch(str(value).strip())
    if found and 1 <= int(found[1]) <= 12:
        return f"{int(found[2]):04}-{int(found[1]):02}"
    if iso := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", str(value).strip()):
        return iso[0]
    raise Wrong(tr("“{text}” is no month. Write month/year, for example: 02/2024", text=str(value)[:60]))


def read_time(value: Value, tr: Translator) -> time:
    """Raises ``Wrong``."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 <= value < 1:  # a part of a day, in a cell that shows plain numbers
        minutes = round(value * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = _TIME.fullmatch(str(value).strip())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Wrong(tr("“{text}” is no time of day. Write for example: 08:00", text=str(value)[:60]))
