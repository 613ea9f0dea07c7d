"""What is sent, which of our errors a refusal is, and that nothing is sent twice that may have arrived."""

import io
import logging
import traceback
import unicodedata
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.channels.base import Attachment, Capabilities, FileRef, Gone, Markup, Rejected, Rendered, Temporary
from bot.channels.zalo_bot import ZaloBotChannel, ZaloBotProfile
from bot.channels.zalo_bot_sending import REFUSALS_OF_ONE
from bot.rendering import render
from locales import translator
from tests.fakes.zalo_bot import FakeZaloBot, FakeZaloUser

JPEG = b"\xff\xd8\xff\xe0 photo"


@pytest.fixture
async def api() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as server:
        yield server


@pytest.fixture
async def lan(api: FakeZaloBot) -> FakeZaloUser:
    user = api.user("Cô Lan")
    await user.send("xin chào")
    return user


@pytest.fixture
async def channel(api: FakeZaloBot) -> AsyncIterator[ZaloBotChannel]:
    zalo = ZaloBotChannel(api.token, api_url=api.url)
    yield zalo
    await zalo.close()


async def test_a_text_goes_out_plain(api: FakeZaloBot, channel: ZaloBotChannel, lan: FakeZaloUser) -> None:
    typed = "**đậm** <b>x</b> {red}đỏ{/red} _a_"
    identity = await channel.send(lan.id, Rendered((typed,)))
    assert [(message.id, message.text) for message in lan.messages] == [(identity, typed)]
    assert api.called("sendMessage") == [{"chat_id": lan.id, "text": typed}]


async def test_a_decomposed_text_is_composed(channel: ZaloBotChannel, lan: FakeZaloUser) -> None:
    await channel.send(lan.id, Rendered((unicodedata.normalize("NFD", "Tổ trưởng"),)))
    assert lan.messages[0].text == "Tổ trưởng"


async def test_a_long_text_is_cut_at_line_ends(channel: ZaloBotChannel, lan: FakeZaloUser) -> None:
    text = "\n".join(f"{number}. Khu phố số {number} 🏅" for number in range(200))
    payload = {"text": text, "choices": [{"id": "a", "label": "Đồng ý"}], "numbered": True}
    assert channel.capabilities == Capabilities(False, False, 1900, Markup.PLAIN, True)
    await channel.send(lan.id, render(payload, 1, capabilities=channel.capabilities, tr=translator("vi")))
    texts = [message.text for message in lan.messages]
    assert "\n".join(texts) == f"{text}\n\n1. Đồng ý"
    assert len(texts) == 3
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= 1900


async def test_a_picture_is_fetched_by_zalo_more_than_once(
    api: FakeZaloBot, channel: ZaloBotChannel, lan: FakeZaloUser
) -> None:
    await channel.send(lan.id, Rendered(("Minh chứng",), attachment=picture(api.keep(JPEG, "jpg"))))
    assert [(one.kind, one.text, one.content) for one in lan.messages] == [("photo", "Minh chứng", JPEG)]


async def test_where_zalo_cannot_fetch_the_picture_its_address_is_sent(
    api: FakeZaloBot, channel: ZaloBotChannel, lan: FakeZaloUser
) -> None:
    address = f"{api.url}/media/none.jpg"
    await channel.send(lan.id, Rendered(("Minh chứng",), attachment=picture(address)))
    assert [(one.kind, one.text) for one in lan.messages] == [("text", f"Minh chứng\n{address}")]


def picture(address: str) -> Attachment:
    return Attachment(Path("i1.jpg"), "i1.jpg", "image/jpeg", address)


# -- refusals

Trouble = Callable[[FakeZaloBot], Any]


def sends(**fault: Any) -> Trouble:
    return lambda api: api.fail_next("sendMessage", **fault)


def refuses(code: int, description: str = "refused") -> Trouble:
    return lambda api: api.refuse_next("sendMessage", code, description)


REFUSALS: list[tuple[str, Trouble, type[Exception]]] = [
    ("400 inside 200", refuses(400, "Bad Request"), Rejected),
    ("400 with the status", sends(status=400, description="Bad Request"), Rejected),
    ("401: all wait", refuses(401, "Unauthorized"), Temporary),
    ("403, internal server error", refuses(403, "internal server error"), Temporary),
    ("403 of a proxy", sends(status=403, body="<html>cloud"), Temporary),
    ("403 that tells why", refuses(403, "bot was blocked by the user"), Gone),
    ("404", refuses(404, "not found"), Rejected),
    ("404 of the chat", refuses(404, "chat not found"), Gone),
    ("408 inside 200: it may have arrived", refuses(408, "Request timeout"), Rejected),
    ("408 with the status", sends(status=408), Rejected),
    ("429 inside 200", refuses(429, "quota exceeded"), Temporary),
    ("429 with the status", sends(status=429, description="Too Many Requests"), Temporary),
    ("429 with a page", sends(status=429, body="slow down"), Temporary),
    ("500", sends(status=500), Temporary),
    ("502 with a page", sends(status=502, body="<html>"), Temporary),
    ("504 with a page", sends(status=504, body="<html>"), Temporary),
    ("200 with a page: it may have arrived", sends(status=200, body="<html>"), Rejected),
    ("a code of tomorrow", refuses(499), Rejected),
    ("dropped after receipt", lambda api: api.drop_next("sendMessage"), Rejected),
    ("answer cut off", lambda api: api.cut_next("sendMessage"), Rejected),
]


@pytest.mark.parametrize(("trouble", "kind"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
async def test_a_refusal(api, channel, lan, trouble, kind) -> None:
    trouble(api)
    with pytest.raises(kind) as caught:
        await channel.send(lan.id, Rendered(("a",)))
    assert type(caught.value) is kind
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_nobody_is_there(api: FakeZaloBot, channel: ZaloBotChannel, lan: FakeZaloUser) -> None:
    """Not connected at all: it cannot have arrived."""
    await api.stop()
    with pytest.raises(Temporary):
        await channel.send(lan.id, Rendered(("a",)))


@pytest.mark.parametrize(("code", "pauses"), [(429, [5.0, 10.0, 20.0]), (401, [60.0, 60.0, 60.0])])
async def test_everybody_waits_longer_each_time(api, channel, lan, code, pauses) -> None:
    seen = []
    for _ in pauses:
        api.refuse_next("sendMessage", code)
        with pytest.raises(Temporary) as caught:
            await channel.send(lan.id, Rendered(("a",)))
        seen.append((caught.value.after, caught.value.whole_channel))
    assert seen == [(pause, True) for pause in pauses]
    await channel.send(lan.id, Rendered(("a",)))
    api.refuse_next("sendMessage", code)
    with pytest.raises(Temporary) as caught:
        await channel.send(lan.id, Rendered(("a",)))
    assert caught.value.after == pauses[0]


async def test_parts_that_arrived_are_not_sent_again(api: FakeZaloBot, channel: ZaloBotChannel, lan) -> None:
    message = Rendered(("một", "hai", "ba"))
    api.delay_next("sendMessage", 0)
    api.refuse_next("sendMessage", 403)
    with pytest.raises(Temporary):
        await channel.send(lan.id, message)
    await channel.send(lan.id, message)
    assert [one.text for one in lan.messages] == ["một", "hai", "ba"]
    await channel.send(lan.id, message)  # the same words on another day
    assert len(lan.messages) == 6


async def test_somebody_who_blocked_the_bot_is_known_by_repeated_refusals(api, channel, lan) -> None:
    lan.blocked = True
    kinds = []
    for _ in range(REFUSALS_OF_ONE):
        with pytest.raises((Temporary, Gone)) as caught:
            await channel.send(lan.id, Rendered(("a",)))
        kinds.append(type(caught.value))
    assert kinds == [Temporary] * (REFUSALS_OF_ONE - 1) + [Gone]


async def test_when_everybody_is_refused_nobody_is_gone(api, channel, lan) -> None:
    minh = api.user("Minh")
    await minh.send("a")
    lan.blocked = minh.blocked = True
    for _ in range(REFUSALS_OF_ONE + 2):
        for user in (lan, minh):
            with pytest.raises(Temporary):
                await channel.send(user.id, Rendered(("a",)))


# -- files and the bot itself


async def test_a_photo_is_fetched(api: FakeZaloBot, channel: ZaloBotChannel, lan: FakeZaloUser) -> None:
    file = channel.understand(await lan.send_photo(JPEG, "QĐ 12")).files[0]
    assert (file.name, file.size) == ("photo.jpg", None)
    assert await channel.fetch(file, len(JPEG)) == JPEG


FETCHES: list[tuple[str, Trouble, int, type[Exception]]] = [
    ("too large", lambda api: None, 5, Rejected),
    ("expired", lambda api: api.expire_media(), 999, Rejected),
    ("refused", lambda api: api.fail_next("media", 403, "forbidden"), 999, Rejected),
    ("server error", lambda api: api.fail_next("media", 503, "<html>"), 999, Temporary),
    ("slow down", lambda api: api.fail_next("media", 429, "slow"), 999, Temporary),
    ("cut off", lambda api: api.cut_next("media"), 999, Temporary),
    ("dropped", lambda api: api.drop_next("media", times=2), 999, Temporary),
]


@pytest.mark.parametrize(("trouble", "limit", "kind"), [row[1:] for row in FETCHES], ids=[row[0] for row in FETCHES])
async def test_a_photo_that_cannot_be_fetched(api, channel, lan, trouble, limit, kind) -> None:
    file = channel.understand(await lan.send_photo(JPEG)).files[0]
    trouble(api)
    with pytest.raises(kind) as caught:
        await channel.fetch(file, limit)
    assert type(caught.value) is kind


@pytest.mark.parametrize("address", ["ftp://x.example/a", "file:///etc/passwd", "http://[", "https://"])
async def test_what_is_no_address_is_not_fetched(channel: ZaloBotChannel, address: str) -> None:
    with pytest.raises((Rejected, Temporary)):
        await channel.fetch(FileRef(address, "photo.jpg", "image/jpeg"), 10)


async def test_plain_http_is_not_followed_from_the_real_server() -> None:
    zalo = ZaloBotChannel("1:abcdefgh")
    with pytest.raises(Rejected):
        await zalo.fetch(FileRef("http://127.0.0.1:1/a.jpg", "photo.jpg", "image/jpeg"), 10)
    await zalo.close()


async def test_who_the_bot_is(api: FakeZaloBot, channel: ZaloBotChannel) -> None:
    assert await channel.describe() == ZaloBotProfile(api.id, "bot.thidua")


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (lambda api: api.refuse_next("getMe", 401, "Unauthorized"), Rejected),
        (lambda api: api.refuse_next("getMe", 403, "internal server error"), Temporary),
        (lambda api: api.fail_next("getMe", 502, "<html>"), Temporary),
        (lambda api: api.fail_next("getMe", 200, {"ok": True, "result": {"name": "?"}}), Temporary),
        (lambda api: api.fail_next("getMe", 200, {"ok": True}), Temporary),
    ],
)
async def test_who_the_bot_is_cannot_be_told(api, channel, trouble, kind) -> None:
    trouble(api)
    with pytest.raises(kind):
        await channel.describe()


async def test_the_token_is_nowhere(api: FakeZaloBot, lan: FakeZaloUser) -> None:
    """Not in our errors, their chains, or any log line, at any level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    channel = ZaloBotChannel(api.token, api_url=api.url)
    try:
        for trouble in [row[1] for row in REFUSALS] + [refuses(400, f"bad path /bot{api.token}/sendMessage")]:
            trouble(api)
            try:
                await channel.send(lan.id, Rendered(("a",)))
            except (Temporary, Rejected, Gone):
                stream.write(traceback.format_exc())
        await api.stop()
        for work in (channel.describe(), channel.webhook(), channel.send(lan.id, Rendered(("a",)))):
            try:
                await work
            except (Temporary, Rejected, Gone):
                stream.write(traceback.format_exc())
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.reset_defaults()
        await channel.close()
    assert "Traceback" in stream.getvalue()
    assert api.token not in stream.getvalue()
    assert api.token.partition(":")[2] not in stream.getvalue()


def test_the_application_server_is_not_needed_for_polling() -> None:
    async def receive(_batch: Any) -> None: ...

    assert ZaloBotChannel("1:abcdefgh").routes(receive) == ()
