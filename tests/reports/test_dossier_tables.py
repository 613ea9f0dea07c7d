"""Award dossiers in the tables and on the units' papers: what was sent, what the office found, and nobody's name."""

import io
from datetime import date, datetime

import openpyxl
from sqlmodel import select

from locales import translator
from reports.xlsx import campaign_workbook
from storage.tables import DossierPaper, EvidenceKind, OpenedCampaign
from tests.reports.plan_stories import LIGHT, TITLES, cells, own, words

VI = translator("vi")
SHEET = "Các hồ sơ khen thưởng"


def book(database, on: date, **options) -> dict[str, list[list[object]]]:
    with database.reader() as session:
        opened = session.exec(select(OpenedCampaign)).one()
        made = openpyxl.load_workbook(io.BytesIO(campaign_workbook(session, opened.id, VI, on=on, **options)))
    return {each.title: [list(row) for row in each.iter_rows(min_row=4, values_only=True)] for each in made}


def test_what_was_sent_and_what_the_office_found(stories):
    rows = book(stories("dossier_deadline"), date(2025, 1, 20))[SHEET]
    assert rows[0][4:] == [
        *("HÌNH THỨC KHEN THƯỞNG", "VĂN BẢN", "ĐÃ GỬI", "Gửi lúc", "Đã có"),
        *("KẾT QUẢ KIỂM TRA", "Người kiểm tra", "Ngày kiểm tra", "Đủ hồ sơ"),
    ]
    sent, found = datetime.fromisoformat("2024-12-05T09:00"), datetime.fromisoformat("2024-12-11T08:30")
    assert rows[1] == [
        *("T1", "Thôn Đình Dù", "Thôn Đình Dù", "Tập thể", "Giấy khen của Chủ tịch Ủy ban nhân dân huyện"),
        *("Tờ trình đề nghị khen thưởng", "to-trinh.jpg\nto-trinh-2.jpg", sent, "có"),
        *("đã đủ", "Người số 4", found, "có"),
    ]
    other = [row[5:] for row in rows[5:7]]
    assert other[0][1:] == ["9/TTr-TT ngày 09/12/2024", found, "có", None, None, None, "không"]
    assert other[1][1:] == [None, None, "không", None, None, None, "không"]


def test_a_plan_with_points_has_the_same_sheet(stories):
    found = book(stories("dossier_excluded"), date(2025, 1, 20))
    assert list(found)[-2:] == [SHEET, "Nhật ký"]
    assert [row[6] for row in found[SHEET][1:5]] == [
        *("de-nghi.jpg", "bien-ban.jpg", "chương trình đã đưa vào", "bao-cao.jpg")
    ]


def test_a_document_that_is_to_be_sent_again_says_why_and_by_when(stories):
    rows = book(stories("dossier_rounds", "Lan> [Mở hồ sơ khen thưởng]"), date(2025, 12, 22))[SHEET]
    assert rows[2][4] == "Đợt năm 2025"
    assert rows[2][6:11] == [
        *("Báo cáo thành tích", None, None, "không"),
        "cần gửi lại chậm nhất 24/12/2025: Xin gửi bản có đóng dấu của đơn vị",
    ]


def test_names_of_people_only_on_request(stories):
    plain = book(stories("dossier_press"), date(2025, 1, 20))[SHEET]
    assert {row[2] for row in plain[4:]} == {"cá nhân số 1"}
    assert {row[10] for row in plain[4:]} == {"Người số 3"}
    named = book(stories("dossier_press"), date(2025, 1, 20), with_people=True)[SHEET]
    assert {row[10] for row in named[4:]} == {"An"}
    assert "cá nhân số 1" not in {row[2] for row in named[4:]}


def test_what_was_typed_is_no_formula(stories):
    database = stories("dossier_deadline", "@clock 2024-12-11 08:30")
    with database.session() as session, session.begin():
        paper = session.exec(select(DossierPaper).where(DossierPaper.kind == EvidenceKind.FILE)).first()
        paper.name = "=HYPERLINK(1)"
    with database.reader() as session:
        made = openpyxl.load_workbook(io.BytesIO(campaign_workbook(session, TITLES, VI, on=date(2024, 12, 10))))
    (cell,) = [cell for row in made[SHEET] for cell in row if "HYPERLINK" in str(cell.value)]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_the_units_own_paper_lists_what_it_sent(stories):
    made = own(stories("dossier_excluded"), "cchc-vinh-long-2024", "P2", "self_score_sheet", on=date(2025, 1, 20))
    assert "Hồ sơ khen thưởng – UBND Phường 2" in words(made)
    table = next(each for each in map(cells, made.tables) if each[0][0] == "VĂN BẢN")
    assert [row[1] for row in table] == ["ĐÃ GỬI", "de-nghi-p2.jpg", "chưa có", "chương trình đã đưa vào", "chưa có"]
    press = own(stories("dossier_press"), "cchc-quang-ninh-2024", "BQN", "self_score_sheet", on=date(2024, 12, 12))
    tables = [each for each in map(cells, press.tables) if each[0][0] == "VĂN BẢN"]
    assert [row[1:] for row in tables[1][1:]] == [
        ["to-trinh.jpg", "đã đủ"],
        ["3/BB-HD ngày 06/12/2024", "đã đủ"],
        ["bao-cao-ha.pdf", "đã đủ"],
    ]


def test_a_paper_without_a_dossier_says_nothing_of_it(stories):
    made = own(stories("dossier_rounds", "Lan> 1\n"), LIGHT, "TP", "self_score_sheet", on=date(2025, 12, 20))
    assert not any("Hồ sơ khen thưởng" in each for each in words(made))
