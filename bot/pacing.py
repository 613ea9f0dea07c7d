"""How fast and to whom a channel may be sent to just now."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from bot.budget import Budget
from bot.channels.base import Channel
from bot.due import Due, Queue

REMEMBERED = 10_000  # accounts whose last message is remembered, to space the next one


@dataclass(slots=True, eq=False)
class Line:
    """One channel's queue as it is now. Times are those of ``monotonic``."""

    channel: Channel
    budget: Budget | None = None
    next_slot: float = 0.0
    halted_until: float = 0.0
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    busy: set[int] = field(default_factory=set)  # accounts that something is being sent to
    resting: dict[int, float] = field(default_factory=dict)  # accounts that are left alone until then
    last: dict[int, tuple[int | None, float]] = field(default_factory=dict)  # account -> (event answered, when)

    @property
    def queue(self) -> Queue:
        only_to = getattr(self.channel, "only_to", None)
        return Queue(self.channel.name, only_to, answers_only=self.budget is not None and self.budget.is_spent)

    def rest(self, account: int, seconds: float) -> None:
        """Leave the account alone for so long, and look again then."""
        self.resting[account] = monotonic() + seconds
        asyncio.get_running_loop().call_later(seconds + 0.005, self.woken.set)

    def unavailable(self) -> set[int]:
        now = monotonic()
        self.resting = {account: until for account, until in self.resting.items() if until > now}
        return self.busy | self.resting.keys()

    def pause_before(self, row: Due) -> float:
        """Several messages in a row to one chat are spaced; the first answer to an event never waits."""
        event, at = self.last.get(row.account, (None, 0.0))
        if row.event_id is not None and row.event_id != event:
            return 0.0
        return at + float(getattr(self.channel, "seconds_per_chat", 0.0)) - monotonic()

    def sent(self, row: Due) -> None:
        if len(self.last) > REMEMBERED:
            self.last.clear()
        self.last[row.account] = (row.event_id, monotonic())

    async def wait_for_slot(self, peers: int) -> None:
        """The channel's next turn: evenly spaced, never several at once. ``peers`` processes share its pace."""
        now = monotonic()
        slot = max(now, self.next_slot)
        self.next_slot = slot + peers / self.channel.sends_per_second
        if slot > now:
            await asyncio.sleep(slot - now)

    async def wait_until_woken(self, seconds: float) -> None:
        """Until there may be something to send, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.woken.wait()
        except TimeoutError:
            return
