"""An empty list for the officer to fill: the headings that an import knows, and phone numbers that stay whole."""

import io
from collections.abc import Sequence

from locales import Translator

_ROWS = 500


def make_template(tr: Translator, *, roles: Sequence[str], types: Sequence[str]) -> bytes:
    """An .xlsx workbook: the list, and a sheet that explains it. ``roles``, ``types``: the choices of these columns."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, help_sheet = book.add_worksheet(tr("Units")), book.add_worksheet(tr("How to fill it"))
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center", "text_wrap": True})
    title = book.add_format({"bold": True, "font_size": 14})
    # Text, so that Excel keeps the leading 0.
    as_text = book.add_format({"num_format": "@"})
    sheet.write(0, 0, tr("LIST OF UNITS AND CONTACTS"), title)
    for column, (text, width) in enumerate(_headings(tr)):
        sheet.set_column(column, column, width, as_text)
        sheet.write(2, column, text, heading)
    sheet.freeze_panes(3, 0)
    sheet.data_validation(3, 3, _ROWS, 3, {"validate": "list", "source": _choices(types), "error_type": "warning"})
    sheet.data_validation(3, 6, _ROWS, 6, {"validate": "list", "source": _choices(roles)})
    help_sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
    for row, line in enumerate(_help(tr, roles)):
        help_sheet.write(row, 0, line)
    book.close()
    return target.getvalue()


def _choices(words: Sequence[str]) -> list[str]:
    """Excel takes at most 255 characters, and no comma within a choice."""
    kept: list[str] = []
    for word in words:
        if "," not in word and len(",".join([*kept, word])) <= 255:
            kept.append(word)
    return kept or ["-"]


def _headings(tr: Translator) -> list[tuple[str, int]]:
    return [
        (tr("No."), 6),
        (tr("Unit code"), 14),
        (tr("Unit name"), 36),
        (tr("Unit type"), 28),
        (tr("Full name"), 28),
        (tr("Phone"), 18),
        (tr("Role"), 24),
    ]


def _help(tr: Translator, roles: Sequence[str]) -> list[str]:
    return [
        tr("One row for each person. A unit with several people has several rows; a unit without people has one."),
        tr("Only the name of the unit is required. Codes and types are filled in by the program where they are empty."),
        tr("Phone numbers may be written in any way: 0912345678, 0912 345 678, +84 912 345 678."),
        tr("Roles: {roles}. Whoever has none is a contact.", roles=", ".join(roles)),
        tr("The same file can be imported again at any time: only what is new or different is changed."),
    ]
