"""A campaign's document as the rows of its sheets, and the place by which a translated text is found again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.workbook.columns import Column, Form, Sheet
from reports.workbook.rule_rows import flatten
from scoring.checking import SECTIONS

Data = Mapping[str, Any]


def rows_of(sheet: Sheet, document: Data) -> Iterator[Data]:
    """The items of a sheet, each with the keys that lead to it."""
    if sheet.rules:
        for criterion in _criteria(document):
            for row in flatten(criterion["rule"]) if "rule" in criterion else ():
                yield {"criterion": criterion["id"], **row}
    elif sheet.within:
        for names, holder in _holders(sheet, document):
            for item in holder.get(sheet.into, ()):
                yield {**names, **item}
    else:
        for word, path in sheet.lists.items():
            for item in find(document, path) or ():
                yield {"section": word, **item}


def _holders(sheet: Sheet, document: Data) -> Iterator[tuple[Data, Data]]:
    """What the items of a sheet belong to, with its names: criteria, or their questions."""
    for criterion in _criteria(document):
        names = {"criterion": criterion["id"]}
        if "fact" in sheet.within:
            yield from (({**names, "fact": fact["name"]}, fact) for fact in criterion["facts"])
        else:
            yield names, criterion


def _criteria(document: Data) -> Iterator[Data]:
    return (criterion for section in SECTIONS for criterion in document.get(section, ()))


def find(item: Any, key: str) -> Any:
    """The value under a key with dots; None when there is none. The key "" means the item itself."""
    for part in key.split(".") if key else ():
        item = item.get(part) if isinstance(item, Mapping) else None
    return item


@dataclass(slots=True)
class Places:
    """Names for rows that stay the same when the workbook is read again: ``Tiêu chí | I.1``."""

    _seen: Counter[str] = field(default_factory=Counter)

    def of_row(self, sheet: Sheet, row: Data) -> str:
        names = [str(row.get("section", ""))] if sheet.lists and len(sheet.lists) > 1 else []
        names += [str(row.get(key, "")) for key in sheet.names if not isinstance(row.get(key), Mapping)]
        place = " | ".join([sheet.name, *(name for name in names if name)])
        self._seen[place] += 1
        return place if self._seen[place] == 1 else f"{place} ({self._seen[place]})"


def place_of(row: str, column: Column) -> str:
    return f"{row} | {column.heading}"


def place_in_form(form: Form, column: Column) -> str:
    return f"{form.name} | {column.heading}"
