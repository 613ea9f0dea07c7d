"""A fresh installation for every test: real settings and a real database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.settings import Settings
from storage.database import Database


@pytest.fixture(scope="session")
def migrated_file(migrated_sqlite: Path) -> Path:
    """A SQLite file with all tables and no rows, to copy."""
    return migrated_sqlite


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a fresh installation."""
    return Settings(database_url=database_url, files_dir=tmp_path / "files", http_port=0, locale="en")


@pytest.fixture
def rows(settings: Settings) -> Iterator[Callable[..., list[Any]]]:
    """Read a table as it is on the disk: ``rows(Outgoing)``, in order of id."""
    database = Database(settings.database_url)

    def read(table: type[SQLModel]) -> list[Any]:
        with database.reader() as session:
            return list(session.exec(select(table).order_by(*table.__table__.primary_key.columns)))  # type: ignore[attr-defined]  # SQLModel hides the Table

    yield read
    database.close()
