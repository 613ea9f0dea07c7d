"""The list of a whole ward as an office sends it: two sheets, a printed letter's head and foot, phones as they come."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

UNITS = 40
_FAMILY, _MIDDLE = ("Lê", "Trần", "Phạm", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ"), ("Thị", "Văn")
_GIVEN = ("Mẫu", "Thử", "Ví", "Dụ", "Tập", "Nháp", "Minh Họa", "Giả")
_OFFICES = (
    ("Công an phường", "Trưởng công an"),
    ("Ban Chỉ huy Quân sự phường", "Chỉ huy trưởng"),
    ("Hội Liên hiệp Phụ nữ phường", "Chủ tịch"),
    ("Đoàn Thanh niên phường", "Bí thư"),
    ("Hội Cựu chiến binh phường", "Chủ tịch"),
    ("Trường Tiểu học Thử Nghiệm", "Hiệu trưởng"),
    ("Trạm Y tế phường", "Trạm trưởng"),
    ("Văn phòng UBND phường", "Công chức"),
)


def ward_of_forty() -> bytes:
    """32 khu phố on one sheet, 8 offices on another, an empty third one; one person has no phone."""
    book = Workbook()
    _neighborhoods(book.active)  # type: ignore[arg-type] # a new workbook has a sheet
    offices = book.create_sheet("Cơ quan, đoàn thể")
    offices.append(["DANH SÁCH CƠ QUAN, ĐOÀN THỂ, TRƯỜNG HỌC"])
    offices.merge_cells("A1:F1")
    offices.append([])
    offices.append(["TT", "Tên cơ quan, đơn vị", "Người phụ trách", "Chức vụ", "ĐT di động", "Email"])
    for n, (unit, position) in enumerate(_OFFICES, start=1):
        offices.append([n, unit, _name(n), position, f"09130000{n:02}", f"dv{n}@example.vn"])
    offices.append([])
    offices.append([None, None, None, None, "Người lập"])
    book.create_sheet("Sheet3")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _neighborhoods(sheet: Worksheet) -> None:
    sheet.title = "DS khu phố"
    for place, text, merged in (
        ("A1", "UBND PHƯỜNG THỬ NGHIỆM", "A1:B1"),
        ("C1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "C1:F1"),
        ("C2", "Độc lập - Tự do - Hạnh phúc", "C2:F2"),
        ("A4", "DANH SÁCH TRƯỞNG KHU PHỐ, TỔ DÂN PHỐ NĂM 2024", "A4:F4"),
        ("A5", "(Kèm theo Công văn số 45/UBND-VP ngày 05/3/2024)", "A5:F5"),
        ("A7", "STT", "A7:A8"),
        ("B7", "Khu phố", "B7:B8"),
        ("C7", "Trưởng khu phố", "C7:D7"),
        ("E7", "Năm sinh", "E7:E8"),
        ("F7", "Ghi chú", "F7:F8"),
    ):
        sheet[place] = text
        sheet.merge_cells(merged)
    sheet["C8"], sheet["D8"] = "Họ và tên", "Số điện thoại"
    row = 9
    for n in range(1, 33):
        if n in (1, 17):
            sheet[f"A{row}"] = f"KHU VỰC {'I' if n == 1 else 'II'}"
            sheet.merge_cells(f"A{row}:F{row}")
            row += 1
        unit = "Khu phố  Hải\nTân" if n == 7 else f"Khu phố {n}"
        note = ("", "Kiêm bí thư chi bộ", "Mới thay tháng 2/2024", "")[n % 4]
        title = ("Ông ", "Bà ", "")[n % 3]
        for column, value in zip("ABCDEF", (n, unit, title + _name(n), _phone(n), 1955 + n, note or None), strict=True):
            sheet[f"{column}{row}"] = value
        row += 1
    sheet[f"A{row}"] = "Tổng cộng: 32 khu phố"
    sheet.merge_cells(f"A{row}:D{row}")
    for place, text in (
        ("A2", "Người lập biểu"),
        ("D2", "TM. ỦY BAN NHÂN DÂN"),
        ("D3", "CHỦ TỊCH"),
        ("A7", "Lê Lập"),
        ("D7", "Lý Ký"),
    ):
        sheet[f"{place[0]}{row + int(place[1])}"] = text


def _name(n: int) -> str:
    return f"{_FAMILY[n % 8]} {_MIDDLE[n % 2]} {_GIVEN[n // 4 % 8]}"


def _phone(n: int) -> Any:
    """As Excel, hands and years leave them."""
    number = str(912000000 + n)
    first, second, third = number[:3], number[3:6], number[6:]
    return (
        int(number),
        float(number),
        f"0{number}",
        f"0{first}.{second}.{third}",
        f"+84 {number}",
        f"84{number}",
        f"Zalo 0{number}",
        f"0{number} - 02703822{n:03}",
        f"0{number} (vợ nghe máy)" if n != 20 else None,
        f"'0{number}",
        f"0168{3450000 + n}",
        f" 0{first} {second} {third} ",
    )[n % 12]
