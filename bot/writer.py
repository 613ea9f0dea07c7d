"""One thread that does all the writing of the process.

It takes every job that waits, runs all in one transaction and commits once: durability costs one disk flush per group,
not per job. A lone job never waits for company. When a job fails, which is rare, nothing of its group stays, and the
group is run again with a savepoint for each job, so that only the one that fails is taken back.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

Result = TypeVar("Result")
Job = Callable[[Session], Result]
Rescue = Callable[[Session, Exception], Result]
Prepare = Callable[[Session, list[Hashable]], None]
OpenSession = Callable[[], AbstractContextManager[Session]]

MAX_GROUP = 200
BACK_OFF = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)

log = structlog.get_logger("writer")


class WriterStopped(RuntimeError):
    """Nothing is accepted any more: what was handed over is not stored."""


@dataclass(slots=True, eq=False)
class _Task:
    job: Job[Any]
    rescue: Rescue[Any] | None
    key: Hashable
    future: Future[Any]
    result: Any = None
    error: Exception | None = None


# SQLite's busy, locked, no memory, read-only, I/O error, full, cannot open, locking protocol.
_SQLITE_AWAY = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
# PostgreSQL's classes: connection, transaction rollback, no resources, lock not available, operator intervention.
_SQLSTATE_AWAY = ("08", "40", "53", "55", "57")


def is_outage(error: BaseException) -> bool:
    """The database is locked, full or gone, or asks to try again (deadlock): not the job's own fault."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    return state.startswith(_SQLSTATE_AWAY) if state else isinstance(error, OperationalError)


class Writer:
    """Owns the only writing session. ``open_session`` gives a session that begins a transaction at its first use;
    ``prepare`` is called with it and the keys of the group before the first job (to lock what they are about).

    A job may run more than once (its group is replayed when one of its jobs or the commit fails), so it changes rows
    and returns a value, and does nothing else.
    """

    def __init__(self, open_session: OpenSession, *, prepare: Prepare | None = None) -> None:
        self._open_session = open_session
        self._prepare = prepare
        self._waiting: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self.commits = 0  # how many groups were committed
        self.is_away = False  # the database is locked, full or gone at this moment

    def start(self) -> None:
        self._thread.start()

    def submit(
        self, job: Job[Result], *, key: Hashable = None, rescue: Rescue[Result] | None = None
    ) -> "Future[Result]":
        """Queue a job, from any thread; its future is resolved after the commit.

        At most one job per ``key`` is in a group, in the order they came. Of a job that raises nothing stays; then
        ``rescue``, if there is one, runs at its place and gives the result.

        Raises ``WriterStopped``.
        """
        task = _Task(job, rescue, key, Future())
        with self._changed:
            if self._stopping:
                raise WriterStopped("the writer is stopped")
            self._waiting.append(task)
            self._changed.notify()
        return task.future

    def stop(self, *, timeout: float = 10.0) -> None:
        """Finish what waits, then end. When the database stays away, what is left is given up after ``timeout``."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if not self._thread.is_alive():
            return
        self._thread.join(timeout)
        self._abandoned.set()
        self._thread.join()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._waiting)

    def _run(self) -> None:
        while group := self._take_group():
            try:
                self._write(group)
            except Exception as error:
                log.exception("writer.failed")
                for task in group:
                    task.error = error
            for task in group:
                _resolve(task)

    def _take_group(self) -> list[_Task]:
        """Everything that waits, one per key; empty when the writer is to end."""
        with self._changed:
            while not self._waiting and not self._stopping:
                self._changed.wait()
            group: list[_Task] = []
            left: deque[_Task] = deque()
            seen: set[Hashable] = set()
            while self._waiting and len(group) < MAX_GROUP:
                task = self._waiting.popleft()
                if task.key is not None and task.key in seen:
                    left.append(task)
                    continue
                seen.add(task.key)
                group.append(task)
            self._waiting.extendleft(reversed(left))
            return group

    def _write(self, group: list[_Task]) -> None:
        """Commit the group: at once, else with a savepoint for each job, else one by one."""
        error = self._try_commit(group, run=_run)
        if error is not None and not _asks_for_replay(error):
            error = self._try_commit(group, run=_run_in_savepoint)
        if error is None:
            return
        log.warning("writer.replays", jobs=len(group), error=str(error))
        for task in group:
            error = self._try_commit([task], run=_run_in_savepoint)
            if error is not None:
                task.error = error

    def _try_commit(self, group: list[_Task], *, run: Callable[[Session, _Task], None]) -> Exception | None:
        """One transaction, tried again while the database is away. Returns what made it fail for good."""
        attempt = 0
        while True:
            try:
                with self._open_session() as session:
                    if self._prepare is not None:
                        self._prepare(session, [task.key for task in group])
                    for task in group:
                        run(session, task)
                    session.commit()
                self.commits += 1
                self.is_away = False
                return None
            except Exception as error:  # noqa: BLE001 - returned to the caller, who decides whom it concerns
                if not is_outage(error) or self._abandoned.is_set():
                    return error
                if _asks_for_replay(error) and len(group) > 1:
                    return error
                self.is_away = True
                log.warning("writer.database_away", attempt=attempt, error=str(error))
                self._abandoned.wait(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
                attempt += 1


def _asks_for_replay(error: Exception) -> bool:
    """PostgreSQL: deadlock or serialization failure (class 40)."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(state, str) and state.startswith("40")


def _run(session: Session, task: _Task) -> None:
    """Whatever it raises ends the transaction of the whole group."""
    task.error = None
    task.result = task.job(session)
    session.flush()
    session.expire_all()  # the next job sees what the statements of this one did behind the objects


def _run_in_savepoint(session: Session, task: _Task) -> None:
    task.error = None
    try:
        with session.begin_nested():
            task.result = task.job(session)
    except Exception as error:
        if is_outage(error):
            raise
        _run_rescue(session, task, error)
    session.expire_all()


def _run_rescue(session: Session, task: _Task, error: Exception) -> None:
    if task.rescue is None:
        task.error = error
        return
    try:
        with session.begin_nested():
            task.result = task.rescue(session, error)
    except Exception as second:
        if is_outage(second):
            raise
        second.__context__ = error
        task.error = second


def _resolve(task: _Task) -> None:
    if not task.future.set_running_or_notify_cancel():
        return
    if task.error is not None:
        task.future.set_exception(task.error)
    else:
        task.future.set_result(task.result)
