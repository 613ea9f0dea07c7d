"""One event a poll, stored before the next is asked for; and no fault of the vendor's ends the receiving."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Rendered
from bot.channels.outage import Outage, Patience
from bot.channels.zalo_bot_api import ApiError
from bot.channels.zalo_bot_receiving import wait_after_error
from tests.fakes.telegram_bench import Journal, until
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_bot_bench import receiving


@pytest.fixture
async def api() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as server:
        yield server


@pytest.fixture
def journal() -> Journal:
    return Journal()


async def test_an_event_reaches_the_journal_as_it_came(api: FakeZaloBot, journal: Journal) -> None:
    lan = api.user()
    async with receiving(api, journal) as channel:
        sent = await lan.send("xin chào")
        await until(lambda: journal.batches)

    event = journal.batches[0][0]
    assert (channel.bot, event.bot, event.kind) == ("zalo_bot:4093715826104477", channel.bot, "update")
    assert event.external_id == f"message.text.received:{sent['message']['message_id']}"
    assert (event.sender, event.raw) == (lan.id, sent)
    assert event.received_at.tzinfo is not None
    assert api.called("getUpdates")[0] == {"timeout": 2}


async def test_one_event_a_poll_in_order_by_one_poller(api: FakeZaloBot, journal: Journal) -> None:
    lan = api.user()
    for number in range(5):
        await lan.send(str(number))
    async with receiving(api, journal):
        await until(lambda: len(journal.batches) == 5)

    assert journal.texts == ["0", "1", "2", "3", "4"]
    assert api.pollers_at_once == 1


async def test_an_idle_poll_is_no_failure(api: FakeZaloBot, journal: Journal) -> None:
    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: len(api.called("getUpdates")) >= 3)

    assert logs == []
    assert journal.batches == []


async def test_idle_polls_that_end_at_once_do_not_spin(api: FakeZaloBot, journal: Journal) -> None:
    api.idle_seconds = 0
    async with receiving(api, journal, patience=Patience(poll=2, first=0.1, longest=0.1)):
        await asyncio.sleep(0.45)

    assert len(api.called("getUpdates")) <= 6


async def test_nothing_is_fetched_before_the_last_event_is_stored(api: FakeZaloBot, journal: Journal) -> None:
    """Zalo tells it only once."""
    journal.refusals = 3
    lan = api.user()
    await lan.send("a")
    await lan.send("b")
    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: len(journal.batches) == 2)

    assert (journal.tried, journal.texts) == (5, ["a", "b"])
    *before, last = [entry["event"] for entry in logs]
    assert (set(before), last) == ({"zalo_unavailable"}, "zalo_available_again")
    # A poll that is cut off and a door that is closed are two kinds of trouble: each is said once.
    told = [{key: value for key, value in entry.items() if key != "event"} for entry in logs[:-1]]
    assert len(told) == len({str(one) for one in told}) <= 2
    assert logs[0]["problem"] == "not stored: OSError"


async def test_odd_events_do_not_hold_up_the_others(api: FakeZaloBot, journal: Journal) -> None:
    lan = api.user()
    for odd in ({"event_name": 7}, {"message": "?"}, {"event_name": "user.followed", "follower": {"id": "x"}}):
        api.post(odd)
    await lan.send("a")
    async with receiving(api, journal):
        await until(lambda: len(journal.batches) == 4)

    assert [batch[0].sender for batch in journal.batches] == ["", "", "", lan.id]


async def test_answers_in_other_shapes(api: FakeZaloBot, journal: Journal) -> None:
    lan = api.user()
    first, second = await lan.send("a"), await lan.send("b")
    api.pending.clear()
    results: list[Any] = [None, {}, [], "odd", [first, second]]
    for result in results:
        api.fail_next("getUpdates", 200, {"ok": True, "result": result})
    async with receiving(api, journal):
        await until(lambda: len(journal.batches) == 3)

    assert [batch[0].raw for batch in journal.batches] == [{"malformed": "odd"}, first, second]


Trouble = Callable[[FakeZaloBot], Any]
TROUBLES: list[tuple[str, Trouble]] = [
    ("502 with a page", lambda api: api.fail_next("getUpdates", 502, "<html>", times=3)),
    ("504 with a page", lambda api: api.fail_next("getUpdates", 504, "<html>", times=3)),
    ("403 of a proxy", lambda api: api.fail_next("getUpdates", 403, "<html>cloud", times=3)),
    ("403, internal server error", lambda api: api.refuse_next("getUpdates", 403, "internal server error", times=2)),
    ("429 with the status", lambda api: api.fail_next("getUpdates", 429, description="quota", times=2)),
    ("429 inside 200", lambda api: api.refuse_next("getUpdates", 429, "quota exceeded", times=2)),
    ("401", lambda api: api.refuse_next("getUpdates", 401, "Unauthorized", times=2)),
    ("code as a text", lambda api: api.fail_next("getUpdates", 200, {"ok": False, "error_code": "502"}, times=2)),
    ("code under another key", lambda api: api.fail_next("getUpdates", 200, {"ok": False, "errorCode": 426})),
    ("no code", lambda api: api.fail_next("getUpdates", 200, {"ok": False})),
    ("not JSON", lambda api: api.fail_next("getUpdates", 200, "<html>maintenance</html>", times=2)),
    ("JSON of something else", lambda api: api.fail_next("getUpdates", 200, {"hello": 1})),
    ("408 with the status", lambda api: api.fail_next("getUpdates", 408, times=2)),
]


@pytest.mark.parametrize("trouble", [row[1] for row in TROUBLES], ids=[row[0] for row in TROUBLES])
async def test_after_a_fault_it_goes_on(api: FakeZaloBot, journal: Journal, trouble: Trouble) -> None:
    trouble(api)
    await api.user().send("a")
    async with receiving(api, journal):
        await until(lambda: journal.batches)
    assert journal.texts == ["a"]


async def test_after_an_outage_it_goes_on(api: FakeZaloBot, journal: Journal) -> None:
    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: api.called("getUpdates"))
            await api.stop()
            await until(lambda: logs)
            await api.start()
            await api.user().send("a")
            await until(lambda: journal.batches)
    assert [entry["event"] for entry in logs] == ["zalo_unavailable", "zalo_available_again"]


async def test_own_messages_that_come_back_are_dropped(api: FakeZaloBot, journal: Journal) -> None:
    api.echoes = True
    lan = api.user()
    await lan.send("a")
    async with receiving(api, journal) as channel:
        await until(lambda: journal.batches)
        await channel.describe()  # now it knows itself
        await channel.send(lan.id, Rendered(("một",)))
        await until(lambda: not api.pending)
        await lan.send("b")
        await until(lambda: len(journal.batches) == 2)
    assert journal.texts == ["a", "b"]


async def test_an_echo_is_known_by_its_message_too(api: FakeZaloBot, journal: Journal) -> None:
    """Before getMe has told who the bot is."""
    lan = api.user()
    await lan.send("a")
    async with receiving(api, journal) as channel:
        await until(lambda: journal.batches)
        identity = await channel.send(lan.id, Rendered(("một",)))
        echo = await lan.send("một")
        echo["message"]["message_id"] = identity
        await lan.send("b")
        await until(lambda: len(journal.batches) == 2)
    assert journal.texts == ["a", "b"]


async def test_a_webhook_that_is_set_makes_the_poll_mute_and_is_told(api: FakeZaloBot, journal: Journal) -> None:
    await receiving_channel_sets_webhook(api)
    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: logs)
    assert [entry["event"] for entry in logs] == ["zalo_webhook_is_set"]
    assert len(api.called("getWebhookInfo")) == 1


async def receiving_channel_sets_webhook(api: FakeZaloBot) -> None:
    async with receiving(api, Journal()) as channel:
        assert await channel.webhook() == ""
        await channel._api.call("setWebhook", {"url": "https://other.example/x", "secret_token": "12345678"})
        assert await channel.webhook() == "https://other.example/x"
    api.calls.clear()


def test_waits_grow_and_each_trouble_is_told_once() -> None:
    outage = Outage(Patience(first=1, longest=8), "zalo")
    with capture_logs() as logs:
        waits = [outage.wait_after("x") for _ in range(5)]
        waits.append(wait_after_error(outage, ApiError(401, "Unauthorized")))
        outage.over()
        waits.append(outage.wait_after("x"))
    assert waits == [1, 2, 4, 8, 8, 8, 1]
    assert [entry["event"] for entry in logs] == ["zalo_unavailable"] * 2 + ["zalo_available_again", "zalo_unavailable"]
