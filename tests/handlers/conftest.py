"""A real database for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture(scope="session")
def tables(tmp_path_factory) -> Path:
    """A SQLite file with all tables and no rows, to copy."""
    path: Path = tmp_path_factory.mktemp("tables") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def database(tmp_path: Path, tables: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables."""
    shutil.copy(tables, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield database
    database.close()
