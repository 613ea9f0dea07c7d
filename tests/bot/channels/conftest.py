"""The web chat over real HTTP."""

from collections.abc import AsyncIterator
from datetime import datetime

import aiohttp
import pytest

from bot.app import running
from bot.channels.web import WebChannel
from bot.channels.web_scene import Code, KeyDate, Scene
from storage.tables import ChannelAccount, Membership, Person, Role, Unit
from tests.bot.channels.web_site import START, Site, respond
from tests.fakes.programs import make_app


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
