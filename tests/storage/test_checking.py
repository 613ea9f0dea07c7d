"""Every kind of harm is found and named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.checking import Problem, Trouble, check
from storage.database import Database
from storage.files import FileStore, record_file

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def execute(database: Database, *statements: str) -> None:
    with database.engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def test_nothing_is_wrong_with_a_new_database(database: Database, files: FileStore):
    assert check(database, files) == []


def test_missing_and_damaged_files_are_named(database: Database, files: FileStore):
    stored = [files.put(data, name="a", media_type="application/pdf") for data in (b"%PDF-1", b"%PDF-2", b"%PDF-3")]
    with database.session() as session:
        for info in stored:
            record_file(session, info, NOW)
        session.commit()
    files.path(stored[0].digest).unlink()
    files.path(stored[1].digest).write_bytes(b"%PDF-!")
    assert check(database, files) == sorted(
        [Problem(Trouble.FILE_MISSING, stored[0].digest), Problem(Trouble.FILE_DAMAGED, stored[1].digest)],
        key=lambda problem: problem.subject,
    )


@pytest.mark.parametrize(("revision", "trouble"), [("0000", Trouble.OUTDATED), ("9999", Trouble.TOO_NEW)])
def test_tables_of_another_program_are_named(database: Database, files: FileStore, revision: str, trouble: Trouble):
    execute(database, f"UPDATE alembic_version SET version_num = '{revision}'")
    assert check(database, files) == [Problem(trouble, revision, "0001")]


def test_an_empty_database_is_outdated(tmp_path: Path, files: FileStore):
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert check(database, files) == [Problem(Trouble.OUTDATED, "", "0001")]
    database.close()


def test_rows_that_refer_to_nothing_are_named(sqlite_database: Database, files: FileStore):
    with sqlite_database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("INSERT INTO code_attempt (id, person_id, at) VALUES (7, 99, '2024-04-23')")
        driver.execute("PRAGMA foreign_keys = ON")
    assert check(sqlite_database, files) == [Problem(Trouble.DANGLING, "code_attempt 7", "person")]


def test_a_file_that_is_no_database_is_named(tmp_path: Path, files: FileStore):
    (tmp_path / "bad.db").write_bytes(b"no database" * 100)
    database = Database(f"sqlite:///{tmp_path / 'bad.db'}")
    assert check(database, files) == [Problem(Trouble.UNREADABLE, detail="file is not a database")]
    database.close()


def test_overwritten_pages_are_found(sqlite_database: Database, files: FileStore):
    sqlite_database.close()
    assert sqlite_database.path
    content = bytearray(sqlite_database.path.read_bytes())
    content[4096 * 3 : 4096 * 5] = bytes(4096 * 2)
    sqlite_database.path.write_bytes(content)
    assert {problem.trouble for problem in check(sqlite_database, files)} <= {Trouble.DAMAGED, Trouble.UNREADABLE}
    assert check(sqlite_database, files) != []
