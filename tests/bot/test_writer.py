"""Groups, savepoints, order and outages of the writer, on a real SQLite file."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from time import monotonic

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from bot.writer import Writer, WriterStopped
from storage.database import Database
from storage.tables import Person
from tests.databases import ON_SQLITE

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(settings):
    found = Database(settings.database_url)
    yield found
    found.close()


@pytest.fixture
def writer(database):
    made = Writer(database.session)
    yield made
    made.stop()


def add(name: str):
    def job(session: Session) -> str:
        session.add(Person(name=name, created_at=NOW))
        return name

    return job


def names(database: Database) -> list[str | None]:
    with database.reader() as session:
        return list(session.exec(select(col(Person.name)).order_by(col(Person.id))))


def test_what_waits_is_committed_together_and_a_lone_job_at_once(writer, database):
    futures = [writer.submit(add(str(number))) for number in range(30)]
    writer.start()
    assert [future.result(5) for future in futures] == [str(number) for number in range(30)]
    assert writer.commits == 1
    assert writer.submit(add("alone")).result(5) == "alone"
    assert writer.commits == 2
    assert names(database) == [*map(str, range(30)), "alone"]


def test_one_job_per_key_in_a_group_in_order(writer, database):
    wanted = [("a", "a1"), ("a", "a2"), ("b", "b1"), ("a", "a3"), (None, "x1"), (None, "x2"), ("b", "b2")]
    futures = [writer.submit(add(name), key=key) for key, name in wanted]
    writer.start()
    for future in futures:
        future.result(5)
    assert names(database) == ["a1", "b1", "x1", "x2", "a2", "b2", "a3"]
    assert writer.commits == 3


@ON_SQLITE
def test_a_poisoned_job_takes_back_only_its_own(writer, database):
    def poisoned(session: Session) -> None:
        session.add(Person(name="bad", created_at=NOW))
        session.flush()
        raise ValueError("poison")

    def refused_by_the_database(session: Session) -> None:
        session.add(Person(name="timeless"))

    futures: list[Future[object]] = [
        writer.submit(job) for job in (add("one"), poisoned, add("two"), refused_by_the_database, add("three"))
    ]
    writer.start()
    assert futures[4].result(5) == "three"
    assert str(futures[1].exception(5)) == "poison"
    assert "NOT NULL" in str(futures[3].exception(5))
    assert names(database) == ["one", "two", "three"]
    assert writer.commits == 1


def test_a_rescue_takes_the_place_of_a_failed_job(writer, database):
    def fail(session: Session) -> str:
        add("lost")(session)
        raise ValueError("poison")

    rescued = writer.submit(fail, rescue=lambda session, error: add(f"rescued from {error}")(session))
    after = writer.submit(add("after"))
    failing = writer.submit(fail, rescue=lambda session, error: fail(session))
    writer.start()
    assert (rescued.result(5), after.result(5)) == ("rescued from poison", "after")
    assert isinstance(failing.exception(5), ValueError)
    assert names(database) == ["rescued from poison", "after"]


def test_savepoints_are_made_only_when_a_job_fails(writer, database):
    def fail(session: Session) -> str:
        add("half of it")(session)
        session.flush()
        raise ValueError("poison")

    savepoints: list[str] = []
    event.listen(database.engine, "savepoint", lambda *given: savepoints.append(given[1]))
    futures = [writer.submit(add(name)) for name in ("one", "two")]
    writer.start()
    assert [future.result(5) for future in futures] == ["one", "two"]
    assert savepoints == []
    assert str(writer.submit(fail).exception(5)) == "poison"
    assert len(savepoints) == 1
    assert names(database) == ["one", "two"]


def test_what_a_job_leaves_to_be_written_is_seen_by_the_next(writer, database):
    def rename(session: Session) -> None:
        session.get_one(Person, 1).name = "changed"

    def look(session: Session) -> str | None:
        return session.get_one(Person, 1).name

    jobs = [writer.submit(add("one")), writer.submit(rename)]
    seen = writer.submit(look)
    writer.start()
    assert seen.result(5) == "changed"
    assert [job.exception(5) for job in jobs] == [None, None]
    assert names(database) == ["changed"]


def test_nothing_is_resolved_before_the_commit(writer, database):
    seen: list[bool] = []
    future = writer.submit(add("one"))
    event.listen(database.engine, "commit", lambda connection: seen.append(future.done()))
    writer.start()
    future.result(5)
    assert seen == [False]


def test_a_failing_commit_replays_the_group_one_by_one(writer, database):
    def refuse_bad(session: Session) -> None:
        if session.in_nested_transaction():
            return
        if any(person.name == "bad" for person in session.exec(select(Person))):
            raise ValueError("the commit fails")

    def open_session() -> Session:
        session: Session = database.session()
        event.listen(session, "before_commit", refuse_bad)
        return session

    picky = Writer(open_session)
    futures = [picky.submit(add(name)) for name in ("one", "bad", "two")]
    picky.start()
    assert (futures[0].result(5), futures[2].result(5)) == ("one", "two")
    assert str(futures[1].exception(5)) == "the commit fails"
    picky.stop()
    assert names(database) == ["one", "two"]


def wait_until(holds: Callable[[], bool]) -> None:
    last = monotonic() + 20
    while not holds() and monotonic() < last:
        threading.Event().wait(0.01)
    assert holds()


@ON_SQLITE
def test_a_locked_database_is_waited_for(writer, database, monkeypatch):
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT", 0.01)
    impatient = Database(str(database.url))
    waiting = Writer(impatient.session)
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting.start()
    future = waiting.submit(add("patient"))
    wait_until(lambda: waiting.is_away or future.done())  # it has tried
    threading.Event().wait(0.1)
    assert not future.done()
    other.execute("ROLLBACK")
    other.close()
    assert future.result(5) == "patient"
    waiting.stop()
    impatient.close()
    assert names(database) == ["patient"]


@ON_SQLITE
def test_a_wrong_statement_fails_alone_instead_of_being_waited_for(writer, database):
    wrong = writer.submit(lambda session: session.connection().exec_driver_sql("SELECT * FROM nowhere"))
    good = writer.submit(add("good"))
    writer.start()
    assert "no such table" in str(wrong.exception(5))
    assert good.result(5) == "good"


def test_stopping_finishes_what_waits_and_takes_nothing_more(writer, database):
    writer.start()
    futures = [writer.submit(add(str(number)), key="same") for number in range(5)]
    writer.stop()
    assert [future.result(0) for future in futures] == ["0", "1", "2", "3", "4"]
    with pytest.raises(WriterStopped):
        writer.submit(add("late"))
    assert names(database) == ["0", "1", "2", "3", "4"]
