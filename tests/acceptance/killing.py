"""A fake Bot API server that kills the program at chosen calls, and remembers what must not be lost."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import telegram
from aiohttp import web

from tests.fakes.bot_api import FakeBotApi


class Moment(StrEnum):
    """When the program dies, seen from the server. A call of a dead client is not carried out."""

    ARRIVED = "the call has arrived"
    DONE = "the call is carried out, its answer is not on the way yet"
    LATER = "some milliseconds after the answer"


@dataclass(frozen=True, slots=True)
class Plan:
    """Die at the ``calls``-th call since the last death; with ``method``, only its calls count."""

    calls: int
    moment: Moment
    method: str | None = None
    milliseconds: int = 0


def random_plans(count: int, seed: int) -> list[Plan]:
    """Two that are always there: between the sending of a message and its mark, and while it starts again."""
    chance = random.Random(seed)
    plans = [
        Plan(chance.randint(4, 24), chance.choice(list(Moment)), milliseconds=chance.randint(0, 40))
        for _ in range(count - 2)
    ]
    starting = Plan(1, Moment.LATER, milliseconds=chance.randint(0, 1000))
    return [Plan(10, Moment.DONE, "sendMessage"), starting, *plans]


def units_for(kills: int) -> int:
    """How many units have so much to write that the program can die so often meanwhile."""
    return max(4, kills // 4)


@dataclass(frozen=True, slots=True)
class Death:
    """What the server knew when the program died. ``posted`` and ``unconfirmed``: ids of updates."""

    plan: Plan
    method: str
    posted: frozenset[int]
    unconfirmed: frozenset[int]

    @property
    def acknowledged(self) -> frozenset[int]:
        return self.posted - self.unconfirmed


class KillingApi(FakeBotApi):
    """Kills by ``kill`` as ``plans`` say, one after the other."""

    def __init__(self, plans: Sequence[Plan], **more: Any) -> None:
        super().__init__(**more)
        self.kill: Callable[[], None] = lambda: None
        self.posted: list[int] = []
        self.deaths: list[Death] = []
        self.died = asyncio.Event()
        self._plans: Iterator[Plan] = iter(plans)
        self._plan = next(self._plans, None)
        self._calls = 0
        self._under_way, self._polls = 0, 0

    async def __aenter__(self) -> "KillingApi":
        await super().__aenter__()
        return self

    def post(self, **content: telegram.TelegramObject) -> int:
        update_id = super().post(**content)
        self.posted.append(update_id)
        return update_id

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        polls = method == "getUpdates"  # it waits for the next update, also when nobody listens any more
        self._polls += polls
        self._under_way += not polls
        try:
            return await self._handle_as_planned(request, method)
        finally:
            self._polls -= polls
            self._under_way -= not polls

    async def _handle_as_planned(self, request: web.Request, method: str) -> web.StreamResponse:
        plan = self._due(method)
        if plan is None:
            return await super()._handle(request)
        if plan.moment is Moment.ARRIVED:
            self._strike(plan, method)
            return web.Response(status=500)  # nobody is there to read it
        response = await super()._handle(request)
        if plan.moment is Moment.DONE:
            self._strike(plan, method)
        else:
            asyncio.get_running_loop().call_later(plan.milliseconds / 1000, self._strike, plan, method)
        return response

    def _due(self, method: str) -> Plan | None:
        plan = self._plan
        if plan is None or plan.method not in (None, method):
            return None
        self._calls += 1
        if self._calls < plan.calls:
            return None
        self._plan = None  # the next one when the program lives again
        return plan

    def _strike(self, plan: Plan, method: str) -> None:
        self.kill()
        unconfirmed = frozenset(int(update["update_id"]) for update in self.pending)
        self.deaths.append(Death(plan, method, frozenset(self.posted), unconfirmed))
        self.died.set()

    @property
    def is_quiet(self) -> bool:
        """Nothing that a dead client had sent off is still on its way or being carried out. A connection counts until
        its request is answered; polls that wait for an update have already done what they do, and the next one ends
        them."""
        server = self._runner.server if self._runner else None
        return self._under_way == 0 and len(server.connections if server else ()) <= self._polls

    def live_on(self) -> None:
        """The program is started again: the next plan holds."""
        self.died.clear()
        self._calls = 0
        self._plan = next(self._plans, None)
