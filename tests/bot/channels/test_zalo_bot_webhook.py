"""A webhook answers 200 only to Zalo, and only after the event is stored."""

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

from bot.channels.webhooks import MAX_BODY
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_bot_webhook import SECRET_HEADER
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


@asynccontextmanager
async def listening(api: FakeZaloBot, journal: Journal, **more: Any) -> AsyncIterator[ZaloBotChannel]:
    """Our HTTP server, and the channel registered at Zalo."""
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
            yield channel
        finally:
            await runner.cleanup()


@pytest.mark.parametrize("wrapped", [True, False])
async def test_an_event_arrives_by_webhook(api: FakeZaloBot, journal: Journal, wrapped: bool) -> None:
    api.wrapped = wrapped
    lan = api.user()
    async with listening(api, journal) as channel:
        sent = await lan.send("a")
        await until(lambda: not api.pending)

    event = journal.batches[0][0]
    assert event.external_id == f"message.text.received:{sent['message']['message_id']}"
    assert (event.bot, event.sender, channel.understand(event.raw).text) == (channel.bot, lan.id, "a")
    assert api.webhook is not None
    assert api.webhook.answers == [200]
    assert api.webhook.url == channel.webhook_url
    assert api.token.partition(":")[2] not in api.webhook.url
    assert api.webhook.secret not in api.webhook.url
    assert api.called("getUpdates") == []


async def test_200_only_after_the_commit(api: FakeZaloBot, journal: Journal) -> None:
    journal.refusals = 2
    async with listening(api, journal):
        await api.user().send("a")
        await until(lambda: not api.pending)
    assert api.webhook is not None
    assert api.webhook.answers == [503, 503, 200]
    assert [event.raw["message"]["text"] for batch in journal.batches for event in batch] == ["a"]


async def test_repeats_have_the_same_id(api: FakeZaloBot, journal: Journal) -> None:
    """The journal keeps one of them, however each is wrapped."""
    async with listening(api, journal):
        event = await api.user().send("a")
        await until(lambda: not api.pending)
        assert api.webhook is not None
        for body in (event, {"ok": True, "result": event}, event):
            assert await api.webhook.post(json.dumps(body).encode()) == 200
    assert len({batch[0].external_id for batch in journal.batches}) == 1
    assert len(journal.batches) == 4


BODY = b'{"event_name": "message.text.received", "message": {"message_id": "a", "chat": {"id": "b"}, "text": "x"}}'
REQUESTS: list[tuple[str, bytes, str | None, int]] = [
    ("an empty probe", b"", "", 200),
    ("an empty probe with the secret", b"", None, 200),
    ("blanks", b" \n", "", 200),
    ("no secret", BODY, "", 403),
    ("another secret", BODY, "of-somebody-else", 403),
    ("a secret with letters beyond ASCII", BODY, "mật-khẩu", 403),
    ("not JSON", b"<html>", None, 400),
    ("a list", b"[]", None, 400),
    ("endless nesting", b"[" * 100_000, None, 400),
    ("too large", b" " * (MAX_BODY + 1), None, 413),
    ("an odd event is stored as it is", b'{"event_name": 7}', None, 200),
    ("the real one", BODY, None, 200),
]


@pytest.mark.parametrize(("body", "secret", "status"), [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS])
async def test_who_is_answered_how(api, journal, body, secret, status) -> None:
    async with listening(api, journal) as channel:
        given = api.webhook.secret if secret is None else secret
        async with ClientSession() as session:
            headers = {SECRET_HEADER: given} if given else {}
            async with session.post(channel.webhook_url, data=io.BytesIO(body), headers=headers) as response:
                assert response.status == status
    assert len(journal.batches) == (1 if status == 200 and body.strip() else 0)


async def test_an_echo_is_thanked_for_and_dropped(api: FakeZaloBot, journal: Journal) -> None:
    event = json.loads(BODY)
    event["message"]["from"] = {"id": "c", "is_bot": True}
    async with listening(api, journal):
        assert api.webhook is not None
        assert await api.webhook.post(json.dumps(event).encode()) == 200
    assert journal.batches == []


async def test_it_is_set_once_and_not_at_every_start(api: FakeZaloBot, journal: Journal) -> None:
    """Zalo counts how often it is set a day."""
    url = "https://thidua.example"
    for _ in range(3):
        async with receiving(api, journal, mode="webhook", public_url=url):
            await until(lambda: api.called("getWebhookInfo"))
            await asyncio.sleep(0.05)
            api.calls[:] = [call for call in api.calls if call[0] == "setWebhook"]
    assert len(api.called("setWebhook")) == 1
    async with receiving(api, journal, mode="webhook", public_url=url, webhook_secret="another-secret"):
        await until(lambda: len(api.called("setWebhook")) == 2)
    assert api.called("setWebhook")[1]["secret_token"] == "another-secret"


async def test_a_probe_that_failed_is_told(api: FakeZaloBot, journal: Journal) -> None:
    with capture_logs() as logs:
        async with receiving(api, journal, mode="webhook", public_url="http://127.0.0.1:9"):
            await until(lambda: logs)
    assert [(entry["event"], entry["outcome"]) for entry in logs] == [("zalo_cannot_deliver", "webhook.err.conn")]


async def test_setting_it_survives_an_outage(api: FakeZaloBot, journal: Journal) -> None:
    api.fail_next("getWebhookInfo", 502, "<html>")
    api.refuse_next("setWebhook", 429, "too many")
    async with listening(api, journal):
        await api.user().send("a")
        await until(lambda: journal.batches)
    assert len(api.called("setWebhook")) == 2


@pytest.mark.parametrize(
    "more",
    [{"public_url": None}, {"webhook_secret": "short"}, {"webhook_secret": "has spaces in it"}],
)
def test_a_webhook_that_cannot_be(more: dict[str, Any]) -> None:
    given: dict[str, Any] = {"public_url": "https://x.example"} | more
    with pytest.raises(ValueError, match="webhook"):
        ZaloBotChannel("1:abcdefgh", mode="webhook", **given)
