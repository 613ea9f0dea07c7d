"""The role of somebody who competes alone ends: told once. The own papers hold nothing of others."""

from typing import Any

import pytest
from sqlmodel import select

from handlers.conversation import Event, EventKind, Reply
from handlers.routing import respond
from storage import queries
from storage.queries.invitations import make_invitation
from storage.tables import ChannelAccount, Invitation, Membership, Person, Role, Unit
from tests.conversations import Stage
from tests.handlers.test_alone import candidate, press, who
from tests.handlers.test_alone import stage as stage


def replies_to(stage: Stage, person: str, choice: str, *, move: tuple[str, str, dict[str, Any]]) -> list[Reply]:
    press(stage, person, "show", move=move)
    with stage.session() as session, session.begin():
        number = who(session, person)
        account = session.exec(select(ChannelAccount.id).where(ChannelAccount.person_id == number)).first() or 0
        event = Event(number, EventKind.PRESS, now=stage.now, choice=choice, channel="telegram", account=account)
        return respond(session, event)


def end(stage: Stage) -> list[Reply]:
    """The organizer ends Mai's role."""
    with stage.session() as session:
        own = candidate(session, "Trần Thị Mai")
        unit = session.exec(select(Unit.id).where(Unit.code == "VP")).one()
        member = session.exec(select(Membership.id).where(Membership.candidate_id == own.id)).first()
    return replies_to(stage, "Minh", "end", move=("members", "one", {"unit": unit, "member": member}))


def test_an_organizer_ends_it_and_everybody_concerned_hears_of_it_once(stage: Stage) -> None:
    with stage.session() as session, session.begin():
        own, mai, lan = candidate(session, "Trần Thị Mai"), who(session, "Trần Thị Mai"), who(session, "Lan")
        for_code: dict[str, Any] = {"role": Role.INDIVIDUAL, "unit_id": own.unit_id, "candidate_id": own.id}
        make_invitation(session, now=stage.now, valid_for=stage.now - stage.now.replace(year=2023), **for_code)
        number = own.id
    told = end(stage)
    assert [reply.to for reply in told] == [None, mai, lan]
    to_mai = told[1]
    assert "Từ nay đầu mối của Văn phòng UBND xã làm thay phần của Trần Thị Mai." in to_mai.text
    assert "xin hỏi Minh" in to_mai.text
    assert to_mai.proactive
    with stage.session() as session:
        assert queries.individual_behind(session, number) is None
        assert all(each.revoked_at for each in session.exec(select(Invitation)) if each.candidate_id == number)
    assert [reply.to for reply in end(stage)] == [None]  # pressed again: nobody is told


def test_who_withdrew_is_not_written_to(stage: Stage) -> None:
    with stage.session() as session, session.begin():
        person = session.get_one(Person, who(session, "Trần Thị Mai"))
        person.withdrawn_at, person.consented_at = stage.now, None
        mai = person.id
    assert mai not in [reply.to for reply in end(stage)]


def test_a_contact_is_told_of_the_unit(stage: Stage) -> None:
    with stage.session() as session:
        hoa = who(session, "Hoa")
        member = session.exec(select(Membership).where(Membership.person_id == hoa)).one()
        data = {"unit": member.unit_id, "member": member.id}
    told = replies_to(stage, "Minh", "end", move=("members", "one", data))
    (to_hoa,) = [reply for reply in told if reply.to == hoa]
    assert to_hoa.text.splitlines()[0] == "Vai trò đầu mối của Hội Nông dân đã kết thúc."
    assert "xin hỏi Minh" in to_hoa.text


def test_whose_name_is_taken_off_is_told_so(stage: Stage) -> None:
    with stage.session() as session:
        own, mai = candidate(session, "Trần Thị Mai"), who(session, "Trần Thị Mai")
        data = {"purpose": "register", "candidate": own.id, "name": own.name}
    told = replies_to(stage, "Lan", "yes", move=("enrolling", "confirm", data))
    (to_mai,) = [reply for reply in told if reply.to == mai]
    assert "Đã xóa tên Trần Thị Mai khỏi danh sách của Văn phòng UBND xã." in to_mai.text
    assert "xin hỏi đầu mối của Văn phòng UBND xã" in to_mai.text


@pytest.mark.parametrize("paper", ["registration_form", "self_score_sheet"])
def test_the_own_paper_is_of_the_own_candidate(stage: Stage, paper: str) -> None:
    with stage.session() as session:
        own = candidate(session, "Trần Thị Mai").id
    (reply,) = replies_to(stage, "Trần Thị Mai", f"go:{paper}", move=("menu", "", {}))
    (document,) = reply.documents
    assert (document.kind, document.params["candidate"], document.params["private"]) == (paper, own, True)
    (of_unit,) = replies_to(stage, "Lan", f"go:{paper}", move=("menu", "", {}))
    assert "candidate" not in of_unit.documents[0].params
