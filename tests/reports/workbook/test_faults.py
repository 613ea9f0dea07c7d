"""What is wrong with a workbook: every place at once, by sheet and cell, with what is expected."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from locales import translator
from reports.workbook.faults import Unusable, WorkbookError
from reports.workbook.reading import read_workbook
from reports.workbook.words import describe_fault, describe_unusable
from tests.campaign_books import cell, edited, row_of, shipped, value
from tests.workbooks import office, workbook

TR = translator("vi")
ID = "cchc-vinh-long-2024"
EXAMPLE = "Ghi ví dụ: so_nhiem_vu = 0, hoặc: co_ke_hoach = có và so_loi <= 3"
TYPES = "Chọn một trong: Số đếm, Phần trăm, Điểm số, Ngày, Có/không, Lựa chọn, Giấy tờ hồ sơ"


def faults(edit, campaign=ID):
    read = read_workbook(edited(shipped(campaign), edit), TR)
    assert read.campaign is None
    return [describe_fault(fault, TR) for fault in read.faults]


def test_everything_that_is_wrong_is_named_at_once_in_the_order_of_the_sheets():
    def edit(book: Workbook) -> None:
        value(book, "Ngày bắt đầu").value = "14-3-24"
        value(book, "Hạn đăng ký").value = "003-D9x"
        cell(book, "Tiêu chí", 1, "Điểm tối đa").value = "mười"
        cell(book, "Tiêu chí", 2, "Nhóm").value = "I.9"
        cell(book, "Tiêu chí", 3, "Chỉ hỏi khi").value = "I.2.1:issued là có và"
        cell(book, "Câu hỏi", 1, "Kiểu trả lời").value = "Số điếm"
        cell(book, "Câu hỏi", 2, "Tên ngắn").value = None
        cell(book, "Câu hỏi", 2, "Không quá câu").value = "tasks_asigned"
        cell(book, "Cách tính điểm", 3, "Mỗi lần").value = None
        cell(book, "Cách tính điểm", 3, "Tháng phải xong").value = "02/2024"
        cell(book, "Mốc thời gian", 1, "Ngày cuối").value = "ngày 32/4/2024"
        cell(book, "Khen thưởng", 1, "Tiêu chuẩn").value = "III.1.x"

    assert faults(edit) == [
        "trang “Phong trào”, ô B7: “14-3-24” không phải là ngày. Ghi ngày/tháng/năm, ví dụ: 26/04/2024",
        "trang “Phong trào”, ô B20: không có 003-D9x ở trang “Mốc thời gian”: có phải 003-D9 không?",
        "trang “Tiêu chí”, ô F4: “mười” không phải là số. Ghi ví dụ: 10 hoặc 2,5",
        "trang “Tiêu chí”, ô C5: không có I.9 ở trang “Nhóm tiêu chí”: có phải I.2 không?",
        "trang “Tiêu chí”, ô S6: không hiểu “I.2.1:issued là có và”. " + EXAMPLE,
        "trang “Câu hỏi”, ô C4: “Số điếm” không có trong danh sách. " + TYPES,
        "trang “Câu hỏi”, ô D5: chưa ghi: cần điền vào",
        "trang “Câu hỏi”, ô K5: không có tasks_asigned ở trang “Câu hỏi”: có phải tasks_assigned không?",
        "trang “Cách tính điểm”, ô G6: chưa ghi: cần điền vào",
        "trang “Cách tính điểm”, ô K6: không dùng cho “Trừ theo số lỗi”: xóa ô này",
        "trang “Mốc thời gian”, ô F4: ngày 32/4/2024 không có trong lịch.",
        "trang “Khen thưởng”, ô F4: không có III.1.x ở trang “Tiêu chí (Tiêu chuẩn khen thưởng)”: có phải III.1.8 không?",  # noqa: E501 — as it is said
    ]  # fmt: skip


def put(sheet, row, heading, new):
    def edit(book: Workbook) -> None:
        cell(book, sheet, row, heading).value = new

    return edit


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "new", "expected"),
    [
        ("Tiêu chí", 2, "Mã", "I.1", "ô B5: I.1 bị dùng hai lần"),
        ("Tiêu chí", 1, "Mã", "I 1/x", "ô B4: “I 1/x” không dùng làm mã được"),
        ("Tiêu chí", 1, "Điểm tối đa", 12, "ô F4: là 12 nhưng cách tính chỉ cho nhiều nhất 10"),
        ("Tiêu chí", 3, "Chỉ hỏi khi", "I.2.1:issue = có", "ô S6: tiêu chí này không có câu hỏi issue: có phải issued"),
        ("Tiêu chí", 3, "Chỉ hỏi khi", "V:x = có", "ô S6: V không phải là tiêu chí đứng trước"),
        ("Tiêu chí", 3, "Lý do khi không hỏi", None, "ô T6: chưa ghi: nêu lý do khi không hỏi"),
        ("Tiêu chí", 1, "Đạt khi", "tasks_assigned = 0", "ô H4: chỉ dùng cho tiêu chí không điểm"),
        ("Tiêu chí", 12, "Đạt khi", None, "chưa ghi: nêu khi nào thì đạt"),
        ("Nhóm tiêu chí", 1, "Điểm tối đa", 41, "ô C4: 41 không bằng tổng các tiêu chí bên dưới (10 + 10 + 20 = 40)"),
        ("Câu hỏi", 1, "Ví dụ trả lời", None, "ô F4: chưa ghi: nêu ví dụ trả lời"),
        ("Câu hỏi", 1, "Hạn gửi", "01/02/2024", "chỉ dùng cho ngày, không dùng cho: Số đếm"),
        ("Câu hỏi", 1, "Tiêu chí", "I.99", "ô A4: không có tiêu chí I.99 ở trang “Tiêu chí”"),
        ("Câu hỏi", 1, "Bắt buộc", "chắc chắn", "không hiểu “chắc chắn”. Ghi Có hoặc Không."),
        ("Lựa chọn", 1, "Câu hỏi", "fundin", "ô B4: tiêu chí này không có câu hỏi fundin ở trang “Câu hỏi”"),
        ("Cách tính điểm", 1, "Cấp", 2, "ô B4: dòng “Tiêu chí” phải là cấp 1"),
        ("Cách tính điểm", 2, "Cấp", 3, "ô B5: phía trên không có dòng cấp 2"),
        ("Cách tính điểm", 2, "Cấp", "hai", "ô B5: “hai” không phải là số nguyên"),
        ("Cách tính điểm", 2, "Dòng này là", "Mức", "ô C5: “Theo trường hợp” không có dòng loại này"),
        ("Cách tính điểm", 3, "Theo câu hỏi", "tasks", "ô H6: tiêu chí này không có câu hỏi tasks"),
        ("Cách tính điểm", 2, "Khi", "tasks_assigned = có", "ô D5: tasks_assigned được trả lời bằng Số đếm"),
        ("Mốc thời gian", 1, "Điền sẵn câu hỏi", "x", "cần điền vào"),
        ("Mốc thời gian", 1, "Ngày cuối", "#REF!", "công thức ở ô này bị lỗi"),
        ("Các bước xét", 2, "Làm trên máy", None, "trang “Các bước xét”"),
        ("Khen thưởng", 1, "Đối tượng", "tap_the", "không có tap_the ở trang “Đối tượng”"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_what_is_expected(sheet, row, heading, new, expected):
    said = faults(put(sheet, row, heading, new))
    assert [line for line in said if f"trang “{sheet}”" in line and expected in line], said
    assert all("trang “" in line for line in said)


def test_one_mistake_does_not_bring_others_that_only_follow_from_it():
    assert len(faults(put("Câu hỏi", 1, "Mã câu hỏi", "???"))) == 1
    assert len(faults(put("Nhóm tiêu chí", 1, "Điểm tối đa", "bốn mươi"))) == 1
    assert len(faults(put("Mốc thời gian", 1, "Mã", None))) == 1


def test_a_misspelt_heading_and_a_missing_one():
    def edit(book: Workbook) -> None:
        book["Cách tính điểm"]["F2"].value = "Điểms"
        made = book["Mốc thời gian"]
        made.delete_cols(2)

    said = faults(edit)
    assert "trang “Mốc thời gian”: thiếu cột “Loại”: cần thêm vào" in said
    assert "trang “Cách tính điểm”, ô F2: “Điểms” không phải tên cột của trang này: ghi “Điểm”" in said


def test_a_missing_sheet_is_named():
    assert "trang “Phong trào”: thiếu trang này: thêm vào, hoặc lấy từ một tệp Excel đã xuất" in faults(
        lambda book: book.remove(book["Phong trào"])
    )
    said = faults(lambda book: book.remove(book["Mốc thời gian"]))
    assert any(line.startswith("trang “Mốc thời gian”: ") for line in said)


def test_rows_that_a_way_of_scoring_needs_below_it():
    def edit(book: Workbook) -> None:
        row = row_of(book, "Cách tính điểm", "Dưới mọi mức", "Dòng này là")
        book["Cách tính điểm"].delete_rows(row + 3)

    (said,) = faults(edit)
    assert said.endswith("thiếu dòng “Dưới mọi mức” ở bên dưới")


def test_two_ways_of_scoring_for_one_criterion():
    def edit(book: Workbook) -> None:
        row = row_of(book, "Cách tính điểm", "I.2.1", "Tiêu chí")
        cell(book, "Cách tính điểm", row, "Tiêu chí").value = "I.1"

    assert any("mỗi tiêu chí chỉ có một dòng cấp 1" in line for line in faults(edit))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unusable.EMPTY),
        (b"   \n", Unusable.EMPTY),
        (b"Ma,Ten\n1,2\n", Unusable.NOT_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Unusable.OLD_OR_LOCKED),
        (shipped(ID)[:5000], Unusable.DAMAGED),
        (b"PK\x03\x04" + b"x" * 100, Unusable.DAMAGED),
        (office(), Unusable.NO_CAMPAIGN),
        (b"x" * (11 * 1024 * 1024), Unusable.TOO_LARGE),
    ],
    ids=lambda value: value.value if isinstance(value, Unusable) else None,
)
def test_a_file_that_cannot_be_used_says_what_to_do(data, reason):
    with pytest.raises(WorkbookError) as error:
        read_workbook(data, TR)
    assert error.value.reason is reason
    assert "." in describe_unusable(reason, TR)


def test_another_kind_of_zip_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(WorkbookError) as error:
        read_workbook(target.getvalue(), TR)
    assert error.value.reason is Unusable.NOT_EXCEL


def test_sheets_without_any_heading():
    data = workbook({"Phong trào": [["a", "b"]], "Tiêu chí": [["x"], ["y"]], "Câu hỏi": [["z", "w"]]})
    read = read_workbook(data, TR)
    said = [describe_fault(fault, TR) for fault in read.faults]
    assert any(line.startswith("trang “Tiêu chí”: không thấy dòng tên cột: gồm có Mã, Tên ngắn") for line in said)
    assert "trang “Phong trào”: thiếu dòng “Mã phong trào”: cần thêm vào" in said


def test_everything_that_is_wrong_within_one_rule_is_named_at_once():
    """I.1: by cases; in it a deduction. A missing cell, an unknown question and a wrong number hide nothing."""

    def edit(book: Workbook) -> None:
        cell(book, "Cách tính điểm", 2, "Khi").value = "tasks_asigned = 0"
        cell(book, "Cách tính điểm", 2, "Điểm").value = None
        cell(book, "Cách tính điểm", 3, "Mỗi lần").value = None
        cell(book, "Cách tính điểm", 3, "Theo câu hỏi").value = "task_incomplete"
        cell(book, "Cách tính điểm", 3, "Gọi là").value = None

    said = faults(edit)
    assert [line.partition(":")[0] for line in said] == [
        "trang “Cách tính điểm”, ô " + name for name in ("C5", "D5", "G6", "H6", "N6")
    ], said


def test_a_row_that_cannot_be_placed_is_read_and_rows_below_are_not_blamed():
    def edit(book: Workbook) -> None:
        cell(book, "Cách tính điểm", 1, "Cách tính").value = "Theo trường hơp x"
        cell(book, "Cách tính điểm", 2, "Điểm").value = "mười"
        cell(book, "Cách tính điểm", 3, "Mỗi lần").value = "một"

    said = faults(edit)
    assert [line.partition(":")[0] for line in said] == [
        "trang “Cách tính điểm”, ô " + name for name in ("E4", "F5", "G6")
    ], said

    def unplaced(book: Workbook) -> None:
        cell(book, "Cách tính điểm", 1, "Cấp").value = None
        cell(book, "Cách tính điểm", 2, "Dòng này là").value = "Trường hợp nào"
        cell(book, "Cách tính điểm", 2, "Khi").value = "co gi ="

    said = faults(unplaced)
    assert [line.partition(":")[0] for line in said] == [
        "trang “Cách tính điểm”, ô " + name for name in ("B4", "C5", "D5")
    ], said
