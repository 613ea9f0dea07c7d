"""Wherever a file is asked for, a Zalo bot's people get a page for it: the whole way, with the real handlers."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from sqlmodel import col, select

from bot.app import Application, running
from bot.channels.outage import Patience
from bot.channels.zalo_bot import ZaloBotChannel
from bot.context import load_context
from handlers.routing import respond
from storage import queries
from storage.files import FileStore
from storage.queries.calendar import changed_days
from storage.tables import (
    CampaignDraft,
    ChannelAccount,
    Membership,
    Outgoing,
    Person,
    Registration,
    Role,
    RosterImport,
    Unit,
)
from tests.campaign_books import changed_workbook
from tests.fakes.programs import make_app
from tests.fakes.zalo_bot import FakeZaloBot, FakeZaloUser
from tests.workbooks import one_sheet

PDF = b"%PDF-1.7 paper"
LINK = re.compile(r"http://\S+/u/\S+")
CAMPAIGN = "cchc-vinh-long-2024"


class Chat:
    """Lan, who speaks for a unit and organizes: what is said, and the page that the newest message names."""

    def __init__(self, app: Application, user: FakeZaloUser, web: ClientSession) -> None:
        self.app, self.user, self.web = app, user, web

    async def say(self, *texts: str) -> str:
        for text in texts:
            await self.user.send(text)
            await self.user.next_message()
        await self.app.settle()
        return self.user.messages[-1].text

    @property
    def link(self) -> str:
        found = LINK.findall(self.user.messages[-1].text)
        assert found, self.user.messages[-1].text
        return str(found[0])

    async def page(self, link: str) -> str:
        async with self.web.get(link) as response:
            return await response.text()

    async def send(self, name: str, content: bytes, link: str = "") -> str:
        """By the page; what the chat says to it."""
        form = FormData(quote_fields=False, default_to_multipart=True)
        form.add_field("file", content, filename=name)
        async with self.web.post(link or self.link, data=form) as response:
            page = await response.text()
            assert response.status == 200, page
        if "Thank you" not in page:
            return page
        await self.user.next_message()
        await self.app.settle()
        return self.user.messages[-1].text


@pytest.fixture
async def chat(settings, request: pytest.FixtureRequest) -> AsyncIterator[Chat]:
    """The campaign is open, unless the test's parameter says that none is."""
    start = datetime(2024, 4, 15, 8, tzinfo=UTC)
    given = settings.model_copy(update={"public_url": "http://set.later", "now": start})
    async with FakeZaloBot() as api, ClientSession() as web:
        zalo = ZaloBotChannel(api.token, api_url=api.url, patience=Patience(poll=2, first=0.01, longest=0.05))
        zalo.seconds_per_chat, zalo.sends_per_second = 0.0, 1000.0
        app = make_app(given, zalo, respond, http=True, context=load_context(given, files=FileStore(given.files_dir)))
        app.database.upgrade()
        user = api.user("Lan")
        with app.database.session(context=app.context) as session, session.begin():
            now = app.clock.campaign(datetime.now(UTC))
            if getattr(request, "param", "open") == "open":
                queries.open_campaign(session, app.context.campaigns[CAMPAIGN], now=now, by=None)
            session.add(Unit(code="P1", name="UBND Phường 1", unit_type="ward_committee"))
            person = Person(name="Lan", consented_at=now, consent_version="1", created_at=now, locale="en")
            session.add(person)
            session.flush()
            assert person.id is not None
            seen = datetime.now(UTC)
            account = ChannelAccount(person_id=person.id, channel="zalo_bot", external_id=user.id, last_seen_at=seen)
            session.add(account)
            for role, unit in ((Role.UNIT_CONTACT, 1), (Role.ORGANIZER, None)):
                session.add(Membership(person_id=person.id, role=role, unit_id=unit, since=now))
        async with running(app):
            assert app.links is not None
            app.links.public_url = app.address  # the port is known only now
            yield Chat(app, user, web)
        await zalo.close()


async def test_the_covering_document_of_a_registration(chat: Chat, rows) -> None:
    await chat.say("dang ky", "toi da tat ca")
    before = chat.link
    assert "The covering document of the registration" in await chat.page(before)
    await chat.say("12/UBND-VP ngày 12/4/2024")
    assert "file attached" in await chat.send("Công văn 12.pdf", PDF)
    (draft,) = rows(Registration)
    assert (draft.document_number, bool(draft.document_file)) == ("12/UBND-VP", True)
    assert "This question is over" in await chat.send("b.pdf", PDF + b"2", before)
    assert "đăng ký" in await chat.page(before)


async def test_the_covering_document_before_its_number(chat: Chat, rows) -> None:
    await chat.say("dang ky", "toi da tat ca")
    assert "Number and date" in await chat.send("Công văn 12.pdf", PDF)
    assert "file attached" in await chat.say("12/UBND-VP ngày 12/4/2024")


async def test_a_list_of_units(chat: Chat, rows) -> None:
    await chat.say("nhap danh sach")
    assert "The list of units" in await chat.page(chat.link)
    content = one_sheet(["Mã", "Tên đơn vị", "Loại"], ["P2", "UBND Phường 2", "UBND xã, phường"])
    await chat.send("danh sách.xlsx", content)
    assert [one.name for one in rows(RosterImport)] == ["danh sách.xlsx"]


async def test_a_table_of_days_off(chat: Chat, rows) -> None:
    await chat.say("lich nghi")
    assert "Days off and days worked instead" in await chat.page(chat.link)
    said = await chat.send("lịch nghỉ.xlsx", one_sheet(["Ngày", ""], ["02/05/2024", "nghỉ"]))
    assert "May 2" in said or "02/05/2024" in said, said
    await chat.say("yes")
    with chat.app.database.reader() as session:
        assert list(changed_days(session)) == [date(2024, 5, 2)]


@pytest.mark.parametrize("chat", ["none open"], indirect=True)
async def test_a_campaign_as_a_workbook(chat: Chat, rows) -> None:
    await chat.say("mo phong trao")
    assert "A campaign as an Excel workbook" in await chat.page(chat.link)
    good = changed_workbook(CAMPAIGN, ["code=cchc-tan-an-2025"])
    assert "Points in all: 100" in await chat.send("thi đua.xlsx", good)
    assert [one.campaign_id for one in rows(CampaignDraft)] == ["cchc-tan-an-2025"]


@pytest.mark.parametrize("chat", ["none open"], indirect=True)
async def test_a_workbook_with_faults_is_sent_again_by_the_next_link(chat: Chat, rows) -> None:
    await chat.say("mo phong trao")
    assert "to be corrected" in await chat.send("thi đua.xlsx", changed_workbook(CAMPAIGN, ["wrong"]))
    good = changed_workbook(CAMPAIGN, ["code=cchc-tan-an-2025"])
    assert "Points in all: 100" in await chat.send("thi đua.xlsx", good)


async def test_any_other_place_works_while_it_is_the_question(chat: Chat) -> None:
    """What a handler names that ``handlers.uploading`` does not know."""
    await chat.say("menu")
    with chat.app.database.session(context=chat.app.context) as session, session.begin():
        row = queries_newest(session)
        row.payload = {**row.payload, "upload": "dossier:7", "upload_title": "The dossier of Khu phố 7"}
        number = row.id
    assert chat.app.links is not None
    link = chat.app.links.upload(number, now=datetime.now(UTC))
    assert "The dossier of Khu phố 7" in await chat.page(link)
    await chat.say("cai dat")
    assert "This question is over" in await chat.page(link)


def queries_newest(session: Any) -> Any:
    """The outbox's last row."""
    return session.exec(select(Outgoing).order_by(col(Outgoing.id).desc())).first()
