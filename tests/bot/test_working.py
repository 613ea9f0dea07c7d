"""Lists that are sent to the bot, through the whole program: read beside the writer, written in parts, not kept."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import select

from bot.app import Application, running
from bot.channels.base import Understood
from bot.settings import Settings
from handlers import import_work
from handlers.context import Context
from scoring.calendar import WorkingCalendar
from storage.tables import (
    ChannelAccount,
    ImportState,
    Membership,
    Person,
    Role,
    RosterContact,
    RosterImport,
    StoredFile,
    Unit,
)
from tests.fakes.memory_channel import MemoryChannel

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = "Tên đơn vị;Họ và tên;Số điện thoại\n"


class ListChannel(MemoryChannel):
    """Files keep their own names here."""

    def understand(self, raw: dict[str, Any]) -> Understood:
        understood = super().understand(raw)
        return replace(understood, files=tuple(replace(one, name=one.id) for one in understood.files))


def ward(count: int) -> bytes:
    rows = (f"Khu phố {n};Người Mẫu {n};0912{n:06d}\n" for n in range(1, count + 1))
    return (HEAD + "".join(rows)).encode()


def make(settings: Settings) -> Application:
    app = Application(
        settings.model_copy(update={"locale": "vi"}),
        [ListChannel()],
        context=Context(campaigns={}, calendar=WorkingCalendar(), locale="vi"),
        tick=lambda session, now: [],
        http=False,
    )
    app.database.upgrade()
    return app


def add_organizer(app: Application) -> None:
    with app.database.session() as session, session.begin():
        session.add(person := Person(name="Minh", consented_at=NOW, consent_version="1", created_at=NOW))
        session.flush()
        assert person.id is not None
        session.add(
            ChannelAccount(person_id=person.id, channel="memory", external_id="minh", reachable=True, last_seen_at=NOW)
        )
        session.add(Membership(person_id=person.id, role=Role.ORGANIZER, since=NOW))


def channel_of(app: Application) -> ListChannel:
    (channel,) = app.channels
    assert isinstance(channel, ListChannel)
    return channel


async def say(app: Application, text: str = "", *, file: str = "") -> str:
    """What the organizer is told last."""
    channel = channel_of(app)
    event = channel.file("minh", file) if file else channel.text("minh", text)
    await app.receiver.receive(channel, [event])
    await app.settle()
    return channel.texts_to("minh")[-1]


async def test_a_large_list_is_imported_in_parts_and_not_kept(settings, rows):
    app = make(settings)
    add_organizer(app)
    channel_of(app).files["ward.csv"] = ward(120)
    async with running(app):
        preview = await say(app, file="ward.csv")
        assert "120 đơn vị mới" in preview
        assert "và 110 dòng nữa" in preview
        assert rows(Unit) == []
        commits = app.writer.commits
        assert "Đã nhập xong" in await say(app, "nhập danh sách này")
        assert app.writer.commits - commits > 120 / import_work.UNITS_AT_ONCE
        assert len(rows(Unit)) == len(rows(RosterContact)) == 120
        # The list is full of phone numbers: nothing of it stays but what was imported.
        assert rows(StoredFile) == []
        assert app.files.digests() == []
        channel_of(app).files["again.csv"] = ward(120)
        assert "Không có gì cần thay đổi" in await say(app, file="again.csv")
    assert [row.state for row in rows(RosterImport)] == [ImportState.DONE, ImportState.DROPPED]


async def test_an_unreadable_list_is_explained(settings, rows):
    app = make(settings)
    add_organizer(app)
    channel_of(app).files["odd.csv"] = "một;hai\n3;4\n".encode()
    async with running(app):
        assert "Đơn vị" in await say(app, file="odd.csv")
    assert rows(Unit) == []


async def test_what_a_crash_left_is_finished_at_the_next_start(settings, rows):
    app = make(settings)
    add_organizer(app)
    channel_of(app).files["ward.csv"] = ward(60)
    async with running(app):
        await say(app, file="ward.csv")
    with app.database.session(context=app.context) as session, session.begin():
        row = session.exec(select(RosterImport)).one()
        plan = import_work.plan_of(session, ward(60), person_id=row.person_id).plan
        assert plan is not None
        import_work.write_part(session, row.id or 0, import_work.parts_of(plan)[0], NOW)
    assert len(rows(Unit)) == import_work.UNITS_AT_ONCE
    again = make(settings)
    async with running(again):
        again.worker.wake()
        await again.settle()
        assert "Đã nhập xong" in channel_of(again).texts_to("minh")[-1]
    assert len(rows(Unit)) == len(rows(RosterContact)) == 60


async def test_a_list_whose_meaning_changed_is_shown_again(settings, rows):
    app = make(settings)
    add_organizer(app)
    channel_of(app).files["ward.csv"] = ward(3)
    async with running(app):
        await say(app, file="ward.csv")
        with app.database.session() as session, session.begin():
            session.add(Unit(code="KHU-PHO-2", name="Khu phố 2", unit_type="neighborhood"))
        told = await say(app, "nhập danh sách này")
        assert "2 đơn vị mới" in told
        assert "Đã nhập xong" in await say(app, "nhập danh sách này")
    assert len(rows(Unit)) == 3
