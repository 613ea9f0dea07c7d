"""Any two events of one person on an Official Account, sent one after the other while I.1 was asked, that arrive in
order, the wrong way round, repeated or late: nothing is lost, nothing counts twice, and what was written before another
event that was handled already answers no other question than its own."""

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.channels.base import Incoming, Understood
from bot.channels.zalo_oa_updates import identify, sender_of, understand
from bot.handling import Received
from bot.journal import enter
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Answer, ChannelAccount, Conversation, Evidence, JournalEvent
from tests.bot.channels.test_zalo_oa_talk import OaShows, OaStage
from tests.conversations import ZONE, Shown, direct, do
from tests.stored_files import store

BEGUN = ("campaign cchc-vinh-long-2024", "unit P1 UBND Phường 1", "person Lan unit_contact P1")
REGISTRATION = ("dang ky", "toi da tat ca", "(photo a.jpg) 12/UBND-VP ngày 12/4/2024", "gui")
ACTS = ("answer", "later", "press later", "photo", "photo with words", "sticker", "follow", "unfollow")
ORDERS = ((0, 1), (1, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0, 0))
ALL = {"tasks_assigned": 12, "tasks_incomplete": 1}


class Sent(NamedTuple):
    """An event as Zalo tells it, with the file that is fetched for it."""

    act: str
    raw: dict[str, Any]
    files: list[dict[str, Any]]


@dataclass
class Prepared:
    """Lan is asked for I.1; copied for each example, without reading the campaigns each time."""

    address: str
    copy: Callable[[str], str]
    begun: OaStage

    def stage(self) -> OaStage:
        stage = copy(self.begun)
        stage.database = Database(self.copy(self.address))
        stage.people, stage.shown = dict(stage.people), {"Lan": list(stage.shown["Lan"])}
        stage.now += timedelta(minutes=1)
        return stage


@pytest.fixture(scope="module")
def prepared(new_database: Callable[[], str], copy_database: Callable[[str], str]) -> Prepared:
    address = new_database()
    stage = OaStage(Database(address), OaShows())
    for line in BEGUN:
        direct(stage, line)
    for line in REGISTRATION:
        do(stage, f"Lan> {line}", typed=True)
    stage.now = datetime(2024, 12, 16, 9, tzinfo=ZONE)
    do(stage, "Lan> tu cham diem", typed=True)
    stage.database.close()
    return Prepared(address, copy_database, stage)


def sent(stage: OaStage, act: str) -> Sent:
    """Each a second after the one before, while the same question stands there."""
    stage.counter += 1
    stage.now += timedelta(seconds=1)
    asked = stage.shown["Lan"][-1]
    labels = [re.sub(r"^\d+\. ", "", label) for label in asked.labels]
    files: list[dict[str, Any]] = []
    match act:
        case "answer":
            understood = Understood(EventKind.TEXT, "12 1")
        case "later":
            understood = Understood(EventKind.TEXT, "để sau")
        case "press later":
            understood = Understood(EventKind.PRESS, press=(asked.row, labels.index("Để sau")))
        case "photo" | "photo with words":
            understood = Understood(EventKind.FILE, "12 1" if act == "photo with words" else "")
            files = [store(stage, f"{stage.counter}.jpg")]
        case "sticker":
            understood = Understood(EventKind.OTHER, "sticker")
        case _:
            understood = Understood(EventKind.START if act == "follow" else EventKind.BLOCKED)
    return Sent(act, stage.payload("Lan", stage.people["Lan"], understood), files)


def deliver(stage: OaStage, event: Sent) -> list[Shown]:
    """As the webhook's call is journaled and handled; nothing where it is known."""
    stage.now += timedelta(seconds=30)
    with stage.session() as session, session.begin():
        incoming = Incoming("oa", "event", identify(event.raw), sender_of(event.raw), event.raw, stage.now)
        row = enter(session, incoming)
        if row is None:
            return []
        received = Received(row, incoming.sender, stage.now, event.files)
        stage.handling.handle(session, stage.channel, received, understand(event.raw))
    return stage.collect()


class State(NamedTuple):
    answers: dict[str, Any]
    proofs: list[tuple[str, str]]  # (digest, criterion), "" while it is asked which one
    reachable: bool


def state(stage: OaStage) -> State:
    with stage.session() as session:
        answers = {row.criterion: row.facts for row in session.exec(select(Answer))}
        proofs = [(str(row.digest), row.criterion) for row in session.exec(select(Evidence))]
        talk = session.exec(select(Conversation)).one()
        proofs += [(str(file[0]), "") for file in talk.data.get("files", [])]
        return State(answers, sorted(proofs), session.exec(select(ChannelAccount)).one().reachable)


def play(
    prepared: Prepared, pair: Sequence[str], order: Sequence[int]
) -> tuple[OaStage, list[Sent], list[list[Shown]]]:
    stage = prepared.stage()
    events = [sent(stage, act) for act in pair]
    return stage, events, [deliver(stage, events[number]) for number in order]


PAIRS = st.tuples(st.sampled_from(ACTS), st.sampled_from(ACTS))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAIRS, st.sampled_from(ORDERS))
@example(("answer", "later"), (1, 0))  # "12 1" would be read as a day by the next question
@example(("answer", "press later"), (1, 0))
@example(("photo", "later"), (1, 0))
@example(("photo with words", "later"), (1, 0))
@example(("follow", "answer"), (1, 0))
@example(("unfollow", "answer"), (1, 0))
@example(("follow", "unfollow"), (1, 0))
@example(("unfollow", "follow"), (1, 0))
@example(("answer", "photo"), (1, 0, 1))
@example(("photo", "answer"), (1, 0, 1))
def test_two_events_in_any_order(prepared: Prepared, pair: tuple[str, str], order: tuple[int, ...]) -> None:
    stage, events, answered = play(prepared, pair, order)
    try:
        found, first = state(stage), list(dict.fromkeys(order))
        _is_kept_once(stage, events, found)
        _is_answered(pair, order, answered)
        if first == [1, 0]:
            _answers_nothing_else(pair, found, answered[order.index(0)])
        assert found.reachable == (pair[1] != "unfollow" and (pair[0] != "unfollow" or pair[1] != "unfollow"))
        if len(order) > len(first):  # what was repeated changed nothing
            once = play(prepared, pair, first)[0]
            assert _places(state(once)) == _places(found)
            once.database.close()
    finally:
        stage.database.close()


def _places(found: State) -> tuple[dict[str, Any], list[str], bool]:
    return found.answers, sorted(criterion for _, criterion in found.proofs), found.reachable


def _is_kept_once(stage: OaStage, events: list[Sent], found: State) -> None:
    """Each event is in the journal once, each photo with one criterion, or waits to be told which."""
    ids = {identify(event.raw) for event in events}
    with stage.session() as session:
        journaled = [row.external_id for row in session.exec(select(JournalEvent).where(JournalEvent.bot == "oa"))]
    assert sorted(journaled) == sorted(ids)
    photos = {file["digest"] for event in events for file in event.files}
    kept = [digest for digest, _ in found.proofs if digest in photos]
    assert sorted(kept) == sorted(photos)


def _is_answered(pair: tuple[str, str], order: Sequence[int], answered: list[list[Shown]]) -> None:
    """Whoever says something hears something, the first time that it arrives."""
    for place, number in enumerate(order):
        if number not in order[:place] and pair[number] not in ("follow", "unfollow"):
            assert answered[place], pair[number]


def _answers_nothing_else(pair: tuple[str, str], found: State, told: list[Shown]) -> None:
    """The older one arrived last: an answer is that of I.1 or was told to have come late."""
    older, newer = pair
    if older == "answer" and newer in ("photo", "sticker", "unfollow"):
        assert found.answers.get("I.1") == ALL
    if older == "answer" and newer in ("later", "press later"):
        assert "I.2.1" not in found.answers
        assert "“12 1” được viết trước câu hỏi này" in told[-1].text
    if older == "photo with words" and newer in ("later", "press later"):
        assert "I.2.1" not in found.answers
        assert "“12 1” được viết trước câu hỏi này" in told[0].text
    if older.startswith("photo"):
        assert "I.2.1" not in [criterion for _, criterion in found.proofs]
    if older == "follow":
        assert told == []
