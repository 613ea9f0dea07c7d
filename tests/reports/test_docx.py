"""The papers that a unit signs, read back from their XML."""

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from locales import translator
from reports.docx import registration_form, self_score_sheet
from reports.docx_page import place_of
from reports.making import make_document
from reports.tables import unit_table
from storage.tables import Unit
from tests.reports.story import ID

VI = translator("vi")
ON = date(2024, 12, 20)
NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n_____________________"


def paper(story, campaign, write, number: int, *, own: bool = False):
    with story.reader() as session:
        table = unit_table(session, ID, session.get_one(Unit, number), VI, on=ON if own else None)
    return docx.Document(io.BytesIO(write(campaign, table, on=ON)))


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def words(made) -> list[str]:
    return [paragraph.text for paragraph in made.paragraphs if paragraph.text]


def test_the_registration_form_as_the_plan_prints_it(story, campaign):
    made = paper(story, campaign, registration_form, 1)
    top, form, foot = made.tables
    assert cells(top) == [
        [
            "UBND PHƯỜNG 1\n_______",
            f"{NATIONAL}\nPhường 1, ngày ..... tháng ..... năm 2024",
        ]
    ]
    assert words(made) == [
        "BẢNG ĐĂNG KÝ THI ĐUA CẢI CÁCH HÀNH CHÍNH NĂM 2024",
        "(Kèm theo Văn bản số 12/UBND-VP ngày 12/04/2024 của UBND Phường 1)",
        "Đã đăng ký: biên nhận DK-2024-0001, lúc 08:30, 12/04/2024.",
    ]
    rows = cells(form)
    assert rows[0] == ["STT", "TIÊU CHÍ THI ĐUA", "ĐIỂM CHUẨN", "ĐIỂM ĐĂNG KÝ"]
    assert [(row[0], *row[2:]) for row in rows[1:7]] == [
        ("I", "40", "38"),
        ("1", "10", "10"),
        ("2", "20", "18"),
        ("2.1", "5", "5"),
        ("2.2", "5", "5"),
        ("2.3", "10", "8"),
    ]
    assert rows[4][1].splitlines()[:2] == ["Ban hành Kế hoạch:", "- Trong tháng chậm nhất tháng 02/2024: 5 điểm"]
    assert rows[-1] == ["", "Tổng cộng (I+II+III+IV+V)", "100", "93"]
    assert cells(foot) == [
        ["NGƯỜI LẬP BẢNG\n(Ký, ghi rõ họ tên)", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n(Ký, ghi rõ họ tên, đóng dấu)"]
    ]


def test_the_self_score_sheet(story, campaign):
    made = paper(story, campaign, self_score_sheet, 1)
    rows = cells(made.tables[1])
    points = ["ĐIỂM CHUẨN", "ĐIỂM ĐĂNG KÝ", "ĐIỂM TỰ CHẤM", "ĐIỂM THẨM ĐỊNH"]
    assert rows[0][2:] == [*points, "MINH CHỨNG / GIẢI TRÌNH", "NHẬN XÉT THẨM ĐỊNH"]
    assert rows[2][2:6] == ["10", "10", "9", "9"]
    assert rows[2][6].splitlines() == [
        "- =1+1.png",
        "- Văn bản số 5/BC ngày 01/12/2024",
        "Lý do: 1 nhiệm vụ không hoàn thành × 1 = trừ 1 từ 10: 9 điểm.",
    ]
    assert rows[-1][2:] == ["100", "93", "90", "", "", ""]
    assert words(made)[0] == "BẢNG TỰ CHẤM ĐIỂM"
    assert words(made)[-2].startswith("Căn cứ ưu tiên: ")
    assert words(made)[-1] == "Đã gửi bảng tự chấm: biên nhận TC-2024-0001, lúc 09:00, 16/12/2024."


def test_a_department_signs_by_its_head_and_a_draft_says_so(story, campaign):
    made = paper(story, campaign, self_score_sheet, 2, own=True)
    assert made.tables[0].rows[0].cells[1].text.splitlines()[-1] == "TP. Vĩnh Long, ngày ..... tháng ..... năm 2024"
    assert made.tables[2].rows[0].cells[1].text.splitlines()[0] == "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ"
    assert "(Chưa gửi)" in words(made)
    rows = {row[0]: row for row in cells(made.tables[1])}
    assert rows["III"][2:5] == ["10", "", "8"]


@pytest.mark.parametrize(("write", "across"), [(registration_form, False), (self_score_sheet, True)])
def test_the_page_is_that_of_decree_30(story, campaign, write, across):
    made = paper(story, campaign, write, 1)
    section = made.sections[0]
    size = (section.page_width, section.page_height)
    assert [round(each.mm) for each in size] == ([297, 210] if across else [210, 297])
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm, 1) for each in margins] == [20, 20, 30, 15]
    assert (made.styles["Normal"].font.name, made.styles["Normal"].font.size) == ("Times New Roman", Pt(13))
    assert {each.get(qn("w:val")) for each in made.element.body.iter(qn("w:sz"))} == {"24", "26", "28"}  # half points
    assert section.different_first_page_header_footer
    assert [part.text for part in section.header._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert made.tables[1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert made.core_properties.author == ""
    widths = [column.width.mm for column in made.tables[1].columns]
    assert round(sum(widths)) <= (252 if across else 165)


def test_the_place_is_the_units_own_or_the_campaigns():
    assert place_of("Ủy ban nhân dân phường 3", "TP. Vĩnh Long") == "Phường 3"
    assert place_of("Thanh tra", "TP. Vĩnh Long") == "TP. Vĩnh Long"


def test_the_same_content_gives_the_same_bytes_and_control_characters_do_no_harm(story):
    params = {"campaign": ID, "unit": 1, "on": "2024-12-20", "name": "a.docx"}
    with story.session() as session:
        session.get_one(Unit, 1).name = "UBND \x01Phường 1"
        first, second = (make_document(session, "self_score_sheet", params, VI) for _ in range(2))
        session.rollback()
    assert first == second
    assert docx.Document(io.BytesIO(first.data)).tables[0].rows[0].cells[0].text.startswith("UBND PHƯỜNG 1")


@pytest.mark.parametrize(
    ("kind", "change"), [("x", {}), ("self_score_sheet", {"unit": 9}), ("campaign_xlsx", {"campaign": "y"})]
)
def test_what_is_not_there_cannot_be_made(story, kind, change):
    params = {"campaign": ID, "unit": 1, "on": "2024-12-20", "name": "a", **change}
    with story.reader() as session, pytest.raises(LookupError):
        make_document(session, kind, params, VI)
