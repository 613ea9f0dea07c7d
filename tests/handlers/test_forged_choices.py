"""A press names a row of the outbox, so nobody can make up a choice. Should one arrive all the same, of somebody else,
of a lost role, of a thing that is decided: nothing happens that its presser may not do, and there is an answer.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.channels.base import Understood
from handlers.conversation import Event, EventKind
from handlers.flows import FLOWS
from handlers.routing import respond
from storage.database import Database
from storage.tables import (
    AccessRequest,
    Answer,
    ChannelAccount,
    Conversation,
    Decision,
    DossierCheck,
    DossierPaper,
    Invitation,
    Membership,
    Registration,
    RequestState,
    Role,
    Submission,
)
from tests.conversations import ZONE, Stage, direct, do
from tests.showing import ButtonChannel

PROTECTED: tuple[type[SQLModel], ...] = (
    AccessRequest,
    Answer,
    Decision,
    DossierCheck,
    DossierPaper,
    Invitation,
    Membership,
    Registration,
    Submission,
)
NOBODY, DECISIONS = "999999999", ("accept", "refuse")
FORGED = [
    *(
        f"{what}:{id}:{verdict}"
        for what in ("request", "change")
        for id in (1, 2, NOBODY)
        for verdict in ("accept", "refuse")
    ),
    *(
        f"{what}:{id}"
        for what in ("answer", "submission", "unit", "member", "campaign", "proof", "which")
        for id in (1, 2, NOBODY)
    ),
    *(f"open:{id}:{criterion}" for id in (1, 2, NOBODY) for criterion in ("I.1", "IX")),
    *(f"remind:{what}:{id}" for what in ("assess", "register") for id in (1, 2, NOBODY)),
    *(f"{what}:{id}:0:" for what in ("dossier", "dossiers") for id in (1, 2, NOBODY)),
    *(f"{what}:proposal_letter" for what in ("bad", "add", "doc")),
    *("complete", "undo", "files", "rule:dossier", "paper:1", "who:1", "copy", "done", "remove"),
    *(f"go:{page}" for page in "dossier dossiers invite members nudge open overview requests review units".split()),
    *("go:campaign_xlsx", "go:unit:1"),
    *(f"role:{role.value}" for role in Role),
    *("write:all", "write:late", "deadline:003-D1", "yes", "no", "approve", "return", "overview", "send", "undo"),
]


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    database = Database(database_url)
    stage = Stage(database, ButtonChannel(), now=datetime(2024, 12, 16, 9, tzinfo=ZONE))
    for line in (
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "unit P2 UBND Phường 2",
        "person Lan unit_contact P1",
        "person Hoa unit_contact P2",
        "person An reviewer",
        "person Minh organizer",
        "person Thu council_secretary",
    ):
        direct(stage, line)
    for line in ("dang ky", "toi da tat ca", "12/UBND ngày 12/4/2024", "gui sau", "gui", "1", "tu cham diem", "12 0"):
        do(stage, f"Lan> {line}", typed=False)
    for line in ("ho so khen thuong", "1", "(photo de-nghi.jpg)", "tiep tuc"):
        do(stage, f"Lan> {line}", typed=False)
    for line in ("alo", "chưa có mã", "đồng ý", "Trần Văn Lạ", "Phường 2"):
        do(stage, f"La> {line}", typed=False)
    yield stage
    database.close()


def protected(stage: Stage, *, but: int | None = None) -> list[list[dict[str, Any]]]:
    """Everything that is decided and stored, but for what belongs to one unit: its own people may change that."""
    with stage.database.reader() as session:
        tables = [[row.model_dump() for row in session.exec(select(table))] for table in PROTECTED]
    return [[row for row in rows if but is None or row.get("unit_id") != but] for rows in tables]


def person(stage: Stage, name: str) -> ChannelAccount:
    with stage.database.reader() as session:
        return session.exec(select(ChannelAccount).where(ChannelAccount.external_id == stage.people[name])).one()


def press(stage: Stage, name: str, flow: str, choice: str) -> None:
    """The handlers are given the choice as if it were a real one."""
    account = person(stage, name)
    event = Event(
        account.person_id, EventKind.PRESS, now=stage.now, choice=choice, channel="telegram", account=account.id or 0
    )
    with stage.session() as session, session.begin():
        talk = session.get(Conversation, account.person_id)
        if talk is not None and flow:
            talk.flow, talk.step, talk.data = flow, "", {"request": 1}
        assert respond(session, event), f"silence after {choice!r} of {name} in {flow!r}"


@pytest.mark.parametrize("name", ["La", "Thu", "Hoa"])
def test_who_may_decide_nothing_changes_nothing(stage: Stage, name: str) -> None:
    """A stranger, somebody whose role has nothing to do, and another unit's contact, wherever they are in the talk."""
    own = 2 if name == "Hoa" else None
    before = protected(stage, but=own)
    for choice in FORGED:
        press(stage, name, "", choice)
    assert protected(stage, but=own) == before


@pytest.mark.parametrize(
    "flow", ["review", "dossiers", "organizing", "members", "nudging", "access", "opening", "officer"]
)
def test_a_contact_who_gets_into_an_offices_flow_can_do_nothing_there(stage: Stage, flow: str) -> None:
    """As an organizer would who lost the role in the middle of something."""
    assert flow in FLOWS
    before = protected(stage, but=2)
    for choice in FORGED:
        press(stage, "Hoa", flow, choice)
    assert protected(stage, but=2) == before


def test_an_organizer_who_lost_the_role_decides_nothing_by_an_old_button(stage: Stage) -> None:
    [message] = [one for one in stage.shown["Minh"] if len(one.labels) >= 2][-1:]
    with stage.session() as session, session.begin():
        minh = session.exec(select(Membership).where(Membership.person_id == person(stage, "Minh").person_id)).one()
        minh.until = stage.now
    for index in range(len(message.labels)):
        stage.act("Minh", Understood(EventKind.PRESS, press=(message.row, index)))
    with stage.database.reader() as session:
        request = session.exec(select(AccessRequest)).one()
        assert request.state is RequestState.WAITING
        assert [row.role for row in session.exec(select(Membership)) if row.person_id == request.person_id] == []


def test_what_is_decided_is_not_decided_again(stage: Stage) -> None:
    [message] = [one for one in stage.shown["Minh"] if len(one.labels) >= 2][-1:]
    stage.act("Minh", Understood(EventKind.PRESS, press=(message.row, 0)))
    before = protected(stage)
    with stage.database.reader() as session:
        members = [row.role for row in session.exec(select(Membership))]
    assert members.count(Role.UNIT_CONTACT) == 3
    for minutes in (1, 60, 60 * 24):
        direct(stage, f"later {minutes} minutes")
        for index in range(len(message.labels)):
            stage.act("Minh", Understood(EventKind.PRESS, press=(message.row, index)))
    assert protected(stage) == before
