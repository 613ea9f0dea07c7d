"""Joining by one's own phone number: on the list, not on it, somebody else's card, a role that was ended."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.base import Understood
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import Conversation, Membership, Person, Role, RosterContact, Unit
from tests.conversations import Stage, play
from tests.showing import ButtonChannel

OWN = "84912000001"


class PhoneChannel(ButtonChannel):
    capabilities = replace(ButtonChannel.capabilities, own_phone=True)


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, PhoneChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_person("Minh", "organizer")
    for code in ("KP1", "KP2"):
        stage.add_unit(code, f"Khu phố {code[-1]}", "neighborhood")
    with stage.session() as session, session.begin():
        units = {unit.code: unit.id or 0 for unit in session.exec(select(Unit))}
        session.add(RosterContact(unit_id=units["KP1"], name="Lê Mẫu", phone="+84912000001", listed_at=stage.now))
        session.add(
            RosterContact(
                unit_id=units["KP2"], name="Lê Mẫu", phone="+84912000001", role=Role.UNIT_LEADER, listed_at=stage.now
            )
        )
    return stage


def say(stage: Stage, name: str, text: str) -> str:
    return "\n".join(one.text for one in stage.act(name, Understood(EventKind.TEXT, text)) if one.person == name)


def share(stage: Stage, name: str, number: str) -> str:
    return "\n".join(one.text for one in stage.act(name, Understood(EventKind.CONTACT, number)) if one.person == name)


def stored(stage: Stage, name: str) -> tuple[Person, list[tuple[Role, str | None]]]:
    with stage.database.reader() as session:
        person = session.exec(select(Person).order_by(Person.id.desc())).first()  # type: ignore[union-attr]  # a column
        assert person is not None
        roles = session.exec(select(Membership).where(Membership.person_id == person.id)).all()
        return person, [
            (role.role, session.get_one(Unit, role.unit_id).code if role.unit_id else None)
            for role in roles
            if role.until is None
        ]


def test_the_owner_of_a_listed_number_joins_in_every_role_of_the_list(stage: Stage) -> None:
    assert "mã mời" in say(stage, "Mau", "alo")
    assert "bấm nút" in say(stage, "Mau", "dùng số điện thoại")
    consent = share(stage, "Mau", OWN)
    assert "Số điện thoại cũng được lưu" in consent
    assert "Lê Mẫu" not in consent
    person, roles = stored(stage, "Mau")
    assert (person.name, person.phone, roles) == (None, None, [])
    assert "912" not in str(talk(stage, person))
    shown = say(stage, "Mau", "đồng ý")
    assert "**Lê Mẫu**" in shown
    assert "đầu mối – Khu phố 1" in shown
    assert "thủ trưởng đơn vị – Khu phố 2" in shown
    assert "Chào mừng Lê Mẫu" in say(stage, "Mau", "đúng")
    person, roles = stored(stage, "Mau")
    assert (person.name, person.phone) == ("Lê Mẫu", "+84912000001")
    assert roles == [(Role.UNIT_CONTACT, "KP1"), (Role.UNIT_LEADER, "KP2")]
    assert person.consented_at is not None


def talk(stage: Stage, person: Person) -> dict[str, object]:
    with stage.database.reader() as session:
        return session.get_one(Conversation, person.id).data


def test_who_does_not_agree_leaves_nothing(stage: Stage) -> None:
    share(stage, "Mau", OWN)
    assert "Không lưu thông tin nào" in say(stage, "Mau", "không đồng ý")
    person, roles = stored(stage, "Mau")
    assert (person.name, person.phone, roles) == (None, None, [])


def test_the_name_can_be_corrected(stage: Stage) -> None:
    share(stage, "Mau", OWN)
    say(stage, "Mau", "đồng ý")
    say(stage, "Mau", "sửa tên")
    assert "**Lê Thị Mẫu**" in say(stage, "Mau", "Lê Thị Mẫu")
    assert "Chào mừng Lê Thị Mẫu" in say(stage, "Mau", "1")


@pytest.mark.parametrize("number", ["84912999999", "1", "không phải số"])
def test_a_number_that_is_not_listed_lets_nobody_in(stage: Stage, number: str) -> None:
    assert "Xin nhắn mã mời" in share(stage, "La", number)
    assert stored(stage, "La")[1] == []


def test_somebody_else_s_card_says_the_same_whether_it_is_listed_or_not(stage: Stage) -> None:
    """The channel gives no number of a foreign card; so the answer cannot depend on it."""
    said = share(stage, "La", "")
    assert "danh thiếp của người khác" in said
    assert stored(stage, "La")[1] == []


def test_a_number_that_somebody_joined_with_is_linked_by_a_code_only(stage: Stage) -> None:
    for text in ("", "đồng ý", "đúng"):
        share(stage, "Mau", OWN) if not text else say(stage, "Mau", text)
    assert "cùng một người" in share(stage, "Mau2", OWN)
    assert stored(stage, "Mau2")[1] == []


def test_a_role_that_was_ended_is_not_given_again_by_the_list(stage: Stage) -> None:
    for text in ("", "đồng ý", "đúng"):
        share(stage, "Mau", OWN) if not text else say(stage, "Mau", text)
    for text in ("danh ba", "khu pho 1", "1", "cho thoi", "danh ba", "khu pho 2", "1", "cho thoi"):
        say(stage, "Minh", text)
    assert stored(stage, "Mau")[1] == []
    assert "Xin nhắn mã mời" in share(stage, "Mau", OWN)
    assert stored(stage, "Mau")[1] == []


def test_a_member_s_card_gets_a_kind_answer(stage: Stage) -> None:
    assert "không cần danh thiếp" in share(stage, "Minh", OWN)


def test_guessing_codes_is_told_to_the_organizer_once(stage: Stage) -> None:
    told = []
    for _ in range(8):
        told += [one.text for one in stage.act("Do", Understood(EventKind.TEXT, "K7MF-3XQ9")) if one.person == "Minh"]
    assert len(told) == 1
    assert "nhập sai mã mời 5 lần" in told[0]


def test_where_there_is_no_such_button_it_is_not_offered(database: Database, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("La> alo\nLa> dùng số điện thoại\n", encoding="utf-8")
    assert "số điện thoại của tôi" not in "\n".join(play(story, Stage(database, ButtonChannel())))
