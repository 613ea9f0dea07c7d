"""A list of people as cells: sheets of an .xlsx workbook or a .csv file, with merged cells spread out."""

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # a workbook that unpacks to more is none that an office made
MAX_ROWS, MAX_COLUMNS = 5000, 100


class Unreadable(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_OR_LOCKED = "old_or_locked"  # .xls of Excel 97, or protected by a password: both look alike
    DAMAGED = "damaged"
    NO_TABLE = "no_table"  # no sheet has a row of headings that names units


class RosterFileError(Exception):
    """The file cannot be used. ``reason`` says why; the caller has the words."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and the place that it fills: ``row`` and ``column`` (from 1) of its first cell; wider when merged."""

    text: str
    row: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. ``cells``: (row, column) from 1 → what is shown there; empty places are missing. ``rows`` and
    ``columns``: the last ones that show something."""

    sheet: str
    cells: dict[tuple[int, int], Cell]
    rows: int
    columns: int

    @classmethod
    def of(cls, sheet: str, cells: dict[tuple[int, int], Cell]) -> "Grid":
        rows, columns = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
        return cls(sheet, cells, rows, columns)

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def text(self, row: int, column: int | None) -> str:
        """ "" where there is nothing, or no such column."""
        cell = self.cells.get((row, column)) if column is not None else None
        return cell.text if cell else ""

    def row(self, row: int) -> list[Cell]:
        """The cells that a row shows, each once, from the left."""
        found = (self.at(row, column) for column in range(1, self.columns + 1))
        return list(dict.fromkeys(cell for cell in found if cell))


def read_grids(data: bytes) -> list[Grid]:
    """Every visible sheet that is not empty. Raises ``RosterFileError``."""
    if not data.strip():
        raise RosterFileError(Unreadable.EMPTY)
    if len(data) > MAX_BYTES:
        raise RosterFileError(Unreadable.TOO_LARGE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RosterFileError(Unreadable.OLD_OR_LOCKED)
    grids = list(_workbook(data)) if data.startswith(b"PK") else [_csv(data)]
    if not (filled := [grid for grid in grids if grid.cells]):
        raise RosterFileError(Unreadable.EMPTY)
    if any(grid.rows > MAX_ROWS for grid in filled):
        raise RosterFileError(Unreadable.TOO_LARGE)
    return filled


# ---------------------------------------------------------------- workbooks


def _workbook(data: bytes) -> Iterator[Grid]:
    from openpyxl import load_workbook

    if _unpacked_size(data) > MAX_UNPACKED:
        raise RosterFileError(Unreadable.TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it does not keep; nothing is written back
            book = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # openpyxl lets whatever a damaged part causes through
        raise RosterFileError(Unreadable.DAMAGED) from error
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield _sheet(sheet)


def _unpacked_size(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise RosterFileError(Unreadable.DAMAGED) from error


def _sheet(sheet: Any) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    # The stored cells: iter_rows would make one for every place of a sheet that was formatted down to row 1,048,576.
    for (row, column), stored in sheet._cells.items():  # noqa: SLF001 - see above
        text = _text(stored.value)
        if text and column <= MAX_COLUMNS:
            cells[row, column] = Cell(text, row, column)
    for merged in sheet.merged_cells.ranges:
        first = cells.get((merged.min_row, merged.min_col))
        if first is None or merged.min_row > MAX_ROWS:
            continue
        wide = Cell(first.text, first.row, first.column, merged.max_col - merged.min_col + 1)
        for row in range(merged.min_row, min(merged.max_row, MAX_ROWS) + 1):
            for column in range(merged.min_col, min(merged.max_col, MAX_COLUMNS) + 1):
                cells[row, column] = wide
    return Grid.of(sheet.title, cells)


def _text(value: Any) -> str:
    """A value as its reader sees it, without the ".0" that a number gets on the way."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()


# ---------------------------------------------------------------- csv


def _csv(data: bytes) -> Grid:
    text = _decode(data)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise RosterFileError(Unreadable.DAMAGED) from error
    return Grid.of(
        "",
        {
            (row, column): Cell(shown, row, column)
            for row, record in enumerate(records, 1)
            for column, value in enumerate(record[:MAX_COLUMNS], 1)
            if (shown := _text(value))
        },
    )


def _decode(data: bytes) -> str:
    """UTF-8 or UTF-16 ("Unicode text"), else what Excel writes on a Vietnamese Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:1000]:
        raise RosterFileError(Unreadable.DAMAGED)
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterFileError(Unreadable.DAMAGED)


def _delimiter(text: str) -> str:
    """The one that stands most often in the first lines: Excel writes ";" where a comma is the decimal sign."""
    first = text.splitlines()[:20]
    if first and first[0].lower().startswith("sep=") and len(first[0].strip()) == 5:
        return first[0].strip()[-1]
    return max(";,\t", key=lambda sign: sum(line.count(sign) for line in first))
