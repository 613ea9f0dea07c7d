"""The page for files, over real HTTP: from the question in the chat to the file that the handler gets, and every way in
which that can go wrong."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from sqlmodel import Session

from bot.app import Application, running
from bot.channels.outage import Patience
from bot.channels.zalo_bot import ZaloBotChannel
from bot.links import LIVES
from handlers.conversation import Choice, Document, Event, EventKind, Reply
from storage.tables import Conversation, EventState, JournalEvent, Outgoing
from tests.fakes.programs import make_app
from tests.fakes.zalo_bot import FakeZaloBot, FakeZaloUser

JPEG, PDF = b"\xff\xd8\xff\xe0 photo", b"%PDF-1.7 paper"
LINK = re.compile(r"http://\S+")


def evidence(session: Session, event: Event) -> list[Reply]:
    """Asks for a file; tells what came, and hands it on."""
    if event.kind is EventKind.FILE:
        names = ", ".join(file.name for file in event.files)
        files = tuple(Document("evidence", {"digest": one.digest, "name": one.name}) for one in event.files)
        return [Reply(f"got {names}; {event.file_error}", documents=files, question=False)]
    talk = session.get(Conversation, event.person) or Conversation(person_id=event.person, updated_at=event.now)
    kind, _, document = event.text.partition(":")
    talk.flow, talk.step, talk.data = "evidence", "add", {"criterion": event.text}
    if document:
        talk.flow, talk.data = kind, {"document": document}
    session.add(talk)
    session.flush()
    upload = f"dossier:{document}" if document else "I.1"
    title = "A document of the award dossier" if document else ""
    later = (Choice("later", "Later"),)
    return [Reply("Send it.", choices=later, numbered=False, upload=upload, upload_title=title)]


@dataclass
class Place:
    """The running program, Zalo, and somebody who was asked for a file."""

    app: Application
    api: FakeZaloBot
    lan: FakeZaloUser
    web: ClientSession
    link: str = ""

    async def ask(self, criterion: str = "I.1") -> str:
        await self.lan.send(criterion)
        self.link = LINK.findall((await self.lan.next_message()).text)[0]
        return self.link

    async def post(self, *files: tuple[str, bytes], link: str = "") -> tuple[int, str]:
        form = FormData(quote_fields=False, default_to_multipart=True)
        for name, content in files:
            form.add_field("file", content, filename=name)
        async with self.web.post(link or self.link, data=form) as response:
            return response.status, await response.text()

    async def get(self, link: str = "") -> tuple[int, str]:
        async with self.web.get(link or self.link) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            return response.status, await response.text()


@pytest.fixture
async def place(settings) -> AsyncIterator[Place]:
    async with FakeZaloBot() as api, ClientSession() as web:
        zalo = ZaloBotChannel(api.token, api_url=api.url, patience=Patience(poll=2, first=0.01, longest=0.05))
        zalo.seconds_per_chat = 0.0
        zalo.sends_per_second = 1000.0
        given = settings.model_copy(update={"public_url": "http://set.later"})
        async with running(make_app(given, zalo, evidence, http=True)) as app:
            assert app.links is not None
            app.links.public_url = app.address  # the port is known only now
            yield Place(app, api, api.user("Lan"), web)
        await zalo.close()


async def test_the_question_names_the_page(place: Place) -> None:
    await place.lan.send("I.1")
    text = (await place.lan.next_message()).text
    first, second, *rest = text.split("\n")
    assert first == "Send it."
    assert second.startswith(f"PDF, Word, Excel, or several photos at once: {place.app.address}/u/")
    assert rest == ["", "You can also type: “Later”"]


async def test_a_form_without_scripts(place: Place) -> None:
    status, page = await place.get(await place.ask())
    assert status == 200
    assert '<form method="post" enctype="multipart/form-data">' in page
    assert 'type="file" name="file"' in page
    assert "Evidence for I.1" in page
    assert "<script" not in page


async def test_a_look_changes_nothing(place: Place, rows) -> None:
    """Chat applications fetch a link to preview it."""
    await place.ask()
    before = len(rows(JournalEvent))
    for _ in range(3):
        await place.get()
    assert len(rows(JournalEvent)) == before
    assert (await place.post(("a.pdf", PDF)))[0] == 200


async def test_files_arrive_as_one_event(place: Place, rows) -> None:
    await place.ask()
    status, page = await place.post(("Quyết định 12.pdf", PDF), ("ảnh.jpg", JPEG))
    assert status == 200
    assert "Received: Quyết định 12.pdf, ảnh.jpg." in page
    assert (await place.lan.next_message()).text == "got Quyết định 12.pdf, ảnh.jpg; None"
    event = rows(JournalEvent)[-1]
    assert (event.kind, event.state, event.sender) == ("upload", EventState.HANDLED, place.lan.id)
    assert event.bot == rows(JournalEvent)[0].bot


async def test_one_link_one_sending(place: Place, rows) -> None:
    await place.ask()
    await place.post(("a.pdf", PDF))
    for status, page in (await place.post(("b.pdf", PDF + b"2")), await place.get()):
        assert status == 200
        assert "This link was used already" in page
    assert sum(event.kind == "upload" for event in rows(JournalEvent)) == 1


BAD: list[tuple[str, list[tuple[str, bytes]], int, str]] = [
    ("no file", [], 422, "Please choose a file first."),
    ("an empty file", [("a.pdf", b"")], 422, "a.pdf: The file is empty."),
    ("a program", [("a.pdf", b"MZ program")], 422, "a.pdf: This type of file cannot be kept."),
    ("a page", [("a.jpg", b"<html><script>")], 422, "This type of file cannot be kept."),
    ("one of two", [("a.pdf", PDF), ("b.exe", b"MZ")], 422, "b.exe: This type of file cannot be kept."),
    ("a name that is markup", [("<b>.exe", b"MZ")], 422, "&lt;b&gt;.exe: This type"),
    ("too many", [(f"{n}.pdf", PDF) for n in range(11)], 422, "At most 10 files at once"),
    ("too large", [("a.pdf", PDF + b"0" * 20 * 1024 * 1024)], 422, "a.pdf: The file is too large"),
]


@pytest.mark.parametrize(("files", "status", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_what_is_not_taken_is_said_and_can_be_sent_again(place: Place, rows, files, status, words) -> None:
    await place.ask()
    found, page = await place.post(*files)
    assert (found, words in page, "<form" in page) == (status, True, True)
    assert all(event.kind != "upload" for event in rows(JournalEvent))
    assert (await place.post(("a.pdf", PDF)))[0] == 200


async def test_what_is_no_form(place: Place) -> None:
    await place.ask()
    for headers, body in (
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"--b\r\nnonsense"),
    ):
        async with place.web.post(place.link, data=body, headers=headers) as response:
            assert response.status in (400, 422)
            assert "Please choose a file first." in await response.text()


async def test_a_question_that_is_over(place: Place, rows) -> None:
    link = await place.ask("I.1")
    await place.ask("II.2")
    for status, page in (await place.get(link), await place.post(("a.pdf", PDF), link=link)):
        assert status == 200
        assert "This question is over" in page
        assert "sửa I.1" in page
    assert all(event.kind != "upload" for event in rows(JournalEvent))


async def test_a_document_of_an_award_dossier(place: Place) -> None:
    """Asked of the unit or of the council; over as soon as another document is asked for."""
    for kind in ("dossier", "dossiers"):
        link = await place.ask(f"{kind}:proposal_letter")
        status, page = await place.get(link)
        assert (status, "A document of the award dossier" in page, "<form" in page) == (200, True, True)
        await place.ask(f"{kind}:achievement_report")
        _, page = await place.get(link)
        assert "This question is over" in page
        assert "hồ sơ khen thưởng" in page
    assert (await place.post(("a.pdf", PDF)))[0] == 200


async def test_a_link_that_is_too_old(place: Place) -> None:
    assert place.app.links is not None
    await place.ask()
    old = place.app.links.upload(1, now=datetime.now(UTC) - LIVES["u"] - timedelta(minutes=1))  # type: ignore[index] # the enum's value is its key
    status, page = await place.get(old)
    assert (status, "This link is too old" in page) == (200, True)
    assert "Write “tiếp tục” in the chat" in page


@pytest.mark.parametrize("path", ["/u/1-1-xxxxxxxxxxxxxxxxxxxxxx", "/u/nonsense", "/d/nonsense/a.jpg"])
async def test_a_forged_link(place: Place, path: str) -> None:
    status, page = await place.get(place.app.address + path)
    assert (status, "There is no such page" in page) == (404, True)


async def test_a_row_that_asks_for_nothing(place: Place) -> None:
    assert place.app.links is not None
    await place.ask()
    for row in (0, 99, 2**59):
        assert (await place.get(place.app.links.upload(row, now=datetime.now(UTC))))[0] == 404
        assert (await place.get(place.app.links.download(row, "a", now=datetime.now(UTC))))[0] == 404


async def test_nothing_is_acknowledged_that_is_not_stored(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.ask()

    async def refuse(*_given: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(place.app.receiver, "receive", refuse)
        status, page = await place.post(("a.pdf", PDF))
    assert (status, "That did not work just now." in page) == (503, True)
    assert (await place.post(("a.pdf", PDF)))[0] == 200


async def test_a_picture_is_shown_and_a_paper_is_linked(place: Place, rows) -> None:
    await place.ask()
    await place.post(("i1.jpg", JPEG), ("Quyết định 12.pdf", PDF))
    await place.lan.next_message()
    picture, paper = await place.lan.next_message(), await place.lan.next_message()
    assert (picture.kind, picture.text, picture.content) == ("photo", "i1.jpg", JPEG)
    link = LINK.findall(paper.text)[0]
    assert paper.text == f"File Quyết định 12.pdf: {link}"
    for _ in range(2):
        async with place.web.get(link) as response:
            assert await response.read() == PDF
            assert response.content_type == "application/pdf"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''Quy%E1%BA%BFt")
    await place.app.settle()
    assert rows(Outgoing)[-1].external_id == paper.id


async def test_without_a_public_address_there_are_no_links(settings) -> None:
    async with FakeZaloBot() as api:
        zalo = ZaloBotChannel(api.token, api_url=api.url, patience=Patience(poll=2, first=0.01, longest=0.05))
        lan = api.user()
        async with running(make_app(settings, zalo, evidence, http=True)) as app:
            await lan.send("I.1")
            assert (await lan.next_message()).text == "Send it.\n\nYou can also type: “Later”"
            await lan.send_photo(JPEG)
            assert [(await lan.next_message()).text for _ in range(2)] == [
                "got photo.jpg; None",
                "A file that cannot be shown here: photo.jpg",
            ]
            async with ClientSession() as web, web.get(f"{app.address}/u/x") as response:
                assert response.status == 404
        await zalo.close()
