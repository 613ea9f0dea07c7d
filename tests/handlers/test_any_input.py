"""Whatever people send, wherever they are in the talk: no exception, no silence, nothing lost."""

import unicodedata
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Answer, Evidence, History
from tests.conversations import ZONE, Stage, direct, do
from tests.showing import ButtonChannel
from tests.stored_files import store

WORDS = [
    "menu", "trợ giúp", "tiếp tục", "quay lại", "thôi", "để sau", "điểm", "gửi", "xong", "hoàn tác", "tình trạng",
    "sửa I.2.1", "sửa câu 5", "1", "2", "3", "0", "12 0", "có", "không", "chưa", "15/2", "8/3 7/6 9/9 11/12", "92,5",
    "https://example.org/a", "12/KH-UBND ngày 15/2/2024", "K7MF-3XQ9", "đồng ý", "duyệt tất cả", "trả lại", "I.1, V",
    "Minh chứng không rõ, xin bổ sung báo cáo", "đăng ký", "tự chấm điểm", "thẩm định", "mời", "liên kết", "/start",
    "10 5 5 10 10 10 10 10 10 10 10", "tối đa tất cả", "<b>", "{x}", "%s", "\u202e\u200b",
    "a" * 100_000, "🙂" * 300, unicodedata.normalize("NFD", "tình trạng"), "\x00\x1b[31m",
    "đôn đốc", "gia hạn", "tất cả", "31/12", "Phường 1", "đã gửi báo cáo quý III ngày 9/9", "đã gửi báo cáo", "hôm nay",
    "nhắc tôi ngày mai", "nhắc tôi lúc 15:00 mai",
]  # fmt: skip
typed = st.one_of(st.sampled_from(WORDS), st.text(max_size=60))
acts = st.one_of(
    typed.map(lambda text: ("text", text)),
    st.integers(0, 6).map(lambda index: ("press", index)),
    st.integers(0, 9).map(lambda index: ("old press", index)),
    st.sampled_from(
        [("photo", ""), ("album", ""), ("photo", "12 0"), ("badfile", ""), ("sticker", ""), ("edited", "")]
    ),
)
Act = tuple[str, str | int]
PEOPLE = ("Lan", "Hoa", "An", "Minh", "La")


@pytest.fixture
def stage(database_url) -> Stage:
    database = Database(database_url)
    stage = Stage(database, ButtonChannel(), now=datetime(2024, 12, 16, 9, tzinfo=ZONE))
    for line in (
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "unit P2 UBND Phường 2",
        "person Lan unit_contact P1",
        "person Hoa unit_leader P1",
        "person An reviewer",
        "person Minh organizer",
    ):
        direct(stage, line)
    for line in ("dang ky", "toi da tat ca", "12/UBND ngày 12/4/2024", "gui sau", "gui", "1"):
        do(stage, f"Lan> {line}", typed=False)
    return stage


def act(stage: Stage, name: str, kind: str, value: str | int) -> None:
    answers = {
        "photo": lambda: stage.act(name, Understood(EventKind.FILE, str(value)), [store(stage, "a.jpg")]),
        "album": lambda: stage.act(name, Understood(EventKind.FILE, album="x"), [store(stage, "b.jpg")]),
        "badfile": lambda: stage.act(name, Understood(EventKind.FILE), [{"error": "too_large"}]),
        "sticker": lambda: stage.act(name, Understood(EventKind.OTHER, "sticker")),
        "edited": lambda: stage.act(name, Understood(EventKind.EDITED, "12 0")),
        "text": lambda: stage.act(name, Understood(EventKind.TEXT, str(value))),
    }
    before = stage.seen_row
    if kind.endswith("press"):
        pressed = press(stage, name, int(value), old=kind.startswith("old"))
        if not pressed:
            return
    else:
        answers[kind]()
    if kind != "album":  # its further photos are one message with the first
        assert stage.seen_row > before, f"silence after {kind} {value!r} of {name}"


def press(stage: Stage, name: str, index: int, *, old: bool) -> bool:
    messages = [message for message in stage.shown.get(name, []) if message.labels]
    if not messages:
        return False
    message = messages[index % len(messages)] if old else messages[-1]
    stage.now = stage.now.replace(microsecond=(stage.now.microsecond + 1) % 999_999)
    stage.act(name, Understood(EventKind.PRESS, press=(message.row, index % len(message.labels))))
    return not old  # the same old button twice within seconds is one wish


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(story=st.lists(st.tuples(st.sampled_from(PEOPLE), acts), min_size=5, max_size=30))
def test_every_story_is_answered(
    story: list[tuple[str, tuple[str, str | int]]], make_stage: Callable[[], Stage]
) -> None:
    stage = make_stage()
    for name, (kind, value) in story:
        act(stage, name, kind, value)
    with stage.database.reader() as session:
        recorded = [row for row in session.exec(select(History)) if row.subject.startswith("answer:")]
        assert len(recorded) >= len(session.exec(select(Answer)).all())
        assert all(proof.added_at for proof in session.exec(select(Evidence)))


@pytest.fixture
def make_stage(stage: Stage, database_url, copy_database) -> Callable[[], Stage]:
    """A fresh copy of the prepared installation for every example."""
    stage.database.close()

    def make() -> Stage:
        fresh = Stage(Database(copy_database(database_url)), ButtonChannel(), now=stage.now)
        fresh.people, fresh.counter, fresh.seen_row = dict(stage.people), stage.counter, stage.seen_row
        fresh.shown = {name: list(messages) for name, messages in stage.shown.items()}
        return fresh

    return make
