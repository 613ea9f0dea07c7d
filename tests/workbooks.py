"""Real Excel files for tests, as offices make them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def workbook(sheets: dict[str, Rows], *, merged: dict[str, Sequence[str]] | None = None, hidden: str = "") -> bytes:
    """An .xlsx file. ``merged``: sheet → places like "A1:C1", merged after all values were written."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type] # a new workbook has a sheet
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for place in (merged or {}).get(name, ()):
            sheet.merge_cells(place)
        if name == hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def one_sheet(*rows: Sequence[Any], merged: Sequence[str] = (), name: str = "DS") -> bytes:
    """An .xlsx file with a single sheet."""
    return workbook({name: rows}, merged={name: merged})


# What an office really sends: titles, a numbered row below the headings, names in two columns, sections, merged units,
# phones as numbers, a total and signatures.
OFFICE: Rows = (
    ["ỦY BAN NHÂN DÂN PHƯỜNG TÂN AN"],
    ["DANH SÁCH ĐẦU MỐI CÁC ĐƠN VỊ"],
    [],
    ["STT", "Tên\nđơn vị", "HỌ VÀ TÊN", None, "Chức vụ", "Số ĐT\n(Zalo)", "Ghi chú"],
    ["(1)", "(2)", "(3)", None, "(4)", "(5)", "(6)"],
    ["I", "CÁC PHÒNG, BAN"],
    [1, "Phòng Nội vụ", "Nguyễn Văn", "An", "Trưởng phòng", 912345678],
    [2, "Văn phòng", "Bà Trần Thị", "Bình", "", 84912345679.0, "lưu ý: mới nhận việc"],
    ["II. CÁC KHU PHỐ"],
    [3, "Khu phố 1", "Lê Thị", "Cúc", "Trưởng", "0912.345.670"],
    [None, None, "Phạm Văn", "Dũng", "Phó", "01234567890"],
    [4, "Khu phố 2", "Võ Văn", "Em", "Trưởng", "0912345671 - 0912345672"],
    [None, None, "Lý Thị", "Phượng", "Phó", "x"],
    [5],
    ["Tổng cộng: 4 đơn vị"],
    [],
    [None, None, None, None, "Tân An, ngày 5 tháng 3 năm 2024"],
    [None, "NGƯỜI LẬP BIỂU", None, None, "CHỦ TỊCH"],
    [None, None, "Nguyễn Thị", "Giang"],
)
OFFICE_MERGED = ("A1:G1", "A2:G2", "C4:D4", "C5:D5", "A9:G9", "A12:A13", "B12:B13")


def office() -> bytes:
    """The list above in a workbook with a hidden sheet and one that only explains."""
    hidden = [["Đơn vị", "Họ và tên", "SĐT"], ["Đơn vị cũ", "Người Cũ", "0900000000"]]
    sheets: dict[str, Rows] = {"Đầu mối": OFFICE, "Hướng dẫn": [["Điền vào trang bên"]], "Cũ": hidden}
    return workbook(sheets, merged={"Đầu mối": OFFICE_MERGED}, hidden="Cũ")
