"""What stands in a cell and what it means in the document: days, numbers, lists, words out of a list."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from locales import Translator
from reports.workbook.columns import Column, Kind
from reports.workbook.days import read_day, read_month, read_time
from reports.workbook.faults import Wrong
from reports.workbook.grids import Raw
from reports.workbook.notation import fold, slug, write_condition
from reports.workbook.numerals import read_number, write_number

YES, NO = "Có", "Không"
_YES = {"co", "x", "yes", "true", "1", "dung", "v", "✓"}
_NO = {"khong", "no", "false", "0", "sai", "-"}
_BREAK = "↵"  # a line break within a line of a list
Written = str | int | float | date | time | None


# ---------------------------------------------------------------- writing


def write_value(column: Column, value: Any) -> Written:
    """For the cell. None: it stays empty."""
    if value is None:
        return None
    write = _WRITERS.get(column.kind)
    return write(column, value) if write is not None else _write_plain(column.kind, value)


_WRITERS: Mapping[Kind, Callable[[Column, Any], Written]] = {
    Kind.TEXT: lambda _, value: str(value["vi"]),
    Kind.TEXTS: lambda _, value: "\n".join(each["vi"].replace("\n", _BREAK) for each in value),
    Kind.LISTED: lambda column, value: "; ".join(map(_guard, value)) or column.nothing,
    Kind.IDS: lambda column, value: "; ".join(value) or column.nothing,
    Kind.FACTS: lambda _, value: "; ".join(value),
    Kind.WHOLES: lambda column, value: "; ".join(map(str, value)) or column.nothing,
    Kind.FLAG: lambda _, value: YES if value else NO,
    Kind.CHOICE: lambda column, value: column.choices[value],
    Kind.CONDITION: lambda _, value: write_condition(value),
    Kind.OPTIONS: lambda _, value: "\n".join(
        f"{each['id']}: {each['label']['vi']}".replace("\n", _BREAK) for each in value
    ),
}


def _write_plain(kind: Kind, value: Any) -> Written:
    if kind is Kind.DAY:
        day = date.fromisoformat(value)
        # A spreadsheet knows no day before 1900.
        return day if day.year > 1900 else f"{day.day:02}/{day.month:02}/{day.year:04}"
    if kind is Kind.TIME:
        return time.fromisoformat(value).isoformat("minutes")
    if kind is Kind.MONTH:
        return f"{value[5:]}/{value[:4]}"
    if kind is Kind.NUMBER:
        exact = float(value)
        # A spreadsheet keeps 15 digits; what has more stays a text.
        same = read_number(repr(exact)) == read_number(write_number(value)) and abs(exact) < 1e15
        return (int(exact) if exact.is_integer() else exact) if same else write_number(value)
    return int(value) if kind is Kind.WHOLE else str(value)


def _guard(word: str) -> str:
    return word.replace("\\", "\\\\").replace(";", "\\;")


# ---------------------------------------------------------------- reading


def read_value(column: Column, raw: Raw, tr: Translator) -> Any:
    """The document's value; of a condition its text, which is read when all questions are known. Raises ``Wrong``."""
    if raw.text.startswith("#") and re.fullmatch(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", raw.text):
        raise Wrong(tr("The formula in this cell gives an error ({text}): write the value itself.", text=raw.text))
    read = _READERS.get(column.kind)
    return read(column, raw, tr) if read is not None else _read_words(column.kind, raw, tr)


def _read_words(kind: Kind, raw: Raw, tr: Translator) -> str:
    """A code, a plain text, a condition."""
    if isinstance(raw.value, date):
        if kind is Kind.ID:
            raise Wrong(tr("Excel made a day of this code: write it again with ' before it, for example '1.2"))
        return raw.value.strftime("%d/%m/%Y")  # an example of a day, which Excel made a day of
    if isinstance(raw.value, float) and raw.percent:
        return f"{write_number(read_number(repr(round(raw.value * 100, 10))) or '0')}%"
    return raw.text


def _read_wholes(column: Column, raw: Raw, tr: Translator) -> list[int]:
    if fold(raw.text) == fold(column.nothing):
        return []
    return [_read_whole(each, tr) for each in re.split(r"[;,\s]+", raw.text) if each]


def _read_number(raw: Raw, tr: Translator) -> str:
    if isinstance(raw.value, int | float) and not isinstance(raw.value, bool):
        # A share shown as a percent: 0.9 is 90. repr gives the digits that were typed.
        value = round(raw.value * 100, 10) if raw.percent else raw.value
        return read_number(format(value, "f") if "e" in repr(value) else repr(value)) or "0"
    number = read_number(raw.text.rstrip("% ")) if isinstance(raw.value, str) else None
    if number is None:
        raise Wrong(tr("“{text}” is no number. Write for example: 10 or 2,5", text=_shown(raw.text)))
    return number


def _read_whole(text: str, tr: Translator) -> int:
    number = read_number(text.replace("−", "-"))
    if number is None or "." in number or len(number) > 9:
        raise Wrong(tr("“{text}” is no whole number. Write for example: 3", text=_shown(text)))
    return int(number)


def _read_choice(column: Column, text: str, tr: Translator) -> str:
    wanted = fold(text)
    for value, word in column.choices.items():
        if wanted in (fold(word), value):
            return value
    known = ", ".join(column.choices.values())
    raise Wrong(tr("“{text}” is not in the list. Choose one of: {known}", text=_shown(text), known=known))


def _read_flag(text: str, tr: Translator) -> bool:
    if fold(text) not in _YES | _NO:
        raise Wrong(tr("“{text}” is not understood. Write Có or Không.", text=_shown(text)))
    return fold(text) in _YES


def _read_fact(text: str, tr: Translator) -> str:
    name = slug(text)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise Wrong(tr("“{text}” is no name of a question. Write for example: so_nhiem_vu", text=_shown(text)))
    return name


def _read_ids(column: Column, text: str) -> list[str]:
    if column.nothing and fold(text) == fold(column.nothing):
        return []
    return [each.strip() for each in re.split(r"[;,\n]", text) if each.strip()]


def _read_option(line: str, tr: Translator) -> Mapping[str, Any]:
    code, colon, label = line.replace(_BREAK, "\n").partition(":")
    if not (colon and code.strip() and label.strip()):
        raise Wrong(tr("“{text}” is no choice. Write code: name, for example: mo_hinh: Mô hình", text=_shown(line)))
    return {"id": code.strip(), "label": {"vi": label.strip()}}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _split(text: str) -> list[str]:
    """At “;” and line breaks; ``\\;`` is a “;” of the text."""
    parts = re.findall(r"(?:\\.|[^;\n\\]|\\$)+", text)
    return [word for part in parts if (word := re.sub(r"\\(.)", r"\1", part).strip())]


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"


_READERS: Mapping[Kind, Callable[[Column, Raw, Translator], Any]] = {
    Kind.TEXT: lambda _, raw, __: {"vi": raw.text},
    Kind.TEXTS: lambda _, raw, __: [{"vi": line.replace(_BREAK, "\n")} for line in _lines(raw.text)],
    Kind.OPTIONS: lambda _, raw, tr: [_read_option(line, tr) for line in _lines(raw.text)],
    Kind.LISTED: lambda _, raw, __: _split(raw.text),
    Kind.IDS: lambda column, raw, _: _read_ids(column, raw.text),
    Kind.FACT: lambda _, raw, tr: _read_fact(raw.text, tr),
    Kind.FACTS: lambda _, raw, tr: [_read_fact(each, tr) for each in re.split(r"[;,\n]", raw.text) if each.strip()],
    Kind.CHOICE: lambda column, raw, tr: _read_choice(column, raw.text, tr),
    Kind.FLAG: lambda _, raw, tr: _read_flag(raw.text, tr),
    Kind.NUMBER: lambda _, raw, tr: _read_number(raw, tr),
    Kind.WHOLE: lambda _, raw, tr: _read_whole(raw.text, tr),
    Kind.WHOLES: _read_wholes,
    Kind.DAY: lambda _, raw, tr: read_day(raw.value, tr).isoformat(),
    Kind.TIME: lambda _, raw, tr: read_time(raw.value, tr).isoformat(),
    Kind.MONTH: lambda _, raw, tr: read_month(raw.value, tr),
}
