"""Faults in sentences: where, and what is expected."""

from locales import Translator
from reports.workbook.faults import Fault, Unusable


def describe_fault(fault: Fault, tr: Translator) -> str:
    """``sheet “Tiêu chí”, cell D12: …``"""
    if fault.cell:
        return tr("sheet “{sheet}”, cell {cell}: {message}", sheet=fault.sheet, cell=fault.cell, message=fault.message)
    return tr("sheet “{sheet}”: {message}", sheet=fault.sheet, message=fault.message)


def describe_unusable(reason: Unusable, tr: Translator) -> str:
    """What to do about a file that cannot be read at all."""
    return {
        Unusable.EMPTY: tr("The file is empty."),
        Unusable.TOO_LARGE: tr("The file is too large for a campaign."),
        Unusable.OLD_OR_LOCKED: tr(
            "This is an old Excel file (.xls), or it has a password. Please save it as .xlsx, without a password."
        ),
        Unusable.NOT_EXCEL: tr("This is no Excel workbook. Please save it as .xlsx."),
        Unusable.DAMAGED: tr("The file is damaged. Please open it in Excel, save it again as .xlsx and send that."),
        Unusable.NO_CAMPAIGN: tr(
            "This workbook holds no campaign: it needs sheets such as “Phong trào”, “Tiêu chí”, “Câu hỏi”."
            " Take the workbook of a campaign and change it."
        ),
    }[reason]
