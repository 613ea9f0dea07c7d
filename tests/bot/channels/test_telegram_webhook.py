"""A webhook answers 200 only to Telegram, and only after the update is stored."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_webhook import SECRET_HEADER
from bot.channels.webhooks import MAX_BODY
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.telegram_bench import Journal, receiving, until


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def journal() -> Journal:
    return Journal()


@asynccontextmanager
async def listening(api: FakeBotApi, journal: Journal, **more: Any) -> AsyncIterator[tuple[TelegramChannel, str]]:
    """Our HTTP server, and the channel registered at Telegram; gives the channel and the address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    public_url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    async with receiving(api, journal, mode="webhook", public_url=public_url, **more) as channel:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(channel.routes(journal.receive))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            await until(lambda: api.webhook)
            assert api.webhook is not None
            yield channel, api.webhook.url
        finally:
            await runner.cleanup()


async def test_an_update_arrives_by_webhook(api: FakeBotApi, journal: Journal) -> None:
    async with listening(api, journal) as (channel, url):
        await api.user(7).send("a")
        await until(lambda: not api.pending)

    assert api.webhook is not None
    assert (journal.texts, api.webhook.answers) == (["a"], [200])
    assert (journal.batches[0][0].bot, journal.batches[0][0].sender) == (channel.bot, "7")
    assert api.webhook.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert api.token.partition(":")[2] not in url
    assert api.webhook.secret is not None
    assert api.webhook.secret not in url


async def test_200_only_after_the_commit(api: FakeBotApi, journal: Journal) -> None:
    journal.refusals = 2
    waiting = []
    journal.before_commit = lambda: waiting.append(len(api.pending))
    async with listening(api, journal):
        await api.user(7).send("a")
        await until(lambda: not api.pending)

    assert api.webhook is not None
    assert api.webhook.answers == [503, 503, 200]
    assert (journal.texts, waiting) == (["a"], [1, 1, 1])


UPDATE = {"update_id": 1, "message": {"chat": {"id": 7}}}
REQUESTS: list[tuple[str, str | None, bytes, int, int]] = [
    ("good", "s-1", json.dumps(UPDATE).encode(), 200, 1),
    ("without an id", "s-1", b'{"x": 1}', 200, 1),
    ("no secret", None, json.dumps(UPDATE).encode(), 403, 0),
    ("wrong secret", "s-2", json.dumps(UPDATE).encode(), 403, 0),
    ("part of the secret", "s-", json.dumps(UPDATE).encode(), 403, 0),
    ("secret in other letters", "ş-1", json.dumps(UPDATE).encode(), 403, 0),
    ("wrong secret, large body", "s-2", b" " * (MAX_BODY + 1), 403, 0),
    ("too large", "s-1", b'{"x": "' + b"a" * MAX_BODY + b'"}', 413, 0),
    ("not JSON", "s-1", b"update_id=1", 400, 0),
    ("half of it", "s-1", b'{"update_id": 1, "mess', 400, 0),
    ("empty", "s-1", b"", 400, 0),
    ("not an object", "s-1", b"[1]", 400, 0),
    ("not UTF-8", "s-1", b'{"a": "\xff"}', 400, 0),
    ("too deep", "s-1", b"[" * 100_000, 400, 0),
]


@pytest.mark.parametrize(
    ("secret", "body", "status", "stored"), [r[1:] for r in REQUESTS], ids=[r[0] for r in REQUESTS]
)
async def test_what_the_webhook_answers(api, journal, secret, body, status, stored) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with listening(api, journal, webhook_secret="s-1") as (_, url), ClientSession() as session:
        async with session.post(url, data=io.BytesIO(body), headers=headers) as response:
            assert response.status == status
        assert len(journal.batches) == stored


async def test_a_body_of_untold_length(api: FakeBotApi, journal: Journal) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 64 * 1024

    async with (
        listening(api, journal, webhook_secret="s-1") as (_, url),
        ClientSession() as session,
        session.post(url, data=pieces(), headers={SECRET_HEADER: "s-1"}) as response,
    ):
        assert response.status == 413


@pytest.mark.parametrize("trouble", ["refused", "page", "slow"])
async def test_the_webhook_is_set_in_the_end(api: FakeBotApi, journal: Journal, trouble: str) -> None:
    if trouble == "refused":
        api.fail_next("getWebhookInfo", 500, times=3)
    elif trouble == "page":
        api.fail_next("setWebhook", 502, "<html>", times=3)
    else:
        api.flood_next("setWebhook")

    async with listening(api, journal):
        await api.user(7).send("a")
        await until(lambda: journal.texts == ["a"])


async def test_a_webhook_that_is_right_is_left_alone(api: FakeBotApi, journal: Journal) -> None:
    options = {"mode": "webhook", "public_url": "http://127.0.0.1:9"}
    async with receiving(api, journal, **options):
        await until(lambda: api.webhook)
    async with receiving(api, journal, **options):
        await until(lambda: len(api.called("getWebhookInfo")) == 2)
        await asyncio.sleep(0.05)
    assert len(api.called("setWebhook")) == 1

    async with receiving(api, journal, webhook_secret="another", **options):
        await until(lambda: len(api.called("setWebhook")) == 2)
    first, second = api.called("setWebhook")
    assert first["url"] != second["url"]  # Telegram does not tell its secret: a new one shows in the address
    assert second["secret_token"] == "another"


async def test_deliveries_that_fail_are_told(api: FakeBotApi, journal: Journal) -> None:
    options = {"mode": "webhook", "public_url": "http://127.0.0.1:9"}
    await api.user(7).send("a")
    async with receiving(api, journal, **options):
        await until(lambda: api.webhook and api.webhook.last_error)
    with capture_logs() as logs:
        async with receiving(api, journal, **options):
            await until(lambda: logs)

    assert logs[0]["event"] == "telegram_cannot_deliver"
    assert "Connection failed" in logs[0]["problem"]


@pytest.mark.parametrize("options", [{}, {"public_url": "https://a.vn", "webhook_secret": "a b"}])
def test_a_webhook_that_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="webhook"):
        TelegramChannel("1:a", mode="webhook", **options)
