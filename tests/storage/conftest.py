"""Databases of both kinds in turn."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """Both, one after the other."""
    kind: str = request.param
    return kind


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with all tables and no rows, of both kinds in turn."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    """A SQLite database with all tables and no rows."""
    path = tmp_path / "sqlite-only.db"
    shutil.copyfile(migrated_sqlite, path)
    yield from _opened(f"sqlite:///{path}")


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()
