"""Statements that run in every turn: compiled once, and handed straight to the database's driver.

    _ROLES = Prepared(select(...).where(Membership.person_id == bindparam("person")))
    for row in _ROLES.all(session, person=7): ...

SQLAlchemy writes the statement and says how values go in and come out; it is left out of the running of it, which costs
it ten times what the driver needs. Everything runs on the session's connection, in its transaction. What waits in the
session is not written first: who asks for rows that may have changed there goes through ``remembered`` or flushes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, ReturnsRows, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

Table = TypeVar("Table", bound=SQLModel)
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement for one kind of database. ``names``: the values in their order, None where the driver takes them by
    name; ``given``: what the statement itself fixes; ``put`` and ``got``: how a value goes in (by name) and comes out
    (by its place)."""

    sql: str
    names: tuple[str, ...] | None
    given: dict[str, Any]
    put: tuple[tuple[str, Convert], ...]
    got: tuple[tuple[int, Convert], ...]


class Prepared:
    """One statement with named parameters, all of which are given each time. Lists of values cannot be parameters."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """The rows; empty for a statement that returns none."""
        ready, cursor = self._execute(session, values)
        if cursor.description is None:
            return []
        rows = cursor.fetchall()
        return [_convert(row, ready.got) for row in rows] if ready.got else list(rows)

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, if there is any."""
        ready, cursor = self._execute(session, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else _convert(row, ready.got)

    def run(self, session: Session, **values: Any) -> None:
        """For what returns nothing."""
        self._execute(session, values)

    def _execute(self, session: Session, values: dict[str, Any]) -> tuple[_Ready, Any]:
        connection = session.connection()
        dialect = connection.dialect
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _compile(self._statement, dialect)
        values = {**ready.given, **values}
        for name, put in ready.put:
            values[name] = put(values[name])
        bound = values if ready.names is None else tuple([values[name] for name in ready.names])
        cursor = connection.connection.cursor()
        try:
            cursor.execute(ready.sql, bound)
        except dialect.loaded_dbapi.Error as error:
            raise _as_usual(error, connection, cursor, ready.sql) from error
        return ready, cursor


class Rows(Generic[Table]):
    """Whole rows of a table as objects of the session: ``statement`` is a ``select(table)``."""

    def __init__(self, table: type[Table], statement: Any) -> None:
        self._adopt = Adoption(table)
        self._prepared = Prepared(statement)

    def all(self, session: Session, **values: Any) -> list[Table]:
        return [self._adopt(session, row) for row in self._prepared.all(session, **values)]

    def first(self, session: Session, **values: Any) -> Table | None:
        row = self._prepared.first(session, **values)
        return None if row is None else self._adopt(session, row)


class Adoption(Generic[Table]):
    """Makes objects of the session out of values that are in the order of ``columns``. One that the session has
    already stays as it is, with what was changed in it."""

    def __init__(self, table: type[Table]) -> None:
        self._mapper = inspect(table)
        self.columns = tuple(self._mapper.columns)
        self._names = [self._mapper.get_property_by_column(column).key for column in self.columns]
        self._key = itemgetter(*[self.columns.index(column) for column in self._mapper.primary_key])
        self._is_single = len(self._mapper.primary_key) == 1

    def __call__(self, session: Session, row: tuple[Any, ...]) -> Table:
        key = self._key(row)
        identity = self._mapper.identity_key_from_primary_key((key,) if self._is_single else key)
        known = session.identity_map.get(identity)
        if known is not None:
            if inspect(known).expired:
                session.refresh(known)
            return known  # type: ignore[no-any-return]  # the key is of this table
        made: Table = self._mapper.class_manager.new_instance()
        made.__dict__.update(zip(self._names, row, strict=True))
        # As SQLAlchemy's loading does it; Session.add looks for related objects too, and there are none.
        state = inspect(made)
        state.key, state.session_id = identity, session.hash_key
        session.identity_map.add(state)
        session.dispatch.loaded_as_persistent(session, state)
        return made


def _compile(statement: Any, dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    put = [(name, _of(bind.type, dialect).bind_processor(dialect)) for bind, name in compiled.bind_names.items()]
    columns = statement.exported_columns if isinstance(statement, ReturnsRows) else ()
    got = [(place, _of(one.type, dialect).result_processor(dialect, None)) for place, one in enumerate(columns)]
    return _Ready(
        sql=compiled.string,
        names=tuple(compiled.positiontup) if compiled.positional else None,
        given=dict(compiled.params),
        put=tuple((name, convert) for name, convert in put if convert is not None),
        got=tuple((place, convert) for place, convert in got if convert is not None),
    )


def _of(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _convert(row: tuple[Any, ...], got: tuple[tuple[int, Convert], ...]) -> tuple[Any, ...]:
    values = list(row)
    for place, convert in got:
        values[place] = convert(values[place])
    return tuple(values)


def _as_usual(error: Exception, connection: Connection, cursor: Any, sql: str) -> BaseException:
    """The error as SQLAlchemy tells it; what was typed stays out of its text."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, cursor)  # type: ignore[arg-type]  # the driver's error
    wrapped = DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
    if lost:
        connection.invalidate(error)
    return wrapped
