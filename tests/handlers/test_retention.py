"""How long people's data are kept: nothing goes while a campaign is on, then all of it but what the records need."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from handlers import retention
from handlers.conversation import Reply
from handlers.ticking import tick
from storage import queries
from storage.database import Database
from storage.tables import AccessRequest, History, Membership, Person, RosterContact, Unit
from tests.conversations import ZONE, Stage
from tests.showing import ButtonChannel

CLOSED = datetime(2025, 2, 28, 9, 0, tzinfo=ZONE)


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_unit("P1", "UBND Phường 1")
    stage.add_person("Minh", "organizer")
    stage.add_person("Lan", "unit_contact", "P1")
    with stage.session() as session, session.begin():
        unit = session.exec(select(Unit.id)).one() or 0
        lan = session.exec(select(Person).where(Person.name == "Lan")).one()
        lan.phone = "+84912000001"
        session.add(RosterContact(unit_id=unit, name="Lan", phone="+84912000001", listed_at=stage.now))
        session.add(RosterContact(unit_id=unit, name="Bình", phone="+84912000002", listed_at=stage.now))
        session.add(AccessRequest(person_id=lan.id or 0, name="Lan", unit_text="Phường 1", created_at=stage.now))
    return stage


def keep(stage: Stage, now: datetime) -> list[Reply]:
    with stage.session() as session, session.begin():
        return retention.keep_no_longer(session, now)


def names(stage: Stage) -> list[str | None]:
    with stage.database.reader() as session:
        return list(session.exec(select(Person.name).order_by(col(Person.id))))


def close(stage: Stage) -> None:
    with stage.session() as session, session.begin():
        queries.close_campaign(session, "cchc-vinh-long-2024", now=CLOSED)


def test_the_months_count_from_the_closing_or_else_from_the_end_of_the_plan(stage: Stage) -> None:
    with stage.session() as session:
        assert retention.due_on(session) == date(2025, 12, 31)
    close(stage)
    with stage.session() as session:
        assert retention.due_on(session) == date(2026, 2, 28)


def test_nothing_is_due_where_no_campaign_was_opened(database: Database) -> None:
    with Stage(database, ButtonChannel()).session() as session:
        assert retention.due_on(session) is None


def test_the_organizers_are_warned_once_two_weeks_before(stage: Stage) -> None:
    close(stage)
    due = datetime(2026, 2, 28, 9, 0, tzinfo=ZONE)
    assert keep(stage, due - timedelta(days=15)) == []
    warned = keep(stage, due - timedelta(days=14))
    assert ["28/02/2026" in reply.text for reply in warned] == [True]
    assert keep(stage, due - timedelta(days=1)) == []
    assert names(stage) == ["Minh", "Lan"]


def test_then_everybody_but_the_organizers_is_a_number(stage: Stage) -> None:
    close(stage)
    due = datetime(2026, 2, 28, 9, 0, tzinfo=ZONE)
    (told,) = keep(stage, due)
    assert "xóa" in told.text
    assert names(stage) == ["Minh", None]
    assert keep(stage, due) == []
    with stage.database.reader() as session:
        lan = session.exec(select(Person).where(Person.name.is_(None))).one()  # type: ignore[union-attr]  # a column
        assert (lan.phone, lan.consented_at) == (None, None)
        assert [one.until for one in session.exec(select(Membership).where(Membership.person_id == lan.id))] == [due]
        assert session.exec(select(RosterContact)).all() == []
        assert [(one.name, one.unit_text) for one in session.exec(select(AccessRequest))] == [("", "")]
        # What happened stays, by number.
        assert session.exec(select(History).where(History.action == "ended")).all()


def test_the_tick_does_it_and_the_chat_s_id_goes_after_the_last_message(stage: Stage) -> None:
    close(stage)
    stage.now = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
    assert any("Phong trào đã kết thúc" in one.text for one in stage.tick() if one.person == "Lan")
    stage.tick()
    with stage.session() as session, session.begin():
        tick(session, stage.now)
    assert "Lan" not in [name for name in names(stage) if name]


def test_zero_months_keep_everything(stage: Stage) -> None:
    close(stage)
    stage.context = replace(stage.context, keep_people_months=0)
    assert keep(stage, CLOSED + timedelta(days=4000)) == []
    assert names(stage) == ["Minh", "Lan"]
