"""Somebody who competes for himself: acts for this one candidate and nothing else, whatever is pressed or typed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.channels.web_transcript import list_people
from handlers.conversation import Event, EventKind
from handlers.flows import FLOWS
from handlers.routing import respond
from locales import translator
from reports.wording import role_words
from storage import queries
from storage.database import Database
from storage.queries.invitations import make_invitation
from storage.tables import (
    Candidate,
    ChannelAccount,
    Conversation,
    Decision,
    DossierPaper,
    History,
    Invitation,
    Membership,
    Person,
    Registration,
    Role,
    Submission,
    Unit,
)
from tests.conversations import ZONE, Stage, direct, do
from tests.showing import ButtonChannel

CAMPAIGN = "cchc-dinh-du-2024"
SECRETS = ("Bí mật của đơn vị", "Phạm Văn Kín")  # in the unit's answers; another candidate's name


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """Lan is the contact of VP, whose unit and whose Kín registered; Mai competes for herself."""
    database = Database(database_url)
    stage = Stage(database, ButtonChannel(), now=datetime(2024, 4, 18, 9, tzinfo=ZONE))
    for line in (
        f"campaign {CAMPAIGN}",
        "unit VP:office_section Văn phòng UBND xã",
        "unit HND:mass_organization Hội Nông dân",
        "person Lan unit_contact VP",
        "person Hoa unit_contact HND",
        "person Minh organizer",
    ):
        direct(stage, line)
    for line in ("đăng ký", "1", "1, 2", SECRETS[0], "bỏ qua", "gửi"):
        do(stage, f"Lan> {line}", typed=False)
    for line in ("đăng ký tiếp", "thêm cá nhân", SECRETS[1], "đồng ý", "1, 2", "bỏ qua", "bỏ qua", "gửi"):
        do(stage, f"Lan> {line}", typed=False)
    for line in ("xin chào", "tôi dự thi với tư cách cá nhân", "đồng ý", "Trần Thị Mai", "văn phòng"):
        do(stage, f"Mai> {line}", typed=False)
    do(stage, "Lan> [Ghi tên, để tự làm: Cá nhân]", typed=False)
    yield stage
    database.close()


def who(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def candidate(session: Session, name: str) -> Candidate:
    return session.exec(select(Candidate).where(Candidate.name == name)).one()


def press(stage: Stage, person: str, choice: str, *, move: tuple[str, str, dict[str, Any]] | None = None) -> str:
    """A choice that nobody offered; what is answered to its presser and everybody else."""
    with stage.session() as session, session.begin():
        number = who(session, person)
        account = session.exec(select(ChannelAccount.id).where(ChannelAccount.person_id == number)).first() or 0
        if move is not None:
            talk = session.get(Conversation, number) or Conversation(person_id=number, data={}, updated_at=stage.now)
            session.add(talk)
            talk.flow, talk.step, talk.data = move
        event = Event(number, EventKind.PRESS, now=stage.now, choice=choice, channel="telegram", account=account)
        replies = respond(session, event)
        return "\n".join(part for each in replies for part in (each.text, *(c.label for c in each.choices)))


def rows(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """Everything that is not Mai's own."""
    with stage.session() as session:
        mine = candidate(session, "Trần Thị Mai").id
        found = {}
        for table in (Registration, Submission):
            every = session.exec(select(table).where(col(table.candidate_id).is_distinct_from(mine))).all()
            found[table.__name__] = [each.model_dump() for each in every]
        for other in (Candidate, Membership, Decision, DossierPaper):
            found[other.__name__] = [each.model_dump() for each in session.exec(select(other)).all()]
        return found


def test_the_role_is_bound_to_one_candidate(stage: Stage) -> None:
    with stage.session() as session:
        (role,) = queries.roles_of(session, who(session, "Trần Thị Mai"))
        own = candidate(session, "Trần Thị Mai")
        assert (role.role, role.candidate_id, role.unit_id) == (Role.INDIVIDUAL, own.id, own.unit_id)
        assert queries.people_behind(session, own.unit_id, own.id) == [role.person_id]
        assert queries.people_behind(session, own.unit_id, None) == [who(session, "Lan")]
        lines = session.exec(select(History.action).where(History.subject == f"candidate:{own.id}")).all()
        assert lines == ["added", "handed over"]
    # What must not be seen is there to be seen, by the unit's contact.
    assert SECRETS[1] in press(stage, "Lan", "go:register")
    assert SECRETS[0] in press(stage, "Lan", "who:unit")


FORGED = [
    *(f"go:who:{id}" for id in (0, 1, 2, 3)),
    *(f"who:{id}" for id in ("unit", 0, 1, 2)),
    *(f"{what}:{id}" for what in ("give", "back", "remove", "member", "unit") for id in (1, 2)),
    *(f"dossier:1:{id}:" for id in (0, 1)),
    *(f"open:{id}:V.1.2" for id in (1, 2, 3)),
    *(f"explain:{id}:V.1.2" for id in (1, 2, 3)),
    *(f"tounit:{id}" for id in (1, 99)),
    *(f"enlist:{id}:1:individual{how}" for id in (1, 2, 4) for how in ("", ":alone")),
    *(f"go:{page}" for page in ("alone", "self_score_sheet", "registration_form", "unit:2", "behalf", "members")),
    *(f"go:{page}" for page in ("invite", "overview", "awards", "dossiers", "campaign_xlsx", "nudge", "requests")),
    *("add", "handover", "yes", "copy", "send", "discard", "done", "undo", "kind:individual", "agree"),
    *(f"remind:{what}:2" for what in ("assess", "register")),
]


@pytest.mark.parametrize("choice", FORGED)
def test_a_forged_press_shows_and_changes_nothing_of_others(stage: Stage, choice: str) -> None:
    before = rows(stage)
    for move in (None, ("enrolling", "who", {"purpose": "register"}), ("alone", "list", {}), ("dossier", "list", {})):
        said = press(stage, "Trần Thị Mai", choice, move=move)
        assert not any(secret in said for secret in SECRETS)
    after = rows(stage)
    assert after == before


@pytest.mark.parametrize("flow", sorted(set(FLOWS) - {"onboarding"}))
def test_no_conversation_shows_what_is_the_units(stage: Stage, flow: str) -> None:
    """Even if the talk stood in it: with the other candidate chosen, and with the unit."""
    before = rows(stage)
    with stage.session() as session:
        other = candidate(session, SECRETS[1]).id
    for data in ({"purpose": "register"}, {"purpose": "assess", "candidate": other}, {"candidate": None, "unit": 1}):
        with stage.session() as session, session.begin():
            talk = session.get_one(Conversation, who(session, "Trần Thị Mai"))
            talk.candidate_id = other
        try:
            said = press(stage, "Trần Thị Mai", "show", move=(flow, "list", dict(data)))
        except (KeyError, AssertionError, TypeError):
            continue  # a talk cannot stand there with such data: nothing is answered at all
        assert not any(secret in said for secret in SECRETS)
    assert rows(stage) == before


def test_the_contact_does_not_write_into_it_and_takes_it_back(stage: Stage) -> None:
    with stage.session() as session:
        own = candidate(session, "Trần Thị Mai").id
    said = press(stage, "Lan", f"who:{own}", move=("enrolling", "who", {"purpose": "register"}))
    assert "tự đăng ký và trả lời" in said
    with stage.session() as session:
        assert not session.exec(select(Registration).where(Registration.candidate_id == own)).all()
    press(stage, "Lan", f"back:{own}", move=("alone", "list", {}))
    press(stage, "Lan", "yes")
    with stage.session() as session:
        assert queries.individual_behind(session, own) is None
        assert not queries.roles_of(session, who(session, "Trần Thị Mai"))
        actions = session.exec(select(History.action).where(History.subject == f"candidate:{own}")).all()
        assert actions == ["added", "handed over", "taken back"]
    said = press(stage, "Lan", f"who:{own}", move=("enrolling", "who", {"purpose": "register"}))
    assert "Đăng ký thi đua của Trần Thị Mai" in said


def test_another_units_contact_can_neither_give_nor_take(stage: Stage) -> None:
    with stage.session() as session:
        own = candidate(session, "Trần Thị Mai").id
        mai, unit = who(session, "Trần Thị Mai"), session.exec(select(Unit.id).where(Unit.code == "VP")).one()
    before = rows(stage)
    for choice in (f"back:{own}", f"give:{own}", "yes"):
        press(stage, "Hoa", choice, move=("alone", "back", {"candidate": own}))
    assert "Việc này chỉ người được giao mới làm được." in press(stage, "Hoa", f"enlist:{mai}:{unit}:individual:alone")
    assert rows(stage) == before


def test_nobody_is_handed_what_he_did_not_ask_for(stage: Stage) -> None:
    """The contact cannot give a name to somebody who never asked in this unit."""
    with stage.session() as session:
        hoa, unit = who(session, "Hoa"), session.exec(select(Unit.id).where(Unit.code == "VP")).one()
    before = rows(stage)
    press(stage, "Lan", f"enlist:{hoa}:{unit}:individual:alone")
    assert rows(stage) == before


def test_a_code_for_a_name_that_is_taken_opens_nothing(stage: Stage) -> None:
    with stage.session() as session, session.begin():
        own = candidate(session, "Trần Thị Mai")
        _, code = make_invitation(
            session,
            role=Role.INDIVIDUAL,
            unit_id=own.unit_id,
            candidate_id=own.id,
            now=stage.now,
            valid_for=stage.now - datetime(2024, 4, 1, tzinfo=ZONE),
        )
    said = [shown.text for shown in do(stage, f"Lạ> {code}", typed=False)]
    assert any("thu hồi" in each for each in said), said
    with stage.session() as session:
        assert len(session.exec(select(Membership).where(Membership.role == Role.INDIVIDUAL)).all()) == 1


def test_deleting_the_own_data_leaves_the_candidate_to_the_unit(stage: Stage) -> None:
    with stage.session() as session:
        own = candidate(session, "Trần Thị Mai").id
    for line in ("đăng ký", "1", "xong", "bỏ qua", "bỏ qua", "gửi", "dữ liệu của tôi", "xóa", "đồng ý xóa"):
        do(stage, f"Mai> {line}", typed=False)
    with stage.session() as session:
        row = session.get_one(Candidate, own)
        assert row.active
        assert row.name is None
        assert queries.individual_behind(session, own) is None
        assert session.exec(select(Registration).where(Registration.candidate_id == own)).all()


def test_the_role_has_its_name_wherever_roles_are_shown(stage: Stage) -> None:
    with stage.session() as session, session.begin():
        session.add(
            ChannelAccount(
                person_id=who(session, "Trần Thị Mai"), channel="web", external_id="mai", last_seen_at=stage.now
            )
        )
        session.flush()
        (shown,) = list_people(session, {})
        assert (shown["role"], shown["unit"]) == ("individual", "Văn phòng UBND xã")
    assert set(role_words(translator("vi"))) == set(Role)


def test_an_organizer_invites_nobody_to_compete_alone_without_a_name(stage: Stage) -> None:
    press(stage, "Minh", "role:individual", move=("organizing", "role", {}))
    with stage.session() as session:
        assert not session.exec(select(Invitation)).all()
