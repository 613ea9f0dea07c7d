"""Statements that the running core uses, without objects: these few run for every event."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col


def insert_once(session: Session, table: Any, **values: Any) -> Any:
    """Insert a row unless one of its unique keys is there already; returns the new primary key, or None."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    key = table.__table__.primary_key.columns[0]
    return session.scalar(dialect.insert(table).values(values).on_conflict_do_nothing().returning(key))


def change(session: Session, table: Any, row: int, **values: Any) -> None:
    """Update one row by its id. Objects of the session do not notice."""
    statement = update(table).where(col(table.id) == row).values(values)
    session.execute(statement, execution_options={"synchronize_session": False})


def valid_text(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can carry and no database stores."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
