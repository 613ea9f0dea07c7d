"""Files, presses, who the bot is; and the token, which appears nowhere."""

import asyncio
import io
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog

from bot.channels.base import FileRef, Rejected, Rendered, Temporary
from bot.channels.outage import Patience
from bot.channels.telegram import BotProfile, TelegramChannel
from tests.fakes.bot_api import FakeBotApi, FakeUser

TOO_LARGE = 20 * 1024 * 1024 + 1


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def lan(api: FakeBotApi) -> FakeUser:
    user = api.user(7, "Lan")
    await user.start()
    return user


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    telegram = TelegramChannel(api.token, api_url=api.url)
    yield telegram
    await telegram.close()


# -- files


async def test_a_file_is_fetched(api: FakeBotApi, channel: TelegramChannel, lan: FakeUser) -> None:
    content = bytes(range(256)) * 1000
    await lan.send_document(content, "Báo cáo.docx")

    file = channel.understand(api.pending[-1]).files[0]

    assert (file.name, file.size) == ("Báo cáo.docx", len(content))
    assert await channel.fetch(file, len(content)) == content


async def test_an_empty_file(channel: TelegramChannel, api: FakeBotApi) -> None:
    file_id, _ = api.messages.keep(b"", "a.txt")

    assert await channel.fetch(FileRef(file_id, "a.txt", "text/plain"), 10) == b""


Trouble = Callable[[FakeBotApi], Any]


def nothing(_api: FakeBotApi) -> None: ...


def unknown_file(api: FakeBotApi) -> None:
    api.messages.files.clear()


def local_server(api: FakeBotApi) -> None:
    answer = {"file_id": "x", "file_path": "/var/lib/telegram-bot-api/1/documents/a.pdf"}
    api.fail_next("getFile", 200, {"ok": True, "result": answer})


FETCHES: list[tuple[str, Trouble, int | None, int, type[Exception]]] = [
    ("known to be too large", nothing, 11, 10, Rejected),
    ("larger than Telegram gives", nothing, TOO_LARGE, 10**9, Rejected),
    ("larger than was told", nothing, 5, 10, Rejected),
    ("of unknown size, too large", nothing, None, 10, Rejected),
    (
        "of unknown size, refused",
        lambda api: api.fail_next("getFile", 400, description="Bad Request: file is too big"),
        None,
        999,
        Rejected,
    ),
    ("unavailable now", unknown_file, 5, 999, Temporary),
    (
        "an invalid id",
        lambda api: api.fail_next("getFile", 400, description="Bad Request: invalid file_id"),
        5,
        999,
        Rejected,
    ),
    ("a server of the local kind", local_server, 5, 999, Rejected),
    ("an odd answer", lambda api: api.fail_next("getFile", 200, {"ok": True, "result": [1]}), 5, 999, Rejected),
    ("slow down", lambda api: api.flood_next("getFile"), 5, 999, Temporary),
    ("server error", lambda api: api.fail_next("getFile", 502, "<html>"), 5, 999, Temporary),
    ("download: server error", lambda api: api.fail_next("file", 503, "<html>"), 5, 999, Temporary),
    ("download: gone", lambda api: api.fail_next("file", 410, "gone"), 5, 999, Rejected),
    ("download: cut off", lambda api: api.cut_next("file"), 5, 999, Temporary),
    ("download: dropped, and again", lambda api: api.drop_next("file", times=2), 5, 999, Temporary),
]


@pytest.mark.parametrize(("trouble", "size", "limit", "kind"), [r[1:] for r in FETCHES], ids=[r[0] for r in FETCHES])
async def test_a_file_that_cannot_be_fetched(api, channel, trouble, size, limit, kind) -> None:
    file_id, _ = api.messages.keep(b"a" * 100, "a.pdf")
    trouble(api)

    with pytest.raises(kind) as error:
        await channel.fetch(FileRef(file_id, "a.pdf", "application/pdf", size), limit)

    assert api.token not in str(error.value)
    assert (error.value.__cause__, error.value.__context__) == (None, None)


async def test_a_known_size_costs_no_request(api: FakeBotApi, channel: TelegramChannel) -> None:
    with pytest.raises(Rejected):
        await channel.fetch(FileRef("x", "a.pdf", "application/pdf", TOO_LARGE), 10**9)
    assert api.calls == []


async def test_a_download_that_takes_too_long(api, channel, monkeypatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.DOWNLOAD_SECONDS", 0.1)
    file_id, _ = api.messages.keep(b"a", "a.pdf")
    api.delay_next("file", 0.5)

    with pytest.raises(Temporary, match="timed out"):
        await channel.fetch(FileRef(file_id, "a.pdf", "application/pdf", 1), 10)


# -- presses


async def test_a_press_is_answered_once(api: FakeBotApi, channel: TelegramChannel, lan: FakeUser) -> None:
    press = await lan.press_data("1:0")
    raw = api.pending[-1]

    await channel.acknowledge(raw)
    await channel.acknowledge(raw)  # "query is too old": done

    assert lan.answered == [press]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda api: api.forget_presses(),
        lambda api: api.flood_next("answerCallbackQuery"),
        lambda api: api.fail_next("answerCallbackQuery", 502, "<html>"),
        lambda api: api.drop_next("answerCallbackQuery"),
    ],
)
async def test_a_press_that_cannot_be_answered_is_no_matter(api, channel, lan, trouble) -> None:
    await lan.press_data("1:0")
    trouble(api)

    with structlog.testing.capture_logs() as logs:
        await channel.acknowledge(api.pending[-1])

    assert len(api.called("answerCallbackQuery")) == 1
    assert [entry["log_level"] for entry in logs] == ["debug"]


@pytest.mark.parametrize("raw", [{}, {"message": {}}, {"callback_query": None}, {"callback_query": {"id": 5}}])
async def test_nothing_to_answer(api: FakeBotApi, channel: TelegramChannel, raw: dict[str, Any]) -> None:
    await channel.acknowledge(raw)

    assert api.calls == []


# -- who the bot is


async def test_who_the_bot_is(api: FakeBotApi, channel: TelegramChannel) -> None:
    assert await channel.describe() == BotProfile(110201543, "thidua_test_bot", "Thi Đua")


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (lambda api: api.fail_next("getMe", 401, description="Unauthorized"), Rejected),
        (lambda api: api.fail_next("getMe", 404, "<html>not here</html>"), Rejected),
        (lambda api: api.fail_next("getMe", 502, "<html>"), Temporary),
        (lambda api: api.fail_next("getMe", 200, {"ok": True, "result": []}), Temporary),
        (lambda api: api.drop_next("getMe"), Temporary),
    ],
)
async def test_who_the_bot_is_cannot_be_told(api, channel, trouble, kind) -> None:
    trouble(api)

    with pytest.raises(kind):
        await channel.describe()


@pytest.mark.parametrize(
    ("token", "bot"),
    [
        ("110201543:AAHdqTcv", "telegram:110201543"),
        ("opaque-secret", "telegram:2582fe28face"),
        ("secret:110201543", "telegram:d5cd2c10a390"),
    ],
)
def test_the_bots_name_in_the_journal_holds_no_secret(token: str, bot: str) -> None:
    assert TelegramChannel(token).bot == bot


# -- the token


async def nothing_received(_batch: Any) -> None:
    raise OSError


@pytest.mark.parametrize("token", ["110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "very-opaque-token"])
async def test_the_token_is_in_no_log_and_no_exception(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call, in every way it can fail, with all loggers open, and without the program's own scrubbing."""
    written = open_every_log(monkeypatch)
    async with FakeBotApi(token) as api:
        lan = api.user(7)
        await lan.start()
        file_id, _ = api.messages.keep(b"a", "a.pdf")
        await lan.press_data("1:0")
        channel = TelegramChannel(token, api_url=api.url, patience=Patience(1, 0.01, 0.02))
        calls: list[Callable[[], Any]] = [
            lambda: channel.send("7", Rendered(("a",))),
            lambda: channel.fetch(FileRef(file_id, "a.pdf", "application/pdf"), 10),
            lambda: channel.acknowledge(api.pending[-1]),
            channel.describe,
            lambda: asyncio.wait_for(channel.run(nothing_received), 0.1),
        ]
        methods = ["sendMessage", "getFile", "file", "answerCallbackQuery", "getMe", "getUpdates"]
        described = f"no such bot: {token} at http://x/bot{token}/getMe"
        troubles: list[Callable[[str], Any]] = [
            lambda method: api.fail_next(method, 400, description=described),
            lambda method: api.fail_next(method, 401, description=described),
            lambda method: api.fail_next(method, 502, f"<html>{token}"),
            api.drop_next,
            api.cut_next,
        ]
        for trouble in troubles:
            for method in methods:
                trouble(method)
            await complain(calls, written)
        await api.stop()
        await complain(calls, written)
        misdirected = TelegramChannel(token, api_url="http://[bad")
        await complain([misdirected.describe], written)
        await asyncio.gather(channel.close(), misdirected.close())

    told = written.getvalue()
    assert "Traceback" in told
    assert "telegram_unavailable" in told
    assert "***" in told
    assert token not in told
    assert (token.partition(":")[2] or token) not in told


async def complain(calls: list[Callable[[], Any]], written: io.StringIO) -> None:
    for call in calls:
        try:
            await call()
        except (Temporary, Rejected, TimeoutError) as error:
            written.write("".join(traceback.format_exception(error)) + repr(error) + repr(error.__context__))


def open_every_log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [*root.handlers, handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    for name in ("aiohttp", "aiohttp.client", "aiohttp.internal", "aiogram", "asyncio"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    to_it = structlog.WriteLoggerFactory(file=written)
    # the channel's own logger may have been used, and so fixed, before
    modules = ("telegram", "telegram_receiving", "telegram_webhook", "outage")
    for module in (f"bot.channels.{name}" for name in modules):
        monkeypatch.setattr(
            f"{module}.log", structlog.wrap_logger(to_it(), processors=[structlog.dev.ConsoleRenderer(colors=False)])
        )
    return written
