"""A real database for every test."""

from collections.abc import Iterator

import pytest

from storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with all tables."""
    database = Database(database_url)
    yield database
    database.close()
