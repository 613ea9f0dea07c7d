"""The explanation round: what is closed stays closed, and what was said stands on paper."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import openpyxl
import pytest
from docx import Document

from bot.channels.base import Understood
from handlers.conversation import EventKind
from locales import translator
from reports.making import Paper, unit_paper
from reports.xlsx import campaign_workbook
from storage.tables import Unit
from tests.conversations import Stage, press
from tests.handlers.second_stage import CAMPAIGN, office, say
from tests.stored_files import store

WHY = "Phản ánh thứ ba thuộc phường khác"
ANSWER = "Đã đối chiếu, chỉ có 2 phản ánh"
CORRECTED = "Sổ theo dõi ghi nhận 3 phản ánh"


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    for stage in office(database_url):
        stage.add_person("Thu", "council_secretary")
        yield stage


def approve_corrected(stage: Stage, *, criterion: str = "III", count: str = "3", why: str = CORRECTED) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1", criterion, "sua so lieu", count, why, "duyet", "ca ho so")
    say(stage, "An", "duyet tat ca", "dong y")


def explain(stage: Stage, criterion: str) -> str:
    press(stage, "Lan", f"Giải trình {criterion}", typed=False)
    say(stage, "Lan", WHY)
    stage.act("Lan", Understood(EventKind.FILE, ""), [store(stage, "bien-ban.jpg")])
    return say(stage, "Lan", "gui giai trinh")


def after_the_days(stage: Stage) -> None:
    stage.now += timedelta(days=7)
    stage.tick()


def send_down(stage: Stage) -> None:
    said = say(stage, "Thu", "cac buoc", "1", "UBND Phường 1", "tra lai", "Xem lại tiêu chí IV.1")
    assert "Đã trả UBND Phường 1 về bước" in said


def status(stage: Stage) -> str:
    return say(stage, "Lan", "tinh trang")


def test_the_days_do_not_run_again_for_what_was_closed(stage: Stage) -> None:
    approve_corrected(stage)
    assert "Giải trình III" in status(stage)
    after_the_days(stage)
    assert "Giải trình III" not in status(stage)
    send_down(stage)
    asked = say(stage, "An", "tham dinh", "UBND Phường 1", "ket thuc")
    assert "giải trình" not in asked
    stage.shown["Lan"] = []
    say(stage, "An", "dong y")
    assert "giải trình" not in stage.shown["Lan"][-1].text
    assert "Giải trình III" not in status(stage)
    assert "UBND Phường 1" in say(stage, "Thu", "cac buoc", "1")  # nothing held it: it is at the council again


def test_only_what_is_corrected_anew_may_be_explained_then(stage: Stage) -> None:
    approve_corrected(stage)
    after_the_days(stage)
    send_down(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1", "IV.1", "sua so lieu", "1", "Có 1 trường hợp được xác nhận")
    asked = say(stage, "An", "duyet", "ca ho so", "ket thuc")
    assert "Đơn vị được giải trình trong 3 ngày" in asked
    say(stage, "An", "dong y")
    assert "Giải trình IV.1" in status(stage)
    assert "Giải trình III" not in status(stage)
    assert "Đã gửi giải trình IV.1" in explain(stage, "IV.1")


def test_opening_one_again_opens_no_other(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1", "IV.1", "sua so lieu", "1", "Có 1 trường hợp được xác nhận")
    say(stage, "An", "duyet", "danh sach")
    approve_corrected(stage)
    after_the_days(stage)
    say(stage, "Giang", "cac buoc", "mo lai giai trinh", "1", "III", "Có tài liệu mới")
    shown = status(stage)
    assert "Giải trình III" in shown
    assert "Giải trình IV.1" not in shown
    assert "Đã gửi giải trình III" in explain(stage, "III")
    say(stage, "An", "tham dinh", "1", "giu ket qua", ANSWER)
    assert "Giải trình" not in status(stage)


def test_a_closed_explanation_is_not_opened_by_the_unit(stage: Stage) -> None:
    approve_corrected(stage)
    explain(stage, "III")
    stage.now += timedelta(minutes=5)
    assert "đã được gửi rồi" in "\n".join(
        each.text for each in press(stage, "Lan", "Giải trình III", typed=False) if each.person == "Lan"
    )
    assert "không" in say(stage, "Giang", "cac buoc", "mo lai giai trinh").casefold()  # it waits for its answer


@pytest.mark.parametrize("accept", [False, True])
def test_what_was_said_stands_on_paper(stage: Stage, accept: bool) -> None:
    approve_corrected(stage)
    explain(stage, "III")
    say(stage, "An", "tham dinh", "1", "chap nhan" if accept else "giu ket qua", ANSWER)
    day = date(2024, 12, 20)
    with stage.session() as session:
        unit = session.get_one(Unit, 1)
        book = campaign_workbook(session, CAMPAIGN, translator("vi"), on=day)
        alone = campaign_workbook(session, CAMPAIGN, translator("vi"), on=day, unit=unit)
        papers = [unit_paper(session, unit, Paper("self_score_sheet", CAMPAIGN, day, own)) for own in (False, True)]
    texts = [_cells(book), _cells(alone), *(_words(each) for each in papers)]
    for text in texts:
        assert f"Giải trình ngày 16/12/2024: “{WHY}”" in text
        assert "Minh chứng của giải trình: bien-ban.jpg" in text
        assert f"{'thay đổi kết quả' if accept else 'giữ kết quả thẩm định'}. {ANSWER}" in text
    assert all("ĐIỂM THẨM ĐỊNH" in text for text in texts)


def _cells(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def _words(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    return "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
