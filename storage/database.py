"""The database: one engine, writing sessions, reading sessions, and bringing the tables up to date.

SQLite needs care to be trusted: its Python driver begins transactions too late for savepoints, several writers must
wait for each other instead of failing, and readers must never wait. All of that is arranged here and nowhere else.
"""

import os
import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

import storage.chaining  # noqa: F401 - no session without it: it keeps the history from being changed
from storage.migrations import HEAD

_COMES_BACK = "checkin"  # codespell:ignore checkin - SQLAlchemy's name for it
CLOSING = 2.0  # seconds that a close waits for connections that are in use
BUSY_TIMEOUT = 30.0  # seconds that a writer waits for another one before it fails
# Any number, the same in every process: two of them must not bring the same database up to date at once.
_UPGRADE_LOCK = 7_483_201_154


class UnknownAddress(ValueError):
    """The URL names no database that this program can work with; the message says what to write."""


class DatabaseTooNew(Exception):
    """The tables were made by a newer version of the program. ``found`` is their revision."""

    def __init__(self, found: str) -> None:
        super().__init__(f"the database is at revision {found}, this program knows {HEAD}: install the newer program")
        self.found = found


class Database:
    """The database that a URL names: ``sqlite:///path`` or ``postgresql://…``.

    A SQLite file, and its folder, are created if missing, readable by the owner alone. An in-memory SQLite database is
    refused: several connections could not share it. Raises ``UnknownAddress``.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        if self.url.get_backend_name() == "sqlite":
            _create_private_file(Path(self.url.database or ""))
        self.engine = _engine(self.url)
        self._reading = self.engine.execution_options(
            **(
                {"reading": True}
                if self.is_sqlite
                else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
            )
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite (otherwise PostgreSQL)."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def session(self, *, context: Any = None) -> Session:
        """A session that may write. On SQLite it holds the only write lock from its first statement to its commit,
        so nothing slow belongs inside. ``context`` becomes ``session.info["context"]``."""
        return Session(self.engine, expire_on_commit=False, info={"context": context})

    def reader(self, *, context: Any = None) -> Session:
        """A session that sees one unchanging state, waits for nobody and cannot write (sqlalchemy's DBAPIError)."""
        return Session(self._reading, expire_on_commit=False, info={"context": context})

    def revision(self) -> str | None:
        """The migration that the tables are at; None in an empty database."""
        with self._reading.connect() as connection:
            return _revision(connection)

    def upgrade(self) -> None:
        """Create the tables or bring them up to date, whole or not at all. Raises ``DatabaseTooNew``."""
        if self.revision() == HEAD:
            return
        from storage.migrations.running import known_revisions, run_migrations

        # SQLite's tables are changed by copying them, which needs foreign keys off: a connection of its own.
        engine = _engine(self.url, foreign_keys=False, poolclass=NullPool)
        try:
            with engine.begin() as connection:
                if not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
                found = _revision(connection)
                if found is not None and found not in known_revisions():
                    raise DatabaseTooNew(found)
                if found != HEAD:
                    run_migrations(connection)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Close every connection; those that a thread still reads with get a moment to come back. What comes back
        later, or is opened by a thread that had not begun yet, is closed then."""
        last = monotonic() + CLOSING
        while self.engine.pool.checkedout() and monotonic() < last:  # type: ignore[attr-defined]  # a QueuePool has it
            sleep(0.005)
        if not event.contains(self.engine, _COMES_BACK, _end):
            event.listen(self.engine, _COMES_BACK, _end)
        self.engine.dispose()


def _end(connection: Any, record: ConnectionPoolEntry) -> None:
    if connection is not None:
        record.invalidate()


def parse_url(address: str) -> URL:
    """The parts of a database's address, with the driver that is used here. Raises ``UnknownAddress``."""
    try:
        url = make_url(address)
    except ArgumentError as error:  # its own text would show the password
        raise UnknownAddress("not an address of a database: write sqlite:///FILE or postgresql://…") from error
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise UnknownAddress("a SQLite database needs a file that several connections share: sqlite:///./var/thidua.db")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise UnknownAddress(f"{url.drivername} is not supported: use sqlite:///FILE or postgresql://…")
    return url


def _create_private_file(path: Path) -> None:
    """SQLite gives its -wal and -shm files the mode of the database file: it is enough to create that one privately."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _engine(url: URL, *, foreign_keys: bool = True, **options: Any) -> Engine:
    if url.get_backend_name() != "sqlite":
        options.setdefault("pool_pre_ping", options.get("poolclass") is None)
        return create_engine(url, hide_parameters=True, **options)  # what people typed stays out of error texts
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT}, hide_parameters=True, **options)

    def on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself: _begin does
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later could only fail, not wait."""
    reading = connection.get_execution_options().get("reading", False)
    if connection.info.get("reading") != reading:
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        connection.info["reading"] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
