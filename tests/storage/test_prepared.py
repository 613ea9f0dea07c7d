"""Prepared statements give what the session's own execution gives, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import col

from storage.database import Database
from storage.prepared import Adoption, Prepared, Rows
from storage.tables import (
    Conversation,
    DeadlineChange,
    OpenedCampaign,
    Person,
    Registration,
    RegistrationState,
    Unit,
)

NOW = datetime(2024, 12, 16, 2, 0, 1, 250, tzinfo=UTC)
_PEOPLE = Rows(Person, select(Person).where(Person.created_at <= bindparam("at")).order_by(col(Person.id)))


@pytest.fixture
def filled(database: Database) -> Database:
    with database.session() as session, session.begin():
        session.add_all([Person(id=1, name="Lan", created_at=NOW), Unit(id=1, code="P1", name="P 1", unit_type="ward")])
        session.add(OpenedCampaign(id="c", opened_at=NOW, opened_by=None))
        session.flush()
        session.add(Conversation(person_id=1, flow="menu", data={"có": [1, None]}, updated_at=NOW, standing=None))
        session.add(
            Registration(
                campaign_id="c",
                unit_id=1,
                state=RegistrationState.SENT,
                points={"I.1": "12"},
                document_date=date(2024, 2, 15),
                changed_at=NOW,
            )
        )
        session.add(
            DeadlineChange(campaign_id="c", deadline="D1", due_on=date(2024, 2, 15), reason="vì", changed_at=NOW)
        )
    return database


@pytest.mark.parametrize("table", [Person, Unit, OpenedCampaign, Conversation, Registration, DeadlineChange])
def test_a_row_is_the_same_object_value_for_value(filled, table):
    rows = Rows(table, select(table))
    with filled.reader() as usual, filled.reader() as ours:
        [expected], [found] = usual.scalars(select(table)).all(), rows.all(ours)
        assert type(found) is table
        assert found.model_dump() == expected.model_dump()


def test_an_object_belongs_to_the_session_and_what_changes_is_written(filled):
    with filled.session() as session:
        [lan] = _PEOPLE.all(session, at=NOW)
        assert session.get(Person, 1) is lan
        assert _PEOPLE.first(session, at=NOW) is lan
        lan.name = "Lan Anh"
        assert _PEOPLE.first(session, at=NOW) is lan
        assert lan.name == "Lan Anh"  # not taken back by reading it again
        session.commit()
    with filled.reader() as session:
        assert session.get_one(Person, 1).name == "Lan Anh"


def test_what_was_given_up_is_read_again(filled):
    rename = Prepared(update(Person).values(name=bindparam("called")))
    with filled.session() as session:
        [lan] = _PEOPLE.all(session, at=NOW)
        rename.run(session, called="Mai")
        assert lan.name == "Lan"
        session.expire_all()
        assert _PEOPLE.first(session, at=NOW) is lan
        assert lan.name == "Mai"


def test_columns_of_several_tables_and_nothing_beside_them(filled):
    person, talk = Adoption(Person), Adoption(Conversation)
    both = Prepared(
        select(*person.columns, *talk.columns)
        .outerjoin(Conversation, col(Conversation.person_id) == col(Person.id))
        .where(col(Person.name) == bindparam("name"))
    )
    with filled.reader() as session:
        row = both.first(session, name="Lan")
        assert row is not None
        assert talk(session, row[len(person.columns) :]).data == {"có": [1, None]}
        assert both.first(session, name="nobody") is None
        assert both.all(session, name="nobody") == []


def test_it_is_part_of_the_transaction(filled):
    columns = {"id": 2, "brief": False, "name": bindparam("name"), "created_at": bindparam("at")}
    add = Prepared(insert(Person).values(columns))
    with filled.session() as session:
        add.run(session, name="Mai", at=NOW)
        assert [each.name for each in _PEOPLE.all(session, at=NOW)] == ["Lan", "Mai"]
        session.rollback()
        assert [each.name for each in _PEOPLE.all(session, at=NOW)] == ["Lan"]


def test_errors_are_those_of_sqlalchemy_without_what_was_typed(filled):
    name = Prepared(update(Unit).where(col(Unit.id) == bindparam("row")).values(code=bindparam("code")))
    with filled.session() as session:
        session.add(Unit(id=2, code="P2", name="P 2", unit_type="ward"))
        session.flush()
        with pytest.raises(IntegrityError) as caught:
            name.run(session, row=2, code="P1")
    assert caught.value.params is None


def test_the_code_of_the_driver_is_kept_so_that_outages_are_told_apart(filled):
    if not filled.is_sqlite:
        pytest.skip("the name is SQLite's")
    read_only = Prepared(update(Person).values(name=bindparam("called")))
    with filled.reader() as session, pytest.raises(OperationalError) as caught:
        read_only.run(session, called="x")
    assert getattr(caught.value.orig, "sqlite_errorname", None) == "SQLITE_READONLY"
