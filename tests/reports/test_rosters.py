"""Officers' lists as they come, in real files."""

import io
import zipfile

import pytest
import xlsxwriter

from reports.roster_cells import MAX_BYTES, RosterFileError, Unreadable
from reports.roster_headings import Group
from reports.rosters import ListedPerson, ListedRow, read_roster
from tests.workbooks import OFFICE, office, one_sheet, workbook


def short(data: bytes) -> list[tuple[int, str, list[tuple[str, str]]]]:
    """(row, unit, [(name, phone)]) of every row."""
    return [(row.row, row.unit, [(one.name, one.phone) for one in row.people]) for row in read_roster(data).rows]


def test_an_office_list_with_everything_at_once():
    roster = read_roster(office())
    assert [
        (row.row, row.unit, row.section, *((one.name, one.phone) for one in row.people)) for row in roster.rows
    ] == [
        (7, "Phòng Nội vụ", "CÁC PHÒNG, BAN", ("Nguyễn Văn An", "912345678")),
        (8, "Văn phòng", "CÁC PHÒNG, BAN", ("Trần Thị Bình", "84912345679")),
        (10, "Khu phố 1", "II. CÁC KHU PHỐ", ("Lê Thị Cúc", "0912.345.670")),
        (11, "Khu phố 1", "II. CÁC KHU PHỐ", ("Phạm Văn Dũng", "01234567890")),
        (12, "Khu phố 2", "II. CÁC KHU PHỐ", ("Võ Văn Em", "0912345671 - 0912345672")),
        (13, "Khu phố 2", "II. CÁC KHU PHỐ", ("Lý Thị Phượng", "")),
    ]
    assert roster.skipped == ("Hướng dẫn",)  # the hidden sheet is not even looked at


@pytest.mark.parametrize(
    ("unit", "name", "phone"),
    [
        ("Đơn vị", "Họ và tên", "Số điện thoại"),
        ("TÊN ĐƠN VỊ", "HỌ TÊN", "SĐT"),
        ("Cơ quan, đơn vị", "Cán bộ đầu mối", "ĐTDĐ"),
        ("Ten don vi", "Ho va ten", "Dien thoai"),
        ("Khu phố", "Người phụ trách", "Điện thoại liên hệ"),
        ("Tổ dân phố", "Họ, tên người đại diện", "Zalo"),
        ("Cơ quan/\nđơn vị/\nđịa phương", "Họ và tên\n(người đầu mối)", "Số điện thoại\n(nếu có)"),
        ("Đơn vị công tác", "Công chức theo dõi", "Di động"),
        ("Phòng, ban", "Trưởng khu phố", "Liên hệ"),
        ("Tập thể", "Đầu mối", "Số ĐT"),
        ("donvi", "hoten", "sodienthoai"),
        ("Unit", "Full name", "Phone number"),
    ],
)
def test_headings_are_known_in_any_wording_and_order(unit, name, phone):
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        headings, values = [unit, name, phone], ["Khu phố 1", "Lê Thị Cúc", "0912345670"]
        data = one_sheet(["Danh sách"], [headings[i] for i in order], [values[i] for i in order])
        assert short(data) == [(3, "Khu phố 1", [("Lê Thị Cúc", "0912345670")])]


@pytest.mark.parametrize(
    "heading", ["Đơn vị tính", "Địa chỉ", "Email", "Danh sách các đơn vị đăng ký năm 2024", "Ghi chú", "Ngày sinh", ""]
)
def test_what_is_no_unit_is_not_taken_for_one(heading):
    with pytest.raises(RosterFileError) as refused:
        read_roster(one_sheet([heading, "Họ và tên", "SĐT"], ["Khu phố 1", "Lê Thị Cúc", "0912345670"]))
    assert refused.value.reason is Unreadable.NO_TABLE


def test_headings_may_stand_as_low_as_row_15_and_no_lower():
    rows = [["Khu phố", "Họ và tên"], ["Khu phố 1", "Lê Thị Cúc"]]
    assert short(one_sheet(*[["…"]] * 14, *rows)) == [(16, "Khu phố 1", [("Lê Thị Cúc", "")])]
    with pytest.raises(RosterFileError):
        read_roster(one_sheet(*[["…"]] * 15, *rows))


def test_a_head_and_a_contact_side_by_side_under_two_rows_of_headings():
    data = one_sheet(
        ["TT", "Cơ quan, đơn vị", "Thủ trưởng", None, "Cán bộ đầu mối", None],
        [None, None, "Họ tên", "SĐT", "Họ tên", "Điện thoại"],
        [1, "Phòng Y tế", "Trần Văn A", "0912345674", "Lê Thị B", "0912345675"],
        [2, "Phòng Tư pháp", "Đỗ Văn C", "0912345676", None, None],
        merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"],
    )
    assert [row.people for row in read_roster(data).rows] == [
        (
            ListedPerson("Trần Văn A", "0912345674", group=Group.LEADER),
            ListedPerson("Lê Thị B", "0912345675", group=Group.CONTACT),
        ),
        (ListedPerson("Đỗ Văn C", "0912345676", group=Group.LEADER),),
    ]


def test_the_phone_in_a_pocket_is_taken_before_the_one_on_the_desk():
    data = one_sheet(
        ["Đơn vị", "Họ và tên", "ĐT cơ quan", "ĐT di động"],
        ["Phòng Y tế", "Trần Văn A", "02703822111", "0912345674"],
        ["Phòng Tư pháp", "Lê Thị B", "02703822112", None],
    )
    assert short(data) == [
        (2, "Phòng Y tế", [("Trần Văn A", "0912345674")]),
        (3, "Phòng Tư pháp", [("Lê Thị B", "02703822112")]),
    ]


def test_a_column_that_only_says_who_has_zalo():
    data = one_sheet(
        ["Đơn vị", "Họ và tên", "SĐT", "Zalo"],
        ["Khu phố 1", "Lê Thị Cúc", "0912345670", "Có"],
        ["Khu phố 2", "Võ Văn Em", None, "Có"],
        ["Khu phố 3", "Lý Thị Phượng", "0912345672", "0912345673"],
    )
    assert [row.people[0].phone for row in read_roster(data).rows] == ["0912345670", "", "0912345673"]


def test_family_and_given_name_in_two_columns():
    data = one_sheet(["Họ và tên đệm", "Tên", "Đơn vị"], ["Nguyễn Văn", "An", "Khu phố 1"])
    assert short(data) == [(2, "Khu phố 1", [("Nguyễn Văn An", "")])]


def test_the_headings_of_the_next_page_are_no_rows_and_may_change_the_order():
    data = one_sheet(
        ["Đơn vị", "Họ và tên"], ["Khu phố 1", "Lê Thị Cúc"], ["Họ và tên", "Đơn vị"], ["Võ Văn Em", "Khu phố 2"]
    )
    assert short(data) == [(2, "Khu phố 1", [("Lê Thị Cúc", "")]), (4, "Khu phố 2", [("Võ Văn Em", "")])]


def test_a_blank_unit_is_the_one_above_only_where_nothing_speaks_against_it():
    data = one_sheet(
        ["STT", "Đơn vị", "Họ và tên"],
        [1, "Khu phố 1", "Lê Thị Cúc"],
        [None, None, "Phạm Văn Dũng"],
        [2, None, "Không Đơn Vị"],
        [],
        [None, None, "Cũng Không"],
    )
    assert [(row.row, row.unit) for row in read_roster(data).rows] == [
        (2, "Khu phố 1"),
        (3, "Khu phố 1"),
        (4, ""),
        (6, ""),
    ]


def test_numbers_that_wait_for_a_unit_and_formulas_that_failed_are_nothing():
    data = one_sheet(["STT", "Đơn vị", "SĐT"], [1, "Khu phố 1", "#N/A"], [2], [3, "-", "…"], [4, "#REF!", "không có"])
    assert short(data) == [(2, "Khu phố 1", [])]


def test_several_people_in_one_cell_each_with_a_phone_and_a_name_that_is_only_wrapped():
    data = one_sheet(
        ["Đơn vị", "Họ và tên", "SĐT"],
        ["Khu phố 1", "Lê Thị Cúc\nPhạm Văn Dũng", "0912345670\n0912345671"],
        ["Khu phố 2", "Nguyễn Thị\nHồng Hạnh", "0912345672\n0912345673"],
    )
    assert short(data)[0] == (2, "Khu phố 1", [("Lê Thị Cúc", "0912345670"), ("Phạm Văn Dũng", "0912345671")])
    wrapped = one_sheet(["Đơn vị", "Họ và tên", "SĐT"], ["Khu phố 2", "Nguyễn Thị\nHạnh", "0912345672"])
    assert short(wrapped) == [(2, "Khu phố 2", [("Nguyễn Thị Hạnh", "0912345672")])]


def test_a_list_of_units_alone():
    assert short(one_sheet(["STT", "Tên đơn vị"], [1, "Khu phố 1"], [2, "Khu phố 2"])) == [
        (2, "Khu phố 1", []),
        (3, "Khu phố 2", []),
    ]
    assert short(one_sheet(["Tên đơn vị"], ["Khu phố 1"], ["Khu phố 2"])) == [
        (2, "Khu phố 1", []),
        (3, "Khu phố 2", []),
    ]


def test_codes_types_and_roles_are_passed_on_as_they_are_written():
    data = one_sheet(
        ["Mã đơn vị", "Đơn vị", "Loại", "Họ và tên", "Vai trò", "Chức vụ"],
        ["KP1", "Khu phố 1", "Khu phố", "Đ/c Lê Thị Cúc", "Đầu mối", "Trưởng khu phố"],
    )
    assert read_roster(data).rows == (
        ListedRow(
            "DS",
            2,
            "Khu phố 1",
            "KP1",
            "Khu phố",
            people=(ListedPerson("Lê Thị Cúc", role="Đầu mối", position="Trưởng khu phố"),),
        ),
    )


def test_a_column_of_blocks_that_is_merged_downwards():
    data = one_sheet(
        ["Khối", "Đơn vị", "Họ và tên"],
        ["Đoàn thể", "Hội Phụ nữ", "Lê Thị Cúc"],
        [None, "Đoàn Thanh niên", "Võ Văn Em"],
        merged=["A2:A3"],
    )
    assert [(row.unit, row.type) for row in read_roster(data).rows] == [
        ("Hội Phụ nữ", "Đoàn thể"),
        ("Đoàn Thanh niên", "Đoàn thể"),
    ]


def test_several_sheets_are_one_list():
    headings = ["Đơn vị", "Họ và tên"]
    data = workbook({"KP": [headings, ["Khu phố 1", "Lê Thị Cúc"]], "PB": [headings, ["Văn phòng", "Võ Văn Em"]]})
    assert [(row.sheet, row.unit) for row in read_roster(data).rows] == [("KP", "Khu phố 1"), ("PB", "Văn phòng")]


def test_a_workbook_of_another_program_with_formats_formulas_and_a_million_empty_rows():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, ["STT", "Đơn vị", "Họ và tên", "Điện thoại"])
    sheet.write_formula(1, 0, "=ROW()-1", None, 1)
    sheet.write_rich_string(1, 1, "Khu ", book.add_format({"bold": True}), "phố 1")
    sheet.write_string(1, 2, "  Lê  Thị Cúc ")
    sheet.write_number(1, 3, 912345670, book.add_format({"num_format": "0000000000"}))
    sheet.write_blank(1_048_575, 5, None, book.add_format({"bold": True}))
    sheet.set_column("A:XFD", 12, book.add_format({"font_size": 13}))
    book.close()
    assert short(target.getvalue()) == [(2, "Khu phố 1", [("Lê Thị Cúc", "912345670")])]


LINES = 'STT;Đơn vị;Họ và tên;SĐT\r\n1;Khu phố 1;Lê Thị Cúc;0912345670\r\n\r\n2;"Khu phố; 2";Võ Văn Em;\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_csv_as_excel_saves_it(encoding, sign):
    text = LINES if sign == ";" else LINES.replace("; 2", " 2").replace(";", sign)
    unit = "Khu phố; 2" if sign == ";" else "Khu phố 2"
    assert short(text.encode(encoding)) == [
        (2, "Khu phố 1", [("Lê Thị Cúc", "0912345670")]),
        (4, unit, [("Võ Văn Em", "")]),
    ]


def test_csv_of_an_old_vietnamese_windows():
    text = "Đơn vị;Họ và tên\nKhu phố 1;Lê Thị Cúc\n"
    old = b"".join(one.encode("cp1258") for one in decomposed_for_windows(text))
    assert short(old) == [(2, "Khu phố 1", [("Lê Thị Cúc", "")])]


def decomposed_for_windows(text: str) -> list[str]:
    """Code page 1258 has letters with a hat or a horn whole, and the five tones as signs of their own."""
    import unicodedata

    tones = "\u0300\u0309\u0303\u0301\u0323"
    found = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = "".join(c for c in parts if c not in tones)
        found += [unicodedata.normalize("NFC", base), *(c for c in parts if c in tones)]
    return found


def damaged() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", "<no/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b" \r\n", Unreadable.EMPTY),
        (one_sheet(), Unreadable.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Unreadable.OLD_OR_LOCKED),
        (damaged(), Unreadable.DAMAGED),
        (b"PK\x03\x04 and no more", Unreadable.DAMAGED),
        (b"%PDF-1.7\n\0\0\0", Unreadable.DAMAGED),
        (b"a;b;c\n1;2;3\n", Unreadable.NO_TABLE),
        (b"x" * (MAX_BYTES + 1), Unreadable.TOO_LARGE),
        (b"\xc4\x90\xc6\xa1n v\xe1\xbb\x8b\n" + b"KP\n" * 5000, Unreadable.TOO_LARGE),
    ],
)
def test_what_cannot_be_used_is_named(data, reason):
    with pytest.raises(RosterFileError) as refused:
        read_roster(data)
    assert refused.value.reason is reason


def test_a_bomb_is_not_unpacked():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as member:
        for _ in range(21):
            member.write(bytes(10 * 1024 * 1024))
    with pytest.raises(RosterFileError) as refused:
        read_roster(target.getvalue())
    assert refused.value.reason is Unreadable.TOO_LARGE


def test_headings_alone_are_an_empty_list():
    assert read_roster(one_sheet(["Đơn vị", "Họ và tên"])).rows == ()
    assert read_roster(one_sheet(*OFFICE[:5])).rows == ()
