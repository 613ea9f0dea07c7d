"""The papers of plans without points, made of golden conversations and read back from their XML."""

from datetime import date

import pytest
from sqlmodel import col, select

from reports.candidate_tables import View, candidate_tables
from storage import queries
from storage.tables import Submission, SubmissionVersion, Unit
from tests.reports.plan_stories import DAY, LIGHT, PERSON, TITLES, UNIT, VI, WARD, cells, own, paper, text_of, words

# ---------------------------------------------------------------- the forms


def test_the_form_with_titles_is_ticked_as_the_plan_prints_it(titles):
    made = own(titles, TITLES, "VHX", "registration_form")
    top, form, texts, foot = made.tables
    assert cells(top)[0][0].startswith("BỘ PHẬN VĂN HÓA - XÃ HỘI")
    rows = cells(form)
    group = ["Danh hiệu thi đua"] * 5 + ["Hình thức khen thưởng"] * 4
    assert rows[0] == ["STT", "Tập thể, cá nhân", *group]
    with titles.reader() as session:
        columns = queries.definition(session, TITLES).registration.columns
    assert rows[1] == [each.vi for each in columns]
    assert rows[2] == [f"({number})" for number in range(1, 12)]
    assert rows[3] == ["I", "Tập thể", *[""] * 9]
    assert rows[4] == ["1", UNIT, "x", "", "", "", "", "x", "", "", ""]
    assert rows[5] == ["II", "Cá nhân", *[""] * 9]
    assert rows[6] == ["1", PERSON, "x", "", "x", "", "", "", "", "", ""]
    assert len(rows) == 7
    assert cells(texts) == [
        ["STT", "Tập thể, cá nhân", "Nội dung đăng ký", "Mục tiêu"],
        ["1", UNIT, "Cải cách thủ tục hành chính", ""],
        ["2", PERSON, "", "Hoàn thành 100% nhiệm vụ"],
    ]
    assert words(made) == [
        "ĐĂNG KÝ Danh hiệu thi đua, khen thưởng trong cải cách hành chính năm 2024",
        f"{UNIT}: đã đăng ký, biên nhận DK-2024-0001, lúc 08:00, 22/04/2024.",
        f"{PERSON}: đã đăng ký, biên nhận DK-2024-0003, lúc 08:00, 22/04/2024.",
    ]
    assert cells(foot)[0][1].startswith("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ")


def test_the_form_of_a_unit_that_registered_nothing_is_empty(titles):
    rows = cells(own(titles, TITLES, "HND", "registration_form").tables[1])
    assert [row[0] for row in rows[3:]] == ["I", "", "", "", "II", "", "", ""]
    assert {text for row in rows[3:] for text in row[2:]} == {""}


def test_a_draft_is_in_the_units_own_form_alone(stories):
    draft = stories("plan_titles", "Hoa> gửi\n")
    assert cells(own(draft, TITLES, "VHX", "registration_form").tables[1])[4][1:3] == [UNIT, "x"]
    assert "x" not in [
        text for row in cells(paper(draft, TITLES, "VHX", "registration_form").tables[1]) for text in row
    ]


def test_the_register_as_the_form(ward):
    made = own(ward, WARD, "KP1", "registration_form")
    assert made.sections[0].page_width > made.sections[0].page_height
    with ward.reader() as session:
        columns = queries.definition(session, WARD).registration.columns
    head, *rows = cells(made.tables[1])
    assert head == [*(each.vi for each in columns), "Biên nhận", "Kết quả"]
    assert rows == [
        [
            *("1", "Tổ công nghệ số tại nhà văn hóa", "Mô hình", ""),
            *("Hướng dẫn người dân nộp hồ sơ trực tuyến vào tối thứ Năm", "", "Toàn khu phố"),
            *("Từ tháng 3 đến tháng 12/2024", "DK-2024-0001\n05/03/2024", "Được áp dụng có hiệu quả"),
        ]
    ]
    # Nothing of its own: empty rows to be filled in by hand.
    assert cells(own(ward, WARD, "KP2", "registration_form").tables[1])[0] == head


def test_the_light_form(stories):
    made = own(stories("plan_rounds"), LIGHT, "TDP1", "registration_form", on=date(2026, 12, 1))
    assert cells(made.tables[1]) == [
        ["STT", "Tập thể, cá nhân", "Giải pháp, sáng kiến, cách làm mới"],
        ["I", "Tập thể", ""],
        ["1", "Tổ dân phố 1", "Tổ hòa giải lưu động"],
        ["II", "Cá nhân", ""],
        ["", "", ""],
    ]


# ---------------------------------------------------------------- the sheet of verdicts


def test_the_own_copy_shows_no_appraisal_before_everything_is_approved(sent):
    made = own(sent, TITLES, "VHX", "self_score_sheet")
    unit, person = made.tables[1:3]
    assert cells(unit)[0] == ["STT", "TIÊU CHÍ THI ĐUA", "SỐ LIỆU", "TỰ ĐÁNH GIÁ", "MINH CHỨNG / GIẢI TRÌNH"]
    assert cells(unit)[1][3] == "do văn phòng nhập"
    assert cells(unit)[2] == [
        "V.1.2",
        "Hoàn thành xuất sắc nhiệm vụ được giao trong năm 2024.",
        "Hoàn thành xuất sắc nhiệm vụ: có",
        "Đạt",
        "- Văn bản số 12/BC-VHX ngày 25/11/2024",
    ]
    row = next(row for row in cells(person) if row[0] == "V.2.3")
    assert row[3] == "Chưa đạt\nVăn bản chỉ đạo thực hiện chất lượng, đúng hạn: không, cần có."
    assert "Tự đánh giá: đạt 4, chưa đạt 1." in words(made)
    assert "Giấy khen" not in text_of(made)


def test_a_returned_sheet_says_no_decision_in_the_own_copy_and_all_to_the_others(stories):
    database = stories("plan_titles", "Hoa> [Sửa V.1.3]")
    reason = "Xin gửi mô tả sáng kiến có xác nhận của UBND xã"
    assert reason not in text_of(own(database, TITLES, "VHX", "self_score_sheet"))
    assert f"Trả lại: {reason}" in text_of(paper(database, TITLES, "VHX", "self_score_sheet"))


def test_after_the_approval_the_unit_has_the_appraisal_and_what_it_is_told_of_the_awards(titles):
    made = own(titles, TITLES, "VHX", "self_score_sheet")
    person = cells(made.tables[3])
    assert person[0][3:5] == ["TỰ ĐÁNH GIÁ", "THẨM ĐỊNH"]
    row = next(row for row in person if row[0] == "V.2.3")
    assert row[3].startswith("Chưa đạt\n")
    assert row[4].startswith("Đạt\nSửa thành: Văn bản chỉ đạo thực hiện chất lượng, đúng hạn: có. Lý do: ")
    awards = cells(made.tables[2])
    assert awards[0] == ["HÌNH THỨC KHEN THƯỞNG", "KẾT QUẢ", "LÝ DO, QUYẾT ĐỊNH"]
    assert [row[:2] for row in awards[1:]] == [
        ["Giấy khen của Chủ tịch Ủy ban nhân dân huyện", "Chờ quyết định"],
        ["Giấy khen của Chủ tịch Ủy ban nhân dân xã", "Chờ quyết định"],
    ]
    assert awards[2][2].startswith("• V.1.1 Chỉ số cải cách hành chính năm 2024: chưa rõ")
    assert "Thẩm định: đạt 5." in words(made)
    # The gates that stand in nobody's way are for those who decide.
    gate = "• Kỷ luật, khiếu nại, tố cáo: đạt"
    assert gate not in text_of(made)
    assert gate in text_of(paper(titles, TITLES, "VHX", "self_score_sheet"))


def test_a_ruling_stands_with_its_reason_and_without_who_decided(stories):
    database = stories("plan_titles", "Chủ> quay lại")
    made = text_of(own(database, TITLES, "VHX", "self_score_sheet"))
    assert "chấp nhận, ngày 02/12/2024 – Chỉ số chưa công bố, xã dự kiến xếp loại Tốt" in made
    assert "Đủ điều kiện" in made


@pytest.mark.parametrize(("name", "campaign_id"), [("plan_titles", TITLES), ("plan_register", WARD)])
def test_the_own_verdicts_are_those_that_were_sent(stories, name, campaign_id):
    database, compared = stories(name), 0
    with database.reader() as session:
        campaign = queries.definition(session, campaign_id)
        for unit in session.exec(select(Unit)):
            for table in candidate_tables(session, campaign, unit, VI, View(DAY)):
                if table.assessed is None:
                    continue
                wanted = select(Submission).where(
                    Submission.unit_id == unit.id, col(Submission.candidate_id).is_not_distinct_from(table.candidate_id)
                )
                submission = session.exec(wanted).one()
                version = session.get_one(SubmissionVersion, (submission.id, submission.number))
                for row in table.rows:
                    if row.own:
                        compared += 1
                        assert row.own == version.content[row.id]["verdict"], row.id

    assert compared > 2


def test_names_of_people_only_for_the_unit_or_on_request(titles):
    for kind in ("registration_form", "self_score_sheet"):
        assert PERSON in text_of(own(titles, TITLES, "VHX", kind))
        hidden = text_of(paper(titles, TITLES, "VHX", kind))
        assert PERSON not in hidden
        assert "cá nhân số 1" in hidden
        assert PERSON in text_of(paper(titles, TITLES, "VHX", kind, with_people=True))
