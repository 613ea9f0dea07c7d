"""The tokens of an Official Account in the database: one refresh for all processes, one alarm."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.app import Application, running
from bot.channels.zalo_oa_tokens import Tokens
from bot.outbox import SPENT
from bot.vault import ALARM, CLAIM, DatabaseVault, load_tokens, store_tokens
from storage.tables import BotState, ChannelAccount, Membership, Outgoing, Person, Role
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
PAIR = Tokens("access", "refresh", NOW, NOW + timedelta(hours=25))
BOT = "zalo_oa:1111"


@pytest.fixture
async def app(settings) -> AsyncIterator[Application]:
    async with running(make_app(settings, MemoryChannel())) as app:
        yield app


def vault(app: Application) -> DatabaseVault:
    return DatabaseVault(BOT, database=app.database, writer=app.writer, clock=app.clock)


async def test_what_is_stored_is_loaded_by_every_process(app: Application) -> None:
    assert await vault(app).load() is None
    await vault(app).store(PAIR)
    assert await vault(app).load() == PAIR
    later = Tokens("a2", "r2", NOW, NOW + timedelta(hours=1))
    await vault(app).store(later)
    assert await vault(app).load() == later


async def test_one_refreshes_at_a_time_and_a_dead_one_not_for_ever(app: Application) -> None:
    assert await vault(app).claim(60)
    assert not await vault(app).claim(60)
    await vault(app).release()
    assert await vault(app).claim(-1)  # has passed already
    assert await vault(app).claim(60)
    await vault(app).store(PAIR)
    assert await vault(app).claim(60)


async def test_the_organizers_are_told_once_elsewhere_if_possible(app: Application, rows) -> None:
    with app.database.session() as session:
        person = Person(name="Minh", consented_at=NOW, consent_version="1", created_at=NOW, locale="en")
        session.add(person)
        session.flush()
        assert person.id is not None
        for number, channel in enumerate(("memory", "zalo_oa")):
            seen = NOW + timedelta(hours=number)
            session.add(ChannelAccount(person_id=person.id, channel=channel, external_id="7", last_seen_at=seen))
        session.add(Membership(person_id=person.id, role=Role.ORGANIZER, since=NOW))
        session.commit()
    for _ in range(3):
        await vault(app).claim(60)
        await vault(app).failed("-14014: Invalid refresh token")
    sent = rows(Outgoing)
    assert [(row.channel, "thidua zalo-oa login" in row.payload["text"]) for row in sent] == [("memory", True)]
    assert await vault(app).claim(60)  # somebody may try again

    with app.database.session() as session:
        store_tokens(session, BOT, PAIR)
        session.commit()
    with app.database.reader() as session:
        assert load_tokens(session, BOT) == PAIR
        left = {row.key for row in session.exec(select(BotState)) if row.bot in (BOT, "zalo_oa")}
    assert not left & {ALARM, CLAIM, SPENT}
    await vault(app).failed("-118")
    assert len(rows(Outgoing)) == 2
