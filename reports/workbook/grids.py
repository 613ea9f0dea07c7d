"""The sheets of an .xlsx file as typed cells, whatever Excel, LibreOffice or a phone wrote: merged cells spread out."""

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from reports.workbook.faults import Unusable, WorkbookError

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # a workbook that unpacks to more is none that an office made
MAX_ROWS, MAX_COLUMNS = 5000, 60

Value = str | int | float | bool | date | time


@dataclass(frozen=True, slots=True)
class Raw:
    """What a cell holds: never empty, texts composed (NFC) and without outer spaces. ``percent``: a number shown as
    90 % is 0.9. ``row``, ``column``: its own place, or the first one of the merged cell that it belongs to."""

    value: Value
    row: int
    column: int
    percent: bool = False

    @property
    def text(self) -> str:
        """As its reader sees it, without the “.0” that a number gets on the way."""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: (row, column) from 1 → what is shown there; empty places are missing."""

    name: str
    cells: dict[tuple[int, int], Raw]
    rows: int
    columns: int


def read_grids(data: bytes) -> list[Grid]:
    """Every sheet. Formulas give the value that they had when the file was saved. Raises ``WorkbookError``."""
    if not data.strip():
        raise WorkbookError(Unusable.EMPTY)
    if len(data) > MAX_BYTES:
        raise WorkbookError(Unusable.TOO_LARGE)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WorkbookError(Unusable.OLD_OR_LOCKED)
    if not data.startswith(b"PK"):
        raise WorkbookError(Unusable.NOT_EXCEL)
    return list(_sheets(data))


def sheet_names(data: bytes) -> list[str]:
    """The names of the sheets alone, quickly. Raises ``WorkbookError``."""
    from openpyxl import load_workbook

    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it does not keep; nothing is written back
            book = load_workbook(io.BytesIO(data), read_only=True)
            names = list(book.sheetnames)
            book.close()
    except Exception as error:  # openpyxl lets whatever a damaged part causes through
        raise WorkbookError(Unusable.DAMAGED) from error
    return names


def _sheets(data: bytes) -> Iterator[Grid]:
    from openpyxl import load_workbook

    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            book = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # as above
        raise WorkbookError(Unusable.DAMAGED) from error
    for sheet in book.worksheets:
        yield _grid(sheet)


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise WorkbookError(Unusable.DAMAGED) from error
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise WorkbookError(Unusable.TOO_LARGE)
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise WorkbookError(Unusable.NOT_EXCEL)


def _grid(sheet: Any) -> Grid:
    cells: dict[tuple[int, int], Raw] = {}
    # The stored cells: iter_rows would make one for every place of a sheet that was formatted down to row 1,048,576.
    for (row, column), stored in sheet._cells.items():  # noqa: SLF001 - see above
        value = _value(stored.value)
        if value is not None and column <= MAX_COLUMNS:
            cells[row, column] = Raw(value, row, column, "%" in str(stored.number_format))
    if max((row for row, _ in cells), default=0) > MAX_ROWS:
        raise WorkbookError(Unusable.TOO_LARGE)
    for merged in sheet.merged_cells.ranges:
        first = cells.get((merged.min_row, merged.min_col))
        if first is not None:
            for row in range(merged.min_row, min(merged.max_row, MAX_ROWS) + 1):
                cells[row, merged.min_col] = (
                    first  # down, not across: a heading over several columns is one of the first
                )
    rows, columns = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
    return Grid(sheet.title, cells, rows, columns)


def _value(value: Any) -> Value | None:
    if isinstance(value, datetime):
        # A day as Excel keeps it. Midnight is what a time of day has where there is no day (1899-12-30).
        return value.time() if value.year < 1900 else value.date()
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return time(seconds // 3600, seconds // 60 % 60) if 0 <= seconds < 86_400 else str(value)
    if isinstance(value, bool | int | float | date | time):
        return value
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\xa0", " ").strip() if value else ""
    return text or None
