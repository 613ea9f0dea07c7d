"""The workbook of plans without points: candidates, verdicts, awards, register and targets."""

import io
from datetime import date
from typing import Any

import docx
import openpyxl
from sqlmodel import col, select

from reports.making import Paper, unit_paper
from reports.xlsx import campaign_workbook
from storage.database import Database
from storage.tables import Candidate, Initiative, Registration, Unit
from tests.reports.plan_stories import DAY, LIGHT, PERSON, TITLES, UNIT, VI, WARD, own, text_of


def book(database: Database, campaign_id: str, *, tr=VI, on: date = DAY, code: str = "", **more: Any) -> bytes:
    with database.reader() as session:
        unit = session.exec(select(Unit).where(Unit.code == code)).one() if code else None
        return campaign_workbook(session, campaign_id, tr, on=on, unit=unit, **more)


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """Sheet -> its rows from the headings on."""
    made = openpyxl.load_workbook(io.BytesIO(data))
    return {each.title: [list(row) for row in each.iter_rows(min_row=4, values_only=True)] for each in made}


def test_the_workbook_of_a_plan_with_titles(titles):
    found = sheets(book(titles, TITLES))
    assert list(found) == ["Tổng hợp", "Đăng ký", "Bảng đánh giá", "Khen thưởng", "Các hồ sơ khen thưởng", "Nhật ký"]
    head, unit, person, other = found["Tổng hợp"]
    assert head[:5] == ["Mã đơn vị", "Tên đơn vị", "Đối tượng thi đua", "Loại", "Loại đơn vị"]
    assert (unit[2], unit[8], unit[13], unit[14]) == (UNIT, "Đã duyệt", "đạt 3", "đạt 3, chờ quyết định 1")
    assert (person[2], person[3], person[13:]) == ("cá nhân số 1", "Cá nhân", ["đạt 4, chưa đạt 1", "đạt 5"])
    assert other[5:] == [None] * 10
    head, unit, person = found["Đăng ký"]
    ticked = [[head[place] for place, value in enumerate(row) if value == "x"] for row in (unit, person)]
    assert ticked == [
        ["Hoàn thành nhiệm vụ", "Giấy khen UBND huyện"],
        ["Hoàn thành nhiệm vụ", "Chiến sỹ thi đua cấp cơ sở"],
    ]
    rows = {row[4]: row[6:] for row in found["Bảng đánh giá"]}
    assert rows["V.2.3"][1:4] == ["chưa đạt", "Văn bản chỉ đạo thực hiện chất lượng, đúng hạn: không, cần có.", "đạt"]
    assert rows["V.1.3"][5] == "Giải trình: Sáng kiến trả kết quả tại nhà, áp dụng từ tháng 3.\nsang-kien.jpg"
    assert [row[2:6:3] for row in found["Khen thưởng"][1:]] == [[UNIT, "chờ quyết định"]] * 2 + [
        ["cá nhân số 1", "chờ quyết định"]
    ] * 2


def test_the_workbook_of_a_plan_with_a_register(ward):
    found = sheets(book(ward, WARD))
    assert list(found) == [
        *("Tổng hợp", "Sổ mô hình, sáng kiến", "Bảng đánh giá", "Khen thưởng", "Chỉ tiêu"),
        *("Các hồ sơ khen thưởng", "Nhật ký"),
    ]
    head, *entries = found["Sổ mô hình, sáng kiến"]
    assert dict(zip(head, entries[0], strict=True))["Kết quả"] == "Được áp dụng có hiệu quả"
    head, first, *shares = found["Chỉ tiêu"]
    assert first[0] == "II.2.1.7"
    assert first[2].startswith("Số đơn vị: 2; Số đơn vị đã đăng ký: ")
    assert [row[1] for row in shares] == [
        "Tỷ lệ đơn vị ứng dụng thanh toán điện tử",
        "Tỷ lệ văn bản trao đổi trên môi trường điện tử",
    ]
    # Of one unit: nothing about the others.
    only = sheets(book(ward, WARD, code="KP1"))
    assert "Chỉ tiêu" not in only
    assert {row[0] for row in only["Tổng hợp"][1:]} == {"KP1"}


def test_every_round_that_has_begun_has_its_rows(stories):
    found = sheets(book(stories("plan_rounds"), LIGHT, on=date(2026, 12, 1)))
    head, *rows = found["Tổng hợp"]
    assert [row[head.index("Đợt")] for row in rows] == ["Đợt năm 2025", "Đợt năm 2026"]
    assert len(found["Đăng ký"]) == 2


def test_no_name_is_in_the_workbook_unless_it_is_asked_for(titles):
    def says(data: bytes) -> bool:
        return any(PERSON in str(value) for rows in sheets(data).values() for row in rows for value in row)

    assert not says(book(titles, TITLES))
    assert says(book(titles, TITLES, with_people=True))


def test_what_was_typed_is_no_formula_and_the_same_rows_give_the_same_bytes(ward):
    with ward.session() as session:
        entry = session.exec(select(Initiative).order_by(col(Initiative.id))).first()
        unit = session.exec(select(Unit).order_by(col(Unit.id))).first()
        assert entry is not None
        assert unit is not None
        entry.fields, unit.name = {**entry.fields, "name": "=HYPERLINK(1)"}, "@=1+1 <w:t>\x01"
        session.flush()
        first, second = (campaign_workbook(session, WARD, VI, on=DAY) for _ in range(2))
        wanted = Paper("registration_form", WARD, DAY, own=True)
        form, again = (unit_paper(session, unit, wanted) for _ in range(2))
        session.rollback()
    assert first == second
    assert form == again
    made = openpyxl.load_workbook(io.BytesIO(first))
    typed = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in typed if cell.data_type == "f"]
    dangerous = [cell for cell in typed if cell.data_type == "s" and str(cell.value)[0] in "=+-@"]
    assert {cell.value for cell in dangerous} >= {"=HYPERLINK(1)"}
    assert {cell.quotePrefix for cell in dangerous} == {True}
    assert "=HYPERLINK(1)" in text_of(docx.Document(io.BytesIO(form)))


def test_rows_of_the_workbook_are_as_high_as_their_text(titles):
    sheet = openpyxl.load_workbook(io.BytesIO(book(titles, TITLES)))["Khen thưởng"]
    many = [row for row in range(5, sheet.max_row + 1) if str(sheet[f"G{row}"].value).count("\n") >= 1]
    assert many
    for row in many:
        assert sheet.row_dimensions[row].height >= 15 * (str(sheet[f"G{row}"].value).count("\n") + 1)


def test_a_deleted_name_is_in_no_new_paper(stories):
    database = stories("plan_titles")
    with database.reader() as session:
        (candidate,) = session.exec(select(Candidate)).all()
        assert session.exec(select(Registration).where(Registration.candidate_id == candidate.id)).first() is not None
    assert PERSON not in text_of(own(database, TITLES, "VHX", "registration_form"))
    assert PERSON not in str(sheets(book(database, TITLES, with_people=True)))
