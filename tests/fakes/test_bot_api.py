"""The fake Bot API against an independent client (python-telegram-bot): it must be a Bot API before it tests one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import telegram
from aiohttp import ClientSession
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_rules import Refusal, parse_html


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


def client_of(api: FakeBotApi, token: str | None = None) -> telegram.Bot:
    plain = {"verify": False}  # no certificates are needed here, and reading them takes a while
    pools = HTTPXRequest(connection_pool_size=8, httpx_kwargs=plain), HTTPXRequest(httpx_kwargs=plain)
    base: dict[str, Any] = {"base_url": f"{api.url}/bot", "base_file_url": f"{api.url}/file/bot"}
    return telegram.Bot(token or api.token, **base, request=pools[0], get_updates_request=pools[1])


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[telegram.Bot]:
    async with client_of(api) as client:
        yield client


async def test_an_update_comes_again_until_it_is_confirmed(api: FakeBotApi, bot: telegram.Bot) -> None:
    lan = api.user(7, "Lan", "Nguyễn")
    await lan.start("CODE-1")
    await lan.send("xin chào")

    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    none = await bot.get_updates(offset=first[1].update_id + 1)

    assert [update.message and update.message.text for update in first] == ["/start CODE-1", "xin chào"]
    assert first[0].effective_user == telegram.User(7, "Lan", is_bot=False)
    assert again == first
    assert rest == first[1:]
    assert none == ()
    assert api.pending == []


async def test_a_long_poll_ends_with_the_first_update(api: FakeBotApi, bot: telegram.Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    await api.user(7).send("a")

    assert len(await asyncio.wait_for(waiting, 1)) == 1


async def test_the_second_poller_ends_the_first(api: FakeBotApi, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    async with ClientSession() as session:
        await session.post(f"{api.url}/bot{api.token}/getUpdates")

    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def test_no_polling_while_a_webhook_is_set(api: FakeBotApi, bot: telegram.Bot) -> None:
    await bot.set_webhook("https://example.org/hook", secret_token="s-1")

    with pytest.raises(Conflict, match="webhook"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_message_is_seen_as_it_was_meant(api: FakeBotApi, bot: telegram.Bot) -> None:
    lan = api.user(7)
    await lan.start()
    keyboard = telegram.InlineKeyboardMarkup.from_row(
        [
            telegram.InlineKeyboardButton("Có", callback_data="1:0"),
            telegram.InlineKeyboardButton("Không", url="https://x.vn"),
        ]
    )

    sent = await bot.send_message(7, "🙂 <b>Tiêu chí</b> I.1 &lt; 5 &amp; hơn", ParseMode.HTML, reply_markup=keyboard)
    seen = await lan.next_message()

    assert seen.text == "🙂 Tiêu chí I.1 < 5 & hơn"
    assert seen.strong == ["Tiêu chí"]
    assert seen.buttons == ["Có", "Không"]
    assert sent.parse_entities() == {sent.entities[0]: "Tiêu chí"}
    assert sent.reply_markup == keyboard


@pytest.mark.parametrize(
    ("text", "more", "error", "description"),
    [
        ("", {}, BadRequest, "text is empty"),
        ("a" * 4097, {}, BadRequest, "too long"),
        ("🙂" * 2049, {}, BadRequest, "too long"),
        ("<b>a", {"parse_mode": "HTML"}, BadRequest, "can't parse entities"),
        ("<h1>a</h1>", {"parse_mode": "HTML"}, BadRequest, "can't parse entities"),
        ("a < b", {"parse_mode": "HTML"}, BadRequest, "can't parse entities"),
        ("<b><i>a</b></i>", {"parse_mode": "HTML"}, BadRequest, "can't parse entities"),
        ("a</b>", {"parse_mode": "HTML"}, BadRequest, "can't parse entities"),
        ("a", {"reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}, BadRequest, "inline keyboard button"),
        ("a", {"reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "1"}]]}}, BadRequest, "non-empty"),
        (
            "a",
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "1" * 65}]]}},
            BadRequest,
            "_data_",
        ),
        ("a", {"reply_markup": {"inline_keyboard": "x"}}, BadRequest, "reply keyboard"),
        ("a", {"chat_id": 8}, BadRequest, "[Cc]hat not found"),
        ("a", {"chat_id": 9}, Forbidden, "can't initiate"),
        ("a", {"chat_id": 10}, Forbidden, "blocked by the user"),
        ("a", {"chat_id": -5}, Forbidden, "kicked"),
        ("a", {"api_kwargs": {"parsemode": "HTML"}}, BadRequest, "no parameter parsemode"),
    ],
)
async def test_what_is_refused(api, bot, text, more, error, description) -> None:
    for number in (7, 10):
        await api.user(number).start()
    api.user(9)
    api.group(-5)
    blocker = api.messages.people[10]
    blocker.block()

    with pytest.raises(error, match=f"(?i){description}"):
        await bot.send_message(**({"chat_id": 7, "text": text} | more))


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("a &copy; &#38; &#x1F642;", "a &copy; & 🙂", []),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ('<a href="https://a.vn/?x=1&amp;y">x</a>', "x", [("text_link", 0, 1)]),
        ("🙂<b>x</b>", "🙂x", [("bold", 2, 1)]),
        ("<b></b>x & y", "x & y", []),
    ],
)
def test_html(markup, text, entities) -> None:
    read, found = parse_html(markup)

    assert (read, [(entity.type, entity.offset, entity.length) for entity in found]) == (text, entities)


def test_html_names_the_byte() -> None:
    with pytest.raises(Refusal, match='Unsupported start tag "x" at byte offset 5'):
        parse_html("é á<x>")


async def test_edits(api: FakeBotApi, bot: telegram.Bot) -> None:
    lan = api.user(7)
    await lan.start()
    sent = await bot.send_message(7, "a")

    await bot.edit_message_text("b", 7, sent.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("b", 7, sent.message_id)
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("b", 7, 1)

    assert [(message.text, message.edits) for message in lan.messages] == [("b", 1)]


async def test_a_press_is_answered_once(api: FakeBotApi, bot: telegram.Bot) -> None:
    lan = api.user(7)
    await lan.start()
    button = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("Có", callback_data="1:0"))
    await bot.send_message(7, "Đúng không?", reply_markup=button)
    press = await lan.press(await lan.next_message(), "Có")
    old = await lan.press_data("x")

    query = (await bot.get_updates())[1].callback_query
    assert query is not None
    assert (query.id, query.data, query.message and query.message.message_id) == (press, "1:0", lan.messages[0].id)
    assert await query.answer()
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer()
    api.forget_presses()
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(old)
    assert lan.answered == [press]


async def test_files_both_ways(api: FakeBotApi, bot: telegram.Bot) -> None:
    lan = api.user(7)
    await lan.send_photo(b"\xff\xd8\xff photo", caption="Báo cáo", album="a1")
    await lan.send_document(b"x", size=21 * 1024 * 1024)
    photo, large = [update.message for update in await bot.get_updates()]
    assert photo is not None
    assert large is not None
    assert large.document is not None

    content = await (await photo.photo[-1].get_file()).download_as_bytearray()
    with pytest.raises(BadRequest, match="too big"):
        await large.document.get_file()
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(7, b"no picture")
    await bot.send_document(7, b"bytes", "<b>x</b>", filename="Tờ trình.pdf", parse_mode="HTML")

    seen = await lan.next_message()
    assert bytes(content) == b"\xff\xd8\xff photo"
    assert (seen.kind, seen.file_name, seen.content, seen.text) == ("document", "Tờ trình.pdf", b"bytes", "x")


async def test_too_fast(api: FakeBotApi, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the other way of telling it is deprecated
    api.messages.rate_limit = 2
    await api.user(7).start()
    await bot.send_message(7, "1")
    await bot.send_message(7, "2")

    with pytest.raises(RetryAfter) as error:
        await bot.send_message(7, "3")
    assert error.value.retry_after == timedelta(seconds=1)


async def test_a_wrong_token(api: FakeBotApi) -> None:
    with pytest.raises(InvalidToken):
        async with client_of(api, "1:wrong"):
            pass


async def test_an_unknown_method(api: FakeBotApi) -> None:
    async with ClientSession() as session, session.get(f"{api.url}/bot{api.token}/sendFax") as response:
        assert (response.status, (await response.json())["description"]) == (404, "Not Found: method not found")
