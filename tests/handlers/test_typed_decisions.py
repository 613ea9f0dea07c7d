"""A reviewer's decisions about submissions on a channel without buttons: no number and no word decides, the code of the
question always, and no code of anything else."""

import re

import pytest
from sqlmodel import select

from storage.database import Database
from storage.tables import Submission, SubmissionState
from tests.conversations import Stage, direct, do
from tests.showing import ButtonChannel, ZaloChannel

CODE = re.compile(r"nhắn “(DUYET|TRA LAI|CHUYEN) ([0-9A-Z]{3})”")
BEGUN = (
    "clock 2024-12-16 09:00",
    "campaign cchc-vinh-long-2024",
    "unit P1 UBND Phường 1",
    "unit P2 UBND Phường 2",
    "person Lan unit_contact P1",
    "person Hoa unit_contact P2",
    "person An reviewer",
    "person Binh reviewer",
    "sent P1",
    "sent P2",
)


@pytest.fixture
def stage(database: Database) -> Stage:
    return begun(Stage(database, ZaloChannel()))


def begun(stage: Stage) -> Stage:
    """Two submissions wait for two reviewers."""
    for line in BEGUN:
        direct(stage, line)
    return stage


def say(stage: Stage, text: str, name: str = "An") -> str:
    """What that person is told."""
    return "\n".join(message.text for message in do(stage, f"{name}> {text}", typed=True) if message.person == name)


def ask_to_approve(stage: Stage) -> str:
    """Up to the question whether all of the first submission is approved; its code."""
    say(stage, "tham dinh")
    say(stage, "1")
    asked = say(stage, "1")
    assert "UBND Phường 1" in asked
    assert "100/100 điểm?" in asked
    found = CODE.search(asked)
    assert found, asked
    assert "1. Đồng ý duyệt" not in asked
    return f"{found[1]} {found[2]}"


def states(stage: Stage) -> list[SubmissionState]:
    with stage.session() as session:
        return [each.state for each in session.exec(select(Submission).order_by("id"))]


WAITING = [SubmissionState.SUBMITTED, SubmissionState.SUBMITTED]
APPROVED = [SubmissionState.APPROVED, SubmissionState.SUBMITTED]


def test_a_number_that_is_sent_twice_decides_nothing(stage: Stage) -> None:
    """ "1" opens the first submission, "1" asks to approve it, and two more of them do nothing at all."""
    ask_to_approve(stage)
    for number in ("1", "01", "so 1", "chon 1", "dong y", "duyet", "Đồng ý duyệt"):
        assert "Đây là một quyết định" in say(stage, number)
    assert states(stage) == WAITING


@pytest.mark.parametrize("typed", [str.upper, str.lower, lambda code: code.replace("DUYET", "duyệt")])
def test_the_code_of_the_question_decides(stage: Stage, typed) -> None:
    assert "Đã duyệt UBND Phường 1" in say(stage, typed(ask_to_approve(stage)))
    assert states(stage) == APPROVED


def test_words_decide_nothing_when_something_else_was_asked_since(stage: Stage) -> None:
    """A stranger asks to be let in between question and answer: "đồng ý" may have been meant for that."""
    direct(stage, "person Minh organizer")
    with stage.session() as session, session.begin():
        from storage.tables import Membership, Role

        mine = session.exec(select(Membership).where(Membership.role == Role.REVIEWER)).first()
        assert mine is not None
        session.add(Membership(person_id=mine.person_id, role=Role.ORGANIZER, since=stage.now))
    ask_to_approve(stage)
    for line in ("xin chao", "khong co ma", "dong y", "Nguyễn Văn Bình", "phuong 1"):
        do(stage, f"La> {line}", typed=True)
    again = say(stage, "dong y")
    assert "Đây là một quyết định" in again
    assert states(stage) == WAITING
    code = CODE.search(again)
    assert code is not None
    say(stage, f"{code[1]} {code[2]}")
    assert states(stage) == APPROVED


def test_a_code_ends_with_its_question(stage: Stage) -> None:
    code = ask_to_approve(stage)
    say(stage, "khong")
    assert "Không có tin nào mang mã" in say(stage, code)
    assert states(stage) == WAITING


def test_a_code_is_the_reviewers_own(stage: Stage) -> None:
    code = ask_to_approve(stage)
    say(stage, "tham dinh", "Binh")
    assert "Không có tin nào mang mã" in say(stage, code, "Binh")
    assert states(stage) == WAITING


def test_a_code_with_another_verb_decides_nothing(stage: Stage) -> None:
    code = ask_to_approve(stage).removeprefix("DUYET ")
    say(stage, f"TRA LAI {code}")
    assert states(stage) == WAITING


def test_returning_has_a_verb_of_its_own(stage: Stage) -> None:
    say(stage, "tham dinh")
    say(stage, "1")
    asked = say(stage, "trả lại I.1")
    found = re.search("TRA LAI ([0-9A-Z]{3}) 1", asked)
    assert found is not None, asked
    asked = say(stage, f"TRA LAI {found[1]} Báo cáo chưa có chữ ký")
    found = CODE.search(asked)
    assert found is not None
    assert found[1] == "TRA LAI"
    found = CODE.search(say(stage, "1"))
    assert found is not None
    assert states(stage) == WAITING
    say(stage, f"tra lai {found[2]}")
    assert states(stage) == [SubmissionState.RETURNED, SubmissionState.SUBMITTED]


def test_many_at_once_are_decided_by_code(stage: Stage) -> None:
    """Comparing by criterion: approving the criterion of several units."""
    say(stage, "tham dinh")
    say(stage, "so sanh")
    say(stage, "I.1")
    asked = say(stage, "duyệt 1-2")
    found = CODE.search(asked)
    assert found, asked
    assert "Đây là một quyết định" in say(stage, "1")
    found = CODE.search(stage.shown["An"][-1].text)
    assert found is not None
    assert "I.1" in say(stage, f"{found[1]} {found[2]}")


def test_with_buttons_numbers_are_buttons(database: Database) -> None:
    stage = begun(Stage(database, ButtonChannel()))
    for typed in ("tham dinh", "1", "1", "1"):
        do(stage, f"An> {typed}", typed=False)
    assert states(stage) == APPROVED


def test_asked_where_there_are_buttons_and_typed_where_there_are_none(database: Database) -> None:
    """The same person goes on with Zalo: a number is no decision there, and the question comes again with its code."""
    stage = begun(Stage(database, ButtonChannel()))
    for typed in ("tham dinh", "1", "1"):
        do(stage, f"An> {typed}", typed=False)

    class OnZalo(ZaloChannel):
        name = ButtonChannel.name  # one account is enough to be the same person

    stage.channel = OnZalo()
    again = say(stage, "1")
    assert "Đây là một quyết định" in again
    assert states(stage) == WAITING
    found = CODE.search(again)
    assert found is not None
    assert "Đã duyệt UBND Phường 1" in say(stage, f"{found[1]} {found[2]}")
