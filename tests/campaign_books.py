"""Campaign workbooks as officers change them: cells by sheet and heading, saved by openpyxl as Excel would."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from reports.workbook.receiving import XLSX, read_received
from reports.workbook.writing import write_workbook
from scoring.calendar_files import load_calendar
from scoring.campaign_files import load_campaigns
from tests.workbooks import workbook


@cache
def shipped(campaign_id: str) -> bytes:
    """The workbook of a campaign that comes with the program."""
    return write_workbook(load_campaigns()[campaign_id])


def edited(data: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """The workbook after somebody changed it and saved it."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cell(book: Workbook, sheet: str, row: int, heading: str) -> Any:
    """The cell of a column, by the name of the column. ``row``: 1 is the first below the explanations."""
    made = book[sheet]
    column = next(number for number, each in enumerate(made[2], 1) if plain(each.value) == heading)
    return made.cell(row + 3, column)


def value(book: Workbook, heading: str) -> Any:
    """The cell of a value of the sheet “Phong trào”."""
    made = book["Phong trào"]
    return next(made.cell(row, 2) for row in range(1, 80) if plain(made.cell(row, 1).value) == heading)


def row_of(book: Workbook, sheet: str, wanted: str, heading: str = "Mã") -> int:
    """The first row that has this in a column, counted as in ``cell``."""
    return next(row for row in range(1, 400) if cell(book, sheet, row, heading).value == wanted)


def rows(book: Workbook, sheet: str) -> Iterator[int]:
    return iter(range(4, book[sheet].max_row + 1))


def plain(heading: Any) -> str:
    return str(heading or "").replace("*", "").strip()


def changed_workbook(campaign_id: str, changes: Sequence[str]) -> bytes:
    """Changes for transcripts: ``code=ID`` gives another code, ``wrong`` makes four mistakes, ``note`` adds a sheet,
    ``off=POINTS`` takes more off in the first deduction, ``due=DAY`` moves the self-assessment and the end, ``light``
    makes the registration one by name only."""

    def edit(book: Workbook) -> None:
        for change in changes:
            word, _, argument = change.partition("=")
            match word:
                case "code":
                    value(book, "Mã phong trào").value = argument
                case "note":
                    book.create_sheet("Nháp")["A1"] = "hỏi lại chị Hoa về hạn nộp"
                case "off":
                    next(
                        made
                        for row in range(1, 99)
                        if (made := cell(book, "Cách tính điểm", row, "Mỗi lần")).value is not None
                    ).value = int(argument)
                case "due":
                    row = row_of(book, "Mốc thời gian", "Tự đánh giá", "Loại")
                    cell(book, "Mốc thời gian", row, "Ngày cuối").value = argument
                    value(book, "Ngày kết thúc").value = argument
                case "light":
                    value(book, "Cách đăng ký").value = "Chỉ ghi tên"
                case "wrong":
                    cell(book, "Tiêu chí", 1, "Điểm tối đa").value = "mười"
                    cell(book, "Câu hỏi", 2, "Chỉ hỏi khi").value = "tasks_asigned > 0"
                    cell(book, "Mốc thời gian", 1, "Ngày cuối").value = "31/4/2024"
                    cell(book, "Các bước xét", 1, "Vai trò").value = "Thẩm tra"
                case _:
                    raise ValueError(f"unknown change: {change}")

    return edited(shipped(campaign_id), edit)


def _data(campaign: str, changes: Sequence[str]) -> bytes:
    """``none``: a workbook without a campaign; ``officer``: one that an officer filled in (``first``: with mistakes,
    ``reads``: with a second year that takes no answers)."""
    if campaign == "none":
        return workbook({"DS": [["gì đó"]]})
    if campaign == "officer":
        from tests.officers_plan import officers_workbook  # late: it uses this module

        return officers_workbook(mistakes="first" in changes, reads="reads" in changes)
    return changed_workbook(campaign, changes)


@cache
def sent_workbook(argument: str) -> dict[str, Any]:
    """A campaign's workbook with some cells changed, read as the fetcher reads it."""
    file, campaign, *changes = argument.split()
    data = _data(campaign, changes)
    content = read_received(data, XLSX, calendar=load_calendar())
    digest = hashlib.sha256(data).hexdigest()
    return {"digest": digest, "name": file, "media_type": XLSX, "size": len(data), "content": content}
