"""Many rows in one statement: they travel as one JSON text, which the database takes apart.

A morning of reminders writes three rows for each person. As parameters of their own the values cost several times what
the database needs for the rows.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Integer,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlmodel import Session, col

KEPT = "kept"

Convert = Callable[[Any], Any]


def among(session: Session, column: Any, numbers: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column is one of ``numbers``: a single parameter, however many there are."""
    wanted = list(numbers)
    if session.get_bind().dialect.name == "postgresql":
        # Not a function's rows, of which the planner knows no number: it would read whole tables.
        return col(column) == any_(literal(wanted, ARRAY(Integer)))
    given = func.json_each(literal(json.dumps(wanted), Text))
    return col(column).in_(select(given.table_valued("value").c.value))


def insert_all(
    session: Session,
    table: Any,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    same: Mapping[str, Any],
    there: str | None = None,
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert ``rows`` (the values of ``names``, in their order), with the values that are the ``same`` in all of them.

    ``there``: what becomes of a row whose unique key is there already: ``KEPT`` leaves it as it is; the name of a
    column has that one written anew (the key is the primary key); None is an error. Returns the columns ``returning``
    of what was inserted, in no order; new ids grow with the order of the rows. Objects of the session do not notice.
    """
    session.flush()  # the rows that these refer to
    connection = session.connection()
    dialect = connection.dialect
    columns = table.__table__.c
    converted = [_converter(columns[name], dialect) for name in names]
    cells = [[convert(value) for convert, value in zip(converted, row, strict=True)] for row in rows]
    if not cells:
        return []
    statement = _statement(table, dialect.name, tuple(names), tuple(same), there, tuple(returning))
    result = connection.execute(statement, {"all_rows": json.dumps(cells, default=_plain), **same})
    return [tuple(row) for row in result] if returning else []


def _converter(column: Any, dialect: Dialect) -> Convert:
    """What the column's type makes of a value; days and instants once for each value, since many rows share them."""
    if isinstance(column.type, JSON):
        return _document
    made: Convert | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return cache(made) if made is not None else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _document(value: Any) -> str | None:
    """A text within the text: it is stored as it was written here, not as the database would write it."""
    return None if value is None else json.dumps(value)


def _plain(value: Any) -> str:
    """Days and instants where the driver would take them as they are."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a row is made of")


@cache
def _statement(
    table: Any,
    dialect: str,
    names: tuple[str, ...],
    same: tuple[str, ...],
    there: str | None,
    returning: tuple[str, ...],
) -> Any:
    """Built once: building it costs more than running it."""
    columns, on_postgres = table.__table__.c, dialect == "postgresql"
    given = bindparam("all_rows", type_=Text)
    if on_postgres:
        lines = func.json_array_elements(cast(given, JSON)).table_valued("value", with_ordinality="key")
        each = lines.render_derived()
    else:
        each = func.json_each(given).table_valued("key", "value")
    cells: list[Any] = [bindparam(name, type_=columns[name].type) for name in same]
    for index, name in enumerate(names):
        if on_postgres:
            cells.append(cast(each.c.value.op("->>")(literal_column(str(index))), columns[name].type))
        else:
            cells.append(func.json_extract(each.c.value, literal_column(f"'$[{index}]'")))
    # SQLite cannot tell "ON CONFLICT" from a join without a condition before it.
    rows = select(*cells).where(literal_column("1") == literal_column("1")).order_by(each.c.key)
    insert: Any = postgresql.insert(table.__table__) if on_postgres else sqlite.insert(table.__table__)
    insert = insert.from_select([*same, *names], rows, include_defaults=False)
    if there == KEPT:
        insert = insert.on_conflict_do_nothing()
    elif there is not None:
        key = [column.name for column in table.__table__.primary_key]
        insert = insert.on_conflict_do_update(index_elements=key, set_={there: insert.excluded[there]})
    return insert.returning(*(columns[name] for name in returning)) if returning else insert
