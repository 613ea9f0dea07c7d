"""The webhook: a wrong secret is refused, and an update counts as received only when it is stored."""

import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram_webhook import SECRET_HEADER
from storage.tables import EventState, JournalEvent, Role
from tests.acceptance.killing import KillingApi, Moment, Plan
from tests.acceptance.program import SECONDS, Program, until
from tests.acceptance.stories import REGISTRATION, add_units, let_in, open_campaign

pytestmark = pytest.mark.process

SECRET = "of-the-webhook_42"


def free_port() -> int:
    """One that the program gets at every start."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def post(url: str, update: dict[str, Any], secret: str) -> int:
    """The status of a call of the webhook."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
        session.post(url, json=update, headers={SECRET_HEADER: secret}) as response,
    ):
        return response.status


def known_update(program: Program) -> dict[str, Any]:
    """The last one that came."""
    return program.rows(JournalEvent)[-1].raw or {}


async def test_a_registration_by_webhook_over_a_death(make_program):
    async with KillingApi([Plan(3, Moment.ARRIVED, "sendMessage")]) as api:
        await register(api, make_program)


async def register(api: KillingApi, make_program: Callable[..., Program]) -> None:
    port = free_port()
    program = make_program(
        api,
        now="2024-04-15T08:00",
        telegram_mode="webhook",
        telegram_webhook_secret=SECRET,
        public_url=f"http://127.0.0.1:{port}",
        http_port=port,
    )
    open_campaign(program)
    add_units(program, 1)
    lan = let_in(program, 7, "Lan", Role.UNIT_CONTACT, unit=1)
    api.kill = program.kill
    await program.start()
    await until(lambda: api.webhook, "the webhook is set")
    await lan.play(REGISTRATION[:2])

    assert api.webhook is not None
    url = api.webhook.url
    forged = known_update(program) | {"update_id": 1}
    assert await post(url, forged, "of-the-webhook_43") == 403
    assert await post(url, forged, "") == 403
    assert await post(url, known_update(program), SECRET) == 200  # delivered again: known, and nothing else
    assert len(program.rows(JournalEvent)) == 2

    act, answer = REGISTRATION[2]
    await lan.do(act)
    await until(api.died.is_set, "killed when it answers")
    await lan.do("xin chào")  # to a closed door
    assert api.pending[-1]["message"]["text"] == "xin chào"
    api.live_on()
    await program.start()
    await lan.wait_for(answer)
    hint = await lan.wait_for(answer)  # again, as the answer to the greeting
    assert hint.text.startswith("Xin chào.")
    await lan.play(REGISTRATION[3:])
    await program.settle()
    journal = program.rows(JournalEvent)
    assert [int(event.external_id) for event in journal] == sorted({int(event.external_id) for event in journal})
    assert {event.state for event in journal} == {EventState.HANDLED}
    assert len(journal) == len(REGISTRATION) + 1
    assert api.called("getUpdates") == []
    await program.stop()
