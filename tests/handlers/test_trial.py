"""A trial leaves nothing behind: every table is as it was, but for what was typed and what was answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy
from sqlmodel import SQLModel, select

from bot.channels.base import Understood
from handlers import trial
from handlers.conversation import EventKind
from storage.database import Database
from storage.queries import trials
from storage.tables import Trial
from tests.conversations import Stage, do
from tests.showing import ButtonChannel

# The journal, the outbox, where somebody is in the talk, and the files that arrived.
OF_EVERY_MESSAGE = {"journal_event", "outgoing", "conversation", "channel_account", "stored_file"}
LINES = [
    "mo phong trao", "cchc-vinh-long-2024", "thu", "dang ky", "1", "3/UBND 18/3/2024", "(photo a.jpg)", "1", "1",
    "12 2", "(photo b.jpg)", "co, 15/2/2024", "giai trinh", "gap can bo", "Bao giờ mở?", "menu", "cai dat",
]  # fmt: skip


def rows(stage: Stage):
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in OF_EVERY_MESSAGE]
    with stage.database.reader() as session:
        return {table.name: session.connection().execute(sqlalchemy.select(table)).all() for table in tables}


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, ButtonChannel())
    stage.add_unit("P1", "UBND Phường 1")
    stage.add_person("Minh", "organizer")
    stage.add_person("Lan", "unit_contact", "P1")
    return stage


def kept_trials(stage: Stage) -> list[Trial]:
    with stage.database.reader() as session:
        return list(session.exec(select(Trial)))


def test_nothing_is_left_and_nobody_is_told(stage):
    before = rows(stage)
    told = [message for line in LINES for message in do(stage, f"Minh> {line}", typed=False)]
    assert {message.person for message in told} == {"Minh"}
    assert all("[THỬ]" in message.text for message in told[3:])
    during = rows(stage)
    (row,) = kept_trials(stage)
    assert len(row.content) < 60_000
    assert during | {"trial": []} == before
    assert "không lưu lại gì" in do(stage, "Minh> ket thuc thu", typed=False)[0].text
    assert rows(stage) == before


def test_it_goes_on_in_another_process_and_after_a_restart(stage):
    for line in LINES[:9]:
        do(stage, f"Minh> {line}", typed=False)
    stage.context = replace(stage.context)
    stage.database.engine.dispose()
    (message,) = do(stage, f"Minh> {LINES[9]}", typed=False)
    assert "8/10 điểm" in message.text
    assert "[THỬ]" in message.text


def test_when_it_ends_the_page_it_began_on_is_shown_again(stage):
    for line in LINES[:5]:
        do(stage, f"Minh> {line}", typed=False)
    (message,) = do(stage, "Minh> ket thuc thu", typed=False)
    assert "Phong trào thi đua thực hiện cải cách hành chính năm 2024" in message.text


def test_it_ends_by_itself_a_day_after_the_last_answer(stage):
    for line in LINES[:5]:
        do(stage, f"Minh> {line}", typed=False)
    (row,) = kept_trials(stage)
    for hours, left in ((23, 1), (25, 0)):
        with stage.database.session() as session:
            trial.drop_left_alone(session, row.updated_at + timedelta(hours=hours))
            session.commit()
        assert len(kept_trials(stage)) == left
    (message,) = do(stage, "Minh> 3/UBND", typed=False)
    assert message.text.startswith("Đã kết thúc thử; không lưu lại gì.")


def test_one_that_an_older_program_began_is_over(stage, monkeypatch):
    for line in LINES[:5]:
        do(stage, f"Minh> {line}", typed=False)
    monkeypatch.setattr(trials, "HEAD", "another")
    (message,) = do(stage, "Minh> 3/UBND", typed=False)
    assert message.text.startswith("Đã kết thúc thử; không lưu lại gì.")
    assert kept_trials(stage) == []


def test_start_ends_it(stage):
    for line in LINES[:4]:
        do(stage, f"Minh> {line}", typed=False)
    (message,) = stage.act("Minh", Understood(EventKind.START, ""))
    assert "[THỬ]" not in message.text
    assert kept_trials(stage) == []


def test_each_organizer_has_one(stage):
    stage.add_person("Hoa", "organizer")
    for name in ("Minh", "Hoa"):
        for line in LINES[:6]:
            do(stage, f"{name}> {line}", typed=False)
    assert len(kept_trials(stage)) == 2
    do(stage, "Minh> ket thuc thu", typed=False)
    assert "3/UBND" in do(stage, "Hoa> dang ky", typed=False)[0].text


def test_units_have_no_such_button(stage):
    for line in LINES[:3]:
        do(stage, f"Lan> {line}", typed=False)
    assert kept_trials(stage) == []
