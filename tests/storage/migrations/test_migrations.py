"""What the migrations make is what the models describe."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - fills SQLModel.metadata
from storage.database import Database
from storage.migrations import HEAD
from storage.migrations.regenerate import FIRST, write_first
from storage.migrations.running import configuration, run_migrations


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))


def test_a_migrated_database_equals_the_models(database: Database):
    assert database.revision() == HEAD
    assert differences(database) == []


def test_the_newest_revision_is_the_one_that_the_program_expects():
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_upgrading_twice_changes_nothing(database: Database):
    database.upgrade()
    assert database.revision() == HEAD


def test_the_way_back_leaves_no_table(database: Database):
    with database.engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
    with database.engine.connect() as connection:
        assert connection.dialect.get_table_names(connection) == ["alembic_version"]


@pytest.mark.skipif(HEAD != "0001", reason="the first migration is history now")
def test_the_first_migration_is_what_the_models_give_now(tmp_path: Path):
    write_first(tmp_path / "0001_first.py")
    assert (tmp_path / "0001_first.py").read_text() == FIRST.read_text()


def test_a_migration_that_leaves_rows_without_what_they_refer_to_is_refused(tmp_path: Path):
    """Foreign keys are off while tables are copied, so it is looked at once at the end."""
    database = Database(f"sqlite:///{tmp_path / 'thidua.db'}")
    database.upgrade()
    with closing(sqlite3.connect(tmp_path / "thidua.db")) as connection:
        connection.execute("INSERT INTO first_seen (submission_id, person_id, seen_at) VALUES (7, 7, '2024-04-23')")
        connection.commit()
    with pytest.raises(RuntimeError, match="2 rows that refer to nothing"), database.engine.begin() as connection:
        run_migrations(connection)
    database.close()
