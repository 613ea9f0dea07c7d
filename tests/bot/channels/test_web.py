"""The web chat over real HTTP: a whole program behind it, only the answers are a stub's."""

import hashlib

import pytest

from handlers.conversation import strong
from storage.tables import JournalEvent, Outgoing
from tests.bot.channels.web_site import PAPER

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
    assert shown["plan"] == "points"
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
