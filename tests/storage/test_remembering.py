"""Asked once within a turn, and again as soon as it may have changed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col, select

from storage.database import Database
from storage.remembering import forget, remembered, remembered_rows, remembering
from storage.tables import Unit


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        session.add(Unit(code="P1", name="Phường 1", unit_type="ward"))
        session.commit()
        yield session


@pytest.fixture
def asked(session: Session) -> list[str]:
    """The statements that read units."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        if statement.startswith("SELECT") and "FROM unit" in statement:
            found.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    return found


def names(session: Session) -> list[str]:
    return [
        unit.name
        for unit in remembered(session, Unit, "all", lambda: session.exec(select(Unit).order_by(Unit.code)).all())
    ]


def test_the_same_question_is_asked_once(session, asked):
    with remembering(session):
        assert names(session) == names(session) == ["Phường 1"]
    assert len(asked) == 1
    names(session)
    names(session)
    assert len(asked) == 3  # outside of a turn nothing is kept


def test_rows_stay_in_the_session(session, asked):
    with remembering(session):
        assert session.get_one(Unit, 1).name == "Phường 1"
        assert session.get_one(Unit, 1).name == "Phường 1"
    assert len(asked) == 1


def test_a_change_is_seen_before_and_after_it_is_written(session, asked):
    with remembering(session):
        names(session)
        session.add(Unit(code="P2", name="Phường 2", unit_type="ward"))
        assert names(session) == ["Phường 1", "Phường 2"]
        session.get_one(Unit, 1).active = False
        session.flush()
        assert names(session) == ["Phường 1", "Phường 2"]
        assert len(asked) == 3


def test_a_statement_past_the_objects_forgets_everything(session):
    with remembering(session):
        names(session)
        session.execute(update(Unit).values(name="Xã 1"))
        assert names(session) == ["Xã 1"]


def test_forgetting_on_demand(session, asked):
    with remembering(session):
        names(session)
        forget(session)
        names(session)
    assert len(asked) == 2


def active(session: Session) -> list[str]:
    found = remembered_rows(
        session,
        Unit,
        "active",
        lambda: list(session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))).all()),
        belongs=lambda unit: unit.active,
    )
    return [unit.code for unit in found]


def test_a_list_takes_new_rows_without_asking_again(session, asked):
    with remembering(session):
        assert active(session) == ["P1"]
        session.add_all([Unit(code=code, name=code, unit_type="ward") for code in ("P3", "P2")])
        session.add(Unit(code="P4", name="closed", unit_type="ward", active=False))
        assert active(session) == ["P1", "P3", "P2"]
        session.get_one(Unit, 1).name = "another"
        session.flush()
        assert active(session) == ["P1", "P3", "P2"]
        assert len(asked) == 1


def test_a_new_row_is_in_a_list_before_it_is_written(session, asked):
    with remembering(session):
        active(session)
        unit = Unit(code="P2", name="P2", unit_type="ward")
        session.add(unit)
        assert active(session) == ["P1", "P2"]
        assert unit.id is None
        unit.active = False
        session.flush()
        assert active(session) == ["P1"]


def test_a_list_is_asked_again_when_a_row_leaves_or_comes_back(session, asked):
    with remembering(session):
        active(session)
        session.add(Unit(code="P2", name="P2", unit_type="ward"))
        session.get_one(Unit, 1).active = False
        assert active(session) == ["P2"]
        session.get_one(Unit, 1).active = True
        assert active(session) == ["P1", "P2"]
        session.delete(session.get_one(Unit, 2))
        assert active(session) == ["P1"]
        forget(session)
        assert active(session) == ["P1"]
    assert active(session) == ["P1"]
