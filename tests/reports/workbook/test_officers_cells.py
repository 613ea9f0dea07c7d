"""Workbooks as offices really have them: the campaign in them is the same."""

import io
import unicodedata
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from locales import translator
from reports.workbook.reading import read_workbook
from scoring.campaign_files import load_campaigns
from tests.campaign_books import cell, edited, row_of, rows, shipped, value

TR = translator("vi")
ID = "cchc-vinh-long-2024"
CAMPAIGN = load_campaigns()[ID]


def read(edit):
    return read_workbook(edited(shipped(ID), edit), TR)


def assert_same(edit):
    got = read(edit)
    assert got.faults == ()
    assert got.campaign == CAMPAIGN
    return got


def test_numbers_as_text_and_days_as_text_or_as_numbers():
    def edit(book: Workbook) -> None:
        cell(book, "Tiêu chí", 1, "Điểm tối đa").value = " 10 "
        cell(book, "Nhóm tiêu chí", 1, "Điểm tối đa").value = "40,0"
        day = cell(book, "Mốc thời gian", 1, "Ngày cuối")
        assert day.value == datetime(2024, 4, 26)  # noqa: DTZ001 — as the file has it
        day.value = "26/04/2024"
        value(book, "Ngày bắt đầu").value = "ngày 14 tháng 3 năm 2024"
        end = value(book, "Ngày kết thúc")
        end.value, end.number_format = 45657, "General"  # a day in a cell that shows plain numbers

    assert_same(edit)


def test_codes_that_a_program_made_numbers_and_hours_that_it_made_times():
    def edit(book: Workbook) -> None:
        value(book, "Giờ nhắc").value = datetime(1899, 12, 30, 8, 0).time()  # noqa: DTZ001 — as above
        value(book, "Không nhắn đến giờ").value = "7h30"
        month = cell(
            book, "Cách tính điểm", row_of(book, "Cách tính điểm", "02/2024", "Tháng phải xong"), "Tháng phải xong"
        )
        month.value = date(2024, 2, 1)

    assert_same(edit)


def test_spaces_decomposed_letters_and_other_case():
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for one in row:
                    if isinstance(one.value, str) and sheet.title != "Tiếng Anh":
                        one.value = unicodedata.normalize("NFD", one.value) + "  "
            sheet.title = unicodedata.normalize("NFD", sheet.title)
        cell_of_role = next(
            each for each in book.worksheets if unicodedata.normalize("NFC", each.title) == "Các bước xét"
        )
        assert cell_of_role["F5"].value
        cell_of_role["F5"].value = str(cell_of_role["F5"].value).upper()

    assert_same(edit)


def test_columns_in_another_order_with_empty_rows_between_and_notes_beside():
    def edit(book: Workbook) -> None:
        made = book["Tiêu chí"]
        made.move_range(f"B1:B{made.max_row}", cols=30)  # the code stands far to the right
        made.insert_rows(6, 3)
        made["AZ2"], made["AZ5"] = "Ý kiến của phòng", "xem lại"
        book["Câu hỏi"].insert_cols(1)
        book["Câu hỏi"]["A2"] = "STT"
        for number in rows(book, "Câu hỏi"):
            book["Câu hỏi"].cell(number, 1).value = number
        book["Mốc thời gian"].insert_rows(1, 2)
        book.create_sheet("Nháp")["A1"] = "1"
        del book["Hướng dẫn"]
        book.move_sheet("Tiêu chí", 5)

    # Rows that have nothing but their number are no rows of the table.
    got = read(edit)
    assert [fault.sheet for fault in got.faults if fault.sheet != "Câu hỏi"] == []
    assert "cột “Ý kiến của phòng” của trang “Tiêu chí”" in got.unread
    assert "trang “Nháp”" in got.unread


def test_a_criterion_is_written_once_for_its_questions_or_merged_over_them():
    def edit(book: Workbook) -> None:
        made = book["Câu hỏi"]
        first = row_of(book, "Câu hỏi", "I.3", "Tiêu chí") + 3
        for row in range(first + 1, first + 4):
            made.cell(row, 1).value = None
        other = row_of(book, "Câu hỏi", "II.2", "Tiêu chí") + 3
        made.merge_cells(start_row=other, end_row=other + 3, start_column=1, end_column=1)
        for name in ("Cách tính điểm", "Lựa chọn"):
            last = None
            for row in rows(book, name):
                one = book[name].cell(row, 1)
                one.value, last = (None if one.value == last else one.value), one.value or last

    assert_same(edit)


def test_the_explanations_may_be_deleted():
    def edit(book: Workbook) -> None:
        for sheet in book.worksheets[2:-1]:
            sheet.delete_rows(3)

    assert_same(edit)


def test_a_formula_counts_with_the_value_that_it_had():
    """openpyxl saves no results, so one is put into the file as Excel writes it."""
    data = shipped(ID)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for member in source.namelist():
            content = source.read(member)
            if member == "xl/worksheets/sheet2.xml":
                assert b"<v>100</v>" in content
                content = content.replace(b"<v>100</v>", b"<f>SUM(1,99)</f><v>100</v>")
            made.writestr(member, content)
    assert read_workbook(target.getvalue(), TR).campaign == CAMPAIGN


def test_an_example_that_excel_made_a_day_or_a_percent():
    def edit(book: Workbook) -> None:
        one = cell(book, "Câu hỏi", row_of(book, "Câu hỏi", "issued_on", "Mã câu hỏi"), "Ví dụ trả lời")
        assert one.value == "15/02/2024"
        one.value = date(2024, 2, 15)
        other = cell(book, "Câu hỏi", row_of(book, "Câu hỏi", "92,5%", "Ví dụ trả lời"), "Ví dụ trả lời")
        other.value, other.number_format = 0.925, "0.0%"

    assert_same(edit)


def test_vietnamese_that_was_changed_loses_its_translation_and_nothing_else():
    def edit(book: Workbook) -> None:
        cell(book, "Nhóm tiêu chí", 1, "Tên").value = "Nhóm thứ nhất"

    got = read(edit)
    assert got.campaign is not None
    assert got.campaign.groups[0].title.vi == "Nhóm thứ nhất"
    assert got.campaign.groups[0].title.en is None
    assert got.campaign.criteria == CAMPAIGN.criteria
    assert got.campaign.name.en == CAMPAIGN.name.en


def test_without_its_english_sheet_it_is_vietnamese_alone():
    got = read(lambda book: book.remove(book["Tiếng Anh"]))
    assert got.campaign is not None
    assert got.campaign.name.en is None
    assert got.campaign.name.vi == CAMPAIGN.name.vi


@pytest.mark.parametrize("sheet", ["Các đợt", "Ô đánh dấu", "Phân công", "Cần xác nhận"])
def test_a_sheet_that_the_campaign_does_not_need_may_be_missing(sheet):
    assert read(lambda book: book.remove(book[sheet])).faults == ()
