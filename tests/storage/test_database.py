"""Transactions hold what they promise, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from storage.database import Database, DatabaseTooNew
from storage.migrations import HEAD
from storage.tables import BotState, JournalEvent, Membership, Role, Unit

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


def unit(code: str) -> Unit:
    return Unit(code=code, name=f"Phường {code}", unit_type="ward")


def codes(database: Database) -> list[str]:
    with database.reader() as session:
        return list(session.exec(select(Unit.code).order_by(Unit.code)))


def test_a_rolled_back_savepoint_leaves_nothing_and_the_rest_of_the_group_stays(database: Database):
    with database.session() as session:
        for number in range(4):
            savepoint = session.begin_nested()
            session.add(unit(f"P{number}"))
            session.flush()
            if number % 2:
                savepoint.rollback()
            else:
                savepoint.commit()
        session.commit()
    assert codes(database) == ["P0", "P2"]


def test_a_failing_savepoint_leaves_nothing_and_the_session_usable(database: Database):
    with database.session() as session:
        session.add(unit("P1"))
        session.flush()
        savepoint = session.begin_nested()
        session.add(unit("P2"))
        session.flush()
        session.add(unit("P1"))
        with pytest.raises(IntegrityError):
            session.flush()
        savepoint.rollback()
        session.add(unit("P3"))
        session.commit()
    assert codes(database) == ["P1", "P3"]


def test_a_rolled_back_group_leaves_nothing_not_even_its_released_savepoints(database: Database):
    with database.session() as session:
        with session.begin_nested():
            session.add(unit("P1"))
        with session.begin_nested():
            session.add(unit("P2"))
        session.flush()
        session.rollback()
    assert codes(database) == []


def test_a_session_that_is_left_without_commit_leaves_nothing(database: Database):
    with database.session() as session:
        session.add(unit("P1"))
        session.flush()
    assert codes(database) == []


def test_foreign_keys_hold_on_every_connection(database: Database):
    for _ in range(3):
        with database.session() as session:
            session.add(Membership(person_id=99, role=Role.ORGANIZER, since=NOW))
            with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
                session.flush()


def test_a_reader_cannot_write_and_the_connection_can_afterwards(database: Database):
    with database.reader() as session:
        session.add(unit("P1"))
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            session.flush()
    with database.session() as session:
        session.add(unit("P2"))
        session.commit()
    assert codes(database) == ["P2"]


def test_a_reader_never_waits_for_the_writer_and_sees_one_state(database: Database):
    with database.session() as writer, database.reader() as reader:
        writer.add(unit("P1"))
        writer.flush()
        assert reader.exec(select(Unit.code)).all() == []
        writer.commit()
        assert reader.exec(select(Unit.code)).all() == []
        reader.rollback()
        assert reader.exec(select(Unit.code)).all() == ["P1"]


def test_the_context_travels_with_the_session(sqlite_database: Database):
    with sqlite_database.session(context="campaigns") as session, sqlite_database.reader() as reader:
        assert (session.info["context"], reader.info["context"]) == ("campaigns", None)


def test_rows_stay_readable_after_the_commit(sqlite_database: Database):
    with sqlite_database.session() as session:
        added = unit("P1")
        session.add(added)
        session.commit()
    assert (added.id, added.code) == (1, "P1")


def test_missing_json_is_null_and_words_are_stored_as_their_values(database: Database):
    with database.session() as session:
        session.add(JournalEvent(bot="web", kind="message", external_id="1", sender="s", received_at=NOW))
        session.flush()
        row = session.connection().execute(text("SELECT raw IS NULL, state FROM journal_event")).one()
    assert (bool(row[0]), row[1]) == (True, "waiting")


def test_threads_that_read_and_then_write_wait_for_each_other(database: Database):
    with database.session() as session:
        session.add(BotState(bot="count", key="n", value="0"))
        session.commit()

    def add_ten() -> None:
        for _ in range(10):
            with database.session() as session:
                counter = session.exec(select(BotState).with_for_update()).one()
                counter.value = str(int(counter.value) + 1)
                session.add(counter)
                session.commit()

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reader() as session:
        assert session.exec(select(BotState.value)).one() == "40"


WRITE_BESIDE = """
import sys
from storage.database import Database
from storage.tables import Unit
database = Database(sys.argv[1])
print("ready", flush=True)
with database.session() as session:
    session.add(Unit(code="other", name="Other", unit_type="ward"))
    session.commit()
"""


def test_another_process_waits_for_the_write_lock_instead_of_failing(sqlite_database: Database):
    url = sqlite_database.url.render_as_string()
    with sqlite_database.session() as session:
        session.add(unit("mine"))
        session.flush()
        other = subprocess.Popen([sys.executable, "-c", WRITE_BESIDE, url], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        time.sleep(0.3)
        assert other.poll() is None
        session.commit()
    assert other.wait(timeout=20) == 0
    other.stdout.close()
    assert codes(sqlite_database) == ["mine", "other"]


def test_sqlite_is_set_up_to_survive_a_power_cut(sqlite_database: Database):
    with sqlite_database.session() as session:
        found = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_and_its_folder_are_made_for_the_owner_alone(tmp_path: Path):
    path = tmp_path / "var" / "thidua.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    modes = {entry.name: oct(entry.stat().st_mode & 0o777) for entry in path.parent.iterdir()}
    assert modes == {"thidua.db": "0o600", "thidua.db-wal": "0o600", "thidua.db-shm": "0o600"}
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/thidua"])
def test_databases_that_cannot_work_are_refused_with_a_way_out(url: str):
    with pytest.raises(ValueError, match="sqlite:///"):
        Database(url)


def test_tables_of_a_newer_program_are_left_alone(database: Database):
    with database.session() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    with pytest.raises(DatabaseTooNew, match="9999"):
        database.upgrade()
    assert database.revision() == "9999"


def test_several_processes_may_bring_the_same_new_database_up_to_date(tmp_path: Path):
    program = "import sys; from storage.database import Database; Database(sys.argv[1]).upgrade()"
    url = f"sqlite:///{tmp_path / 'new' / 'thidua.db'}"
    others = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(3)]
    assert [other.wait(timeout=60) for other in others] == [0, 0, 0]
    database = Database(url)
    assert database.revision() == HEAD
    database.close()


def test_a_start_with_tables_that_are_up_to_date_does_not_load_alembic(sqlite_database: Database):
    program = (
        "import sys; from storage.database import Database; Database(sys.argv[1]).upgrade();"
        "print(sorted(name for name in sys.modules if name.startswith('alembic')))"
    )
    url = sqlite_database.url.render_as_string()
    ran = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_what_is_read_with_while_it_closes_and_after_leaves_nothing_open(database):
    ended = []
    event.listen(database.engine, "close", lambda connection, record: ended.append(connection))
    with database.reader() as late:
        late.execute(text("SELECT 1"))
        database.close()
        assert ended == []  # it is still read with
    assert len(ended) == 1
    with database.reader() as later:
        later.execute(text("SELECT 1"))
    assert len(ended) == 2
