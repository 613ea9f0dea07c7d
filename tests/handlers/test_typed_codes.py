"""Decisions typed with the code of their message, on a channel without buttons: echoed before they count."""

import re

import pytest
from sqlmodel import select

from storage.database import Database
from storage.queries.invitations import ALPHABET, short_code
from storage.tables import AccessRequest, Outgoing, RequestState
from tests.conversations import Stage, direct, do
from tests.showing import ZaloChannel

CODE = re.compile(rf"“DUYET ([{ALPHABET}]{{3}})”, “TU CHOI \1”")


@pytest.fixture
def stage(database: Database) -> Stage:
    """Two organizers on Zalo; An, a stranger, asks to be let in."""
    stage = Stage(database, ZaloChannel())
    for line in (
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "person Minh organizer",
        "person Nga organizer",
    ):
        direct(stage, line)
    for line in ("xin chao", "khong co ma", "dong y", "Nguyễn Văn An", "phuong 1"):
        do(stage, f"An> {line}", typed=True)
    return stage


def code_of(stage: Stage, name: str) -> str:
    """As it stands in the newest message with one."""
    shown = [found[1] for message in stage.shown[name] if (found := CODE.search(message.text))]
    assert shown, stage.shown[name][-1].text
    return shown[-1]


def say(stage: Stage, name: str, text: str) -> str:
    """What that person is told."""
    return "\n".join(message.text for message in do(stage, f"{name}> {text}", typed=True) if message.person == name)


def state(stage: Stage) -> RequestState:
    with stage.session() as session:
        return session.exec(select(AccessRequest)).one().state


@pytest.mark.parametrize("typed", ["DUYET {}", "duyệt {}", "Duyet  {}", "đồng ý {}", "chap nhan ({})"])
def test_it_counts_after_the_echo(stage: Stage, typed: str) -> None:
    echo = say(stage, "Minh", typed.format(code_of(stage, "Minh").lower()))
    assert "Nguyễn Văn An" in echo
    assert "có đúng không?" in echo
    assert state(stage) is RequestState.WAITING
    say(stage, "Minh", "1")
    assert state(stage) is RequestState.ACCEPTED


def test_it_can_be_refused_and_taken_back(stage: Stage) -> None:
    code = code_of(stage, "Minh")
    say(stage, "Minh", f"TU CHOI {code}")
    assert "Chưa quyết định gì." in say(stage, "Minh", "khong")
    assert state(stage) is RequestState.WAITING
    say(stage, "Minh", f"khong duyet {code}")
    say(stage, "Minh", "dung")
    assert state(stage) is RequestState.REFUSED


def test_a_code_is_worth_nothing_to_anybody_else(stage: Stage) -> None:
    """Each organizer has a code of their own; a forwarded one is unknown."""
    minh, nga = code_of(stage, "Minh"), code_of(stage, "Nga")
    if minh == nga:
        pytest.skip("one chance in ten thousand")
    assert f"Không có tin nào mang mã {minh}" in say(stage, "Nga", f"DUYET {minh}")
    assert state(stage) is RequestState.WAITING


def test_what_was_being_asked_is_asked_again(stage: Stage) -> None:
    say(stage, "Minh", "moi")
    asked = stage.shown["Minh"][-1].text
    echo = say(stage, "Minh", f"DUYET {code_of(stage, 'Minh')}")
    assert asked not in echo
    assert asked in say(stage, "Minh", "co")
    with stage.session() as session:
        assert session.exec(select(Outgoing).where(Outgoing.person_id == 1)).all()


def test_deciding_twice_changes_nothing(stage: Stage) -> None:
    code = code_of(stage, "Minh")
    for verb in ("DUYET", "TU CHOI"):
        say(stage, "Minh", f"{verb} {code}")
        say(stage, "Minh", "1")
    assert state(stage) is RequestState.ACCEPTED


@pytest.mark.parametrize("text", ["duyet het", "duyệt tất cả", "tra lai I.1", "12 932", "DUYET", "duyet abc"])
def test_what_only_looks_like_one(stage: Stage, text: str) -> None:
    assert "Không có tin nào mang mã" not in say(stage, "Minh", text)


def test_a_code_tells_itself_from_a_word() -> None:
    assert all(any(letter.isdigit() for letter in short_code()) for _ in range(200))
