"""A ward of forty units into a campaign as its officer does it: the office's own list, the sheet, forty who join."""

from pathlib import Path

import pytest
from sqlmodel import select

from storage.database import Database
from storage.tables import Membership, Person, Role, RosterContact, Unit
from tests import conversations
from tests.conversations import Stage, do
from tests.showing import ButtonChannel
from tests.ward import UNITS, ward_of_forty


@pytest.fixture
def stage(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    (tmp_path / "phuong.xlsx").write_bytes(ward_of_forty())
    monkeypatch.setattr(conversations, "LISTS", tmp_path)
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_person("Minh", "organizer")
    return stage


def say(stage: Stage, line: str) -> str:
    """What the sender is shown because of it."""
    name = line.partition(">")[0]
    return "\n".join(shown.text for shown in do(stage, line, typed=False) if shown.person == name)


def bring_in(stage: Stage) -> str:
    """The list, read and confirmed; what was shown before."""
    say(stage, "Minh> nhap danh sach")
    shown = say(stage, "Minh> (list phuong.xlsx)")
    say(stage, "Minh> nhap")
    return shown


def test_the_list_is_read_whole(stage: Stage) -> None:
    shown = bring_in(stage)
    assert "40 đơn vị mới" in shown
    assert "40 người mới" in shown
    assert "lỗi" not in shown
    with stage.database.reader() as session:
        people = session.exec(select(RosterContact)).all()
        assert len(session.exec(select(Unit)).all()) == UNITS
    assert sorted(one.name for one in people if one.phone is None) == ["Đặng Thị Nháp"]
    assert {one.phone for one in people} >= {"+84912000001", "+84912000008", "+84383450010", "+84912000032"}
    assert "không có gì cần thay đổi" in bring_in(stage).lower()


def test_forty_people_join_with_the_codes_of_the_sheet(stage: Stage) -> None:
    bring_in(stage)
    for line in ("Minh> moi tat ca", "Minh> 1", "Minh> pdf"):
        say(stage, line)
    assert len(set(stage.codes)) == UNITS
    for n, code in enumerate(list(stage.codes)):
        agree = say(stage, f"Nguoi{n}> {code}")
        assert "đồng ý" in agree, agree
        asked = say(stage, f"Nguoi{n}> dong y")
        assert "Đúng không?" in asked, asked
        assert "Chào mừng" in say(stage, f"Nguoi{n}> dung")
    with stage.database.reader() as session:
        joined = session.exec(select(Membership).where(Membership.role == Role.UNIT_CONTACT)).all()
        assert len({one.unit_id for one in joined}) == UNITS
        assert len(session.exec(select(Person)).all()) == UNITS + 1
    assert "40/40" in say(stage, "Minh> giay moi")
