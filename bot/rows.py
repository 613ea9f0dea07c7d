"""Statements that the running core uses, without objects: these few run for every event."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert_once(session: Session, table: Any, **values: Any) -> Any:
    """Insert a row unless one of its unique keys is there already; returns the new primary key, or None."""
    connection = session.connection()
    return connection.scalar(_insert_once(table, connection.dialect.name), values)


def insert_row(session: Session, table: Any, **values: Any) -> int:
    """Insert a row; returns its id."""
    return int(session.connection().execute(_insert(table), values).scalar_one())


def change(session: Session, table: Any, row: int, **values: Any) -> None:
    """Update one row by its id. Objects of the session do not notice."""
    session.connection().execute(_update(table, frozenset(values)), {"row": row, **values})


# Statements are built once: building one costs as much as running it.


@cache
def _insert_once(table: Any, dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = table.__table__.primary_key.columns[0]
    return insert(table.__table__).on_conflict_do_nothing().returning(key)


@cache
def _insert(table: Any) -> Any:
    return insert(table.__table__).returning(table.__table__.c.id)


@cache
def _update(table: Any, names: frozenset[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(table.__table__).where(table.__table__.c.id == bindparam("row")).values(values)


def valid_text(text: str) -> str:
    """Without halves of surrogate pairs and without NUL, which JSON can carry and no database stores."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
