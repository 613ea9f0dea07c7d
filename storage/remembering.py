"""What one turn asks the database several times is asked once.

    with remembering(session):
        ...                 # rows stay in the session's identity map; the queries below answer from memory

Within it ``remembered`` keeps the answer of a query under its table until a row of that table is written. A statement
that writes past the objects forgets everything; what is executed on the connection itself is not noticed.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, SQLModel

Found = TypeVar("Found")

_KEPT = "remembered"


class _Memory:
    """``rows`` are held because the identity map alone forgets them as soon as nobody uses them."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.answers: dict[type[SQLModel], dict[Hashable, Any]] = {}


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
    memory: _Memory | None = session.info.get(_KEPT)
    if memory is None:
        return ask()
    if any(isinstance(row, table) for row in (*session.new, *session.dirty, *session.deleted)):
        session.flush()
    answers = memory.answers.setdefault(table, {})
    if key not in answers:
        answers[key] = ask()
    return answers[key]  # type: ignore[no-any-return]  # the same key has the same kind of answer


def forget(session: Session) -> None:
    """Ask everything anew."""
    if (memory := session.info.get(_KEPT)) is not None:
        memory.answers.clear()


@event.listens_for(Session, "loaded_as_persistent")
@event.listens_for(Session, "pending_to_persistent")
def _hold(session: Session, row: object) -> None:
    if (memory := session.info.get(_KEPT)) is not None:
        memory.rows.append(row)


@event.listens_for(Session, "before_flush")
def _drop(session: Session, _context: UOWTransaction, _rows: object) -> None:
    if (memory := session.info.get(_KEPT)) is not None:
        for row in (*session.new, *session.dirty, *session.deleted):
            memory.answers.pop(type(row), None)


@event.listens_for(Session, "do_orm_execute")
def _note(state: ORMExecuteState) -> None:
    if not state.is_select:
        forget(state.session)  # type: ignore[arg-type]  # every session here is SQLModel's
