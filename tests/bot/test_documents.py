"""Documents that are made when they are delivered: once, stored, the same at every retry."""

import os
from time import time

from sqlmodel import Session

from bot.app import running
from bot.channels.base import Capabilities, Markup, Temporary
from bot.channels.web_transcript import FoundFile, find_file
from bot.documents import forget_old, secret_files
from handlers.conversation import Document, Event, Reply
from reports.making import DOCX, XLSX
from scoring.campaign_files import load_campaign, shipped_folder
from storage.database import Database
from storage.tables import Invitation, Outgoing, StoredFile
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app
from tests.reports.story import ID, tell


def respond(session: Session, event: Event) -> list[Reply]:
    kind, unit, private = (*event.text.split(" "), "", "")[:3]
    name = "Bảng: tổng hợp.xlsx" if kind == "campaign_xlsx" else "Bảng.docx"
    params = {"campaign": ID, "on": "2024-12-20", "name": name, **({"unit": int(unit)} if unit else {})}
    if private:
        params |= {"private": True, "type": DOCX}
    return [Reply("", documents=(Document(kind, params),))]


async def deliver(settings, channel: MemoryChannel, *texts: str):
    app = make_app(settings, channel, respond)
    app.database.upgrade()
    with app.database.session() as session, session.begin():
        tell(session, load_campaign(shipped_folder() / f"{ID}.yaml"))
    async with running(app):
        for text in texts:
            await app.receiver.receive(channel, [channel.text("ann", text)])
            await app.settle()
    return app


async def test_papers_and_tables_arrive_as_files(settings, rows):
    channel = MemoryChannel()
    app = await deliver(settings, channel, "self_score_sheet 1", "registration_form 2", "campaign_xlsx")
    files = [one.message.attachment for one in channel.delivered if one.message.attachment]
    assert [(file.name, file.media_type) for file in files] == [
        ("Bảng.docx", DOCX),
        ("Bảng.docx", DOCX),
        ("Bảng_ tổng hợp.xlsx", XLSX),
    ]
    assert {file.path for file in files} <= {app.files.path(row.digest) for row in rows(StoredFile)}
    # The row knows its file, so the web page can show it.
    made = [row.payload["documents"][0] for row in rows(Outgoing) if row.payload.get("documents")]
    assert [app.files.path(document["params"]["digest"]) for document in made] == [file.path for file in files]


async def test_a_paper_with_names_lies_apart_from_the_stored_files(settings, rows):
    channel = MemoryChannel()
    app = await deliver(settings, channel, "self_score_sheet 1 private", "self_score_sheet 2")
    private, plain = [one.message.attachment for one in channel.delivered if one.message.attachment]
    assert (private.name, private.media_type) == ("Bảng.docx", DOCX)
    assert private.path.parent != plain.path.parent
    assert private.path.is_relative_to(secret_files(app.files).folder)
    assert private.path.is_file()  # somebody else of the unit may be getting the same one at this moment
    two_hours, four = (time() - hours * 3600 for hours in (2, 4))
    os.utime(private.path, (two_hours, two_hours))
    forget_old(secret_files(app.files))
    assert private.path.is_file()
    os.utime(private.path, (four, four))
    forget_old(secret_files(app.files))
    assert not private.path.exists()
    made = [row.payload["documents"][0]["params"] for row in rows(Outgoing) if row.payload.get("documents")]
    assert {row.digest for row in rows(StoredFile)} & {each["digest"] for each in made} == {made[1]["digest"]}
    assert not rows(Invitation)


async def test_the_web_chat_finds_what_was_made(settings, rows):
    await deliver(settings, MemoryChannel(name="web"), "self_score_sheet 1")
    (row,) = rows(Outgoing)
    database = Database(settings.database_url)
    with database.reader() as session:
        digest = row.payload["documents"][0]["params"]["digest"]
        assert find_file(session, digest, f"o{row.id}") == FoundFile("Bảng.docx", DOCX)
        assert find_file(session, "b" * 64, f"o{row.id}") is None
    database.close()


async def test_a_retry_sends_the_file_that_was_made(settings, rows):
    channel = MemoryChannel()
    channel.failures["ann"] = [Temporary("busy", after=0.01)]
    await deliver(settings, channel, "registration_form 1")
    (file,) = [one.message.attachment for one in channel.delivered if one.message.attachment]
    assert {row.digest for row in rows(StoredFile)} == {"b" * 64, file.path.name}  # "bbb…": the story's evidence


async def test_the_same_content_is_one_file(settings, rows):
    await deliver(settings, MemoryChannel(), "registration_form 1", "registration_form 1")
    assert len(rows(StoredFile)) == 2  # the story's evidence, and the form


async def test_what_cannot_be_made_is_refused(settings, rows):
    channel = MemoryChannel()
    await deliver(settings, channel, "registration_form 99", "something_else")
    assert channel.delivered == []
    assert [row.state for row in rows(Outgoing)] == ["rejected", "rejected"]


async def test_a_channel_without_files_gets_the_name_and_nothing_is_made(settings, rows):
    channel = MemoryChannel(capabilities=Capabilities(False, False, 4096, Markup.PLAIN))
    await deliver(settings, channel, "registration_form 1")
    assert channel.texts_to("ann") == ["A file that cannot be shown here: Bảng.docx"]
    assert len(rows(StoredFile)) == 1


SHEET = {
    "targets": [["unit_contact", 1, None], ["unit_contact", 2, None]],
    "roles": {"unit_contact": "contact"},
    "name": "Invitations.docx",
    "type": DOCX,
    "until": "2099-01-01T00:00:00+00:00",
    "expires": "2099-01-01",
    "on": "2024-12-20",
    "campaign": "Campaign",
    "telegram": "thidua_bot",
    "zalo": None,
    "by": None,
}


def hand_out(session: Session, event: Event) -> list[Reply]:
    return [Reply("", documents=(Document("invitation_sheet", SHEET),))]


async def sheet_sent(settings, channel: MemoryChannel):
    app = make_app(settings, channel, hand_out)
    app.database.upgrade()
    with app.database.session() as session, session.begin():
        tell(session, load_campaign(shipped_folder() / f"{ID}.yaml"))
    async with running(app):
        await app.receiver.receive(channel, [channel.text("ann", "sheet")])
        await app.settle()
    return app


async def test_a_sheet_of_codes_is_in_no_table_and_goes_when_the_vendor_has_it(settings, rows):
    channel = MemoryChannel(capabilities=Capabilities(True, True, 4096, Markup.HTML, takes_over=True))
    app = await sheet_sent(settings, channel)
    (file,) = [one.message.attachment for one in channel.delivered if one.message.attachment]
    assert (file.name, file.path.exists()) == ("Invitations.docx", False)
    assert [(one.unit_id, one.used_at) for one in rows(Invitation)] == [(1, None), (2, None)]
    assert {row.digest for row in rows(StoredFile)} == {"b" * 64}  # the story's evidence alone
    assert app.files.digests() == []


async def test_a_retry_hands_out_the_same_sheet(settings, rows):
    channel = MemoryChannel()
    channel.failures["ann"] = [Temporary("busy", after=0.01)]
    app = await sheet_sent(settings, channel)
    (file,) = [one.message.attachment for one in channel.delivered if one.message.attachment]
    assert len(rows(Invitation)) == 2
    # This channel shows the file from here, so it lies here for some hours: not longer.
    assert file.path.is_file()
    os.utime(file.path, (0, 0))
    forget_old(secret_files(app.files))
    assert not file.path.exists()


async def test_a_code_in_a_message_is_not_kept_after_it_was_sent(settings, rows):
    def respond(session: Session, event: Event) -> list[Reply]:
        return [Reply("Your code: K7MF-3XQ9, or https://t.me/bot?start=K7MF3XQ9", secret="K7MF-3XQ9")]

    channel = MemoryChannel()
    app = make_app(settings, channel, respond)
    app.database.upgrade()
    async with running(app):
        await app.receiver.receive(channel, [channel.text("ann", "code")])
        await app.settle()
    assert channel.texts_to("ann") == ["Your code: K7MF-3XQ9, or https://t.me/bot?start=K7MF3XQ9"]
    (row,) = rows(Outgoing)
    assert row.payload["text"] == "Your code: …, or https://t.me/bot?start=…"
    assert "secret" not in row.payload
