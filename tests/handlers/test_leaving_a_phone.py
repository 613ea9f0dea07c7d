"""A phone number for reminders on Zalo after its window has closed: asked for only where it is of use."""

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Membership, Outgoing, Person
from tests.conversations import Stage, direct, do
from tests.showing import ButtonChannel


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, ButtonChannel())
    stage.context = replace(stage.context, asks_phone=True)
    for line in ("campaign cchc-vinh-long-2024", "unit P1 UBND Phường 1", "person Lan unit_contact P1"):
        direct(stage, line)
    return stage


def say(stage: Stage, text: str) -> str:
    return "\n".join(message.text for message in do(stage, f"Lan> {text}", typed=True))


def submit(stage: Stage, name: str, phone: str) -> str:
    shown = stage.act(name, Understood(EventKind.SUBMITTED, phone))
    return "\n".join(message.text for message in shown)


def phone(stage: Stage) -> str | None:
    with stage.session() as session:
        return session.exec(select(Person)).first().phone  # type: ignore[union-attr] # there is one


def test_it_is_typed(stage: Stage) -> None:
    say(stage, "cai dat")
    assert "Số điện thoại nào?" in say(stage, "de lai so dien thoai")
    with stage.session() as session:
        assert [row.payload.get("form") for row in session.exec(select(Outgoing))][-1] is True
    assert "Đó không phải số điện thoại" in say(stage, "khong nho")
    assert "Đã ghi số +84912345678" in say(stage, "0912 345 678")
    assert phone(stage) == "+84912345678"
    say(stage, "du lieu cua toi")
    assert any("+84912345678" in message.text for message in stage.shown["Lan"])


def test_it_comes_from_the_form_later(stage: Stage) -> None:
    """What is being asked meanwhile stays."""
    say(stage, "dang ky")
    assert submit(stage, "Lan", "84912345678") == "Đã ghi số +84912345678."
    assert phone(stage) == "+84912345678"
    assert "Số và ngày của văn bản" in say(stage, "1")


def test_where_it_is_of_no_use_it_is_neither_asked_for_nor_kept(stage: Stage) -> None:
    stage.context = replace(stage.context, asks_phone=False)
    assert "số điện thoại" not in say(stage, "cai dat")
    submit(stage, "Lan", "84912345678")
    assert phone(stage) is None


def test_a_number_that_anybody_could_fill_in_lets_nobody_in(stage: Stage) -> None:
    assert "mã mời" in submit(stage, "Ai", "84912345678")
    with stage.session() as session:
        assert len(session.exec(select(Membership)).all()) == 1
