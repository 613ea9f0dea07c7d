"""The history is chained: what is removed, altered or cut off is noticed, and several writers keep it whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from storage import queries
from storage.chaining import Break, HistoryChanged, broken_chains
from storage.checking import Problem, Trouble, check
from storage.database import Database
from storage.files import FileStore
from storage.tables import History, Person, Unit

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


def fill(database: Database) -> None:
    with database.session() as session, session.begin():
        session.add_all([Unit(id=1, code="P1", name="Phường 1", unit_type="ward"), Person(id=1, created_at=NOW)])
        session.add(Unit(id=2, code="P2", name="Phường 2", unit_type="ward"))
    for number in range(6):
        note(database, f"answer:I.{number}", unit_id=1 + number % 2)
    note(database, "campaign", unit_id=None)


def note(database: Database, subject: str, *, unit_id: int | None) -> None:
    with database.session() as session, session.begin():
        queries.record(
            session,
            at=NOW,
            person_id=None,
            campaign_id="c",
            unit_id=unit_id,
            subject=subject,
            action="answered",
            after={"đã": "có", "count": "12"},
            why="vì sao",
        )


def faults(database: Database) -> list[tuple[Break, str, int]]:
    with database.reader() as session:
        return list(broken_chains(session))


def run(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement))


def test_each_unit_has_a_chain_of_its_own(database: Database) -> None:
    fill(database)
    with database.reader() as session:
        places = session.exec(select(History.chain, History.position).order_by(col(History.id))).all()
    assert [tuple(place) for place in places] == [
        *(("unit:1" if number % 2 == 0 else "unit:2", 1 + number // 2) for number in range(6)),
        ("campaign:c", 1),
    ]
    assert faults(database) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM history WHERE chain = 'unit:1' AND position = 1", (Break.MISSING, "unit:1", 1)),
        ("DELETE FROM history WHERE chain = 'unit:1' AND position = 2", (Break.MISSING, "unit:1", 2)),
        ("DELETE FROM history WHERE chain = 'unit:2' AND position = 3", (Break.MISSING, "unit:2", 3)),
        ("DELETE FROM history WHERE chain = 'campaign:c'", (Break.MISSING, "campaign:c", 1)),
        ("UPDATE history SET why = 'x' WHERE chain = 'unit:2' AND position = 2", (Break.ALTERED, "unit:2", 2)),
        ("UPDATE history SET person_id = 1 WHERE chain = 'unit:1' AND position = 3", (Break.ALTERED, "unit:1", 3)),
        ("UPDATE history SET unit_id = 2 WHERE chain = 'unit:1' AND position = 1", (Break.ALTERED, "unit:1", 1)),
        ("UPDATE trail_head SET digest = 'x' WHERE chain = 'unit:1'", (Break.ALTERED, "unit:1", 3)),
        ("DELETE FROM trail_head WHERE chain = 'unit:1'", (Break.ALTERED, "unit:1", 3)),
    ],
)
def test_what_was_done_to_it_is_named(database: Database, harm: str, found: tuple[Break, str, int]) -> None:
    fill(database)
    run(database, harm)
    assert faults(database) == [found]


def test_lines_that_changed_places_are_noticed(database: Database) -> None:
    fill(database)
    for old, new in ((1, 9), (2, 1), (9, 2)):
        run(database, f"UPDATE history SET position = {new} WHERE chain = 'unit:1' AND position = {old}")
    assert faults(database) == [(Break.ALTERED, "unit:1", 1)]


def test_the_check_of_the_database_proves_it(database: Database, tmp_path) -> None:
    fill(database)
    assert check(database, FileStore(tmp_path / "files")) == []
    run(database, "DELETE FROM history WHERE chain = 'unit:1' AND position = 2")
    assert check(database, FileStore(tmp_path / "files")) == [Problem(Trouble.HISTORY_MISSING, "unit:1", "2")]


def test_deleting_a_persons_data_breaks_no_chain(database: Database) -> None:
    fill(database)
    with database.session() as session, session.begin():
        queries.record(session, at=NOW, person_id=1, unit_id=1, subject="membership", action="ended")
        person = session.get_one(Person, 1)
        person.name, person.phone, person.withdrawn_at = None, None, NOW
    assert faults(database) == []


def test_the_program_itself_cannot_change_a_line(database: Database) -> None:
    fill(database)
    with database.session() as session:
        line = session.exec(select(History)).first()
        assert line is not None
        line.why = "another reason"
        with pytest.raises(HistoryChanged):
            session.flush()
    with database.session() as session:
        session.delete(session.exec(select(History)).first())
        with pytest.raises(HistoryChanged):
            session.flush()


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    fill(database)
    with database.session() as session, session.begin():
        savepoint = session.begin_nested()
        queries.record(session, at=NOW, person_id=None, unit_id=1, subject="unit", action="changed")
        session.flush()
        savepoint.rollback()
        queries.record(session, at=NOW, person_id=None, unit_id=1, subject="unit", action="added")
    assert faults(database) == []


def test_several_writers_at_once(database: Database) -> None:
    fill(database)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: note(database, f"answer:V.{number}", unit_id=1 + number % 3 % 2), range(60)))
        list(pool.map(lambda number: note(database, f"new:{number}", unit_id=None), range(6)))
    assert faults(database) == []
    with database.reader() as session:
        assert len(session.exec(select(History)).all()) == 7 + 60 + 6
