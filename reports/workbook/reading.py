"""A workbook as a campaign: its sheets become a document again, and the model says what is wrong with it, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from locales import Translator
from reports.workbook import english, layout
from reports.workbook.columns import Column, Kind, Sheet
from reports.workbook.faults import Fault, Unusable, WorkbookError, Wrong
from reports.workbook.grids import Grid, read_grids
from reports.workbook.judging import judge
from reports.workbook.notation import Options, fold, read_condition
from reports.workbook.rows import Places, place_in_form, place_of
from reports.workbook.rule_reading import RuleReader
from reports.workbook.tables import Cell, Findings, Row, find_sheet, is_campaign, read_form, read_rows
from reports.workbook.values import read_value
from scoring.campaign import Campaign
from scoring.checking import SECTIONS

Path = tuple[str | int, ...]
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """``campaign``: None when something is wrong. ``faults``: everything, in the order of the sheets. ``unread``: sheets and
    columns that are not of a campaign, in words."""

    campaign: Campaign | None
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()


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
    """The document on its way. ``cells``: path in the document → where it stands."""

    findings: Findings
    document: Data = field(default_factory=dict)
    cells: dict[Path, Cell] = field(default_factory=dict)
    texts: list[tuple[str, Data]] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    def put(self, holder: Data, path: Path, column: Column, cell: Cell, *, home: str = "", place: str = "") -> Any:
        """Read a cell into an item. Faults are noted; the value, or None."""
        self.cells[(*path, *(column.key.split(".") if column.key else ()))] = cell
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


def read_workbook(data: bytes, tr: Translator) -> Imported:
    """Everything that is wrong is found at once, as far as one fault does not hide another. Raises ``WorkbookError`` for a
    file that is no workbook of a campaign."""
    grids = read_grids(data)
    if not is_campaign([grid.name for grid in grids]):
        raise WorkbookError(Unusable.NO_CAMPAIGN)
    order = {grid.name: number for number, grid in enumerate(grids)}
    draft = Draft(Findings(tr, order))
    _read_form(draft, grids)
    for sheet in layout.SHEETS:
        grid = find_sheet(grids, sheet.name)
        if grid is not None:
            _read_sheet(draft, grid, sheet)
    _read_conditions(draft)
    _read_english(draft, grids)
    campaign = judge(draft)
    ours = {fold(name) for name in (layout.GUIDE, layout.ENGLISH, layout.CAMPAIGN.name, *(each.name for each in layout.SHEETS))}
    others = [tr("sheet “{name}”", name=grid.name) for grid in grids if fold(grid.name) not in ours and grid.cells]
    faults = tuple(sorted(dict.fromkeys(draft.findings.faults)))
    return Imported(None if faults else campaign, faults, (*others, *draft.findings.unread))


# ---------------------------------------------------------------- sheets


def _read_form(draft: Draft, grids: Sequence[Grid]) -> None:
    form = layout.CAMPAIGN
    grid = find_sheet(grids, form.name)
    if grid is None:
        missing = Cell(form.name, 0, 0, None)
        draft.findings.wrong(missing, draft.findings.tr("this sheet is missing: add it, or take it from an exported workbook"))
        return
    cells = read_form(grid, form)
    for column in form.columns:
        cell = cells.get(column.heading)
        if cell is not None:
            home = cells.get("Ưu tiên khi bằng điểm: tiêu chí")
            said = home.raw.text if home and home.raw else ""
            draft.put(draft.document, (), column, cell, home=said, place=place_in_form(form, column))
        elif column.required:
            draft.findings.wrong(
                Cell(grid.name, 0, 0, None), draft.findings.tr("the row “{name}” is missing: add it", name=column.heading)
            )
    if draft.document.get("total") == "0":
        del draft.document["total"]


def _read_sheet(draft: Draft, grid: Grid, sheet: Sheet) -> None:
    rules = RuleReader(draft, sheet) if sheet.rules else None
    above: dict[str, Cell] = {}
    for row in read_rows(grid, sheet, draft.findings):
        filled = _fill_down(row, sheet, above)
        if sheet.lists:
            _read_item(draft, sheet, filled)
            continue
        path = _home(draft, sheet, filled)
        if path is None:
            continue
        if rules is not None:
            rules.read(path, filled)
        else:
            _append(draft, sheet, filled, (*path, sheet.into), home=str(_at(draft.document, path[:2])["id"]))
    if rules is not None:
        rules.finish()


def _fill_down(row: Row, sheet: Sheet, above: dict[str, Cell]) -> dict[str, Cell]:
    """A criterion (and question) is written once for the rows that follow."""
    filled = dict(row)
    for key in sheet.within:
        heading = sheet.column(key).heading
        cell = row.get(heading)
        if cell is None:
            continue
        if cell.raw is not None:
            if heading in above and cell.raw != above[heading].raw and key == "criterion":
                above.clear()
            above[heading] = cell
        elif heading in above:
            filled[heading] = Cell(cell.sheet, cell.row, cell.column, above[heading].raw)
    return filled


def _read_item(draft: Draft, sheet: Sheet, row: Row) -> None:
    words = dict(sheet.lists)
    word = next(iter(words))
    if any(column.key == "section" for column in sheet.columns):
        cell = row.get(sheet.column("section").heading)
        if cell is not None and cell.raw is not None:
            chosen = next((each for each in words if fold(each) == fold(cell.raw.text)), None)
            if chosen is None:
                draft.findings.wrong(
                    cell,
                    draft.findings.tr(
                        "“{text}” is not in the list. Choose one of: {known}", text=cell.raw.text, known=", ".join(words)
                    ),
                )
                return
            word = chosen
        elif cell is not None and sheet.column("section").required:
            draft.findings.wrong(cell, draft.findings.tr("is missing: fill it in"))
            return
    _append(draft, sheet, row, tuple(words[word].split(".")), section=word)


def _append(draft: Draft, sheet: Sheet, row: Row, path: Path, *, home: str = "", section: str = "") -> None:
    """A row as the next item of the list at ``path``."""
    items = _list_at(draft.document, path)
    item: Data = {}
    here: Path = (*path, len(items))
    columns = [column for column in sheet.columns if column.key not in ("section", *sheet.within) and column.heading in row]
    draft.cells[here] = row[next((each.heading for each in columns if each.required), columns[0].heading)]
    place = draft.places.of_row(sheet, {"section": section, **_names(sheet, row, draft)})
    identity = row.get("Mã")
    home = home or (identity.raw.text if identity is not None and identity.raw is not None else "")
    for column in columns:
        draft.put(item, here, column, row[column.heading], home=home, place=place_of(place, column))
    if columns[-1].key == "":
        item = item.get("", {})
        if not item:
            return
    items.append(item)


def _names(sheet: Sheet, row: Row, draft: Draft) -> Data:
    """What names a row, as ``rows_of`` has it."""
    found: Data = {}
    for key in sheet.names:
        column = sheet.column(key)
        cell = row.get(column.heading)
        if cell is not None and cell.raw is not None and column.kind is not Kind.CONDITION:
            try:
                found[key] = read_value(column, cell.raw, draft.findings.tr)
            except Wrong:
                found[key] = cell.raw.text
    return found


def _home(draft: Draft, sheet: Sheet, row: Row) -> Path | None:
    """The criterion (or question) that a row belongs to; None, with a fault, when there is none."""
    cell = row.get(sheet.column("criterion").heading)
    if cell is None or cell.raw is None:
        draft.findings.wrong(cell or next(iter(row.values())), draft.findings.tr("is missing: fill it in"))
        return None
    name = cell.raw.text
    path = next(
        (
            (section, index)
            for section in SECTIONS
            for index, each in enumerate(draft.document.get(section, ()))
            if each.get("id") == name
        ),
        None,
    )
    if path is None:
        draft.findings.wrong(cell, draft.findings.tr("there is no criterion {name} in the sheet “Tiêu chí”", name=name))
        return None
    if "fact" not in sheet.within:
        return path
    return _question(draft, sheet, row, path)


def _question(draft: Draft, sheet: Sheet, row: Row, path: Path) -> Path | None:
    cell = row.get(sheet.column("fact").heading)
    if cell is None or cell.raw is None:
        draft.findings.wrong(cell or next(iter(row.values())), draft.findings.tr("is missing: fill it in"))
        return None
    try:
        name = read_value(sheet.column("fact"), cell.raw, draft.findings.tr)
    except Wrong as error:
        draft.findings.wrong(cell, str(error))
        return None
    facts = _at(draft.document, path).get("facts", [])
    index = next((index for index, each in enumerate(facts) if each.get("name") == name), None)
    if index is None:
        message = draft.findings.tr("this criterion has no question {name} in the sheet “Câu hỏi”", name=cell.raw.text)
        draft.findings.wrong(cell, message)
        return None
    return (*path, "facts", index)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _list_at(document: Data, path: Path) -> list[Any]:
    holder: Any = document
    for part in path[:-1]:
        holder = holder[part] if isinstance(part, int) else holder.setdefault(part, {})
    items: list[Any] = holder.setdefault(path[-1], [])
    return items


# ---------------------------------------------------------------- what needs the whole


def _read_conditions(draft: Draft) -> None:
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
        options = _options_for(known, one.home)
        try:
            one.holder[one.key] = read_condition(one.text, draft.findings.tr, options=options)
        except Wrong as error:
            draft.findings.wrong(one.cell, str(error))


def _options_for(known: Mapping[tuple[str, str], Mapping[str, str] | None], home: str) -> Options:
    return lambda criterion, fact: known.get((criterion or home, fact))


def _read_english(draft: Draft, grids: Sequence[Grid]) -> None:
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
