"""Translations on a sheet of their own: who writes Vietnamese alone never meets them.

A text is found again by its Vietnamese. Where the same Vietnamese has different translations (or one without), each has
a row with its place. Vietnamese that was changed has lost its translation, rightly.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.workbook.columns import Column, Kind

HEADINGS = ("Tiếng Việt", "Tiếng Anh", "Chỉ dùng ở")


@dataclass(frozen=True, slots=True)
class Translation:
    """``place`` "": wherever this Vietnamese stands. ``en`` None: none there."""

    vi: str
    en: str | None
    place: str = ""


def texts_in(column: Column, value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The texts of a cell that have translations, each with its place."""
    if column.kind is Kind.TEXT:
        yield place, value
    elif column.kind is Kind.TEXTS:
        for number, text in enumerate(value, 1):
            yield f"{place} | {number}", text
    elif column.kind is Kind.OPTIONS:
        for option in value:
            yield f"{place} | {option['id']}", option["label"]


def collect(texts: Iterable[tuple[str, dict[str, Any]]]) -> list[Translation]:
    """The rows of the sheet, in the order in which texts appear."""
    by_words: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for place, text in texts:
        by_words[text["vi"]].append((place, text.get("en")))
    rows: list[Translation] = []
    for vi, found in by_words.items():
        if len({en for _, en in found}) == 1:
            rows += [Translation(vi, found[0][1])] if found[0][1] is not None else []
        else:
            rows += [Translation(vi, en, place) for place, en in found]
    return rows


def put_in(texts: Iterable[tuple[str, dict[str, Any]]], rows: Iterable[Translation]) -> None:
    """Give the texts that were read their translations."""
    placed = {(row.vi, row.place): row.en for row in rows}
    for place, text in texts:
        vi = text["vi"]
        en = placed[vi, place] if (vi, place) in placed else placed.get((vi, ""))
        if en is not None:
            text["en"] = en
