"""A disk that is full: nothing is acknowledged that is not stored, nothing is lost, and it goes on by itself."""

import asyncio
import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import event as sqlalchemy_event

from bot.app import running
from storage.files import FileStore
from storage.tables import EventState, JournalEvent
from tests.databases import ON_SQLITE
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app, until

JPEG = b"\xff\xd8\xff\xe0 a photo"


@ON_SQLITE
async def test_a_full_database_acknowledges_nothing_and_goes_on_when_there_is_room(settings, rows):
    channel, pages = MemoryChannel(), [0]
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "before")])
        await app.settle()

        def limit(connection, record, proxy):
            connection.execute(f"PRAGMA max_page_count = {pages[0] or 10**9}")

        sqlalchemy_event.listen(app.database.engine, "checkout", limit)
        pages[0] = 1  # SQLite: no more than there are
        received = asyncio.ensure_future(app.receiver.receive(channel, [channel.text("ann", "x" * 50_000)]))
        await until(lambda: app.writer.is_away or received.done())
        assert not received.done()  # so nothing is acknowledged
        assert len(rows(JournalEvent)) == 1
        pages[0] = 0
        await asyncio.wait_for(received, 10)
        await app.settle()
    assert [row.state for row in rows(JournalEvent)] == [EventState.HANDLED] * 2
    assert len(channel.texts_to("ann")) == 2


async def test_a_photo_waits_for_room_and_holds_up_nobody_else(settings, rows, monkeypatch):
    monkeypatch.setattr("bot.fetching.DISK_BACK_OFF", (0.02,))
    channel, full = MemoryChannel(), [True]
    channel.files = {"f1": JPEG}
    put = FileStore.put

    def put_if_there_is_room(self, *given, **more):
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, *given, **more)

    monkeypatch.setattr(FileStore, "put", put_if_there_is_room)
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.file("ann", "f1"), channel.text("ann", "and this")])
        await app.receiver.receive(channel, [channel.text("binh", "hello")])
        await until(lambda: channel.texts_to("binh") == ["text: hello"])
        assert channel.texts_to("ann") == []
        full[0] = False
        await until(lambda: channel.texts_to("ann") == ["file:", "text: and this"])
    assert [row.files[0]["size"] for row in rows(JournalEvent) if row.files] == [len(JPEG)]


async def test_a_fault_outside_of_the_handler_is_told_too(settings, rows, monkeypatch):
    channel = MemoryChannel()
    channel.files = {"f1": JPEG}

    def broken(*given, **more):
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.catching_up.record_files", broken)
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.file("ann", "f1"), channel.text("ann", "after")])
        await app.settle()
    [apology, after] = channel.texts_to("ann")
    assert apology.startswith("Sorry, something went wrong here")
    assert after == "text: after"
    assert sorted(row.state for row in rows(JournalEvent)) == [EventState.HANDLED, EventState.PARKED]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other permissions")
@ON_SQLITE
async def test_database_and_files_are_the_owners_alone(settings, umask_of_everybody):
    channel = MemoryChannel()
    channel.files = {"f1": JPEG}
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.file("ann", "f1")])
        await app.settle()
        assert app.database.path is not None
        made = [*app.database.path.parent.glob("thidua.db*"), *settings.files_dir.rglob("*"), settings.files_dir]
        assert len(made) >= 5
        assert [str(path) for path in made if readable_by_others(path)] == []


def readable_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


@pytest.fixture
def umask_of_everybody(tmp_path: Path):
    """The permissions do not depend on the account's umask; the database is made anew with it."""
    old = os.umask(0)
    for path in tmp_path.glob("thidua.db*"):
        path.unlink()
    yield
    os.umask(old)
