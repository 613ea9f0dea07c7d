"""The document of a campaign while a workbook is read: where each value stands, and what needs the whole of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.workbook import english, layout
from reports.workbook.columns import Column, Kind, Sheet
from reports.workbook.faults import Wrong
from reports.workbook.grids import Grid
from reports.workbook.notation import Options, fold, read_condition
from reports.workbook.rows import Places
from reports.workbook.tables import Cell, Findings, find_sheet, read_rows
from reports.workbook.values import read_value
from scoring.checking import SECTIONS

Path = tuple[str | int, ...]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """A condition that is read when all questions are known. ``home``: the criterion it stands at."""

    holder: Data
    key: str
    text: str
    cell: Cell
    home: str


@dataclass(slots=True)
class Draft:
    """The document on its way. ``cells``, ``columns``: path in the document → where it stands. ``lost``: criteria that
    rows name and that are not there, each told once. ``loose``: criteria with a row of their rule that could not be
    placed: it may be the one that is missing."""

    findings: Findings
    document: Data = field(default_factory=dict)
    cells: dict[Path, Cell] = field(default_factory=dict)
    columns: dict[Path, Column] = field(default_factory=dict)
    texts: list[tuple[str, Data]] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    lost: set[tuple[str, str]] = field(default_factory=set)
    loose: set[Path] = field(default_factory=set)

    def put(self, holder: Data, path: Path, column: Column, cell: Cell, *, home: str = "", place: str = "") -> Any:
        """Read a cell into an item. Faults are noted; the value, or None."""
        keys = column.key.split(".") if column.key else []
        self.cells[(*path, *keys)] = cell
        self.columns[(*path, *keys)] = column
        for depth in range(1, len(keys)):
            self.cells.setdefault((*path, *keys[:depth]), cell)
        if cell.raw is None:
            return None
        try:
            value = read_value(column, cell.raw, self.findings.tr)
        except Wrong as error:
            self.findings.wrong(cell, str(error))
            return None
        *deeper, last = column.key.split(".")
        for key in deeper:
            holder = holder.setdefault(key, {})
        if column.kind is Kind.CONDITION:
            self.later.append(Later(holder, last, cell.raw.text, cell, home))
        else:
            holder[last] = value
            self.texts += english.texts_in(column, value, place)
        return value


def read_conditions(draft: Draft) -> None:
    known: dict[tuple[str, str], Mapping[str, str] | None] = {}
    for section in SECTIONS:
        for criterion in draft.document.get(section, ()):
            for fact in criterion.get("facts", ()):
                options = {
                    fold(name): option["id"]
                    for option in fact.get("options", ())
                    if "id" in option
                    for name in (option.get("label", {}).get("vi", ""), option["id"])
                }
                known[criterion.get("id", ""), fact.get("name", "")] = options or None

    for one in draft.later:
        try:
            one.holder[one.key] = read_condition(one.text, draft.findings.tr, options=_options_for(known, one.home))
        except Wrong as error:
            draft.findings.wrong(one.cell, str(error))


def _options_for(known: Mapping[tuple[str, str], Mapping[str, str] | None], home: str) -> Options:
    return lambda criterion, fact: known.get((criterion or home, fact))


def read_english(draft: Draft, grids: Sequence[Grid]) -> None:
    grid = find_sheet(grids, layout.ENGLISH)
    if grid is None:
        return
    columns = tuple(Column(heading, heading, Kind.WORDS) for heading in english.HEADINGS)
    rows = read_rows(grid, Sheet(layout.ENGLISH, "", columns), draft.findings)
    read = []
    for row in rows:
        vi, en, place = (row[name].raw if name in row else None for name in english.HEADINGS)
        if vi is not None:
            read.append(english.Translation(vi.text, en.text if en else None, place.text if place else ""))
    english.put_in(draft.texts, read)
