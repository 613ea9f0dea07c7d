"""Rows out of a sheet as officers leave them: columns in any order, empty rows between, a title above, notes beside."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from locales import Translator
from reports.workbook.columns import Column, Form, Sheet
from reports.workbook.faults import Fault
from reports.workbook.grids import Grid, Raw
from reports.workbook.notation import fold

_HELP = "↑"  # begins the cells of the row that explains
_HIGHEST = 15  # headings stand in the first rows
_BESIDE = {"stt", "tt", "ghi chu rieng", "giai thich"}  # columns that nobody expects to be read


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a known column, filled or empty."""

    sheet: str
    row: int
    column: int
    raw: Raw | None


Row = Mapping[str, Cell]  # by the column's heading


@dataclass(slots=True)
class Findings:
    """What is found while reading, in the order of the sheets."""

    tr: Translator
    order: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sheets and columns that are not of a campaign, in words

    def wrong(self, cell: Cell, message: str) -> None:
        self.faults.append(Fault(self.order.get(cell.sheet, 99), cell.sheet, cell.row, cell.column, message))


def find_sheet(grids: Sequence[Grid], name: str) -> Grid | None:
    """By its name, without accents and case."""
    return next((grid for grid in grids if fold(grid.name) == fold(name)), None)


def is_campaign(names: Sequence[str]) -> bool:
    """Whether sheets of these names make a campaign."""
    have = {fold(name) for name in names}
    return {"tieu chi", "cau hoi"} <= have or {"phong trao", "tieu chi"} <= have or {"phong trao", "cau hoi"} <= have


def read_form(grid: Grid, form: Form) -> dict[str, Cell]:
    """Heading of a value → its cell, for every value of the form that the sheet has."""
    known = {_plain(column.heading): column for column in form.columns}
    found: dict[str, Cell] = {}
    for (row, column), raw in sorted(grid.cells.items()):
        one = known.get(_plain(raw.text))
        if one is not None and raw.row == row and one.heading not in found:
            value = grid.cells.get((row, column + 1))
            found[one.heading] = Cell(grid.name, row, column + 1, value)
    return found


def read_rows(grid: Grid, sheet: Sheet, findings: Findings) -> list[Row]:
    """The rows that hold something, with a cell for every column of the sheet that is there."""
    top, columns = _headings(grid, sheet)
    if not columns:
        names = ", ".join(column.heading for column in sheet.columns if column.required)
        findings.wrong(
            Cell(grid.name, 0, 0, None), findings.tr("no row of headings was found: they are {names}", names=names)
        )
        return []
    _look_beside(grid, sheet, top, columns, findings)
    return list(_rows(grid, top, columns))


def _rows(grid: Grid, top: int, columns: Mapping[int, str]) -> Iterator[Row]:
    for row in range(top + 1, grid.rows + 1):
        cells = {name: Cell(grid.name, row, place, grid.cells.get((row, place))) for place, name in columns.items()}
        own = [cell.raw for cell in cells.values() if cell.raw is not None and cell.raw.row == row]
        if own and not any(raw.text.startswith(_HELP) for raw in own):
            yield cells


def _headings(grid: Grid, sheet: Sheet) -> tuple[int, dict[int, str]]:
    """The row with most of the headings; column → heading."""
    known = {_plain(column.heading): column.heading for column in sheet.columns}
    best: tuple[int, dict[int, str]] = (0, {})
    for row in range(1, min(grid.rows, _HIGHEST) + 1):
        found: dict[int, str] = {}
        for place in range(1, grid.columns + 1):
            raw = grid.cells.get((row, place))
            name = known.get(_plain(raw.text)) if raw is not None else None
            if name is not None and name not in found.values():
                found[place] = name
        if len(found) > len(best[1]):
            best = row, found
    return best if len(best[1]) >= min(2, len(sheet.columns)) else (0, {})


def _look_beside(grid: Grid, sheet: Sheet, top: int, columns: Mapping[int, str], findings: Findings) -> None:
    """Columns that are missing, and headings that are none of ours: a misspelt one must not silently be no column."""
    missing = [column for column in sheet.columns if column.heading not in columns.values()]
    for place in range(1, grid.columns + 1):
        raw = grid.cells.get((top, place))
        if raw is None or place in columns:
            continue
        near = difflib.get_close_matches(_plain(raw.text), [_plain(one.heading) for one in missing], 1, 0.75)
        if near:
            name = next(one.heading for one in missing if _plain(one.heading) == near[0])
            message = findings.tr("“{text}” is no heading of this sheet: write “{name}”", text=raw.text, name=name)
            findings.wrong(Cell(grid.name, top, place, raw), message)
            missing = [one for one in missing if one.heading != name]
        elif _plain(raw.text) not in _BESIDE:
            said = findings.tr("column “{text}” of sheet “{sheet}”", text=raw.text, sheet=grid.name)
            findings.unread.append(said)
    for column in (one for one in missing if one.required):
        message = findings.tr("the column “{name}” is missing: add it", name=column.heading)
        findings.wrong(Cell(grid.name, top, 0, None), message)


def _plain(heading: str) -> str:
    return fold(heading.replace("*", " "))


def column_of(form: Form | Sheet, heading: str) -> Column:
    return next(each for each in form.columns if each.heading == heading)
