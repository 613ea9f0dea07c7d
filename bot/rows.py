"""Statements that the running core uses, without objects: these few run for every event."""

from functools import cache
from typing import Any, cast

from sqlalchemy import bindparam, insert, inspect, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.prepared import Prepared
from storage.tables import Answer, Conversation

MOST = 2**31 - 1  # the largest key that PostgreSQL takes for an integer: beyond it no row can be asked for


def insert_once(session: Session, table: Any, **values: Any) -> Any:
    """Insert a row unless one of its unique keys is there already; returns the new primary key, or None."""
    statement = _insert_once(table, session.get_bind().dialect.name, frozenset(values))
    found = statement.first(session, **values)
    return found and found[0]


def insert_row(session: Session, table: Any, **values: Any) -> int:
    """Insert a row; returns its id."""
    found = _insert(table, frozenset(values)).first(session, **values)
    assert found is not None
    return int(found[0])


def change(session: Session, table: Any, row: int, **values: Any) -> None:
    """Update one row by its id. Objects of the session do not notice."""
    _update(table, frozenset(values)).run(session, row=row, **values)


def write_turn(session: Session) -> None:
    """At the end of a turn: what it changed of the conversation and of an answer, which is all that most turns change.
    Statements that are there cost a tenth of a flush, which finds out anew what depends on what. The session lets go
    of these objects. Whatever else is new or deleted, and may have to be written before them, leaves all to a flush."""
    if session.deleted or any(type(row) is not Answer for row in session.new):
        return
    for row in session.new:
        insert_row(session, Answer, **row.model_dump(exclude={"id"}))
        session.expunge(row)
    for row in session.dirty:
        if type(row) in (Conversation, Answer):
            _write_changes(session, row)
            session.expunge(row)


def _write_changes(session: Session, row: Any) -> None:
    state, table = inspect(row), cast("Any", type(row))
    names = frozenset(state.mapper.columns.keys()) - state.unmodified
    if names:
        values = {name: getattr(row, name) for name in names}
        _update(table, names).run(session, row=state.identity[0], **values)


@cache
def _insert_once(table: Any, dialect: str, names: frozenset[str]) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    key = table.__table__.primary_key.columns[0]
    return Prepared(insert(table.__table__).values(_named(names)).on_conflict_do_nothing().returning(key))


@cache
def _insert(table: Any, names: frozenset[str]) -> Prepared:
    return Prepared(insert(table.__table__).values(_named(names)).returning(table.__table__.c.id))


@cache
def _update(table: Any, names: frozenset[str]) -> Prepared:
    which = table.__table__.primary_key.columns[0] == bindparam("row")
    return Prepared(update(table.__table__).where(which).values(_named(names)))


def _named(names: frozenset[str]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}


def valid_text(text: str) -> str:
    """Without halves of surrogate pairs and without NUL, which JSON can carry and no database stores."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
