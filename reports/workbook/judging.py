"""What the model says about a document that came out of a workbook, at the cells that it is about."""

from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from locales import Translator
from reports.workbook.faults import Fault
from reports.workbook.findings import explain
from reports.workbook.layout_questions import ROW_KINDS
from reports.workbook.repairing import findings_behind, findings_beside, is_hollow, place_of
from reports.workbook.rule_rows import CHILDREN
from reports.workbook.tables import Cell
from scoring.calendar import WorkingCalendar
from scoring.campaign import Campaign
from scoring.doubts import find_doubts

if TYPE_CHECKING:
    from reports.workbook.draft import Draft

Path = tuple[str | int, ...]
# Lists that the model needs, and the sheet that holds them.
_SHEETS = {
    "unit_types": "Loại đơn vị",
    "criteria": "Tiêu chí",
    "deadlines": "Mốc thời gian",
    "review_chain": "Các bước xét",
    "registration": "Phong trào",
    "initiative_register": "Ô điền",
    "dossier": "Hồ sơ",
    "total": "Phong trào",
    "priority": "Phong trào",
    "documents": "Hồ sơ",
    "fields": "Ô điền",
    "marks": "Ô đánh dấu",
    "facts": "Câu hỏi",
    "options": "Lựa chọn",
    "rule": "Cách tính điểm",
}


def judge(draft: "Draft") -> Campaign | None:
    """The campaign, or None; what is wrong is noted at its cell. A cell that has a fault already gets no second one."""
    tr = draft.findings.tr
    told = {(fault.sheet, fault.row, fault.column) for fault in draft.findings.faults}
    try:
        campaign = Campaign.model_validate(draft.document)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        for each in (one for one in errors if not is_hollow(draft, one)):
            if not _may_be_loose(draft, each):
                _note(draft, place_of(each), _advice(each, tr), told)
        told |= {(fault.sheet, fault.row, fault.column) for fault in draft.findings.faults}
        for path, message in list(findings_behind(draft, errors)):
            _note(draft, path, explain(message, tr), told)
        return None
    for path, message in list(findings_beside(draft, campaign)):
        _note(draft, path, explain(message, tr), told)
    return campaign


def doubts_of(draft: "Draft", campaign: Campaign, calendar: WorkingCalendar) -> tuple[Fault, ...]:
    """What its author should look at, at its cells."""
    tr, order = draft.findings.tr, draft.findings.order
    found = []
    for path, message in find_doubts(campaign, calendar):
        cell, _ = cell_of(draft, path)
        found.append(Fault(order.get(cell.sheet, 99), cell.sheet, cell.row, cell.column, explain(message, tr)))
    return tuple(sorted(dict.fromkeys(found)))


def _note(draft: "Draft", path: Path, message: str, told: set[tuple[str, int, int]]) -> None:
    cell, exact = cell_of(draft, path)
    if (cell.sheet, cell.row, cell.column) in told:
        return
    # Where the place itself has no cell, the words begin with what they are about.
    about = next((part for part in reversed(path) if isinstance(part, str)), "")
    missing = _SHEETS.get(about)
    draft.findings.wrong(
        cell, message if exact or missing is None else f"{draft.findings.tr('sheet “{name}”', name=missing)}: {message}"
    )


def cell_of(draft: "Draft", path: Path) -> tuple[Cell, bool]:
    """The cell of a place in the document, or of what holds it; whether it is the place itself."""
    whole = path
    while path:
        if path in draft.cells:
            return draft.cells[path], path == whole or set(whole[len(path) :]) <= {"vi", "en"}
        path = path[:-1]
    first = next((part for part in whole if isinstance(part, str)), "")
    sheet = _SHEETS.get(str(whole[-1]) if whole else "", _SHEETS.get(first, "Phong trào"))
    return Cell(sheet, 0, 0, None), True


# Keys of rules that are filled by rows below → what those rows are.
_BELOW = {key: ROW_KINDS[row] for rows in CHILDREN.values() for row, key in rows.items()}


def _may_be_loose(draft: "Draft", error: ErrorDetails) -> bool:
    """A row that a rule lacks, where one of its rows could not be placed, which is said already."""
    place = place_of(error)
    return (
        place[:2] in draft.loose
        and "rule" in place
        and error["type"] in ("missing", "too_short")
        and (place[-1] in _BELOW)
    )


def _advice(error: ErrorDetails, tr: Translator) -> str:
    """pydantic's errors in the words of somebody who fills in cells."""
    if "rule" in error["loc"] and error["loc"][-1] in _BELOW and error["type"] in ("missing", "too_short"):
        return tr("the row “{row}” is missing below", row=_BELOW[str(error["loc"][-1])])
    if error["type"] == "value_error":
        return explain(str(error["ctx"]["error"]), tr)
    outside = tr("this number is outside of what is possible here")
    return {
        "missing": tr("is missing: fill it in"),
        "too_short": tr("at least one row is needed"),
        "string_pattern_mismatch": tr(
            "“{text}” is no code: use letters without accents, digits, dots and dashes", text=error["input"]
        ),
        "string_too_long": tr("is too long"),
        "greater_than": outside,
        "greater_than_equal": outside,
        "less_than_equal": outside,
        "extra_forbidden": tr("does not belong here: clear this cell"),
        "literal_error": tr("“{text}” is not in the list", text=error["input"]),
    }.get(error["type"]) or tr("cannot be used: {reason}", reason=error["msg"])
