"""What one turn asks the database several times is asked once.

    with remembering(session):
        ...                 # rows stay in the session's identity map; the queries below answer from memory

Within it ``remembered`` keeps the answer of a query under its table until a row of that table is written, and
``remembered_rows`` keeps a list of rows up with what is written. A statement that writes past the objects forgets
everything; what is executed on the connection itself is not noticed.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, SQLModel

Found = TypeVar("Found")
Table = TypeVar("Table", bound=SQLModel)

_KEPT = "remembered"


@dataclass(slots=True)
class _Listed:
    """Rows in the order of their ids; ``belongs`` says of any row of the table whether it is one of them."""

    rows: list[Any]
    belongs: Callable[[Any], bool]


class _Memory:
    """``rows`` are held because the identity map alone forgets them as soon as nobody uses them."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.answers: dict[type[SQLModel], dict[Hashable, Any]] = {}
        self.lists: dict[type[SQLModel], dict[Hashable, _Listed]] = {}


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """For the time of one turn."""
    session.info[_KEPT] = _Memory()
    try:
        yield
    finally:
        del session.info[_KEPT]


def remembered(session: Session, table: type[SQLModel], key: Hashable, ask: Callable[[], Found]) -> Found:
    """The answer of ``ask``, which reads ``table`` alone. ``key`` says which question it is. The answer is shared: who
    changes it copies it first."""
    _write_pending(session, table)
    memory: _Memory | None = session.info.get(_KEPT)
    if memory is None:
        return ask()
    answers = memory.answers.setdefault(table, {})
    if key not in answers:
        answers[key] = ask()
    return answers[key]  # type: ignore[no-any-return]  # the same key has the same kind of answer


def remembered_rows(
    session: Session,
    table: type[Table],
    key: Hashable,
    ask: Callable[[], list[Table]],
    *,
    belongs: Callable[[Table], bool],
) -> list[Table]:
    """The rows that ``ask`` reads of ``table``, in the order of their ids. ``belongs`` is its condition in Python: by
    it a new row is added to what is remembered, before it is written and has an id. The list is shared: who changes
    it copies it first."""
    memory: _Memory | None = session.info.get(_KEPT)
    if memory is not None and key in (lists := memory.lists.setdefault(table, {})):
        _keep_up_with_pending(session, table, lists)
        if key in lists:
            return lists[key].rows
    _write_pending(session, table)
    rows = ask()
    if memory is not None:
        memory.lists.setdefault(table, {})[key] = _Listed(rows, belongs)
    return rows


def _write_pending(session: Session, table: type[SQLModel]) -> None:
    """Before it is asked what the table holds."""
    if any(type(row) is table for row in (*session.new, *session.dirty, *session.deleted)):
        session.flush()


def _keep_up_with_pending(session: Session, table: type[SQLModel], lists: dict[Hashable, _Listed]) -> None:
    """What is not written yet is in the lists already."""
    deleted = session.deleted
    for row in session.new:
        if type(row) is table:
            _keep_up(lists, row, is_new=True, is_deleted=False)
    for row in (*session.dirty, *deleted):
        if type(row) is table:
            _keep_up(lists, row, is_new=False, is_deleted=row in deleted)


def forget(session: Session) -> None:
    """Ask everything anew."""
    if (memory := session.info.get(_KEPT)) is not None:
        memory.answers.clear()
        memory.lists.clear()


@event.listens_for(Session, "loaded_as_persistent")
@event.listens_for(Session, "detached_to_persistent")
@event.listens_for(Session, "pending_to_persistent")
def _hold(session: Session, row: object) -> None:
    if (memory := session.info.get(_KEPT)) is not None:
        memory.rows.append(row)


@event.listens_for(Session, "before_flush")
def _drop(session: Session, _context: UOWTransaction, _rows: object) -> None:
    if (memory := session.info.get(_KEPT)) is not None:
        new, deleted = session.new, session.deleted
        for row in (*new, *session.dirty, *deleted):
            memory.answers.pop(type(row), None)
            if type(row) in memory.lists:
                _keep_up(memory.lists[type(row)], row, is_new=row in new, is_deleted=row in deleted)


def _keep_up(lists: dict[Hashable, _Listed], row: Any, *, is_new: bool, is_deleted: bool) -> None:
    """A row is about to be written: a new one is the last; any other that comes or goes, and the list is asked anew."""
    for key, listed in list(lists.items()):
        is_there = any(one is row for one in listed.rows)
        if is_new and not is_there and listed.belongs(row):
            listed.rows.append(row)
        elif is_there != (listed.belongs(row) and not is_deleted):
            del lists[key]


@event.listens_for(Session, "do_orm_execute")
def _note(state: ORMExecuteState) -> None:
    if not state.is_select:
        forget(state.session)  # type: ignore[arg-type]  # every session here is SQLModel's
