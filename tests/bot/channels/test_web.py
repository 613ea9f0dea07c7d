"""The web chat over real HTTP: a whole program behind it, only the answers are a stub's."""

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlmodel import Session

from bot.app import Application, running
from bot.channels.base import FileRef, Rejected, Unreadable
from bot.channels.web import WebChannel, press_payload, text_payload
from bot.channels.web_page import OFFSET_KEY
from bot.channels.web_scene import Code, KeyDate, Scene
from bot.demo_story import draw_paper
from handlers.conversation import Choice, Document, Event, EventKind, Reply, strong
from storage.tables import BotState, ChannelAccount, JournalEvent, Membership, Outgoing, Person, Role, Unit
from tests.fakes.programs import make_app

START = datetime(2024, 4, 15, 1, tzinfo=UTC)  # 08:00 in Vietnam
PAPER = draw_paper()


def respond(session: Session, event: Event) -> list[Reply]:
    """Says what it understood."""
    if event.kind is EventKind.FILE:
        error = event.file_error.value if event.file_error else ""
        evidence = [Document("evidence", {"digest": file.digest, "name": file.name}) for file in event.files]
        return [Reply(f"file {error}", documents=tuple(evidence))]
    if event.kind is EventKind.PRESS:
        return [Reply(f"pressed {event.choice} {event.stale}")]
    choices = (Choice("yes", "Có"), Choice("no", "Không")) if event.text == "ask" else ()
    return [Reply(f"{event.kind.value}: {strong(event.text)}", choices=choices)]


@dataclass(slots=True)
class Site:
    """The running program and a browser's view of it."""

    app: Application
    web: aiohttp.ClientSession

    async def get(self, path: str, **options: Any) -> Any:
        async with self.web.get(path, **options) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **options: Any) -> tuple[int, Any]:
        async with self.web.post(path, **options) as answer:
            return answer.status, await answer.json()

    async def say(self, who: str, text: str, event_id: str) -> None:
        assert await self.post(f"/api/chat/{who}/text", json={"text": text, "id": event_id}) == (200, {"ok": True})
        await self.app.settle()

    async def send_file(self, who: str, content: bytes, name: str, event_id: str, **fields: str) -> tuple[int, Any]:
        form = aiohttp.FormData(quote_fields=False)  # names are sent as they are, like a browser does
        for field, value in ({"id": event_id} | fields).items():
            form.add_field(field, value)
        form.add_field("file", io.BytesIO(content), filename=name)
        answer = await self.post(f"/api/chat/{who}/file", data=form)
        await self.app.settle()
        return answer

    async def chat(self, who: str, after: str = "") -> list[dict[str, Any]]:
        messages = (await self.get(f"/api/chat/{who}", params={"after": after}))["messages"]
        assert isinstance(messages, list)
        return messages


@pytest.fixture
async def site(settings, vietnam) -> AsyncIterator[Site]:
    scene = Scene(
        campaign="Thi đua",
        timezone=vietnam,
        key_dates=(KeyDate("Hạn", datetime.fromisoformat("2024-04-26T08:00")),),
        strangers={"stranger": "Người lạ"},
        first=("mai",),
        codes=(Code("K7MF-3XQ9", "Phường 1"),),
    )
    app = make_app(settings, WebChannel(scene), respond, http=True)
    app.clock.move_to(START)
    with app.database.session() as session:
        unit = Unit(code="P1", name="UBND Phường 1", unit_type="ward")
        mai, duc = Person(name="Trần Thị Mai", created_at=START), Person(name="Lê Đức", created_at=START)
        session.add_all([unit, mai, duc])
        session.flush()
        for person, key in ((mai, "mai"), (duc, "duc")):
            assert person.id is not None
            session.add(ChannelAccount(person_id=person.id, channel="web", external_id=key, last_seen_at=START))
        for person_id, role, unit_id in ((mai.id, Role.UNIT_CONTACT, unit.id), (duc.id, Role.ORGANIZER, None)):
            assert person_id is not None
            session.add(Membership(person_id=person_id, role=role, unit_id=unit_id, since=START))
        session.commit()
    async with running(app), aiohttp.ClientSession(app.address) as web:
        yield Site(app, web)


# ---------------------------------------------------------------- the page and its guard


async def test_the_page_itself_is_served_under_a_strict_policy(site):
    async with site.web.get("/") as answer:
        text = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert (answer.status, answer.content_type, 'lang="vi"' in text) == (200, "text/html", True)
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "Set-Cookie" not in answer.headers


async def test_the_page_needs_nothing_from_elsewhere(site):
    async with site.web.get("/") as answer:
        text = await answer.text()
    assert "http" not in text
    assert "<style" not in text
    assert "style=" not in text
    assert "onclick" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/app.js", "/api/people", "/api/chat/mai", "/api/clock", "/api/stream"])
async def test_foreign_requests_are_refused(site, path, headers):
    async with site.web.get(path, headers=headers) as answer:
        assert answer.status == 403


async def test_another_site_can_neither_speak_nor_read(site, rows):
    body = {"json": {"text": "hello", "id": "1"}, "headers": {"Origin": "http://evil.example"}}
    assert (await site.post("/api/chat/mai/text", **body))[0] == 403
    async with site.web.get("/api/people", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 403
    form = {"data": '{"text": "hello", "id": "1"}', "headers": {"Content-Type": "text/plain"}}
    assert (await site.post("/api/chat/mai/text", **form))[0] == 400
    assert rows(JournalEvent) == []


async def test_its_own_origin_is_welcome(site):
    headers = {"Origin": site.app.address, "Sec-Fetch-Site": "same-origin"}
    assert (await site.post("/api/chat/mai/text", json={"text": "hello", "id": "1"}, headers=headers))[0] == 200


@pytest.mark.parametrize("path", ["/static/..%2fdemo.py", "/static/page.py", "/static/", "/api/chat/nobody"])
async def test_what_is_not_there_is_404(site, path):
    async with site.web.get(path) as answer:
        assert answer.status == 404


# ---------------------------------------------------------------- people and chats


async def test_people_who_can_be_played(site):
    shown = await site.get("/api/people")
    fields = [
        (each["external_id"], each["name"], each["role"], each["role_label"], each["unit"]) for each in shown["people"]
    ]
    assert fields == [
        ("mai", "Trần Thị Mai", "unit_contact", "Đầu mối", "UBND Phường 1"),
        ("duc", "Lê Đức", "organizer", "Ban tổ chức", ""),
        ("stranger", "Người lạ", "", "Chưa vào phong trào", ""),
    ]
    assert shown["default"] == ["mai"]
    assert shown["codes"] == [{"code": "K7MF-3XQ9", "unit": "Phường 1"}]


async def test_a_chat_is_read_from_the_database_in_order(site):
    await site.say("mai", "ask", "1")
    await site.post("/api/chat/mai/press", json={"row": 1, "index": 1, "id": "2"})
    await site.app.settle()
    said = [(each["side"], each["text"], each["at"]) for each in await site.chat("mai")]
    assert said == [
        ("me", "ask", "2024-04-15T08:00:00+07:00"),
        ("bot", f"text: {strong('ask')}", "2024-04-15T08:00:00+07:00"),
        ("me", "Không", "2024-04-15T08:00:00+07:00"),
        ("bot", "pressed no False", "2024-04-15T08:00:00+07:00"),
    ]
    asked = (await site.chat("mai"))[1]
    assert asked["choices"] == [
        {"index": 0, "label": "1. Có", "said": "Có"},
        {"index": 1, "label": "2. Không", "said": "Không"},
    ]
    assert await site.chat("duc") == []


async def test_only_what_is_new_is_read_again(site):
    await site.say("mai", "one", "1")
    first = await site.get("/api/chat/mai")
    await site.say("mai", "two", "2")
    seen = {each["key"] for each in first["messages"]}
    again = await site.chat("mai", after=first["cursor"])
    assert [each["text"] for each in again if each["key"] not in seen] == ["two", f"text: {strong('two')}"]
    assert "one" not in [each["text"] for each in again]


async def test_a_repeated_post_does_nothing_twice(site, rows):
    for _ in range(3):
        await site.say("mai", "hello", "same-id")
    assert [row.external_id for row in rows(JournalEvent)] == ["same-id"]
    assert len(rows(Outgoing)) == 1


async def test_a_stranger_begins_with_start(site, rows):
    await site.say("stranger", "/start K7MF3XQ9", "1")
    assert [each["text"] for each in await site.chat("stranger")] == ["/start K7MF3XQ9", f"start: {strong('K7MF3XQ9')}"]


async def test_what_people_type_is_never_emphasis_of_ours(site):
    await site.say("mai", "\x02<b>bold</b>\x03", "1")
    assert (await site.chat("mai"))[1]["text"] == f"text: {strong('<b>bold</b>')}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("text", {"text": "hello"}),
        ("text", {"text": "  ", "id": "1"}),
        ("text", {"text": 5, "id": "1"}),
        ("text", {"text": "x" * 20_001, "id": "1"}),
        ("text", {"text": "hello", "id": "x" * 65}),
        ("text", ["hello"]),
        ("press", {"row": "1", "index": 0, "id": "1"}),
        ("press", {"row": True, "index": 0, "id": "1"}),
        ("press", {"row": 2**70, "index": 0, "id": "1"}),
        ("file", {"id": "1"}),
    ],
)
async def test_a_wrong_body_is_refused_with_a_sentence(site, rows, path, body):
    status, answer = await site.post(f"/api/chat/mai/{path}", json=body)
    assert (status, answer["error"].endswith(".")) == (400, True)
    assert rows(JournalEvent) == []


# ---------------------------------------------------------------- files


async def test_a_picture_is_kept_answered_and_shown(site):
    assert await site.send_file("mai", PAPER, "giấy.png", "1", caption="đây") == (200, {"ok": True})
    sent, said, returned = await site.chat("mai")
    digest = hashlib.sha256(PAPER).hexdigest()
    url = f"/api/files/{digest}?row={sent['key']}"
    assert sent["files"] == [{"name": "giấy.png", "url": url, "image": True, "size": len(PAPER)}]
    assert (sent["text"], said["text"], returned["files"][0]["name"]) == ("đây", "file", "giấy.png")
    for place in (sent, returned):
        async with site.web.get(place["files"][0]["url"]) as answer:
            assert (answer.status, await answer.read()) == (200, PAPER)
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''gi%E1%BA%A5y.png"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_anything_but_a_picture_is_only_a_download(site):
    page = b"<html><script>alert(1)</script>"
    await site.send_file("mai", page, "page.html", "1")
    sent, said = await site.chat("mai")
    assert (sent["files"][0]["image"], said["text"]) == (False, "file forbidden_type")
    async with site.web.get(sent["files"][0]["url"]) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")


async def test_a_file_is_shown_only_where_it_occurs(site):
    await site.send_file("mai", PAPER, "a.png", "1")
    await site.say("duc", "hello", "2")
    digest = hashlib.sha256(PAPER).hexdigest()
    for row in ("", "e2", "o1", "e99", "x1", "e1x", "e-1"):
        async with site.web.get(f"/api/files/{digest}", params={"row": row}) as answer:
            assert answer.status == 404, row
    async with site.web.get("/api/files/nonsense", params={"row": "e1"}) as answer:
        assert answer.status == 404


async def test_several_files_at_once_are_an_album(site):
    for number in ("1", "2"):
        await site.send_file("mai", PAPER, f"{number}.png", number, album="together")
    albums = [each["album"] for each in await site.chat("mai") if each["side"] == "me"]
    assert albums == ["together", "together"]


async def test_a_file_that_is_too_large_is_told_and_not_kept(site):
    assert (await site.send_file("mai", b"%PDF-" + bytes(21 * 1024 * 1024), "big.pdf", "1"))[0] == 200
    sent, said = await site.chat("mai")
    assert (sent["files"][0]["url"], said["text"]) == ("", "file too_large")
    assert site.app.files.digests() == []


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
