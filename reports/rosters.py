"""An officer's list of units and contacts, row by row, as it is meant: sections, totals and signatures left out.

Reads .xlsx and .csv (``read_grids``), finds the headings (``find_columns``) and gives what stands below them as text;
what the texts mean (phones, units that are known already) is for the caller to find out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.roster_cells import Cell, Grid, RosterFileError, Unreadable, read_grids
from reports.roster_headings import Columns, Group, PersonColumns, columns_at, find_columns, fold


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One person of a row. ``role`` and ``position`` as they are written; ``group``: from the heading."""

    name: str
    phone: str = ""
    role: str = ""
    position: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row. ``unit`` may be that of the row above, where it is merged or left blank; "" when no unit is named.
    ``section``: the heading within the list ("II. Các khu phố") that it stands under. ``sheet`` is "" in a .csv file.
    """

    sheet: str
    row: int
    unit: str
    code: str = ""
    type: str = ""
    section: str = ""
    people: tuple[ListedPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """``skipped``: sheets in which no headings were found."""

    rows: tuple[ListedRow, ...]
    skipped: tuple[str, ...] = ()


def read_roster(data: bytes) -> Roster:
    """The list in the bytes of an .xlsx or .csv file. Raises ``RosterFileError``."""
    rows: list[ListedRow] = []
    skipped: list[str] = []
    grids = read_grids(data)
    for grid in grids:
        columns = find_columns(grid)
        if columns is None:
            skipped.append(grid.sheet)
        else:
            rows += _Table(grid, columns).read()
    if len(skipped) == len(grids):
        raise RosterFileError(Unreadable.NO_TABLE)
    return Roster(tuple(rows), tuple(skipped))


_NOTHING = frozenset("khong|khong co|chua co|k co|ko|ko co|chua|x|na|n a|0|trong|none|null".split("|"))
_FORMULA_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_TOTAL = re.compile(r"(?:tổng (?:số|cộng)|tong (?:so|cong))\b|(?:cộng|tổng|total)\s*(?::|$|\d|\()", re.IGNORECASE)
_FOOTER = re.compile(
    r"nguoi lap|lap bieu|noi nhan|ky ten|xac nhan cua|luu y|ghi chu|(?:tm|tl|kt|tuq) (?:uy ban|ubnd|chu tich|bch|ban)"
    r"|(?:\w+ )*ngay (?:\d+ )?thang (?:\d+ )?nam(?: \d+)?$|chu tich$|pho chu tich$|thu truong don vi$"
)
_SECTION_NUMBER = re.compile(r"(?:[ivx]+|[a-h])$")
_SECTION_TITLE = re.compile(r"(?:[IVX]{1,4}|[A-H])\s*[.)/-]\s*[^\W\d]")
_SECTION_WORD = re.compile(r"(?:cac|khoi|nhom) ")
_TITLE = re.compile(r"^\s*(?:ông|bà|đồng chí|đ/c|đ\.c|thầy|cô|anh|chị|ô\.|b\.)\s*[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE)
_SEVERAL_PHONES = re.compile(r"[\n;/]")


class _Table:
    """One sheet on the way from row to row: what a blank unit or a row of its own stands for depends on those above."""

    def __init__(self, grid: Grid, columns: Columns) -> None:
        self.grid, self.columns = grid, columns
        self.section = ""
        self.above: ListedRow | None = None
        number = columns.number
        below = range(columns.bottom + 1, grid.rows + 1)
        self.numbered = any(grid.text(row, number).rstrip(".").isdigit() for row in below)

    def read(self) -> Iterator[ListedRow]:
        row = self.columns.bottom
        while (row := row + 1) <= self.grid.rows:
            if (again := columns_at(self.grid, row, row)) is not None and again.known >= max(2, self.columns.known):
                self.columns = again  # the headings once more, on the next page
            elif not self.grid.row(row):
                self.above = None
            elif self._is_footer(row):
                return
            elif not self._is_beside(row) and not self._begins_section(row) and (listed := self._listed(row)):
                self.above = listed
                yield listed

    def _listed(self, row: int) -> ListedRow | None:
        at, columns = self.grid, self.columns
        people = tuple(person for one in columns.people for person in self._people(row, one))
        unit, kind = _filled(at.text(row, columns.unit)), _filled(at.text(row, columns.type))
        code = at.text(row, columns.code)  # "X" may be one
        if not (unit or code or people):
            return None  # a number that waits for its unit, or a remark
        if not unit and not code and self.above is not None and not self._has_own_number(row):
            unit, code, kind = self.above.unit, self.above.code, self.above.type
        return ListedRow(at.sheet, row, _one_line(unit), code, _one_line(kind), self.section, people)

    def _people(self, row: int, columns: PersonColumns) -> Iterator[ListedPerson]:
        text = self.grid.text
        parts = dict.fromkeys(cell for column in columns.names if (cell := self.grid.at(row, column)))
        name = _filled(" ".join(part.text for part in parts))
        phones = [phone for column in columns.phones if (phone := _filled(text(row, column)))]
        role, position = _filled(text(row, columns.role)), _filled(text(row, columns.position))
        # A column "Zalo" may hold a number, or only say "có".
        numbers = [phone for phone in phones if sum(c.isdigit() for c in phone) >= 8]
        best = next(iter(numbers or [phone for phone in phones if fold(phone) != "co"]), "")
        for one, phone in _pair(name, best):
            if one or phone:
                yield ListedPerson(_TITLE.sub("", one), phone, _one_line(role), _one_line(position), columns.group)

    def _has_own_number(self, row: int) -> bool:
        cell = self.grid.at(row, self.columns.number) if self.columns.number is not None else None
        return cell is not None and cell.row == row

    def _is_footer(self, row: int) -> bool:
        """The signatures below a list. They have no number, and whatever stands below them belongs to them."""
        cells = self.grid.row(row)
        has_phone = any(re.search(r"\d[\d .]{7,}", cell.text) for cell in cells)
        # "Người lập biểu" often stands in the column of the numbers itself.
        counted = self._has_own_number(row) and any(c.isdigit() for c in self.grid.text(row, self.columns.number))
        return not has_phone and not counted and bool(_FOOTER.match(fold(cells[0].text)))

    def _is_beside(self, row: int) -> bool:
        """A row of column numbers right below the headings, or a total."""
        cells = self.grid.row(row)
        if any(_TOTAL.match(cell.text) for cell in cells[:2]):
            return True
        first = row == self.columns.bottom + 1
        return first and len(cells) > 1 and all(re.fullmatch(r"\d{1,2}|[a-z]", fold(cell.text)) for cell in cells)

    def _begins_section(self, row: int) -> bool:
        """Remember a heading within the list: merged across the table, marked I, II, A, B where rows have 1, 2, 3, or
        a line of its own that says "I. …", "Các …", "Khối …"."""
        number = self.grid.at(row, self.columns.number) if self.columns.number is not None else None
        cells = self.grid.row(row)
        rest = [cell for cell in cells if cell != number or cell.width > 1] or cells
        title = rest[0]
        if any(self._holds_person(cell) and cell.width == 1 for cell in rest):
            return False
        alone = len(rest) == 1 and title.row == row
        mark = fold(number.text) if number is not None and number != title else ""
        if not (
            (alone and self._is_wide(title))
            or (self.numbered and _SECTION_NUMBER.match(mark))
            or (alone and not mark and _SECTION_TITLE.match(title.text))
            or (alone and not mark and self.numbered and _SECTION_WORD.match(fold(title.text)))
        ):
            return False
        self.section, self.above = _one_line(title.text), None
        return True

    def _holds_person(self, cell: Cell) -> bool:
        columns = {column for one in self.columns.people for column in (*one.names, *one.phones)}
        return any(cell.column <= column < cell.column + cell.width for column in columns)

    def _is_wide(self, cell: Cell) -> bool:
        covers_unit = cell.column <= self.columns.unit < cell.column + cell.width
        return covers_unit and cell.width > 1 and (self._holds_person(cell) or cell.width > 2)


def _filled(text: str) -> str:
    """The text, or "" for what people write into a cell that has nothing."""
    empty = not re.search(r"\w", text) or fold(text) in _NOTHING or _FORMULA_ERROR.match(text)
    return "" if empty else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _pair(name: str, phone: str) -> list[tuple[str, str]]:
    """Several people of one cell, where each line is a whole name and has its own phone; otherwise one person."""
    names = [_one_line(part) for part in re.split(r"[\n;]", name) if part.strip()]
    phones = [part.strip() for part in _SEVERAL_PHONES.split(phone) if part.strip()]
    if len(names) > 1 and len(names) == len(phones) and all(len(one.split()) > 1 for one in names):
        return list(zip(names, phones, strict=True))
    return [(_one_line(name), phone)]
