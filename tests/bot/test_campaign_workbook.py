"""A campaign's workbook through the running program: sent, read outside of the writer, kept, and made again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.app import running
from bot.channels.base import Incoming
from handlers.routing import respond
from locales import translator
from reports.workbook.reading import read_workbook
from scoring.campaign_files import load_campaigns
from storage.tables import CampaignDraft, History, JournalEvent, Membership, Role
from tests.campaign_books import changed_workbook
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app
from tests.workbooks import office

pytestmark = ON_BOTH
ID, SHIPPED = "cchc-tan-an-2025", "cchc-vinh-long-2024"


@pytest.fixture
async def chat(settings, rows):
    """A running program in which ann is the organizer: say something or send a file, and get the newest answer."""
    channel = MemoryChannel()
    app = make_app(settings, channel, respond)
    app.database.upgrade()
    async with running(app):

        async def tell(incoming: Incoming) -> str:
            await app.receiver.receive(channel, [incoming])
            await app.settle()
            return channel.texts_to("ann")[-1]

        async def send(what: str | bytes) -> str:
            if isinstance(what, str):
                return await tell(channel.text("ann", what))
            channel.files["book"] = what
            return await tell(channel.file("ann", "book"))

        await send("xin chao")
        with app.database.session() as session, session.begin():
            session.add(Membership(person_id=1, role=Role.ORGANIZER, since=datetime.now(UTC)))
        await send("menu")
        send.channel = channel  # type: ignore[attr-defined]  # for what came as a file
        yield send


async def test_a_workbook_is_read_before_it_is_handled_and_kept_as_a_draft(chat, rows):
    said = await chat(changed_workbook(SHIPPED, [f"code={ID}"]))
    assert f"Code: {ID}" in said
    assert "Points in all: 100" in said
    assert "campaign" in rows(JournalEvent)[-1].files[0]["content"]
    (draft,) = rows(CampaignDraft)
    assert (draft.campaign_id, draft.kept_at) == (ID, None)
    assert "Kept:" in await chat("giu")
    (draft,) = rows(CampaignDraft)
    assert draft.kept_at is not None
    assert [line.action for line in rows(History)] == ["draft kept"]
    assert "is open" in await chat("dong y")


async def test_what_is_wrong_comes_back_by_cell_and_nothing_is_kept(chat, rows):
    said = await chat(changed_workbook(SHIPPED, ["wrong"]))
    assert "4 places in “book" in said
    assert "sheet “Tiêu chí”, cell F4: “mười” is no number." in said
    assert rows(CampaignDraft) == []


@pytest.mark.parametrize("data", [changed_workbook(SHIPPED, [])[:6000], office()], ids=["cut", "units"])
async def test_another_file_is_no_campaign(chat, rows, data):
    """A list of units is left to whoever reads those; half a file is none that is taken at all."""
    said = await chat(data)
    assert rows(CampaignDraft) == []
    assert "Code:" not in said


async def test_the_workbook_of_a_campaign_comes_as_a_file_and_is_read_back_equal(chat):
    await chat(changed_workbook(SHIPPED, [f"code={ID}"]))
    await chat("giu")
    await chat("excel")
    (file,) = attachments(chat.channel)
    assert file.name == f"{ID}.xlsx"
    campaign = load_campaigns()[SHIPPED].model_copy(update={"id": ID})
    assert read_workbook(file.path.read_bytes(), translator("en")).campaign == campaign


async def test_an_empty_workbook_comes_as_a_file(chat):
    await chat("open a campaign")
    await chat("mau")
    (file,) = attachments(chat.channel)
    assert file.name == "new-campaign.xlsx"
    assert read_workbook(file.path.read_bytes(), translator("en")).faults


def attachments(channel: MemoryChannel) -> list[Any]:
    return [one.message.attachment for one in channel.delivered if one.message.attachment]
