"""Journal, order, duplicates, presses, files, failures and crashes, on real databases."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.app import running
from handlers.conversation import Choice, Event, Reply
from storage.database import Database
from storage.tables import ChannelAccount, Conversation, EventState, JournalEvent, Outgoing, Person
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app, until

pytestmark = ON_BOTH

JPEG = b"\xff\xd8\xff\xe0 a photo"
YES_NO = (Choice("yes", "Yes", ("y",)), Choice("no", "No", ("n",)))


@pytest.fixture
def channel() -> MemoryChannel:
    return MemoryChannel()


def ask_again(session: Session, event: Event) -> list[Reply]:
    """Says what was chosen, and asks."""
    return [Reply(f"{event.choice} {event.stale}", choices=YES_NO)]


async def test_an_event_is_answered_once_and_a_stranger_becomes_a_person(settings, channel, rows):
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "hello")])
        [row] = rows(JournalEvent)  # when receive returns, it is on the disk
        assert (row.state, row.sender, row.raw) == (EventState.HANDLED, "ann", {"kind": "text", "text": "hello"})
        await app.settle()
    assert channel.texts_to("ann") == ["text: hello"]
    [person], [account], [talk] = rows(Person), rows(ChannelAccount), rows(Conversation)
    assert (account.person_id, account.channel, account.external_id, account.reachable) == (
        person.id,
        "memory",
        "ann",
        True,
    )
    [message] = rows(Outgoing)
    assert (talk.question, message.event_id, message.external_id) == (message.id, row.id, "m1")


async def test_the_same_event_again_changes_nothing(settings, channel, rows):
    async with running(make_app(settings, channel)) as app:
        first = channel.text("ann", "hello", id="7")
        await app.receiver.receive(channel, [first, first])
        await app.receiver.receive(channel, [first])
        await app.settle()
    assert channel.texts_to("ann") == ["text: hello"]
    assert len(rows(JournalEvent)) == 1


async def test_everybody_keeps_their_own_order(settings, channel):
    async with running(make_app(settings, channel)) as app:
        batch = [channel.text(who, str(number)) for number in range(20) for who in ("ann", "binh", "chi")]
        await app.receiver.receive(channel, batch)
        await app.settle()
    for who in ("ann", "binh", "chi"):
        assert channel.texts_to(who) == [f"text: {number}" for number in range(20)]


async def test_many_people_share_one_commit(settings, channel):
    people = [f"person {n}" for n in range(50)]
    channel.hanging.update(people)  # what was sent would be marked by commits of its own
    async with running(make_app(settings, channel)) as app:
        held, hold = threading.Event(), threading.Event()

        def keep_busy(session: Session) -> None:
            held.set()
            hold.wait(10)

        busy = app.writer.submit(keep_busy)
        await asyncio.to_thread(held.wait, 10)
        before = app.writer.commits
        received = asyncio.ensure_future(app.receiver.receive(channel, [channel.text(one, "hi") for one in people]))
        await until(lambda: app.writer.waiting >= len(people))
        hold.set()
        await received
        await asyncio.wrap_future(busy)
        # The one that was busy, and fifty people in one; the start's own ticks may have come between.
        assert 2 <= app.writer.commits - before < 6


async def test_a_failing_event_is_tried_three_times_then_parked_with_an_apology(settings, channel, rows):
    tries: list[str] = []

    def respond(session: Session, event: Event) -> list[Reply]:
        tries.append(event.text)
        if event.text == "poison":
            session.add(Person(name="must not stay", created_at=event.now))
            session.flush()
            raise RuntimeError("broken by 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1")
        return [Reply(event.text)]

    async with running(make_app(settings, channel, respond)) as app:
        batch = [channel.text("ann", "poison"), channel.text("ann", "after"), channel.text("binh", "good")]
        await app.receiver.receive(channel, batch)
        assert len(rows(JournalEvent)) == 3  # all of it is stored when receive returns
        await app.settle()
    poison, after, good = sorted(rows(JournalEvent), key=lambda row: row.external_id)
    assert (poison.state, poison.attempts) == (EventState.PARKED, 3)
    assert poison.error == "RuntimeError('broken by [secret]')"
    assert (after.state, good.state) == (EventState.HANDLED, EventState.HANDLED)
    assert tries.count("poison") == 6  # each time with the others first, then by itself
    apology = "Sorry, something went wrong here and your last message was not processed. Please try again."
    assert channel.texts_to("ann") == [apology, "after"]
    assert channel.texts_to("binh") == ["good"]
    assert [person.name for person in rows(Person)] == [None, None]


async def test_what_cannot_be_read_is_parked_and_the_rest_goes_on(settings, channel, rows):
    async with running(make_app(settings, channel)) as app:
        nobody = channel.text("", "who?")
        await app.receiver.receive(channel, [channel.incoming("ann", kind="odd"), nobody, channel.text("ann", "fine")])
        await app.settle()
    by_id = {row.external_id: row for row in rows(JournalEvent)}
    unsigned, odd, fine = by_id["u1"], by_id["u2"], by_id["u3"]
    assert (odd.state, odd.error) == (EventState.PARKED, "an odd one")
    assert (unsigned.state, unsigned.error) == (EventState.PARKED, "it names no sender")
    assert fine.state == EventState.HANDLED
    assert channel.texts_to("ann") == ["text: fine"]


class TestTime:
    async def test_the_vendors_time_counts_but_never_later_than_the_arrival(self, settings, channel):
        seen: list[datetime] = []

        def respond(session: Session, event: Event) -> list[Reply]:
            seen.append(event.now)
            return []

        arrived = datetime(2026, 5, 1, 8, tzinfo=UTC)
        async with running(make_app(settings, channel, respond)) as app:
            app.clock.offset = -timedelta(days=730)
            for happened in ("2026-04-30T16:59:00+00:00", "2027-01-01T00:00:00+00:00", None):
                await app.receiver.receive(channel, [channel.text("ann", "x", at=arrived, happened_at=happened)])
        early = datetime(2026, 4, 30, 16, 59, tzinfo=UTC)
        assert seen == [moment - timedelta(days=730) for moment in (early, arrived, arrived)]


class TestChoices:
    async def test_a_press_and_a_typed_word_mean_the_same(self, settings, channel, rows):
        async with running(make_app(settings, channel, ask_again)) as app:
            await app.receiver.receive(channel, [channel.text("ann", "hello")])
            await app.receiver.receive(channel, [channel.press("ann", 1, 1)])
            await app.receiver.receive(channel, [channel.text("ann", "YES")])
            await app.receiver.receive(channel, [channel.text("ann", "2")])
            await app.settle()
        assert channel.texts_to("ann") == ["None False", "no False", "yes False", "no False"]
        assert [raw["kind"] for raw in channel.acknowledged] == ["press"]
        assert (rows(Outgoing)[0].pressed_choice, rows(Conversation)[0].question) == (1, 4)

    async def test_an_old_button_is_stale(self, settings, channel):
        async with running(make_app(settings, channel, ask_again)) as app:
            await app.receiver.receive(channel, [channel.text("ann", "1"), channel.text("ann", "2")])
            await app.receiver.receive(channel, [channel.press("ann", 1, 0)])
            await app.settle()
        assert channel.texts_to("ann")[-1] == "None True"

    @pytest.mark.parametrize("press", [(1, 0), (99, 0), (2, 7), (10**18 - 1, 0)])
    async def test_a_foreign_or_impossible_button_is_never_executed(self, settings, channel, rows, press):
        async with running(make_app(settings, channel, ask_again)) as app:
            await app.receiver.receive(channel, [channel.text("ann", "hello")])
            await app.receiver.receive(channel, [channel.text("binh", "hello")])
            await app.receiver.receive(channel, [channel.press("binh", *press)])
            await app.settle()
        assert channel.texts_to("binh")[-1] == "None True"
        assert [row.pressed_choice for row in rows(Outgoing)] == [None, None, None]

    async def test_a_double_tap_is_one_press(self, settings, channel, rows):
        async with running(make_app(settings, channel, ask_again)) as app:
            now = datetime.now(UTC)
            await app.receiver.receive(channel, [channel.text("ann", "hello", at=now)])
            for seconds in (0, 1, 9, 11):
                press = channel.press("ann", 1, 0, at=now + timedelta(seconds=seconds))
                await app.receiver.receive(channel, [press])
            await app.settle()
        # The second and third tap say nothing; the late one is told that the question has moved.
        assert channel.texts_to("ann") == ["None False", "yes False", "None True"]
        assert [row.state for row in rows(JournalEvent)] == [EventState.HANDLED] * 5

    async def test_a_standing_message_stays_pressable_and_knows_a_double_tap(self, settings, channel):
        def respond(session: Session, event: Event) -> list[Reply]:
            if event.text == "decide":
                return [Reply("decide", choices=YES_NO, standing=True, question=False)]
            return [Reply(f"{event.choice} {event.stale}")]

        async with running(make_app(settings, channel, respond)) as app:
            now = datetime.now(UTC)
            await app.receiver.receive(channel, [channel.text("ann", "decide"), channel.text("ann", "else")])
            for index, seconds in ((0, 0), (0, 1), (1, 2), (0, 3)):
                press = channel.press("ann", 1, index, at=now + timedelta(seconds=seconds))
                await app.receiver.receive(channel, [press])
            await app.settle()
        assert channel.texts_to("ann")[2:] == ["yes False", "no False", "yes False"]

    async def test_a_number_is_no_choice_where_choices_have_no_numbers(self, settings, channel):
        def respond(session: Session, event: Event) -> list[Reply]:
            return [Reply(f"{event.choice}", choices=YES_NO, numbered=False)]

        async with running(make_app(settings, channel, respond)) as app:
            await app.receiver.receive(channel, [channel.text("ann", text) for text in ("hello", "1", "no")])
            await app.settle()
        assert channel.texts_to("ann") == ["None", "None", "no"]


class TestReplies:
    async def test_to_somebody_else_goes_where_they_were_last_and_moves_no_question(self, settings, channel, rows):
        def respond(session: Session, event: Event) -> list[Reply]:
            if event.text == "tell":
                return [Reply("done"), Reply("news", to=1, choices=YES_NO, standing=True), Reply("lost", to=3)]
            return [Reply("hello", choices=YES_NO)]

        async with running(make_app(settings, channel, respond)) as app:
            for who in ("ann", "binh", "chi"):
                await app.receiver.receive(channel, [channel.text(who, "hi")])
            await app.receiver.receive(channel, [channel.incoming("chi", kind="blocked")])
            await app.receiver.receive(channel, [channel.text("binh", "tell")])
            await app.settle()
        assert channel.texts_to("ann") == ["hello", "news"]
        assert channel.texts_to("chi") == ["hello"]
        assert [talk.question for talk in rows(Conversation)] == [1, 4, 3]
        assert [account.reachable for account in rows(ChannelAccount)] == [True, True, False]

    async def test_a_message_that_informs_leaves_the_question(self, settings, channel, rows):
        def respond(session: Session, event: Event) -> list[Reply]:
            return [Reply("q" if event.text == "ask" else "info", question=event.text == "ask")]

        async with running(make_app(settings, channel, respond)) as app:
            await app.receiver.receive(channel, [channel.text("ann", "ask"), channel.text("ann", "info")])
        assert rows(Conversation)[0].question == 1


async def test_blocking_and_coming_back(settings, channel, rows):
    async with running(make_app(settings, channel)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "hi")])
        await app.receiver.receive(channel, [channel.incoming("ann", kind="blocked")])
        assert rows(ChannelAccount)[0].reachable is False
        await app.receiver.receive(channel, [channel.incoming("ann", kind="unblocked")])
        assert rows(ChannelAccount)[0].reachable is True
        await app.settle()
    assert channel.texts_to("ann") == ["text: hi", "unblocked:"]


async def test_an_account_that_was_linked_to_a_person_is_that_person(settings, channel, rows):
    database = Database(settings.database_url)
    with database.session() as session:
        person = Person(name="Ann", locale="vi", created_at=datetime.now(UTC))
        session.add(person)
        session.flush()
        account = ChannelAccount(
            person_id=person.id or 0, channel="memory", external_id="ann", last_seen_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        session.add(account)
        session.commit()
    database.close()
    seen: list[Event] = []

    def remember(session: Session, event: Event) -> list[Reply]:
        seen.append(event)
        assert session.exec(select(Person)).one().id == event.person
        return []

    app = make_app(settings, channel, remember)
    async with running(app):
        await app.receiver.receive(channel, [channel.text("ann", "hi\u202e\x02")])
    assert [(event.locale, event.text, event.channel) for event in seen] == [("vi", "hi", "memory")]
    assert rows(ChannelAccount)[0].last_seen_at > datetime(2026, 1, 1, tzinfo=UTC)
