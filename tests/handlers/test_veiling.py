"""What a blind second review keeps back from whoever may do it: nothing of the first review is to be seen anywhere."""

import io
from collections.abc import Iterator
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import col, select

from locales import translator
from reports.making import make_document
from storage.queries.second import second_rule
from storage.tables import Outgoing
from tests.conversations import Stage
from tests.handlers.second_stage import (
    CAMPAIGN,
    DONE,
    SECRET,
    WAITS,
    appraised,
    approve_first,
    correct,
    office,
    say,
    state,
    switch_on,
    the,
)


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    yield from office(database_url)


def test_nothing_of_an_open_round_is_seen_among_all_units(stage: Stage) -> None:
    switch_on(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3")
    say(stage, "An", "duyet")
    shown = say(stage, "Binh", "tham dinh", "so sanh", "III")
    assert "1. ⬜ UBND Phường 1: 10/10 – Số phản ánh, kiến nghị: 0" in shown
    assert "1. ✅ UBND Phường 1: 4/10 – Số phản ánh, kiến nghị: 3" in say(stage, "An", "tham dinh", "so sanh", "III")


def test_without_blindness_all_see_it_among_all_units(stage: Stage) -> None:
    switch_on(stage, sees="co")
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3")
    assert "4/10 – Số phản ánh, kiến nghị: 3" in say(stage, "Binh", "tham dinh", "so sanh", "III")


def test_whoever_has_seen_the_first_decisions_is_not_the_second_reviewer(stage: Stage) -> None:
    switch_on(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3")
    stage.now += timedelta(hours=1, minutes=1)  # free again
    assert SECRET in say(stage, "Binh", "tham dinh", "UBND Phường 1", "III")
    say(stage, "Binh", "menu")
    stage.now += timedelta(hours=1, minutes=1)
    say(stage, "An", "tham dinh", "UBND Phường 1", "duyet tat ca", "dong y")
    assert state(stage, "P1") == WAITS
    assert "lần hai" not in say(stage, "Binh", "tham dinh")
    assert "lần hai" in say(stage, "Cuc", "tham dinh")


def workbook(stage: Stage, name: str) -> str:
    """Every text of the summary tables that this person gets in the chat."""
    with stage.session() as session:
        last = session.exec(select(Outgoing.id).order_by(col(Outgoing.id).desc())).first() or 0
    say(stage, name, "menu", "xem tinh hinh cac don vi", "tai bang tong hop")
    with stage.session() as session:
        rows = session.exec(select(Outgoing).where(col(Outgoing.id) > last)).all()
        found = [one for row in rows for one in row.payload.get("documents") or ()]
        made = make_document(session, found[0]["kind"], found[0]["params"], translator("vi"))
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("finished", [False, True])
def test_the_tables_of_a_reviewer_are_without_it_until_both_are_compared(stage: Stage, finished: bool) -> None:
    switch_on(stage)
    approve_first(stage)
    say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1", "III", "duyet", "ca ho so")
    if finished:
        say(stage, "Binh", "duyet tat ca", "xong", "dong y")
    assert (SECRET in workbook(stage, "Cuc")) is finished
    assert SECRET in workbook(stage, "Giang")


def test_a_reviewer_cannot_tell_beforehand_what_the_seed_draws(stage: Stage) -> None:
    switch_on(stage, percent=10)
    with stage.session() as session:
        rule = second_rule(session, CAMPAIGN)
        assert rule is not None
        seed = rule.seed
    assert seed not in workbook(stage, "Cuc")
    assert seed in workbook(stage, "Giang")


def test_the_history_of_a_unit_waits_while_another_submission_of_it_is_veiled(stage: Stage) -> None:
    switch_on(stage)
    approve_first(stage)
    with stage.session() as session, session.begin():  # somebody of the same unit competes, too
        other = the(session, "P2")
        other.unit_id, other.round = the(session, "P1").unit_id, "another"
    shown = say(stage, "Binh", "tham dinh", "UBND Phường 1 (gửi 16/12/2024)", "nhat ky")
    assert SECRET not in shown
    assert "Nhật ký được mở khi xong" in shown
    stage.now += timedelta(hours=1, minutes=1)  # Binh left it
    assert "Nhật ký của UBND Phường 1" in say(stage, "An", "tham dinh", "1", "nhat ky")


def test_a_second_reviewer_who_may_see_it_agrees_with_a_word(stage: Stage) -> None:
    switch_on(stage, sees="co")
    approve_first(stage)
    shown = say(stage, "Binh", "tham dinh", "lan hai UBND Phường 1")
    assert f"người thứ nhất: sửa thành Số phản ánh, kiến nghị: 3: 4/10 – {SECRET}" in shown
    say(stage, "Binh", "III", "nhu nguoi thu nhat", "ca ho so", "duyet tat ca", "xong", "dong y")
    assert state(stage, "P1") == DONE
    assert appraised(stage, "P1")["III"] == 4


def test_among_all_units_a_decision_and_none_look_the_same(stage: Stage) -> None:
    """An has decided about one unit and only looked at the other one; nothing tells Binh which is which."""
    switch_on(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1", "III", "duyet")
    say(stage, "An", "menu", "tham dinh", "UBND Phường 2", "III", "menu")
    for later in (timedelta(), timedelta(hours=1, minutes=5)):
        stage.now += later
        shown = say(stage, "Binh", "tham dinh", "so sanh", "III").splitlines()
        lines = [line for line in shown if "UBND Phường" in line]
        assert lines[0].replace("Phường 1", "Phường 2").replace("1. ", "2. ") == lines[1]
        assert "An đang xem" in lines[0]
        tried = say(stage, "Binh", "duyet 1")
        assert tried.replace("Phường 1: An", "Phường 2: An").replace("nhắn 1 ", "nhắn 2 ") == say(
            stage, "Binh", "duyet 2"
        )
        assert "Đã duyệt" not in tried


def test_what_a_bulk_decision_leaves_is_named_with_why_and_what_to_do(stage: Stage) -> None:
    """Binh approves all of the page; An has opened one of them, an hour and more ago. Before and after it is said which
    one, who has it, and how it can be opened all the same."""
    switch_on(stage)
    say(stage, "An", "tham dinh", "UBND Phường 1", "III", "menu")
    stage.now += timedelta(hours=1, minutes=5)
    why = "Giữ nguyên: UBND Phường 1: An đang xem; muốn tự mở thì nhắn 1 (ai mở hồ sơ người khác đã bắt đầu"
    asked = say(stage, "Binh", "tham dinh", "so sanh", "III", "duyet 1-2")
    assert "Duyệt III của 1 đơn vị?" in asked
    assert "• UBND Phường 2: 10/10" in asked
    assert why in asked
    report = say(stage, "Binh", "dong y")
    assert "Đã duyệt III: UBND Phường 2." in report
    assert why in report
    assert "UBND Phường 1 – III" in say(stage, "Binh", "1")


def test_what_was_opened_meanwhile_is_named_in_the_report(stage: Stage) -> None:
    """Between question and answer: nothing of a colleague's is decided, and the report says why."""
    switch_on(stage)
    asked = say(stage, "Binh", "tham dinh", "so sanh", "III", "duyet 1-2")
    assert "Giữ nguyên" not in asked
    say(stage, "An", "tham dinh", "UBND Phường 1", "III", "menu")
    report = say(stage, "Binh", "dong y")
    assert "Đã duyệt III: UBND Phường 2." in report
    assert "Giữ nguyên: UBND Phường 1: An đang xem; muốn tự mở thì nhắn 1" in report


def test_the_history_waits_whether_or_not_anything_is_decided(stage: Stage) -> None:
    switch_on(stage)
    with stage.session() as session, session.begin():
        other = the(session, "P2")
        other.unit_id, other.round = the(session, "P1").unit_id, "another"
    shown = say(stage, "Binh", "tham dinh", "1", "nhat ky")
    say(stage, "Binh", "quay lai", "danh sach")
    say(stage, "An", "tham dinh", "2", "III", "duyet")
    assert say(stage, "Binh", "tham dinh", "1", "nhat ky") == shown
    assert "Nhật ký được mở khi xong" in shown
