"""The web chat while it is open: news, the clock, and what its payloads mean."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlmodel import Session

from bot.app import running
from bot.channels.base import FileRef, Rejected, Unreadable
from bot.channels.web import WebChannel, press_payload, text_payload
from bot.channels.web_page import OFFSET_KEY
from bot.channels.web_scene import Scene
from handlers.conversation import Reply
from storage.tables import BotState, ChannelAccount, Person
from tests.bot.channels.web_site import START, Site, respond
from tests.fakes.programs import make_app

# ---------------------------------------------------------------- news


async def test_open_pages_are_told_what_is_new(site):
    async with site.web.get("/api/stream") as stream:
        assert stream.content_type == "text/event-stream"
        told = asyncio.create_task(_read_events(stream, until={"typing", "news", "clock"}))
        await asyncio.sleep(0.1)
        await site.say("mai", "hello", "1")
        await site.post("/api/clock", json={"advance": "1 hour"})
        events = await asyncio.wait_for(told, 5)
    assert ("typing", {"who": "mai"}) in events
    assert ("news", {"who": "mai"}) in events


async def test_stopping_does_not_wait_for_open_pages(site):
    async with site.web.get("/api/stream") as stream:
        told = asyncio.create_task(_read_events(stream, until={"news"}))
        await asyncio.sleep(0.1)
        await site.say("mai", "hello", "1")
        await asyncio.wait_for(told, 5)
        await asyncio.wait_for(site.app.stop(), 3)


async def _read_events(stream: aiohttp.ClientResponse, *, until: set[str]) -> list[tuple[str, Any]]:
    events: list[tuple[str, Any]] = []
    while not until <= {name for name, _ in events}:
        line = (await stream.content.readline()).decode()
        if line.startswith("event: "):
            data = (await stream.content.readline()).decode().removeprefix("data: ")
            events.append((line.removeprefix("event: ").strip(), json.loads(data)))
    return events


# ---------------------------------------------------------------- the clock


async def test_the_clock_is_shown_in_local_time(site):
    clock = await site.get("/api/clock")
    assert (clock["now"], clock["campaign"]) == ("2024-04-15T08:00:00+07:00", "Thi đua")
    assert clock["key_dates"] == [{"label": "Hạn", "to": "2024-04-26T08:00"}]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"advance": "1 hour"}, "2024-04-15T09:00:00+07:00"),
        ({"advance": "2 days"}, "2024-04-17T08:00:00+07:00"),
        ({"to": "2024-12-02T08:00"}, "2024-12-02T08:00:00+07:00"),
        ({"to": "2024-12-02T08:00:00+00:00"}, "2024-12-02T15:00:00+07:00"),
    ],
)
async def test_the_clock_moves_forward_and_is_remembered(site, rows, body, expected):
    status, clock = await site.post("/api/clock", json=body)
    assert (status, clock["now"]) == (200, expected)
    kept = {state.key: state.value for state in rows(BotState)}
    assert kept[OFFSET_KEY] == str(site.app.clock.offset.total_seconds())
    await site.say("mai", "hello", "1")
    assert [each["at"] for each in await site.chat("mai")] == [expected, expected]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"to": "2024-04-14T08:00"}, 409, "Đồng hồ chỉ đi tới, không lùi lại: bây giờ đã là 08:00, 15/04/2024."),
        ({"to": "2044-04-14T08:00"}, 400, "Xa quá: mỗi lần chỉ đi tới tối đa mười năm."),
        ({"to": "tomorrow"}, 400, "Cần một thời điểm, ví dụ 2024-12-02T08:00."),
        ({"advance": "-1 day"}, 400, "Cần một thời điểm, ví dụ 2024-12-02T08:00."),
        ({}, 400, "Cần một thời điểm, ví dụ 2024-12-02T08:00."),
    ],
)
async def test_a_wrong_time_is_refused(site, body, status, error):
    before = site.app.clock.offset
    assert await site.post("/api/clock", json=body) == (status, {"error": error})
    assert site.app.clock.offset == before


async def test_moving_the_clock_does_what_has_become_due(settings, vietnam):
    def remind(session: Session, now: datetime) -> list[Reply]:
        return [Reply("due", to=1)] if now > START + timedelta(days=1) else []

    app = make_app(settings, WebChannel(Scene(campaign="", timezone=vietnam)), respond, http=True, tick=remind)
    app.clock.move_to(START)
    with app.database.session() as session:
        session.add(Person(created_at=START))
        session.flush()
        session.add(ChannelAccount(person_id=1, channel="web", external_id="mai", last_seen_at=START))
        session.commit()
    async with running(app), aiohttp.ClientSession(app.address) as web:
        site = Site(app, web)
        await site.post("/api/clock", json={"advance": "2 days"})
        await app.settle()
        said = [(each["text"], each["at"]) for each in await site.chat("mai")]
    assert said == [("due", "2024-04-17T08:00:00+07:00")]


# ---------------------------------------------------------------- payloads


def test_payloads_are_understood():
    channel = WebChannel(Scene(campaign="", timezone=ZoneInfo("UTC")))
    assert channel.understand(text_payload("xin chào", at=START)).text == "xin chào"
    assert channel.understand(press_payload(7, 2, at=START)).press == (7, 2)


@pytest.mark.parametrize("raw", [{}, {"type": "text"}, {"type": "dance"}, {"type": "press", "row": "x", "index": 0}])
def test_what_is_no_payload_is_unreadable(raw):
    with pytest.raises(Unreadable):
        WebChannel(Scene(campaign="", timezone=ZoneInfo("UTC"))).understand(raw)


async def test_a_file_that_is_not_there_cannot_be_fetched(site):
    with pytest.raises(Rejected):
        await site.app.channels[0].fetch(FileRef("0" * 64, "a.png", "image/png"), 1000)
    with pytest.raises(Rejected):
        await site.app.channels[0].fetch(FileRef("", "a.png", "image/png", 2000), 1000)
