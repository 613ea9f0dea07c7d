"""A file that somebody sent in the chat: whether it is a campaign, and which, read outside of the writer.

What is found goes into the journal as data: the definition, or everything that is wrong, in each language.
"""

from typing import Any

from locales import LOCALES, Translator, translator
from reports.workbook.faults import Unusable, WorkbookError
from reports.workbook.grids import sheet_names
from reports.workbook.reading import Imported, read_workbook
from reports.workbook.tables import is_campaign
from reports.workbook.words import describe_fault
from scoring.calendar import WorkingCalendar

XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_received(data: bytes, media_type: str, *, calendar: WorkingCalendar) -> dict[str, Any] | None:
    """``{"campaign": definition, "remarks": {locale: […]}}``, ``{"faults": {locale: […]}}`` or ``{"unusable":
    reason}``; None for every other file, lists of units included. Slow (up to a second): for a thread."""
    if media_type == XLS:
        return {"unusable": Unusable.OLD_OR_LOCKED.value}
    if media_type != XLSX:
        return None
    try:
        if not is_campaign(sheet_names(data)):
            return None
        read = {locale: read_workbook(data, translator(locale), calendar=calendar) for locale in LOCALES}
    except WorkbookError as error:
        return {"unusable": error.reason.value}
    one = read[LOCALES[0]]
    if one.campaign is None:
        return {
            "faults": {
                locale: [describe_fault(fault, translator(locale)) for fault in each.faults]
                for locale, each in read.items()
            }
        }
    return {
        "campaign": one.campaign.to_document(),
        "remarks": {locale: _remarks(each, translator(locale)) for locale, each in read.items()},
    }


def _remarks(read: Imported, tr: Translator) -> list[str]:
    unread = [tr("not read: {what}", what=what) for what in read.unread]
    return [*unread, *(describe_fault(doubt, tr) for doubt in read.doubts)]
