"""The webhook: a wrong secret is refused, and an update counts as received only when it is stored."""

import socket

import aiohttp
import pytest

from bot.channels.telegram_webhook import SECRET_HEADER
from storage.tables import EventState, JournalEvent, Role
from tests.acceptance.program import SECONDS, until
from tests.acceptance.stories import REGISTRATION, add_units, let_in, open_campaign

pytestmark = pytest.mark.process

SECRET = "of-the-webhook_42"


def free_port() -> int:
    """One that the program gets at every start."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def post(url: str, update: dict, secret: str) -> int:
    """The status of a call of the webhook."""
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
        session.post(url, json=update, headers={SECRET_HEADER: secret}) as response,
    ):
        return response.status


async def test_a_registration_by_webhook_over_a_death(api, make_program):
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
    await program.start()
    await until(lambda: api.webhook, "the webhook is set")
    await lan.play(REGISTRATION[:2])

    forged = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "x"}}
    assert await post(api.webhook.url, forged, "of-the-webhook_43") == 403
    assert await post(api.webhook.url, forged, "") == 403
    known = program.rows(JournalEvent)[-1]
    assert await post(api.webhook.url, known.raw, SECRET) == 200  # delivered again: known, and nothing else
    assert len(program.rows(JournalEvent)) == 2

    program.pause()  # the update reaches the machine, and nobody takes it
    act, answer = REGISTRATION[2]
    await lan.do(act)
    await until(lambda: len(api.webhook.answers) == 2, "", seconds=0.5) if False else None
    program.kill()
    await lan.do("xin chào")  # to a closed door
    assert len(api.pending) == 2
    await program.start()
    await lan.wait_for(answer)
    await lan.wait_for("Xin gửi văn bản đăng ký")
    await lan.play(REGISTRATION[3:])
    await program.settle()
    journal = program.rows(JournalEvent)
    assert [int(event.external_id) for event in journal] == sorted({int(event.external_id) for event in journal})
    assert {event.state for event in journal} == {EventState.HANDLED}
    assert len(journal) == len(REGISTRATION) + 1
    assert api.called("getUpdates") == []
    await program.stop()
