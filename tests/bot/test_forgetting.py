"""What is not kept: what strangers write, contact cards, and everybody's messages after some weeks."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from bot.app import Application, running
from handlers.context import Context
from scoring.calendar import WorkingCalendar
from storage.tables import Conversation, JournalEvent, Outgoing, Person, StoredFile
from tests.fakes.memory_channel import MemoryChannel


def make(settings, channel: MemoryChannel, **more) -> Application:
    context = Context(campaigns={}, calendar=WorkingCalendar(), locale="en")
    app = Application(settings, [channel], context=context, tick=lambda session, now: [], http=False, **more)
    app.database.upgrade()
    return app


async def hear(app: Application, *events) -> None:
    for event in events:
        await app.receiver.receive(app.channels[0], [event])
        await app.settle()


def agree(app: Application) -> None:
    with app.database.session() as session, session.begin():
        for person in session.exec(select(Person)):
            person.consented_at = datetime.now(UTC)


async def test_what_a_stranger_wrote_is_not_kept_once_it_is_answered(settings, rows):
    channel = MemoryChannel(files={"p": b"\xff\xd8\xff photo"})
    app = make(settings, channel)
    async with running(app):
        await hear(app, channel.text("ann", "My name is Ann"), channel.file("ann", "p", text="me"))
    assert [(row.raw, row.state) for row in rows(JournalEvent)] == [(None, "handled")] * 2
    assert len(channel.delivered) == 2
    assert rows(StoredFile) == []
    assert app.files.digests() == []


async def test_the_same_event_of_a_stranger_is_still_known_when_it_comes_again(settings, rows):
    channel = MemoryChannel()
    app = make(settings, channel)
    event = channel.text("ann", "hello", id="1")
    async with running(app):
        await hear(app, event, event)
    assert len(rows(JournalEvent)) == len(channel.delivered) == 1


async def test_of_somebody_who_agreed_it_is_kept_for_some_weeks(settings, rows):
    channel = MemoryChannel()
    app = make(settings, channel)
    old, new = datetime.now(UTC) - timedelta(days=31), datetime.now(UTC) - timedelta(days=29)
    async with running(app):
        await hear(app, channel.text("ann", "hello"))
        agree(app)
        for at in (old, new):
            await hear(app, channel.text("ann", "hello", at=at))
        await app.worker.forget_messages()
    assert [row.raw is None for row in rows(JournalEvent)] == [True, True, False]


async def test_messages_that_were_sent_go_too_but_not_what_can_still_be_answered(settings, rows):
    channel = MemoryChannel()
    app = make(settings, channel)
    async with running(app):
        await hear(app, *(channel.text("ann", "hello", at=datetime.now(UTC) - timedelta(days=40)) for _ in range(3)))
        await app.worker.forget_messages()
    (talk,) = rows(Conversation)
    kept = [row.id for row in rows(Outgoing) if row.payload["text"]]
    assert kept == [talk.question]


async def test_a_contact_card_is_never_kept(settings, rows):
    channel = MemoryChannel()
    app = make(settings, channel)
    async with running(app):
        await hear(app, channel.text("ann", "hello"))
        agree(app)
        await hear(app, channel.incoming("ann", kind="contact", text=""))
    assert [row.raw for row in rows(JournalEvent)] == [None, None]
