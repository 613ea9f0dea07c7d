"""Nothing is acknowledged before it is stored, and no fault of the vendor's ends the receiving."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.channels.base import Incoming
from bot.channels.outage import Outage, Patience
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_api import ApiError
from bot.channels.telegram_receiving import wait_after_error
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.telegram_bench import Journal, receiving, until


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def journal() -> Journal:
    return Journal()


async def test_an_update_reaches_the_journal_as_it_came(api: FakeBotApi, journal: Journal) -> None:
    async with receiving(api, journal) as channel:
        await api.user(7, "Lan").start("AB-12")
        sent = list(api.pending)
        await until(lambda: journal.batches)

    event = journal.batches[0][0]
    assert channel.bot == "telegram:110201543"
    assert (event.bot, event.kind, event.sender) == (channel.bot, "update", "7")
    assert event.external_id == str(sent[0]["update_id"])
    assert event.raw == sent[0]
    assert event.received_at.tzinfo is not None


async def test_the_offset_moves_only_after_the_commit(api: FakeBotApi, journal: Journal) -> None:
    waiting_at_commit = []
    journal.before_commit = lambda: waiting_at_commit.append(len(api.pending))
    await api.user(7).send("a")
    await api.user(8).send("b")

    async with receiving(api, journal):
        await until(lambda: not api.pending)

    assert waiting_at_commit == [2]
    assert [call.get("offset") for call in api.called("getUpdates")][:2] == [None, 5003]
    assert api.called("getUpdates")[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_what_was_not_stored_comes_again(api: FakeBotApi, journal: Journal) -> None:
    journal.refusals = 3
    await api.user(7).send("a")

    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: not api.pending)

    assert (journal.tried, journal.texts) == (4, ["a"])
    assert [entry["event"] for entry in logs] == ["telegram_unavailable", "telegram_available_again"]
    assert logs[0]["problem"] == "not stored: OSError"


async def test_a_malformed_update_does_not_hold_up_the_others(api: FakeBotApi, journal: Journal) -> None:
    lan = api.user(7)
    await lan.send("a")
    api.post_raw({"message": {"chat": "?"}})
    api.updates.pending.append({"no_id": True})
    api.updates.pending.append("not even an object")  # type: ignore[arg-type] # a fault is the point
    await lan.send("b")

    batch: list[Incoming] = []
    async with receiving(api, journal):
        await until(lambda: journal.batches)
        batch = journal.batches[0]
        await until(lambda: 5004 in [call.get("offset") for call in api.called("getUpdates")])

    assert [event.sender for event in batch] == ["7", "", "", "", "7"]
    assert [event.external_id for event in batch][:2] == ["5001", "5002"]
    assert batch[3].raw == {"malformed": "not even an object"}
    assert len({event.external_id for event in batch}) == 5


async def test_only_updates_without_an_id_do_not_spin(api: FakeBotApi, journal: Journal) -> None:
    api.fail_next("getUpdates", 200, {"ok": True, "result": [{"message": {}}]}, times=3)

    async with receiving(api, journal):
        await until(lambda: len(journal.batches) == 3)

    assert len({batch[0].external_id for batch in journal.batches}) == 1


Trouble = Callable[[FakeBotApi], Any]
FAULTS: list[tuple[str, Trouble]] = [
    (
        "another poller",
        lambda api: api.fail_next("getUpdates", 409, description="Conflict: terminated by other", times=3),
    ),
    ("wrong token", lambda api: api.fail_next("getUpdates", 401, description="Unauthorized", times=3)),
    ("not found", lambda api: api.fail_next("getUpdates", 404, description="Not Found", times=3)),
    ("slow down", lambda api: api.flood_next("getUpdates", retry_after=1)),
    ("server error", lambda api: api.fail_next("getUpdates", 500, times=3)),
    ("a proxy's page", lambda api: api.fail_next("getUpdates", 502, "<html>Bad Gateway</html>", times=3)),
    ("a page that says 200", lambda api: api.fail_next("getUpdates", 200, "<html>login</html>")),
    ("half an answer", lambda api: api.fail_next("getUpdates", 200, '{"ok":true,"result":[{"upd')),
    ("not a list", lambda api: api.fail_next("getUpdates", 200, {"ok": True, "result": {}})),
    ("no result", lambda api: api.fail_next("getUpdates", 200, {"ok": True})),
    ("ok is a word", lambda api: api.fail_next("getUpdates", 200, {"ok": "yes", "result": []})),
    ("not even text", lambda api: api.fail_next("getUpdates", 200, "[" * 100_000)),
    ("cut off", lambda api: api.cut_next("getUpdates", times=2)),
    ("dropped", lambda api: api.drop_next("getUpdates", times=2)),
]


@pytest.mark.parametrize("trouble", [row[1] for row in FAULTS], ids=[row[0] for row in FAULTS])
async def test_receiving_recovers(api: FakeBotApi, journal: Journal, trouble: Trouble) -> None:
    await api.user(7).send("a")
    trouble(api)

    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: journal.texts)

    assert journal.texts[0] == "a"
    warnings = [entry for entry in logs if entry["log_level"] == "warning"]
    assert [entry["event"] for entry in warnings] == ["telegram_unavailable"]  # once, however often it failed
    assert api.token not in str(logs)


async def test_a_server_that_answers_too_late(api: FakeBotApi, journal: Journal, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.telegram_receiving.ANSWER_SECONDS", -0.9)
    await api.user(7).send("a")
    api.delay_next("getUpdates", 1.0)

    with capture_logs() as logs:
        async with receiving(api, journal):
            await until(lambda: journal.texts)

    assert logs[0]["problem"] == "no answer: timed out"


async def test_a_server_that_goes_away(api: FakeBotApi, journal: Journal) -> None:
    async with receiving(api, journal):
        await api.user(7).send("a")
        await until(lambda: journal.texts == ["a"])
        await api.stop()
        await asyncio.sleep(0.05)
        await api.start()
        await api.user(7).send("b")
        await until(lambda: journal.texts == ["a", "b"])


async def test_a_webhook_that_is_still_set_is_removed(api: FakeBotApi, journal: Journal) -> None:
    async with ClientSession() as session:
        await session.post(f"{api.url}/bot{api.token}/setWebhook", json={"url": "http://127.0.0.1:9/x"})
    await api.user(7).send("a")

    async with receiving(api, journal):
        await until(lambda: journal.texts == ["a"])

    assert api.called("deleteWebhook") == [{"drop_pending_updates": False}]
    assert api.webhook is None


async def test_a_second_program_with_the_same_token(api: FakeBotApi, journal: Journal) -> None:
    """Both go on; whoever polls last gets it, nothing is lost, and it is said."""
    other = Journal()
    with capture_logs() as logs:
        async with receiving(api, journal), receiving(api, other):
            await asyncio.sleep(0.1)
            await api.user(7).send("a")
            await until(lambda: journal.texts + other.texts)

    assert set(journal.texts + other.texts) == {"a"}
    assert any("terminated by other" in entry["problem"] for entry in logs if entry["log_level"] == "warning")


def test_waits_grow_to_a_limit() -> None:
    outage = Outage(Patience(first=1, longest=60), "telegram")

    assert [outage.wait_after("x") for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    outage.over()
    assert outage.wait_after("x") == 1
    assert wait_after_error(outage, ApiError(429, "slow down", retry_after=90)) == 90
    assert wait_after_error(outage, ApiError(401, "Unauthorized")) == 60


def test_polling_has_no_route(journal: Journal) -> None:
    assert TelegramChannel("1:a").routes(journal.receive) == ()
