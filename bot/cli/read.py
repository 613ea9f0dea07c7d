"""``thidua read``: how typed text is understood. JSON lines in, JSON lines out; no database."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import typer

from handlers import reading
from handlers.reading.commands import names_criterion
from handlers.reading.words import label_tokens

# Without a date in the context the day is the real one, where the campaigns are.
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_ASK = {"ask": True}
_FACT_TYPES = ("yes_no", "count", "percent", "date", "choice")


class WrongLine(ValueError):
    """The input line cannot be used; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Given:
    """The context of one line, checked. ``options`` and ``units`` may be strings or objects with a label or name."""

    today: date
    year: int | None
    question: str
    options: tuple[tuple[str, str, tuple[str, ...]], ...]
    units: tuple[str, ...]
    facts: tuple[reading.FactSpec, ...]
    criteria: Mapping[str, str]


def read() -> None:
    """Read JSON lines from standard input and say what each text was understood as.

    In: {"kind", "text", "context"}; out: {"value": …} or {"ask": true}. Kinds: yes_no, count, percent, date, choice,
    phone, command, unit, facts.
    """
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the terminal is
    try:
        for answer in understand_lines(sys.stdin):
            typer.echo(json.dumps(answer, ensure_ascii=False))
    except (WrongLine, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def understand_lines(lines: Iterable[str]) -> Iterable[dict[str, Any]]:
    """The answer to each line that is not blank. Raises ``WrongLine``, naming the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _understand_request(json.loads(line))
        except json.JSONDecodeError as error:
            raise WrongLine(f"standard input, line {number}: not JSON ({error.msg}, column {error.colno})") from error
        except WrongLine as error:
            raise WrongLine(f"standard input, line {number}: {error}") from error
        yield answer


def _understand_request(request: object) -> dict[str, Any]:
    if not isinstance(request, dict):
        raise WrongLine('an object {"kind", "text", "context"} is expected')
    return understand(request.get("kind"), request.get("text"), request.get("context"))


def understand(kind: object, text: object, context: object = None) -> dict[str, Any]:
    """``{"value": …}`` or ``{"ask": True}`` for one text. Raises ``WrongLine`` for an unknown kind or a bad context."""
    if not isinstance(kind, str) or kind not in _READERS:
        raise WrongLine(f"kind: one of {', '.join(_READERS)} is expected, not {kind!r}")
    if not isinstance(text, str):
        raise WrongLine("text: a string is expected")
    if context is not None and not isinstance(context, dict):
        raise WrongLine("context: an object is expected")
    return _READERS[kind](text, _given(context or {}))


def _answer(value: object) -> dict[str, Any]:
    return dict(_ASK) if value is None else {"value": _plain(value)}


def _plain(value: object) -> object:
    """As JSON: a date in ISO form, "not sent" as null, a percent as a decimal string without needless zeros."""
    if value is reading.NOT_SENT:
        return None
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def _date(text: str, given: Given) -> dict[str, Any]:
    """ "Chưa" answers when something was sent, not when it was issued: there the person is asked."""
    read = reading.read_sent_date if _may_be_unsent(given.question) else reading.read_date
    return _answer(read(text, today=given.today, year=given.year, question=given.question))


def _may_be_unsent(question: str) -> bool:
    asked = f" {reading.normalize(question)} "
    return " ban hanh " not in asked or " gui " in asked or " nop " in asked


def _choice(text: str, given: Given) -> dict[str, Any]:
    if not given.options:
        raise WrongLine("context.options: the choices are expected")
    return _answer(reading.read_option(text, [(label, words) for _, label, words in given.options]))


def _command(text: str, given: Given) -> dict[str, Any]:
    command = reading.read_command(text, criteria=given.criteria)
    if command is None and names_criterion(text):
        return dict(_ASK)
    return {"value": command or "none"}


def _unit(text: str, given: Given) -> dict[str, Any]:
    if not given.units:
        raise WrongLine("context.units: the names of the units are expected")
    found = reading.read_unit(text, given.units)
    return _answer(found[0] if len(found) == 1 else None)


def _facts(text: str, given: Given) -> dict[str, Any]:
    if not given.facts:
        raise WrongLine("context.facts: the facts that are asked are expected")
    values = reading.read_facts(text, given.facts, today=given.today, year=given.year)
    return _answer(None if values is None or any(_in_range(value) is None for value in values.values()) else values)


_READERS: dict[str, Callable[[str, Given], dict[str, Any]]] = {
    "yes_no": lambda text, given: _answer(reading.read_yes_no(text, question=given.question)),
    "count": lambda text, given: _answer(_in_range(reading.read_count(text, question=given.question))),
    "percent": lambda text, given: _answer(_in_range(reading.read_percent(text, question=given.question))),
    "date": _date,
    "choice": _choice,
    "phone": lambda text, _: _answer(reading.read_phone(text)),
    "command": _command,
    "unit": _unit,
    "facts": _facts,
}


def _in_range(value: object) -> object:
    """In the chat a value out of range is refused with the reason and asked again: here that is asking."""
    if isinstance(value, Decimal):
        return value if 0 <= value <= 100 else None
    return None if isinstance(value, int) and value < 0 else value


def _given(context: dict[str, Any]) -> Given:
    return Given(
        today=_day(context.get("today")),
        year=_year(context.get("year")),
        question=_text(context.get("question"), "question"),
        options=_options(context.get("options"), "options"),
        units=tuple(label for _, label, _ in _options(context.get("units"), "units")),
        facts=_facts_asked(context.get("facts")),
        criteria=_criteria(context.get("criteria")),
    )


def _day(value: object) -> date:
    if value is None:
        return datetime.now(_ZONE).date()
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise WrongLine(f'context.today: a day such as "2024-12-05" is expected, not {value!r}') from error


def _year(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1945 <= value <= 2100):
        return value
    raise WrongLine(f"context.year: a year such as 2024 is expected, not {value!r}")


def _text(value: object, name: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    raise WrongLine(f"context.{name}: a text is expected")


def _list(value: object, name: str) -> list[Any]:
    if value is None or isinstance(value, list):
        return value or []
    raise WrongLine(f"context.{name}: a list is expected")


def _options(value: object, name: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(_option(item, f"{name}[{index}]") for index, item in enumerate(_list(value, name)))


def _option(item: object, name: str) -> tuple[str, str, tuple[str, ...]]:
    if isinstance(item, str):
        return item, item, ()
    if isinstance(item, dict) and isinstance(label := item.get("label", item.get("name")), str):
        words = tuple(str(word) for word in _list(item.get("words"), f"{name}.words"))
        return str(item.get("id", label)), label, words
    raise WrongLine(f'context.{name}: a text or {{"label", "words"}} is expected')


def _facts_asked(value: object) -> tuple[reading.FactSpec, ...]:
    """A day that is told by the very words of a yes-or-no question before it ("Đã ban hành … chưa?", "Ngày ban hành")
    is asked only after a yes, unless the fact itself says what it ``needs``."""
    facts: list[reading.FactSpec] = []
    for item in _list(value, "facts"):
        fact, words = _fact(item), frozenset(label_tokens(_text(item.get("label"), "facts.label"))) - {"ngay"}
        if fact.type == "date" and "needs" not in item and words:
            asked = [each.name for each in facts if each.type == "yes_no" and words <= set(label_tokens(each.label))]
            fact = replace(fact, needs=asked[0] if len(asked) == 1 else None)
        facts.append(fact)
    return tuple(facts)


def _fact(item: object) -> reading.FactSpec:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str) or item.get("type") not in _FACT_TYPES:
        raise WrongLine(
            f'context.facts: {{"name", "type", "label"}} with a type of {", ".join(_FACT_TYPES)} is expected'
        )
    label = _text(item.get("label"), "facts.label")
    options = _options(item.get("options"), "facts.options")
    unsent = bool(item.get("may_be_unsent", _may_be_unsent(label)))
    needs = _text(item.get("needs"), "facts.needs") or None
    return reading.FactSpec(item["name"], item["type"], label, options, unsent, needs)


def _criteria(value: object) -> dict[str, str]:
    if value is None or isinstance(value, dict):
        return {str(key): str(title) for key, title in (value or {}).items()}
    raise WrongLine("context.criteria: an object of ids and titles is expected")
