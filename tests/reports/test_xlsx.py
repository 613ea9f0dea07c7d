"""The workbook, read back cell by cell, and never a formula that somebody typed."""

import io
import shutil
import subprocess
from datetime import date, datetime

import openpyxl
import pytest

from locales import translator
from reports.xlsx import campaign_workbook
from storage.tables import Unit
from tests.reports.story import ID, POINTS

VI = translator("vi")
ON = date(2024, 12, 20)
# As the clock in Vietnam showed it: a spreadsheet knows no time zones.
REGISTERED_AT, SENT_AT = datetime.fromisoformat("2024-04-12T08:30"), datetime.fromisoformat("2024-12-16T09:00")
FORM = ["I", "1", "2", "2.1", "2.2", "2.3", "3", "II", "1", "2", "III", "IV", "1", "2", "V", None]
MAXIMA = [40, 10, 20, 5, 5, 10, 10, 20, 10, 10, 10, 20, 10, 10, 10, 100]
REGISTERED = [38, 10, 18, 5, 5, 8, 10, 20, 10, 10, 10, 20, 10, 10, 5, 93]


def make(story, *, number: int | None = None, **options) -> bytes:
    with story.reader() as session:
        unit = session.get_one(Unit, number) if number else None
        return campaign_workbook(session, ID, VI, on=ON, unit=unit, **options)


@pytest.fixture(scope="module")
def data(story) -> bytes:
    return make(story)


@pytest.fixture(scope="module")
def formulas(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def values(data):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def column(sheet, letter: str, first: int, count: int) -> list[object]:
    return [sheet[f"{letter}{row}"].value for row in range(first, first + count)]


def rows(sheet, first: int) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def test_all_units_at_a_glance(values):
    sheet = values["Tổng hợp"]
    assert sheet["A2"].value.endswith("– thành phố Vĩnh Long – Tính đến ngày 20/12/2024")
    assert rows(sheet, 4) == [
        ["STT", "Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Biên nhận đăng ký", "Đăng ký lúc", "Đăng ký trễ",
         "Văn bản kèm theo", "Điểm đăng ký", "Tự chấm điểm", "Biên nhận", "Gửi lúc", "Lần gửi", "Gửi trễ",
         "Điểm tự chấm", "Điểm thẩm định", "Ưu tiên"],
        [1, "P1", "UBND Phường 1", "Ủy ban nhân dân phường", "DK-2024-0001", REGISTERED_AT, None,
         "12/UBND-VP ngày 12/04/2024", 93, "Đang thẩm định", "TC-2024-0001", SENT_AT, 1, None,
         90, None, "có"],
        [2, "P2", "Phòng Kinh tế", "Phòng, ban chuyên môn thuộc UBND thành phố", *([None] * 13)],
        [3, "P3", "=HYPERLINK(1)", "Ủy ban nhân dân phường", *([None] * 13)],
    ]  # fmt: skip


def test_the_plans_form_of_one_unit(story):
    sheet = openpyxl.load_workbook(io.BytesIO(make(story, number=1)), data_only=True)["Đăng ký"]
    assert sheet["A1"].value == "BẢNG ĐĂNG KÝ THI ĐUA CẢI CÁCH HÀNH CHÍNH NĂM 2024 – UBND Phường 1"
    assert [cell.value for cell in sheet[4]] == ["STT", "TIÊU CHÍ THI ĐUA", "ĐIỂM CHUẨN", "ĐIỂM ĐĂNG KÝ"]
    assert column(sheet, "A", 5, 16) == FORM
    assert column(sheet, "C", 5, 16) == MAXIMA
    assert column(sheet, "D", 5, 16) == REGISTERED
    assert sheet["B8"].value.startswith("Ban hành Kế hoạch:\n- Trong tháng chậm nhất tháng 02/2024: 5 điểm")
    assert sheet["B20"].value == "Tổng cộng (I+II+III+IV+V)"


def test_the_registered_points_of_all_units_with_sums_that_calculate(formulas, values):
    sheet = values["Đăng ký"]
    assert [cell.value for cell in sheet[5]][3:] == ["UBND Phường 1", "Phòng Kinh tế", "=HYPERLINK(1)"]
    assert column(sheet, "D", 6, 16) == REGISTERED
    assert set(column(sheet, "E", 6, 16)) == {None}  # a draft, which nobody else sees
    typed = formulas["Đăng ký"]
    assert typed["D6"].value == "=SUM(D7,D9,D10,D11,D12)"
    assert typed["D8"].value == "=SUM(D9,D10,D11)"
    assert typed["D21"].value == "=SUM(D7,D9,D10,D11,D12,D14,D15,D16,D18,D19,D20)"


def test_points_with_evidence_facts_reasons_and_remarks(formulas, values):
    sheet = values["Bảng điểm"]
    assert [cell.value for cell in sheet[4]][4:9] == [
        "ĐIỂM CHUẨN", "ĐIỂM ĐĂNG KÝ", "ĐIỂM TỰ CHẤM", "ĐIỂM THẨM ĐỊNH", "MINH CHỨNG / GIẢI TRÌNH",
    ]  # fmt: skip
    assert {*column(sheet, "A", 5, 16)} == {"P1"}
    assert [row[:3] for row in rows(sheet, 21)] == []
    assert column(sheet, "E", 5, 16) == MAXIMA
    assert column(sheet, "F", 5, 16) == REGISTERED
    assert column(sheet, "G", 5, 16) == [34, 9, 15, 5, 5, 5, 10, 20, 10, 10, 6, 20, 10, 10, 10, 90]
    assert column(sheet, "H", 5, 16) == [None, 9, *([None] * 8), 4, *([None] * 5)]
    assert sheet["I6"].value == "=1+1.png\nVăn bản số 5/BC ngày 01/12/2024"
    assert sheet["J6"].value == "Số nhiệm vụ được giao: 12; Số nhiệm vụ không hoàn thành: 1"
    assert sheet["K6"].value == "1 nhiệm vụ không hoàn thành × 1 = trừ 1 từ 10: 9 điểm."
    assert sheet["L10"].value == "Trả lại: Thiếu báo cáo"
    assert formulas["Bảng điểm"]["G20"].value == "=SUM(G6,G8,G9,G10,G11,G13,G14,G15,G17,G18,G19)"
    # Where not everything is appraised there is no sum, not even of a part.
    assert [formulas["Bảng điểm"][f"H{row}"].value for row in (5, 7, 20)] == [None, None, None]


def test_the_trail_names_people_only_on_request(values, story):
    sheet = values["Nhật ký"]
    assert [row[4:7] for row in rows(sheet, 6)][:2] == [
        ["Người số 1", "Đăng ký", "gửi"],
        ["Người số 1", "Câu trả lời III", "trả lời"],
    ]
    assert sheet["B5"].value == SENT_AT
    named = openpyxl.load_workbook(io.BytesIO(make(story, number=1, with_people=True)))["Nhật ký"]
    assert named["E5"].value == "Nguyễn Thị Lan"


def test_nothing_that_was_typed_is_a_formula(formulas):
    typed = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.value is not None]
    ours = [cell for cell in typed if cell.data_type == "f"]
    assert {str(cell.value)[:5] for cell in ours} == {"=SUM("}
    dangerous = [cell for cell in typed if cell.data_type == "s" and str(cell.value)[0] in "=+-@"]
    assert {cell.value for cell in dangerous} >= {"=HYPERLINK(1)", "=1+1.png\nVăn bản số 5/BC ngày 01/12/2024"}
    # Text stays text when somebody edits the cell, too.
    assert {cell.quotePrefix for cell in dangerous} == {True}


def test_pages_are_a4_landscape_with_headings_that_stay(formulas):
    for sheet, frozen, repeated in zip(
        formulas, ["D5", "D6", "E5", "D5", "C5"], ["$4:$4", "$4:$5", "$4:$4", "$4:$4", "$4:$4"], strict=True
    ):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.freeze_panes, sheet.print_title_rows) == (frozen, repeated)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Times New Roman"}


def test_rows_are_as_high_as_their_text(formulas):
    form = formulas["Đăng ký"]
    lines = {row: str(form[f"B{row}"].value).count("\n") + 1 for row in range(6, 22)}
    assert max(lines.values()) > 4
    for row, count in lines.items():
        assert count == 1 or form.row_dimensions[row].height >= 15 * count


def test_the_same_rows_give_the_same_bytes(data, story):
    assert make(story) == data


def test_libreoffice_calculates_the_same_sums(data, tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.xlsx").write_bytes(data)
    command = [office, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={"HOME": str(tmp_path)})
    command = [office, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "b")]
    subprocess.run([*command, str(tmp_path / "a.ods")], check=True, capture_output=True, timeout=120)
    again = openpyxl.load_workbook(tmp_path / "b" / "a.xlsx", data_only=True)["Đăng ký"]
    assert column(again, "D", 6, 16) == REGISTERED
    assert sum(POINTS.values()) == REGISTERED[-1]
