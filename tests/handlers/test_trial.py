"""A trial leaves nothing behind: every table is as it was, but for what was typed and what was answered."""

import pytest
import sqlalchemy
from sqlmodel import SQLModel

from bot.channels.base import Understood
from handlers import trial
from handlers.conversation import EventKind
from storage.database import Database
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


def test_nothing_is_left_and_nobody_is_told(stage):
    before = rows(stage)
    told = [message for line in LINES for message in do(stage, f"Minh> {line}", typed=False)]
    assert {message.person for message in told} == {"Minh"}
    assert all("[THỬ]" in message.text for message in told[3:])
    assert rows(stage) == before
    assert len(stage.context.trials) == 1
    assert "không lưu lại gì" in do(stage, "Minh> ket thuc thu", typed=False)[0].text
    assert rows(stage) == before
    assert stage.context.trials == {}


def test_a_trial_that_a_restart_ended_is_said_to_be_over(stage):
    for line in LINES[:5]:
        do(stage, f"Minh> {line}", typed=False)
    stage.context.trials.clear()
    (message,) = do(stage, "Minh> 3/UBND", typed=False)
    assert message.text.startswith("Đã kết thúc thử; không lưu lại gì.")


def test_start_ends_it(stage):
    for line in LINES[:4]:
        do(stage, f"Minh> {line}", typed=False)
    (message,) = stage.act("Minh", Understood(EventKind.START, ""))
    assert "[THỬ]" not in message.text
    assert stage.context.trials == {}


def test_only_so_many_at_once(stage, monkeypatch):
    monkeypatch.setattr(trial, "MOST", 1)
    stage.add_person("Hoa", "organizer")
    for name in ("Minh", "Hoa"):
        for line in LINES[:3]:
            do(stage, f"{name}> {line}", typed=False)
    assert len(stage.context.trials) == 1


def test_units_have_no_such_button(stage):
    for line in LINES[:3]:
        do(stage, f"Lan> {line}", typed=False)
    assert stage.context.trials == {}
