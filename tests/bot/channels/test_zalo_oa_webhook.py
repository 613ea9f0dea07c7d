"""The webhook of an Official Account answers 200 only to Zalo, and only after the event is stored."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.channels.webhooks import MAX_BODY
from bot.channels.zalo_oa import ZaloOaChannel
from tests.fakes.telegram_bench import Journal, until
from tests.fakes.zalo_oa import FakeZaloOa
from tests.fakes.zalo_oa_bench import sending


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as server:
        yield server


@pytest.fixture
def journal() -> Journal:
    return Journal()


@asynccontextmanager
async def listening(oa: FakeZaloOa, journal: Journal, **more: Any) -> AsyncIterator[ZaloOaChannel]:
    """Our HTTP server, and its address in Zalo's console."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    public_url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    async with sending(oa, public_url=public_url, **more) as channel:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(channel.routes(journal.receive))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            oa.webhook.url = channel.webhook_url
            yield channel
        finally:
            await runner.cleanup()


async def test_an_event_arrives(oa: FakeZaloOa, journal: Journal) -> None:
    lan = oa.user()
    async with listening(oa, journal) as channel:
        sent = await lan.send("xin chào Cô Hoa")
        await until(lambda: not oa.pending)
    event = journal.batches[0][0]
    assert event.external_id == f"user_send_text:{sent['message']['msg_id']}"
    assert (event.bot, event.sender) == (channel.bot, lan.id)
    assert channel.understand(event.raw).text == "xin chào Cô Hoa"
    assert oa.webhook.answers == [200]
    assert oa.secret_key not in channel.webhook_url


@pytest.mark.parametrize("prefix", ["mac=", ""])
@pytest.mark.parametrize("first", ["app_id", "oa_id"])
async def test_the_known_forms_of_a_signature(oa: FakeZaloOa, journal: Journal, first: str, prefix: str) -> None:
    oa.webhook.first, oa.webhook.prefix = first, prefix
    async with listening(oa, journal, first=getattr(oa, first)):
        await oa.user().send("a")
        await until(lambda: not oa.pending)
    assert oa.webhook.answers == [200]


async def test_another_first_term_is_refused(oa: FakeZaloOa, journal: Journal) -> None:
    oa.webhook.first = "oa_id"
    async with listening(oa, journal):
        assert await oa.webhook.deliver(await oa.user().send("a")) == 403
    assert journal.batches == []


async def test_200_only_after_the_commit(oa: FakeZaloOa, journal: Journal) -> None:
    journal.refusals = 2
    async with listening(oa, journal):
        await oa.user().send("a")
        await until(lambda: not oa.pending)
    assert oa.webhook.answers == [503, 503, 200]
    assert len(journal.batches) == 1


async def test_a_repeat_has_the_same_id_and_order_is_no_matter(oa: FakeZaloOa, journal: Journal) -> None:
    oa.webhook.repeats, oa.webhook.reorders = 2, True
    lan = oa.user()
    for words in ("a", "b"):
        await lan.send(words)
    async with listening(oa, journal):
        await until(lambda: not oa.pending)
    assert len(journal.batches) == 6
    assert len({batch[0].external_id for batch in journal.batches}) == 2


EVENT = {"event_name": "user_send_text", "timestamp": "1", "sender": {"id": "1"}, "message": {"text": "x"}}
BODY = json.dumps(EVENT).encode()
REQUESTS: list[tuple[str, bytes, str | None, int, int]] = [
    ("the real one", BODY, None, 200, 1),
    ("an empty probe", b"", "", 200, 0),
    ("blanks", b" \n", "", 200, 0),
    ("no signature", BODY, "", 403, 0),
    ("an empty signature", BODY, "mac=", 403, 0),
    ("another signature", BODY, "mac=" + "0" * 64, 403, 0),
    ("a signature with letters beyond ASCII", BODY, "mac=chữ ký", 403, 0),
    ("not JSON", b"<html>", None, 400, 0),
    ("a list", b"[]", None, 400, 0),
    ("endless nesting", b"[" * 100_000, None, 400, 0),
    ("too large", b" " * (MAX_BODY + 1), None, 413, 0),
    ("a receipt", b'{"event_name": "user_seen_message", "timestamp": "1"}', None, 200, 0),
    ("an echo", b'{"event_name": "oa_send_text", "timestamp": "1", "message": {"text": "x"}}', None, 200, 0),
    ("an odd one is stored as it is", b'{"event_name": 7, "timestamp": "1"}', None, 200, 1),
    (
        "other blanks than JSON needs",
        b'{ "event_name" : "follow","timestamp":"1", "follower":{"id":"1"}}',
        None,
        200,
        1,
    ),
]


@pytest.mark.parametrize(
    ("body", "signature", "status", "stored"), [row[1:] for row in REQUESTS], ids=[row[0] for row in REQUESTS]
)
async def test_who_is_answered_how(oa, journal, body, signature, status, stored) -> None:
    async with listening(oa, journal):
        assert await oa.webhook.deliver({"timestamp": "1"}, signature=signature, body=body) == status
    assert len(journal.batches) == stored


async def test_a_changed_body_does_not_fit_its_signature(oa: FakeZaloOa, journal: Journal) -> None:
    right = "mac=" + oa.webhook.sign(BODY, "1")
    async with listening(oa, journal):
        for body in (BODY.replace(b'"x"', b'"y"'), BODY.replace(b": ", b":"), BODY.replace(b'"1"', b'"2"')):
            assert await oa.webhook.deliver({"timestamp": "1"}, signature=right, body=body) == 403
        assert await oa.webhook.deliver({"timestamp": "1"}, signature=right, body=BODY) == 200


async def test_a_file_does_not_hold_the_answer_up(oa: FakeZaloOa, journal: Journal) -> None:
    """It is only stored: fetching comes after."""
    oa.delay_next("media", 30)
    async with listening(oa, journal):
        began = asyncio.get_running_loop().time()
        assert await oa.webhook.deliver(await oa.user().send_photo(b"x")) == 200
    assert asyncio.get_running_loop().time() - began < 2
