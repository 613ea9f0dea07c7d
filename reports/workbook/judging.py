"""What the model says about a document that came out of a workbook, at the cells that it is about."""

from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from locales import Translator
from reports.workbook.findings import explain
from reports.workbook.tables import Cell
from scoring.campaign import Campaign
from scoring.checking import check_campaign

if TYPE_CHECKING:
    from reports.workbook.reading import Draft

Path = tuple[str | int, ...]
# Lists that the model needs, and the sheet that holds them.
_SHEETS = {
    "unit_types": "Loại đơn vị", "criteria": "Tiêu chí", "deadlines": "Mốc thời gian", "review_chain": "Các bước xét",
    "registration": "Phong trào", "initiative_register": "Ô điền", "dossier": "Hồ sơ", "total": "Phong trào",
    "priority": "Phong trào", "marks": "Ô đánh dấu", "facts": "Câu hỏi", "options": "Lựa chọn", "rule": "Cách tính điểm",
}  # fmt: skip


def judge(draft: "Draft") -> Campaign | None:
    """The campaign, or None; what is wrong is noted at its cell. A cell that has a fault already gets no second one."""
    tr = draft.findings.tr
    told = {(fault.sheet, fault.row, fault.column) for fault in draft.findings.faults}
    try:
        campaign = Campaign.model_validate(draft.document)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            path = tuple(part for part in each["loc"] if not (isinstance(part, str) and part.startswith("<")))
            _note(draft, path, _advice(each, tr), told)
        return None
    for path, message in check_campaign(campaign):
        _note(draft, path, explain(message, tr), told)
    return campaign


def _note(draft: "Draft", path: Path, message: str, told: set[tuple[str, int, int]]) -> None:
    cell, exact = cell_of(draft, path)
    if (cell.sheet, cell.row, cell.column) in told:
        return
    # Where the place itself has no cell, the words begin with what they are about.
    about = next((part for part in reversed(path) if isinstance(part, str)), "")
    missing = _SHEETS.get(about)
    draft.findings.wrong(cell, message if exact or missing is None else f"{draft.findings.tr('sheet “{name}”', name=missing)}: {message}")


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


def _advice(error: ErrorDetails, tr: Translator) -> str:
    """pydantic's errors in the words of somebody who fills in cells."""
    match error["type"]:
        case "missing":
            return tr("is missing: fill it in")
        case "too_short":
            return tr("at least one row is needed")
        case "string_pattern_mismatch":
            return tr("“{text}” is no code: use letters without accents, digits, dots and dashes", text=error["input"])
        case "string_too_long":
            return tr("is too long")
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            return tr("this number is outside of what is possible here")
        case "extra_forbidden":
            return tr("does not belong here: clear this cell")
        case "value_error":
            return explain(str(error["ctx"]["error"]), tr)
        case "literal_error":
            return tr("“{text}” is not in the list", text=error["input"])
        case _:
            return tr("cannot be used: {reason}", reason=error["msg"])
