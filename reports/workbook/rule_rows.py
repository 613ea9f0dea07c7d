"""Rules as rows: one for the rule, and below it, one level deeper, one for each of its cases, parts, steps, conditions.

A row carries what it is within the rule above it (``ROW_KEYS``) and, where it has a way of scoring of its own, the
values of that (``KIND_KEYS``).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Data = dict[str, Any]

# Way of scoring → column of the sheet → key of the rule.
KIND_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "fixed": {"points": "points"},
    "cases": {},
    "deduction": {"points": "from", "per": "per_item", "fact": "count", "items": "items"},
    "monthly_deduction": {"points": "from", "per": "per_month", "fact": "date", "due_month": "due_month"},
    "brackets": {"fact": "value"},
    "all_or_nothing": {"points": "points", "items": "met"},
    "on_time": {"fact": "facts", "items": "items"},
    "per_item": {"per": "points", "fact": "count", "at_most_items": "at_most_items", "items": "items"},
    "parts": {},
}
# What a row is → column → key of its entry.
ROW_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "rule": {},
    "case": {"when": "when", "text": "because"},
    "otherwise": {},
    "part": {"text": "label", "max_points": "max_points"},
    "step": {"at_least": "at_least", "points": "points"},
    "below": {"points": "points"},
    "requirement": {"when": "when", "text": "unmet"},
    "failures": {"at_least": "at_least", "points": "points"},
}
# Way of scoring → rows that may follow below it → the key that they fill.
CHILDREN: Final[Mapping[str, Mapping[str, str]]] = {
    "cases": {"case": "cases", "otherwise": "otherwise"},
    "parts": {"part": "parts"},
    "brackets": {"step": "steps", "below": "below"},
    "all_or_nothing": {"requirement": "requires"},
    "on_time": {"failures": "points_by_failures"},
}
# Rows that may have a way of scoring of their own.
SCORING: Final = ("rule", "case", "otherwise", "part")


def flatten(
    rule: Mapping[str, Any], level: int = 1, row: str = "rule", entry: Mapping[str, Any] | None = None
) -> Iterator[Data]:
    """The rows of a rule of a campaign's document."""
    kind = rule["kind"]
    values = {column: rule[key] for column, key in KIND_KEYS[kind].items() if key in rule}
    if "fact" in values and isinstance(values["fact"], str):
        values["fact"] = [values["fact"]]
    yield {"level": level, "row": row, **_entry(row, entry or {}), "kind": kind, **values}
    below = level + 1
    for child, key in CHILDREN.get(kind, {}).items():
        if child == "otherwise":
            yield from flatten(rule[key], below, child)
        elif child == "below":
            yield {"level": below, "row": child, "points": rule[key]}
        elif child == "failures":
            for times, points in enumerate(rule[key]):
                yield {"level": below, "row": child, "at_least": str(times), "points": points}
        else:
            for each in rule[key]:
                yield from _flatten_entry(child, each, below)


def _flatten_entry(row: str, entry: Mapping[str, Any], level: int) -> Iterator[Data]:
    if "rule" in entry:
        yield from flatten(entry["rule"], level, row, entry)
        return
    points = {"points": entry["points"]} if "points" in entry else {}
    yield {"level": level, "row": row, **_entry(row, entry), **points}


def _entry(row: str, entry: Mapping[str, Any]) -> Data:
    return {column: entry[key] for column, key in ROW_KEYS[row].items() if key in entry}
