"""A workbook as a campaign: its sheets become a document again, and what is wrong is said cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from locales import Translator
from reports.workbook import layout
from reports.workbook.columns import Kind, Sheet
from reports.workbook.draft import Data, Draft, Path, read_conditions, read_english
from reports.workbook.faults import Fault, Unusable, WorkbookError, Wrong
from reports.workbook.grids import Grid, read_grids
from reports.workbook.judging import doubts_of, judge
from reports.workbook.notation import fold
from reports.workbook.rows import place_in_form, place_of
from reports.workbook.rule_reading import RuleReader
from reports.workbook.tables import Cell, Findings, Row, find_sheet, is_campaign, read_form, read_rows
from reports.workbook.values import read_value
from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign
from scoring.checking import SECTIONS


@dataclass(frozen=True, slots=True)
class Imported:
    """``campaign``: None when something is wrong. ``faults``: everything, in the order of the sheets. ``unread``:
    sheets and columns that are not of a campaign, in words. ``doubts``: what is no mistake and probably not meant."""

    campaign: Campaign | None
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()
    doubts: tuple[Fault, ...] = ()


_OURS = {
    fold(each) for each in (layout.GUIDE, layout.ENGLISH, layout.CAMPAIGN.name, *(one.name for one in layout.SHEETS))
}


def read_workbook(data: bytes, tr: Translator, *, calendar: WorkingCalendar | None = None) -> Imported:
    """Everything that is wrong is found at once, as far as one fault does not hide another. ``calendar``: look also for
    what is probably not meant. Raises ``WorkbookError`` for a file that is no workbook of a campaign."""
    draft = read_draft(data, tr)
    campaign = judge(draft)
    faults = tuple(sorted(dict.fromkeys(draft.findings.faults)))
    unread = tuple(draft.findings.unread)
    if faults or campaign is None:
        return Imported(None, faults, unread)
    return Imported(campaign, (), unread, doubts_of(draft, campaign, calendar) if calendar is not None else ())


def read_draft(data: bytes, tr: Translator) -> Draft:
    """What the sheets say, before the model has looked at it. Raises ``WorkbookError``."""
    grids = read_grids(data)
    if not is_campaign([grid.name for grid in grids]):
        raise WorkbookError(Unusable.NO_CAMPAIGN)
    draft = Draft(Findings(tr, {grid.name: number for number, grid in enumerate(grids)}))
    others = [grid.name for grid in grids if fold(grid.name) not in _OURS and grid.cells]
    draft.findings.unread += [tr("sheet “{name}”", name=name) for name in others]
    _read_form(draft, grids)
    for sheet in layout.SHEETS:
        grid = find_sheet(grids, sheet.name)
        if grid is not None:
            _read_sheet(draft, grid, sheet)
    read_conditions(draft)
    read_english(draft, grids)
    return draft


# ---------------------------------------------------------------- sheets


def _read_form(draft: Draft, grids: Sequence[Grid]) -> None:
    form = layout.CAMPAIGN
    grid = find_sheet(grids, form.name)
    if grid is None:
        missing = Cell(form.name, 0, 0, None)
        draft.findings.wrong(
            missing, draft.findings.tr("this sheet is missing: add it, or take it from an exported workbook")
        )
        return
    cells = read_form(grid, form)
    for column in form.columns:
        cell = cells.get(column.heading)
        if cell is not None:
            if column.required and cell.raw is None:
                draft.findings.wrong(cell, draft.findings.tr("is missing: fill it in"))
            home = cells.get("Ưu tiên khi bằng điểm: tiêu chí")
            said = home.raw.text if home and home.raw else ""
            draft.put(draft.document, (), column, cell, home=said, place=place_in_form(form, column))
        elif column.required:
            draft.findings.wrong(
                Cell(grid.name, 0, 0, None),
                draft.findings.tr("the row “{name}” is missing: add it", name=column.heading),
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
                        "“{text}” is not in the list. Choose one of: {known}",
                        text=cell.raw.text,
                        known=", ".join(words),
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
    columns = [
        column for column in sheet.columns if column.key not in ("section", *sheet.within) and column.heading in row
    ]
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
    if path[0] in SECTIONS and len(path) == 1 and "id" in item and _criterion(draft.document, item["id"]) is not None:
        message = draft.findings.tr("{name} is used twice: give each its own code", name=item["id"])
        draft.findings.wrong(row["Mã"], message)
    items.append(item)


def _criterion(document: Data, name: str) -> Path | None:
    return next(
        (
            (section, index)
            for section in SECTIONS
            for index, each in enumerate(document.get(section, ()))
            if each.get("id") == name
        ),
        None,
    )


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
    path = _criterion(draft.document, name)
    if path is None:
        if (sheet.name, name) not in draft.lost:
            draft.lost.add((sheet.name, name))
            draft.findings.wrong(
                cell, draft.findings.tr("there is no criterion {name} in the sheet “Tiêu chí”", name=name)
            )
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
