"""What comes in another order than it was sent, or once more: nothing is lost and nothing counts twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.base import Incoming, Understood
from bot.channels.zalo_bot_updates import identify
from bot.journal import enter
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Answer, Evidence, JournalEvent
from tests.bot.channels.test_zalo_bot_talk import ZaloStage
from tests.conversations import ZONE, direct, do
from tests.showing import ZaloChannel
from tests.stored_files import store

BEGUN = ("campaign cchc-vinh-long-2024", "unit P1 UBND Phường 1", "person Lan unit_contact P1")


@pytest.fixture
def stage(database_url: str) -> Any:
    """Lan is asked for I.1."""
    database = Database(database_url)
    stage = ZaloStage(database, ZaloChannel())
    for line in BEGUN:
        direct(stage, line)
    for line in ("dang ky", "toi da tat ca", "(photo a.jpg) 12/UBND-VP ngày 12/4/2024", "gui"):
        do(stage, f"Lan> {line}", typed=True)
    stage.now = datetime(2024, 12, 16, 9, tzinfo=ZONE)
    do(stage, "Lan> tu cham diem", typed=True)
    stage.now += timedelta(minutes=1)
    yield stage
    database.close()


def proofs(stage: ZaloStage) -> list[str]:
    with stage.session() as session:
        return sorted(proof.criterion for proof in session.exec(select(Evidence)))


def answers(stage: ZaloStage) -> dict[str, Any]:
    with stage.session() as session:
        return {row.criterion: row.facts for row in session.exec(select(Answer))}


@pytest.mark.parametrize("photo_first", [False, True])
def test_answer_and_photo_change_places(stage: ZaloStage, *, photo_first: bool) -> None:
    """Both belong to I.1, whichever arrives first; the later one may even carry the earlier date."""
    acts = ["12 1", "(photo i1.jpg)"]
    for act in reversed(acts) if photo_first else acts:
        do(stage, f"Lan> {act}", typed=True)
        stage.now -= timedelta(seconds=3)
    assert proofs(stage) == ["I.1"]
    assert answers(stage)["I.1"] == {"tasks_assigned": 12, "tasks_incomplete": 1}
    assert "I.2.1" in stage.shown["Lan"][-1].text


def test_the_same_photo_again_is_one_proof(stage: ZaloStage) -> None:
    """Sent twice by somebody who waited: the same bytes prove nothing new."""
    do(stage, "Lan> 12 1", typed=True)
    for _ in range(2):
        stage.act("Lan", Understood(EventKind.FILE, ""), [store(stage, "i1.jpg")])
    assert proofs(stage) == ["I.1"]


def test_the_same_event_again_is_no_event(stage: ZaloStage) -> None:
    """Zalo promises nothing: wrapped once and flat once, it is the same message."""
    flat = stage.payload(stage.people["Lan"], Understood(EventKind.TEXT, "12 1"))
    wrapped = {"ok": True, "result": flat}
    assert identify(flat) == identify(wrapped)
    with stage.session() as session, session.begin():
        rows = [
            enter(session, Incoming("zalo", "update", identify(raw), "x", raw, stage.now)) for raw in (flat, wrapped)
        ]
        assert [row is None for row in rows] == [False, True]
        found = session.exec(select(JournalEvent).where(JournalEvent.bot == "zalo")).all()
        assert len(found) == 1
