"""Trying a Zalo bot: the steps against the fake one, with somebody at the phone who does what is asked."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.zalo_bot_api import ZaloApi
from bot.cli.try_zalo import walk
from bot.zalo_trying import Observation, Trial, quota
from locales import translator
from tests.fakes.zalo_bot import FakeZaloBot, FakeZaloUser
from tests.fakes.zalo_bot_webhook import WebhookSetting

JPEG = b"\xff\xd8\xff\xe0 photo"


@pytest.fixture
async def api() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as server:
        server.idle_seconds = 0.1
        yield server


class AtThePhone:
    """Does what is asked, by the words of the question; ``skips``: what is answered with "-"."""

    def __init__(self, user: FakeZaloUser, *skips: str) -> None:
        self.user, self.skips = user, skips
        self.asked: list[str] = []

    async def __call__(self, words: str) -> str:
        self.asked.append(words)
        if any(skipped in words for skipped in self.skips):
            return "-"
        self.user.blocked = words.startswith("Block")
        for begins, act in {
            "Send a photo": lambda: self.user.send_photo(JPEG, "QĐ 12"),
            "Send a sticker": self.user.send_sticker,
            "Send a voice": lambda: self.user.send_voice(b"voice"),
            "Send a PDF": self.user.send_document,
            "Share a link": self.user.send_document,
            "Send your": lambda: self.user.post("message.location.received", location={}),
            "Press Enter": lambda: self.user.send("1"),
            "Unblock": lambda: self.user.send("x"),
        }.items():
            if words.startswith(begins):
                await act()
        in_creator = {"How many messages has": "100", "How many messages are": "150"}
        return next((count for begins, count in in_creator.items() if words.startswith(begins)), "")


async def try_it(api: FakeZaloBot, *skips: str) -> tuple[dict[str, Observation], AtThePhone]:
    lan = api.user("Lan")
    phone = AtThePhone(lan, *skips)
    client = ZaloApi(api.token, api.url)
    await lan.send("xin chào")
    try:
        found = await walk(Trial(client, phone, wait=1.0, pause=0.1), translator("en"))
    finally:
        await client.close()
    return {one.step: one for one in found}, phone


async def test_the_whole_list(api: FakeZaloBot) -> None:
    found, phone = await try_it(api)
    assert {one.step for one in found.values() if one.as_expected is False} == set()
    seen = {step: one.observed for step, one in found.items()}
    assert seen["first message"] == "message.text.received with text"
    assert seen["wrapped"] == "flat"
    assert seen["2,000 accented letters"] == "ok"
    assert "UTF-16 units" in seen["1,001 emoji"]
    assert seen["photo"] == "message.image.received with caption, photo_url"
    assert seen["photo, fetched again"] == f"{len(JPEG)} bytes"
    assert seen["PDF"] == "message.unsupported.received with nothing more"
    assert seen["10 messages at once"] == "10 taken"
    assert "400" in seen["reply_to_message_id"]  # the fake is strict
    assert "403: internal server error" in seen["a blocked bot sends"]
    assert seen["id after unblocking"] == "the same"
    assert seen["written while nobody polled for 0.1 s"] == "1 of 2 arrived"
    assert seen["month's messages"].startswith("grew by 50; sent 11, received 9: sent and received")
    assert len(phone.asked) == 11


async def test_what_differs_is_told(api: FakeZaloBot) -> None:
    api.echoes = True
    api.refuse_next("sendMessage", 429, "quota exceeded", times=100)
    found, _ = await try_it(api, "voice", "Share", "location", "Block", "Press Enter")
    assert found["10 messages at once"].as_expected is False
    assert found["10 messages at once"].observed == "0 taken; 429: quota exceeded"
    assert "voice" not in found
    assert "a blocked bot sends" not in found


async def test_own_messages_that_come_back(api: FakeZaloBot) -> None:
    api.echoes = True
    found, _ = await try_it(api, "voice", "Share", "location", "Block")
    assert found["own messages that came back"].observed == "11 of 11"


async def test_nobody_writes(api: FakeZaloBot) -> None:
    client = ZaloApi(api.token, api.url)

    async def ask(_words: str) -> str:
        return ""

    found = await walk(Trial(client, ask, wait=0.2), translator("en"))
    await client.close()
    assert [(one.step, one.observed, one.as_expected) for one in found] == [("first message", "nothing", False)]


@pytest.mark.parametrize("trouble", ["token", "webhook"])
async def test_nothing_can_be_tried(api: FakeZaloBot, trouble: str) -> None:
    if trouble == "token":
        api.refuse_next("getMe", 401, "Unauthorized")
    else:
        api.webhook = WebhookSetting("https://other.example/x", "12345678")
    with pytest.raises(RuntimeError):
        async with asyncio.timeout(10):
            await try_it(api)


def test_what_counts() -> None:
    trial = Trial(ZaloApi("1:a", "http://127.0.0.1:9"), lambda _: asyncio.sleep(0, ""), sent=20, received=10)
    assert quota(trial, "100", "120")[0].observed.endswith("sent alone")
    assert quota(trial, "100", "130")[0].observed.endswith("sent and received")
    assert quota(trial, "", "130") == []
