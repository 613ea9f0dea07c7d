"""What stands in a cell and what it means in the document: days, numbers, lists, words out of a list."""

import re
from collections.abc import Mapping
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
    match column.kind:
        case Kind.TEXT:
            return str(value["vi"])
        case Kind.TEXTS:
            return "\n".join(each["vi"].replace("\n", _BREAK) for each in value)
        case Kind.LISTED | Kind.IDS | Kind.FACTS:
            return "; ".join(_guard(each) for each in value) if value else column.nothing
        case Kind.WHOLES:
            return "; ".join(str(each) for each in value) if value else column.nothing
        case Kind.FLAG:
            return YES if value else NO
        case Kind.CHOICE:
            return column.choices[value]
        case Kind.CONDITION:
            return write_condition(value)
        case Kind.OPTIONS:
            return "\n".join(f"{each['id']}: {each['label']['vi']}".replace("\n", _BREAK) for each in value)
        case _:
            return _write_plain(column.kind, value)


def _write_plain(kind: Kind, value: Any) -> Written:
    if kind is Kind.DAY:
        return date.fromisoformat(value)
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
    match column.kind:
        case Kind.TEXT:
            return {"vi": raw.text}
        case Kind.TEXTS:
            return [{"vi": line.replace(_BREAK, "\n")} for line in _lines(raw.text)]
        case Kind.OPTIONS:
            return [_read_option(line, tr) for line in _lines(raw.text)]
        case Kind.LISTED:
            return _split(raw.text)
        case Kind.IDS:
            return _read_ids(column, raw.text)
        case Kind.FACT:
            return _read_fact(raw.text, tr)
        case Kind.FACTS:
            return [_read_fact(each, tr) for each in re.split(r"[;,\n]", raw.text) if each.strip()]
        case Kind.CHOICE:
            return _read_choice(column, raw.text, tr)
        case Kind.FLAG:
            return _read_flag(raw.text, tr)
        case _:
            return _read_plain(column, raw, tr)


def _read_plain(column: Column, raw: Raw, tr: Translator) -> Any:
    match column.kind:
        case Kind.NUMBER:
            return _read_number(raw, tr)
        case Kind.WHOLE:
            return _read_whole(raw.text, tr)
        case Kind.WHOLES:
            if fold(raw.text) == fold(column.nothing):
                return []
            return [_read_whole(each, tr) for each in re.split(r"[;,\s]+", raw.text) if each]
        case Kind.DAY:
            return read_day(raw.value, tr).isoformat()
        case Kind.TIME:
            return read_time(raw.value, tr).isoformat()
        case Kind.MONTH:
            return read_month(raw.value, tr)
        case Kind.WORDS if isinstance(raw.value, date):
            return raw.value.strftime("%d/%m/%Y")  # an example of a day, which Excel made a day of
        case Kind.WORDS if isinstance(raw.value, float) and raw.percent:
            return f"{write_number(read_number(repr(round(raw.value * 100, 10))) or '0')}%"
        case Kind.ID if isinstance(raw.value, date):
            raise Wrong(tr("Excel made a day of this code: write it again with ' before it, for example '1.2"))
        case _:
            return raw.text


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
