"""Files that come with events, failures on the way, and what a crash leaves open, on real databases."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from bot.app import running
from bot.channels.base import Rejected, Temporary
from handlers.conversation import Choice, Event, EventKind, Reply
from storage.database import Database
from storage.tables import EventState, JournalEvent, StoredFile
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import echo, kill, make_app, until

pytestmark = ON_BOTH

JPEG = b"\xff\xd8\xff\xe0 a photo"
YES_NO = (Choice("yes", "Yes", ("y",)), Choice("no", "No", ("n",)))


@pytest.fixture
def channel() -> MemoryChannel:
    return MemoryChannel()


def ask_again(session: Session, event: Event) -> list[Reply]:
    """Says what was chosen, and asks."""
    return [Reply(f"{event.choice} {event.stale}", choices=YES_NO)]


class TestFiles:
    async def test_a_file_is_journaled_fetched_and_handled_in_order(self, settings, channel, rows):
        channel.files = {"photo": JPEG}
        channel.may_fetch.clear()
        seen: list[Event] = []

        def respond(session: Session, event: Event) -> list[Reply]:
            seen.append(event)
            return echo(session, event)

        async with running(make_app(settings, channel, respond)) as app:
            await app.receiver.receive(channel, [channel.file("ann", "photo"), channel.text("ann", "after")])
            await app.receiver.receive(channel, [channel.text("binh", "not held up")])
            assert [row.state for row in rows(JournalEvent)] == ["fetching", "waiting", "handled"]
            channel.may_fetch.set()
            await app.settle()
            digest = seen[1].files[0].digest
            assert app.files.path(digest).read_bytes() == JPEG
        assert [event.kind for event in seen] == [EventKind.TEXT, EventKind.FILE, EventKind.TEXT]
        assert (seen[1].files[0].name, seen[1].files[0].media_type, seen[1].file_error) == (
            "photo.jpg",
            "image/jpeg",
            None,
        )
        assert [stored.digest for stored in rows(StoredFile)] == [digest]

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"", "empty"),
            (b"MZ a program", "forbidden_type"),
            (Rejected("gone"), "unreachable"),
            (ValueError("a bug"), "unreachable"),
        ],
    )
    async def test_a_file_that_cannot_be_kept_is_handled_with_the_reason(self, settings, channel, rows, content, error):
        channel.files = {"photo": content}
        seen: list[Event] = []

        def respond(session: Session, event: Event) -> list[Reply]:
            seen.append(event)
            return []

        async with running(make_app(settings, channel, respond)) as app:
            await app.receiver.receive(channel, [channel.file("ann", "photo")])
            await app.settle()
        assert [(event.files, event.file_error) for event in seen] == [((), error)]
        assert rows(JournalEvent)[0].files == [{"error": error}]

    async def test_fetching_is_tried_again(self, settings, channel):
        failures = [Temporary("busy", after=0.01)]

        async def fetch(file, limit):
            if failures:
                raise failures.pop()
            return JPEG

        channel.fetch = fetch
        async with running(make_app(settings, channel)) as app:
            await app.receiver.receive(channel, [channel.file("ann", "photo")])
            await app.settle()
        assert channel.texts_to("ann") == ["file:"]


class TestCrash:
    async def test_what_was_left_open_is_taken_up_in_order(self, settings, channel, rows):
        database = Database(settings.database_url)
        with database.session() as session:
            for number, (kind, state) in enumerate([("file", "fetching"), ("text", "waiting"), ("text", "waiting")]):
                raw = {"kind": kind, "text": str(number), "files": ["photo"] if kind == "file" else []}
                session.add(
                    JournalEvent(
                        bot="memory:1",
                        kind="update",
                        external_id=str(number),
                        sender="ann",
                        raw=raw,
                        received_at=datetime.now(UTC),
                        state=EventState(state),
                    )
                )
            session.commit()
        database.close()
        channel.files = {"photo": JPEG}
        async with running(make_app(settings, channel)) as app:
            await until(lambda: all(row.state == EventState.HANDLED for row in rows(JournalEvent)))
            await app.settle()
        assert channel.texts_to("ann") == ["file: 0", "text: 1", "text: 2"]

    async def test_a_process_that_vanishes_loses_nothing(self, settings, channel, rows):
        channel.files = {"photo": JPEG}
        channel.may_fetch.clear()
        channel.hanging.add("binh")
        app = make_app(settings, channel)
        await app.start()
        await app.receiver.receive(channel, [channel.file("ann", "photo"), channel.text("binh", "hi")])
        await kill(app)

        reborn = MemoryChannel(files={"photo": JPEG})
        async with running(make_app(settings, reborn)) as app:
            await until(lambda: all(row.state == EventState.HANDLED for row in rows(JournalEvent)))
            await app.settle()
        assert reborn.texts_to("ann") == ["file:"]
        assert reborn.texts_to("binh") == ["text: hi"]
