"""Rules out of rows: each row finds the rule that it belongs to by its level."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reports.workbook.columns import Column, Kind, Sheet
from reports.workbook.faults import Wrong
from reports.workbook.layout_questions import ROW_KINDS, RULE_KINDS
from reports.workbook.rows import place_of
from reports.workbook.rule_rows import CHILDREN, KIND_KEYS, ROW_KEYS, SCORING
from reports.workbook.tables import Cell, Row
from reports.workbook.values import read_value

if TYPE_CHECKING:
    from reports.workbook.reading import Draft

Path = tuple[str | int, ...]
Data = dict[str, Any]


@dataclass(slots=True)
class _Open:
    """A rule that rows below may belong to. ``kind`` "": its row is wrong, so are those below it."""

    level: int
    kind: str
    rule: Data
    path: Path


@dataclass(slots=True)
class RuleReader:
    """Reads the rows of a sheet of rules, from the first to the last."""

    draft: "Draft"
    sheet: Sheet
    opened: list[_Open] = field(default_factory=list)
    home: Path = ()

    def read(self, criterion: Path, row: Row) -> None:
        """One row of a criterion."""
        if criterion != self.home:
            self.home, self.opened = criterion, []
        level, kind = self._value(row, "level"), self._value(row, "row")
        name = _at(self.draft.document, criterion).get("id", "")
        place = self.draft.places.of_row(self.sheet, {"criterion": name})
        if kind is None or level is None:
            self._need(row, *(key for key, value in (("level", level), ("row", kind)) if value is None))
            return
        while self.opened and self.opened[-1].level >= level:
            self.opened.pop()
        if kind == "rule":
            self._begin(row, criterion, level, name, place)
        else:
            self._belong(row, kind, level, name, place)

    def finish(self) -> None:
        self.opened = []

    def _begin(self, row: Row, criterion: Path, level: int, name: str, place: str) -> None:
        holder = _at(self.draft.document, criterion)
        tr = self.draft.findings.tr
        if level != 1:
            self._wrong(row, "level", tr("the row “{row}” has level 1", row=ROW_KINDS["rule"]))
            return
        if "rule" in holder:
            self._wrong(row, "row", tr("this criterion has a rule already: each has one row of level 1"))
            return
        self._scoring(row, holder, "rule", (*criterion, "rule"), level, "rule", name, place)

    def _belong(self, row: Row, kind: str, level: int, name: str, place: str) -> None:
        tr = self.draft.findings.tr
        if not self.opened or self.opened[-1].level != level - 1:
            self._wrong(row, "level", tr("there is no row of level {level} above that this could belong to", level=level - 1))
            return
        above = self.opened[-1]
        if not above.kind:
            return
        key = CHILDREN.get(above.kind, {}).get(kind)
        if key is None:
            fits = ", ".join(ROW_KINDS[each] for each in CHILDREN.get(above.kind, {})) or tr("nothing")
            message = tr("“{rule}” has no such rows; below it stand: {rows}", rule=RULE_KINDS[above.kind], rows=fits)
            self._wrong(row, "row", message)
            return
        self._add(row, above, kind, key, name, place)

    def _add(self, row: Row, above: _Open, kind: str, key: str, name: str, place: str) -> None:
        if kind == "below":
            self._single(row, above.rule, key, (*above.path, key), kind)
        elif kind == "failures":
            items = above.rule.setdefault(key, [])
            self._count(row, len(items))
            value = self._value(row, "points")
            self.draft.cells[(*above.path, key, len(items))] = row[self._heading("points")]
            if value is None:
                self._need(row, "points")
            else:
                items.append(value)
            self._refuse(row, {"at_least", "points"}, kind)
        elif kind == "otherwise":
            if key in above.rule:
                self._wrong(row, "row", self.draft.findings.tr("there is one row “{row}” already", row=ROW_KINDS[kind]))
                return
            self._scoring(row, above.rule, key, (*above.path, key), above.level + 1, kind, name, place)
        else:
            items = above.rule.setdefault(key, [])
            entry: Data = {}
            path: Path = (*above.path, key, len(items))
            items.append(entry)
            self._entry(row, entry, path, above.level + 1, kind, name, place)

    def _single(self, row: Row, rule: Data, key: str, path: Path, kind: str) -> None:
        self.draft.cells[path] = row[self._heading("points")]
        value = self._value(row, "points")
        if value is None:
            self._need(row, "points")
        else:
            rule[key] = value
        self._refuse(row, {"points"}, kind)

    def _count(self, row: Row, expected: int) -> None:
        times = self._value(row, "at_least")
        if times is not None and times != str(expected):
            tr = self.draft.findings.tr
            self._wrong(row, "at_least", tr("these rows count 0, 1, 2…: write {number} here", number=expected))

    def _entry(self, row: Row, entry: Data, path: Path, level: int, kind: str, name: str, place: str) -> None:
        """A case, part, step or condition; the first two may have a way of scoring of their own."""
        self.draft.cells[path] = row[self._heading("row")]
        keys = dict(ROW_KEYS[kind])
        if kind in SCORING and (kind == "part" or row.get(self._heading("kind")) is None or self._filled(row, "kind")):
            self._scoring(row, entry, "rule", (*path, "rule"), level, kind, name, place)
        else:
            keys |= {"points": "points"} if kind == "case" else {}
            self._refuse(row, set(keys), kind)
            self.opened.append(_Open(level, "", {}, path))
        self._take(row, keys, entry, path, name, place)

    def _scoring(self, row: Row, holder: Data, key: str, path: Path, level: int, row_kind: str, name: str, place: str) -> None:
        """The way of scoring that a row has, under ``key`` of ``holder``."""
        kind = self._value(row, "kind")
        self.draft.cells[path] = row[self._heading("kind")]
        if kind is None:
            self._need(row, "kind")
            self.opened.append(_Open(level, "", {}, path))
            return
        rule: Data = {"kind": kind}
        holder[key] = rule
        self._take(row, KIND_KEYS[kind], rule, path, name, place)
        for child, child_key in CHILDREN.get(kind, {}).items():
            self.draft.cells.setdefault((*path, child_key), row[self._heading("kind")])
            if child not in ("otherwise", "below"):
                rule.setdefault(child_key, [])
        self._refuse(row, {*KIND_KEYS[kind], *ROW_KEYS[row_kind]}, RULE_KINDS[kind])
        self.opened.append(_Open(level, kind, rule, path))

    def _take(self, row: Row, keys: Any, holder: Data, path: Path, name: str, place: str) -> None:
        for column_key, key in keys.items():
            column = self.sheet.column(column_key)
            cell = row.get(column.heading)
            if cell is None:
                continue
            renamed = Column(key, column.heading, column.kind, choices=column.choices)
            value = self.draft.put(holder, path, renamed, cell, home=name, place=place_of(place, column))
            if column.kind is Kind.FACTS and value is not None and key != "facts":
                if len(value) == 1:
                    holder[key] = value[0]
                else:
                    del holder[key]
                    self._wrong(row, column_key, self.draft.findings.tr("name one question here"))

    def _refuse(self, row: Row, used: set[str], kind: str) -> None:
        """What is filled in and means nothing here must not be lost silently."""
        tr = self.draft.findings.tr
        for column in self.sheet.columns:
            if column.key in {"criterion", "level", "row", "kind", *used} or not self._filled(row, column.key):
                continue
            self._wrong(row, column.key, tr("is not used for “{kind}”: clear this cell", kind=ROW_KINDS.get(kind, kind)))

    # ---- cells

    def _heading(self, key: str) -> str:
        return self.sheet.column(key).heading

    def _filled(self, row: Row, key: str) -> bool:
        cell = row.get(self._heading(key))
        return cell is not None and cell.raw is not None

    def _value(self, row: Row, key: str) -> Any:
        cell = row.get(self._heading(key))
        if cell is None or cell.raw is None:
            return None
        try:
            return read_value(self.sheet.column(key), cell.raw, self.draft.findings.tr)
        except Wrong as error:
            self.draft.findings.wrong(cell, str(error))
            return None

    def _need(self, row: Row, *keys: str) -> None:
        for key in keys:
            if not self._filled(row, key):
                self._wrong(row, key, self.draft.findings.tr("is missing: fill it in"))

    def _wrong(self, row: Row, key: str, message: str) -> None:
        cell = row.get(self._heading(key)) or next(iter(row.values()))
        self.draft.findings.wrong(Cell(cell.sheet, cell.row, cell.column, cell.raw), message)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
