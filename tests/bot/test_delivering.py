"""Delivery: order, priorities, pace, refusals, and what a person who is gone leaves behind."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.app import running
from bot.channels.base import Attachment, Capabilities, Gone, Markup, Rejected, Temporary
from handlers.conversation import Document, Event, Reply
from storage.tables import ChannelAccount, OutboxState, Outgoing, Person, StoredFile
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app, until

pytestmark = ON_BOTH

DAY = timedelta(days=1)


@pytest.fixture
def channel() -> MemoryChannel:
    return MemoryChannel()


def several(session: Session, event: Event) -> list[Reply]:
    """As many answers as the number that was written."""
    return [Reply(f"{number}") for number in range(int(event.text))]


def fill(app, messages) -> None:
    """Rows of the outbox: (who, text, proactive, not_before)."""
    with app.database.session() as session:
        for number, who in enumerate(dict.fromkeys(message[0] for message in messages), start=1):
            session.add(_person(number))
            session.flush()
            session.add(
                ChannelAccount(
                    id=number, person_id=number, channel="memory", external_id=who, last_seen_at=datetime.now(UTC)
                )
            )
        session.flush()
        people = list(dict.fromkeys(message[0] for message in messages))
        for who, text, proactive, not_before in messages:
            number = people.index(who) + 1
            session.add(
                Outgoing(
                    person_id=number,
                    account_id=number,
                    channel="memory",
                    payload={"text": text},
                    proactive=proactive,
                    not_before=not_before,
                )
            )
            session.flush()
        session.commit()


def _person(number: int):
    return Person(id=number, created_at=datetime.now(UTC))


async def test_answers_arrive_in_order_and_are_marked(settings, channel, rows):
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "5"), channel.text("binh", "3")])
        await app.settle()
    assert channel.texts_to("ann") == ["0", "1", "2", "3", "4"]
    assert channel.texts_to("binh") == ["0", "1", "2"]
    for row in rows(Outgoing):
        assert (row.state, row.attempts, row.sent_at is not None) == (OutboxState.SENT, 1, True)


async def test_answers_go_before_what_nobody_asked_for(settings, channel):
    app = make_app(settings, channel)
    now = datetime.now(UTC)
    news = [(f"person {number}", "news", True, now) for number in range(5)]
    fill(app, [*news, ("ann", "news", True, now), ("ann", "answer", False, now), ("binh", "answer", False, now)])
    channel.sends_per_second = 10.0
    async with running(app):
        await app.settle()
    order = [(one.to, one.text) for one in channel.delivered]
    # Ann's answer waits for her own earlier news, and for nobody else's.
    assert order[:2] == [("ann", "news"), ("binh", "answer")]
    assert order.index(("ann", "answer")) < 5
    assert len(order) == 8


async def test_what_is_postponed_waits_for_the_campaigns_clock_and_blocks_no_answer(settings, channel, rows):
    app = make_app(settings, channel)
    later = datetime.now(UTC) + DAY
    fill(app, [("ann", "reminder", True, later), ("ann", "answer", False, later)])
    async with running(app):
        await app.settle()
        assert channel.texts_to("ann") == ["answer"]
        app.clock.offset += DAY
        await app.scheduler.run_tick_now()
        await app.settle()
    assert channel.texts_to("ann") == ["answer", "reminder"]


async def test_the_pace_is_even(settings, channel):
    app = make_app(settings, channel)
    now = datetime.now(UTC)
    fill(app, [(f"person {number}", "news", False, now) for number in range(20)])
    channel.sends_per_second = 40.0
    async with running(app):
        await app.settle()
    moments = sorted(one.at for one in channel.delivered)
    assert len(moments) == 20
    assert moments[-1] - moments[0] >= 19 / 40 - 0.03
    # Never a burst: in any quarter of a second no more than its share and one.
    for start in moments:
        assert sum(start <= moment < start + 0.25 for moment in moments) <= 12


async def test_several_in_a_row_to_one_chat_are_spaced_and_the_next_answer_is_not(settings, channel):
    channel.seconds_per_chat = 0.6
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "3")])
        await app.settle()
        await app.receiver.receive(channel, [channel.text("ann", "1")])
        await app.settle()
    gaps = [later.at - earlier.at for earlier, later in zip(channel.delivered, channel.delivered[1:], strict=False)]
    assert gaps[0] >= 0.59
    assert gaps[1] >= 0.59
    assert gaps[2] < 0.59


async def test_a_hanging_chat_delays_nobody_else(settings, channel, rows):
    channel.hanging.add("ann")
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "2"), channel.text("binh", "2")])
        await until(lambda: channel.texts_to("binh") == ["0", "1"])
    states = {(row.person_id, row.payload["text"]): row.state for row in rows(Outgoing)}
    assert states == {(1, "0"): "waiting", (1, "1"): "waiting", (2, "0"): "sent", (2, "1"): "sent"}


async def test_a_send_that_never_ends_is_given_up(settings, channel, rows, monkeypatch):
    monkeypatch.setattr("bot.delivering.SEND_SECONDS", 0.05)
    channel.hanging.add("ann")
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "1")])
        await until(lambda: rows(Outgoing)[0].attempts > 0)
        channel.hanging.clear()
        await app.settle()
    assert channel.texts_to("ann") == ["0"]


async def test_a_temporary_failure_is_tried_again_and_keeps_the_order(settings, channel, rows):
    channel.failures["ann"] = [Temporary("later", after=0.1), Temporary("later", after=0.05)]
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "2")])
        await app.settle()
    assert channel.texts_to("ann") == ["0", "1"]
    assert [row.attempts for row in rows(Outgoing)] == [3, 1]


async def test_hours_without_the_channel_lose_nothing_and_keep_the_order(settings, channel, rows):
    async with running(make_app(settings, channel, several)) as app:
        channel.failures["ann"] = [Temporary("away", after=0.001) for _ in range(300)]
        await app.receiver.receive(channel, [channel.text("ann", "3"), channel.text("binh", "1")])
        await until(lambda: channel.texts_to("binh") == ["0"])
        await app.settle()
    assert channel.texts_to("ann") == ["0", "1", "2"]
    assert sorted(row.attempts for row in rows(Outgoing)) == [1, 1, 1, 301]


async def test_too_many_requests_halt_the_whole_channel(settings, channel, rows):
    channel.failures["ann"] = [Temporary("429", after=0.4, whole_channel=True)]
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "1")])
        await asyncio.sleep(0.1)
        started = asyncio.get_running_loop().time()
        await app.receiver.receive(channel, [channel.text("binh", "1")])
        await app.settle()
    assert min(one.at for one in channel.delivered) - started >= 0.2
    assert {one.to for one in channel.delivered} == {"ann", "binh"}
    assert [row.attempts for row in rows(Outgoing)] == [1, 1]  # the outage is not the message's fault


async def test_a_refused_message_is_left_out(settings, channel, rows):
    channel.failures["ann"] = [Rejected("bad content 7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1")]
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "2")])
        await app.settle()
    assert channel.texts_to("ann") == ["1"]
    assert [(row.state, row.error) for row in rows(Outgoing)] == [
        (OutboxState.REJECTED, "bad content [secret]"),
        (OutboxState.SENT, None),
    ]


async def test_somebody_who_is_gone_gets_nothing_more(settings, channel, rows):
    channel.failures["ann"] = [Gone("blocked")]
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "3"), channel.text("binh", "1")])
        await app.settle()
    assert channel.texts_to("ann") == []
    assert [row.state for row in rows(Outgoing)] == ["gone", "gone", "gone", "sent"]
    assert [account.reachable for account in rows(ChannelAccount)] == [False, True]


async def test_a_fault_of_ours_does_not_stop_the_others(settings, channel, rows, monkeypatch):
    monkeypatch.setattr("bot.delivering.TRIES_OF_A_FAULT", 1)
    channel.failures["ann"] = [KeyError("a bug")]
    async with running(make_app(settings, channel, several)) as app:
        await app.receiver.receive(channel, [channel.text("ann", "2")])
        await app.settle()
    assert channel.texts_to("ann") == ["1"]
    assert rows(Outgoing)[0].state == OutboxState.REJECTED


class TestDocuments:
    @staticmethod
    def respond(session: Session, event: Event) -> list[Reply]:
        params = {"digest": event.text, "name": "giấy.jpg"}
        return [Reply("here", documents=(Document("evidence", params), Document("evidence", params)))]

    async def test_a_document_is_a_message_of_its_own(self, settings, channel, rows):
        app = make_app(settings, channel, self.respond)
        kept = app.files.put(b"\xff\xd8\xff photo", name="x.jpg", media_type="image/jpeg")
        with app.database.session() as session:
            session.add(
                StoredFile(digest=kept.digest, size=kept.size, media_type="image/jpeg", stored_at=datetime.now(UTC))
            )
            session.commit()
        async with running(app):
            await app.receiver.receive(channel, [channel.text("ann", kept.digest)])
            await app.settle()
        attachment = Attachment(app.files.path(kept.digest), "giấy.jpg", "image/jpeg")
        assert [(one.message.texts, one.message.attachment) for one in channel.delivered] == [
            (("here",), None),
            ((), attachment),
            ((), attachment),
        ]

    async def test_a_missing_file_is_refused_and_a_channel_without_files_gets_its_name(self, settings, channel, rows):
        async with running(make_app(settings, channel, self.respond)) as app:
            await app.receiver.receive(channel, [channel.text("ann", "0" * 64)])
            await app.settle()
        assert channel.texts_to("ann") == ["here"]
        assert [row.state for row in rows(Outgoing)] == ["sent", "rejected", "rejected"]

    async def test_a_channel_without_files_gets_the_name(self, settings):
        channel = MemoryChannel(capabilities=Capabilities(False, False, 4096, Markup.PLAIN))
        app = make_app(settings, channel, self.respond)
        kept = app.files.put(b"\xff\xd8\xff photo", name="x.jpg", media_type="image/jpeg")
        with app.database.session() as session:
            session.add(
                StoredFile(digest=kept.digest, size=kept.size, media_type="image/jpeg", stored_at=datetime.now(UTC))
            )
            session.commit()
        async with running(app):
            await app.receiver.receive(channel, [channel.text("ann", kept.digest)])
            await app.settle()
        assert channel.texts_to("ann")[1] == "A file that cannot be shown here: giấy.jpg"


async def test_a_tick_sends_what_is_due(settings, channel):
    ticks: list[datetime] = []

    def tick(session: Session, now: datetime) -> list[Reply]:
        ticks.append(now)
        return [Reply("due", to=1, proactive=True)] if len(ticks) == 1 else []

    app = make_app(settings, channel, tick=tick)
    async with running(app):
        await app.receiver.receive(channel, [channel.text("ann", "hi")])
        app.clock.offset = timedelta(days=-700)
        await app.scheduler.run_tick_now()
        await app.scheduler.run_tick_now()
        await app.settle()
    assert channel.texts_to("ann") == ["text: hi", "due"]
    assert ticks[0] < datetime.now(UTC) - timedelta(days=699)
