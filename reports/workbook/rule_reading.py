"""Rules out of rows: each row finds the rule that it belongs to by its level."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reports.workbook.columns import Kind, Sheet
from reports.workbook.draft import Draft
from reports.workbook.faults import Wrong
from reports.workbook.layout_questions import ROW_KINDS, RULE_KINDS
from reports.workbook.rows import place_of
from reports.workbook.rule_rows import CHILDREN, KIND_KEYS, ROW_KEYS, SCORING
from reports.workbook.tables import Cell, Row
from reports.workbook.values import read_value

_NOWHERE = "nowhere"  # in front of what has no place in the document
Path = tuple[str | int, ...]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the sheet. ``name``: its criterion; ``place``: by which its translations are found."""

    draft: Draft
    sheet: Sheet
    row: Row
    name: str
    place: str

    def cell(self, key: str) -> Cell:
        """Of a column; the first of the row where the column is not there."""
        return self.row.get(self.sheet.column(key).heading) or next(iter(self.row.values()))

    def filled(self, key: str) -> bool:
        cell = self.row.get(self.sheet.column(key).heading)
        return cell is not None and cell.raw is not None

    def value(self, key: str) -> Any:
        """None when it is empty, or wrong, which is noted."""
        raw = self.cell(key).raw if self.filled(key) else None
        if raw is None:
            return None
        try:
            return read_value(self.sheet.column(key), raw, self.draft.findings.tr)
        except Wrong as error:
            self.wrong(key, str(error))
            return None

    def need(self, key: str) -> Any:
        """As ``value``; an empty cell is a fault."""
        if not self.filled(key):
            self.wrong(key, self.draft.findings.tr("is missing: fill it in"))
        return self.value(key)

    def wrong(self, key: str, message: str) -> None:
        self.draft.findings.wrong(self.cell(key), message)

    def take(self, keys: Mapping[str, str], holder: Data, path: Path) -> None:
        """Put cells into a rule or an entry: column → key."""
        for name, key in keys.items():
            column = self.sheet.column(name)
            cell = self.row.get(column.heading)
            if cell is None:
                continue
            renamed = replace(column, key=key)
            value = self.draft.put(holder, path, renamed, cell, home=self.name, place=place_of(self.place, column))
            if column.kind is Kind.FACTS and value is not None and key != "facts":
                holder[key] = value[0] if value else ""
                if len(value) != 1:
                    self.wrong(name, self.draft.findings.tr("name one question here"))

    def refuse_all_but(self, used: set[str], kind: str) -> None:
        """What is filled in and means nothing here must not be lost silently."""
        tr = self.draft.findings.tr
        for column in self.sheet.columns:
            if column.key not in {"criterion", "level", "row", "kind", *used} and self.filled(column.key):
                self.wrong(column.key, tr("is not used for “{kind}”: clear this cell", kind=kind))


@dataclass(frozen=True, slots=True)
class _Open:
    """A rule that rows below may belong to. ``kind`` "": its row has none, or a wrong one."""

    level: int
    kind: str
    rule: Data
    path: Path


@dataclass(slots=True)
class RuleReader:
    """Reads the rows of the sheet of rules, from the first to the last."""

    draft: Draft
    sheet: Sheet
    opened: list[_Open] = field(default_factory=list)
    home: Path = ()

    def read(self, criterion: Path, row: Row) -> None:
        """One row; ``criterion``: where that is in the document."""
        if criterion != self.home:
            self.home, self.opened = criterion, []
        holder: Any = self.draft.document
        for part in criterion:
            holder = holder[part]
        place = self.draft.places.of_row(self.sheet, {"criterion": holder["id"]})
        line = _Line(self.draft, self.sheet, row, holder["id"], place)
        level, kind = line.need("level"), line.need("row")
        level = self._level_of(kind) if level is None else level
        while self.opened and self.opened[-1].level >= level:
            self.opened.pop()
        if kind is None:
            self._set_aside(line, level)
        elif kind == "rule":
            self._begin(line, level, holder)
        else:
            self._belong(line, level, kind)

    def _level_of(self, kind: str | None) -> int:
        """Where a row without a level probably stands."""
        fits = (each.level + 1 for each in reversed(self.opened) if kind in CHILDREN.get(each.kind, {}))
        return next(fits, self.opened[-1].level if self.opened and kind != "rule" else 1)

    def _set_aside(self, line: _Line, level: int) -> None:
        """A row that cannot be placed: what is wrong in its other cells is said all the same, and rows below it are not
        blamed."""
        for column in self.sheet.columns:
            if column.key not in {"criterion", "level", "row"} and line.filled(column.key):
                self.draft.put({}, (_NOWHERE,), column, line.cell(column.key), home=line.name)
        self.opened.append(_Open(level, "", {}, (_NOWHERE,)))
        self.draft.loose.add(self.home)

    def _begin(self, line: _Line, level: int, holder: Data) -> None:
        tr = self.draft.findings.tr
        if level != 1:
            line.wrong("level", tr("the row “{row}” has level 1", row=ROW_KINDS["rule"]))
            self._set_aside(line, 1)
        elif "rule" in holder:
            line.wrong("row", tr("this criterion has a rule already: each has one row of level 1"))
            self._set_aside(line, level)
        else:
            self._score(line, level, "rule", holder, (*self.home, "rule"))

    def _belong(self, line: _Line, level: int, kind: str) -> None:
        tr = self.draft.findings.tr
        if not self.opened or self.opened[-1].level != level - 1:
            above = tr("there is no row of level {level} above that this could belong to", level=level - 1)
            line.wrong("level", above)
            self._set_aside(line, level)
            return
        rule = self.opened[-1]
        key = CHILDREN.get(rule.kind, {}).get(kind)
        if key is not None:
            self._add(line, rule, kind, key)
            return
        if rule.kind:
            fits = ", ".join(ROW_KINDS[each] for each in CHILDREN.get(rule.kind, {})) or tr("nothing")
            message = tr("“{rule}” has no such rows; below it stand: {rows}", rule=RULE_KINDS[rule.kind], rows=fits)
            line.wrong("row", message)
        self._set_aside(line, level)

    def _add(self, line: _Line, above: _Open, kind: str, key: str) -> None:
        """A row below a rule, under ``key`` of it."""
        path: Path = (*above.path, key)
        tr = self.draft.findings.tr
        if kind in ("otherwise", "below") and key in above.rule:
            line.wrong("row", tr("there is a row “{row}” already", row=ROW_KINDS[kind]))
            self._set_aside(line, above.level + 1)
        elif kind == "otherwise":
            self._score(line, above.level + 1, kind, above.rule, path)
        elif kind == "below":
            self._take_points(line, above.rule, key, path, kind)
        elif kind == "failures":
            self._add_failures(line, above.rule[key], path)
        else:
            entry: Data = {}
            above.rule[key].append(entry)
            self._fill(line, above.level + 1, kind, entry, (*path, len(above.rule[key]) - 1))

    def _add_failures(self, line: _Line, points: list[Any], path: Path) -> None:
        """The points for 0, 1, 2… failures, in this order."""
        times, expected = line.value("at_least"), str(len(points))
        if times not in (None, expected):
            tr = self.draft.findings.tr
            line.wrong("at_least", tr("these rows count 0, 1, 2…: write {number} here", number=expected))
        found: Data = {}
        self._take_points(line, found, "points", (*path, len(points)), "failures")
        points += found.values()

    def _take_points(self, line: _Line, holder: Data, key: str, path: Path, kind: str) -> None:
        self.draft.cells[path] = line.cell("points")
        value = line.need("points")
        if value is not None:
            holder[key] = value
        line.refuse_all_but(set(ROW_KEYS[kind]), ROW_KINDS[kind])

    def _fill(self, line: _Line, level: int, kind: str, entry: Data, path: Path) -> None:
        """A case, part, step or condition; the first two may have a way of scoring of their own."""
        self.draft.cells[path] = line.cell("row")
        keys = dict(ROW_KEYS[kind])
        if kind in SCORING and (kind == "part" or line.filled("kind")):
            self._score(line, level, kind, entry, (*path, "rule"))
        else:
            keys |= {"points": "points"} if kind == "case" else {}
            line.refuse_all_but(set(keys), ROW_KINDS[kind])
            self.opened.append(_Open(level, "", {}, path))
        line.take(keys, entry, path)

    def _score(self, line: _Line, level: int, row_kind: str, holder: Data, path: Path) -> None:
        """The way of scoring that a row has, under the last key of ``path``."""
        kind = line.need("kind")
        self.draft.cells[path] = line.cell("kind")
        if kind is None:
            self._set_aside(line, level)
            return
        rule: Data = {"kind": kind}
        self.opened.append(_Open(level, kind, rule, path))
        holder[str(path[-1])] = rule
        for child, key in CHILDREN.get(kind, {}).items():
            self.draft.cells.setdefault((*path, key), line.cell("kind"))
            if child not in ("otherwise", "below"):
                rule[key] = []
        line.take(KIND_KEYS[kind], rule, path)
        line.refuse_all_but({*KIND_KEYS[kind], *ROW_KEYS[row_kind]}, RULE_KINDS[kind])
