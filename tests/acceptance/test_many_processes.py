"""Two `thidua run` on one PostgreSQL behind one webhook address: order, nothing twice, and one takes over the other's
work when it dies."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from storage.tables import EventState, JournalEvent, OutboxState, Outgoing, Process, Role, Submission, SubmissionState
from tests.acceptance.people import Chatter
from tests.acceptance.program import SECONDS, Program, until
from tests.acceptance.stories import (
    EVIDENCE,
    FACTS,
    REGISTRATION,
    SENDING,
    add_units,
    evidence_of,
    facts_of,
    let_in,
    open_campaign,
    self_assessment,
)
from tests.fakes.bot_api import FakeBotApi

pytestmark = [pytest.mark.process, pytest.mark.postgres]

UNITS = 4


class Balancer:
    """One address in front of several programs: each call goes to the next one that listens."""

    def __init__(self) -> None:
        self.programs: list[Program] = []
        self.taken: Counter[int] = Counter()  # calls by the number of the program
        self.url = ""
        self._turns = itertools.count()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Balancer"]:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as self._client:
            yield self
        await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body, turn = await request.read(), next(self._turns)
        for offset in range(len(self.programs)):
            number = (turn + offset) % len(self.programs)
            headers = {name: value for name, value in request.headers.items() if name != "Host"}
            try:
                url = self.programs[number].address + request.path
                async with self._client.post(url, data=body, headers=headers) as response:
                    self.taken[number] += 1
                    return web.Response(status=response.status)
            except aiohttp.ClientError:
                continue
        return web.Response(status=502)


def story(unit: int) -> list[tuple[str, str]]:
    return [*REGISTRATION, *self_assessment(failed=unit), *SENDING]


async def test_two_processes_share_the_work_and_one_survives(make_program, postgres_with_tables, tmp_path):
    async with FakeBotApi() as api, Balancer().listening() as balancer:

        def make() -> Program:
            program: Program = make_program(
                api,
                now="2024-12-16T09:00",
                database_url=postgres_with_tables,
                files_dir=tmp_path / "files",
                telegram_mode="webhook",
                public_url=balancer.url,
            )
            return program

        first, second = balancer.programs = [make(), make()]
        open_campaign(first)
        add_units(first, UNITS)
        contacts = [let_in(first, 100 + n, f"Lan {n}", Role.UNIT_CONTACT, unit=n) for n in range(1, UNITS + 1)]
        await asyncio.gather(first.start(), second.start())
        await until(lambda: api.webhook, "the webhook is set")
        assert len(first.rows(Process)) == 2

        async def live(number: int, contact: Chatter) -> None:
            await contact.play(story(number)[:15])

        await asyncio.gather(*(live(number, contact) for number, contact in enumerate(contacts, 1)))
        await first.settle()
        assert_nothing_twice(first, api, repeated=set())
        assert min(balancer.taken.values()) > 10
        assert len(balancer.taken) == 2

        async def live_on(number: int, contact: Chatter) -> None:
            await contact.play_patiently(story(number)[15:])

        going_on = asyncio.gather(*(live_on(number, contact) for number, contact in enumerate(contacts, 1)))
        before = len(api.called("sendMessage"))
        await until(lambda: len(api.called("sendMessage")) > before + 6, "they are at work")
        first.kill()
        await asyncio.sleep(0.5)  # what it had sent arrives; nobody takes over so soon
        in_flight = unmarked(second, api)
        await going_on
        await second.settle()
        assert_nothing_twice(second, api, repeated=in_flight)
        assert [process.channels for process in second.rows(Process)] == [["telegram"]]
        for number in range(1, UNITS + 1):
            assert facts_of(second, number) == FACTS | {"I.1": {"tasks_assigned": 12, "tasks_incomplete": number}}
            assert evidence_of(second, number) == EVIDENCE
        submissions = second.rows(Submission)
        assert [(row.state, row.number) for row in submissions] == [(SubmissionState.SUBMITTED, 1)] * UNITS
        await second.stop()
        assert second.rows(Process) == []


def unmarked(program: Program, api: FakeBotApi) -> set[tuple[int, int]]:
    """(user, message) of everything that people received and no row knows of."""
    marked = {message.external_id for message in program.rows(Outgoing)}
    return {
        (id, message.id)
        for id, person in api.messages.people.items()
        for message in person.messages
        if str(message.id) not in marked
    }


def assert_nothing_twice(program: Program, api: FakeBotApi, *, repeated: set[tuple[int, int]]) -> None:
    """Every update is handled once, everything is sent once (but for what was on its way when one died), in order."""
    journal, outbox = program.rows(JournalEvent), program.rows(Outgoing)
    assert Counter(Counter(event.external_id for event in journal).values()) == {1: len(journal)}
    assert {event.state for event in journal} == {EventState.HANDLED}
    assert {message.state for message in outbox} == {OutboxState.SENT}
    assert unmarked(program, api) <= repeated
    rows = {message.external_id: message for message in outbox}
    for id, person in api.messages.people.items():
        ids = [message.id for message in person.messages if (id, message.id) not in repeated]
        order = [rows[str(one)].id or 0 for one in ids]
        assert order == sorted(order)
        answered = [rows[str(one)].event_id or 0 for one in ids]
        assert answered == sorted(answered)
