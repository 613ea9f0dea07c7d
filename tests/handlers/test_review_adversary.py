"""What a reviewer, a colleague or another unit might try: nothing is overwritten, nobody sees what is not theirs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage.tables import Conflict, Decision, History, SubmissionState
from tests.conversations import Stage
from tests.handlers.second_stage import correct, office, say, state, the

REASON = "Tổ kiểm tra công vụ ghi 3 phản ánh"


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    for stage in office(database_url):
        stage.add_person("Hoa", "unit_contact", "P2")
        yield stage


def decided(stage: Stage, code: str) -> dict[str, tuple[int, str]]:
    """Criterion -> (who, verdict), of what holds."""
    with stage.session() as session:
        wanted = select(Decision).where(
            Decision.submission_id == the(session, code).id, col(Decision.undone_at).is_(None)
        )
        return {each.criterion: (each.decided_by, each.verdict.value) for each in session.exec(wanted)}


def bar(stage: Stage, *, unit: int) -> None:
    """An turns out to be too close to it, while a page of it is open."""
    with stage.session() as session, session.begin():
        session.add(Conflict(person_id=2, unit_id=unit, reason="Em gái làm ở đó", declared_at=stage.now))


def test_of_two_who_decide_at_once_the_second_is_told(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1", "III")
    stage.now += timedelta(minutes=61)  # the claim is over, An's page is still on the screen
    say(stage, "Binh", "tham dinh", "UBND Phường 1", "III", "tra lai", REASON)
    before = decided(stage, "P1")
    said = say(stage, "An", "duyet")
    assert "Binh đang thẩm định UBND Phường 1" in said
    assert decided(stage, "P1") == before
    assert "Binh đang thẩm định" in say(stage, "An", "tham dinh", "UBND Phường 1")


def test_a_claim_is_free_again_after_an_hour_and_at_once_when_it_is_left(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1")
    assert "An đang xem" in say(stage, "Binh", "tham dinh")
    say(stage, "An", "danh sach")
    assert "đang xem" not in say(stage, "Binh", "tham dinh")
    say(stage, "An", "tham dinh", "UBND Phường 1")
    stage.now += timedelta(hours=1)
    assert "đang xem" not in say(stage, "Binh", "tham dinh")


def test_bulk_approval_leaves_out_what_a_conflict_bars_meanwhile(stage: Stage) -> None:
    asked = say(stage, "An", "tham dinh", "so sanh", "III", "duyet 1-2")
    assert "2 đơn vị" in asked
    bar(stage, unit=1)
    said = say(stage, "An", "dong y")
    assert "Đã duyệt III: UBND Phường 2." in said
    assert "Giữ nguyên: UBND Phường 1: " in said
    assert decided(stage, "P1") == {}
    assert set(decided(stage, "P2")) == {"III"}


@pytest.mark.parametrize("words", ["tra lai 1-2", "trả lại 1, 2", "tra lai 1 2", "trả lại tất cả"])
def test_nothing_is_returned_in_bulk(stage: Stage, words: str) -> None:
    said = say(stage, "An", "tham dinh", "so sanh", "III", words)
    assert "Lý do trả lại" not in said
    say(stage, "An", REASON, "dong y")
    assert decided(stage, "P1") == decided(stage, "P2") == {}
    assert "Lý do trả lại" in say(stage, "An", "tra lai 2")


def test_closing_at_once_returns_nothing_and_leaves_what_changed(stage: Stage) -> None:
    for unit in ("UBND Phường 1", "UBND Phường 2"):
        say(stage, "An", "tham dinh", unit, "trả lại V", REASON, "chua", "danh sach")
    assert "Kết thúc các hồ sơ" not in say(stage, "An", "tham dinh")
    assert state(stage, "P1") == state(stage, "P2") == (SubmissionState.SUBMITTED, False)


def test_undo_works_until_the_round_is_closed_and_not_after(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1", "III", "duyet")
    assert "Đã rút lại" in say(stage, "An", "hoan tac")
    assert decided(stage, "P1") == {}
    say(stage, "An", "duyet tat ca", "dong y")
    assert state(stage, "P1") == (SubmissionState.APPROVED, False)
    say(stage, "An", "hoan tac")
    assert state(stage, "P1") == (SubmissionState.APPROVED, False)


def test_a_unit_is_told_once_for_each_round(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3", REASON)
    say(stage, "An", "duyet", "I.1", "duyet", "II.1", "duyet")
    assert stage.shown.get("Lan", []) == []
    say(stage, "An", "ca ho so", "duyet tat ca", "dong y")
    assert len(stage.shown["Lan"]) == 1
    assert REASON in stage.shown["Lan"][0].text


TRIED = (
    "menu", "tinh trang", "diem", "tham dinh", "UBND Phường 1", "cac buoc", "xet duyet", "cong bo", "so sanh", "III",
    "1", "2", "3", "4", "nhat ky", "tinh hinh", "xet khen thuong", "tai bang tong hop", "tai bang tu cham diem",
    "mo lai giai trinh", "giai trinh III", "duyet", "dong y", "tra lai I.1", "hoan tac", "tiep tuc", "bo loc",
    "ket thuc", "ho so tiep theo", "danh sach",
)  # fmt: skip


def test_no_command_shows_another_unit_its_result(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1")
    correct(stage, "An", "3", REASON)
    say(stage, "An", "ca ho so", "duyet tat ca", "dong y")
    before = decided(stage, "P1"), decided(stage, "P2"), state(stage, "P1"), state(stage, "P2")
    shown = "\n".join(say(stage, "Hoa", text) for text in TRIED)
    assert REASON not in shown
    assert "94/100" not in shown
    assert "UBND Phường 1" not in shown
    assert (decided(stage, "P1"), decided(stage, "P2"), state(stage, "P1"), state(stage, "P2")) == before


def test_trying_what_is_barred_is_refused_and_noted(stage: Stage) -> None:
    say(stage, "An", "tham dinh", "UBND Phường 1", "duyet tat ca")
    bar(stage, unit=1)
    assert "do người khác thẩm định" in say(stage, "An", "dong y")
    assert decided(stage, "P1") == {}
    with stage.session() as session:
        lines = session.exec(select(History).where(History.unit_id == 1, History.action == "blocked")).all()
    assert [line.person_id for line in lines] == [2]
    assert "UBND Phường 1" not in say(stage, "An", "tham dinh")
