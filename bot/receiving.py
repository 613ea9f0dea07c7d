"""Journal → person → press → handler → outbox, in one unit of work.

Events of one sender are handled in the order of their arrival; what cannot be handled at once (its file is on the way,
or its handler failed) holds up the same sender's later events, and nobody else's.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog
from sqlmodel import Session

from bot.budget import Budget
from bot.catching_up import CatchingUp
from bot.channels.base import Channel, Incoming, Understood, Unreadable
from bot.fetching import Fetcher
from bot.flooding import TOO_MANY, Flood, Judgement
from bot.flooding_elsewhere import heard_elsewhere
from bot.handling import Handled, Handling, Received
from bot.journal import UPLOADED, enter, find_earlier, understand
from bot.rows import change, valid_text
from bot.writer import Writer
from handlers.conversation import EventKind
from storage.database import Database
from storage.tables import EventState, JournalEvent

log = structlog.get_logger("receiving")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one arrival. ``handled`` None: a duplicate, parked, or to be taken up later (``open``)."""

    open: bool = False
    press: bool = False
    handled: Handled | None = None


class Receiver:
    """Takes events from every channel. ``wake_delivery`` is called after a commit that left something to send,
    ``wake_work`` after one that left something slow to do; ``scrub`` takes secrets out of error texts that are kept;
    ``budgets``: by channel, where messages are counted."""

    def __init__(  # noqa: PLR0913 - the composition root connects it with everything
        self,
        *,
        database: Database,
        writer: Writer,
        handling: Handling,
        fetcher: Fetcher,
        owner: str | None = None,
        scrub: Callable[[str], str] = str,
        wake_delivery: Callable[[], None] = lambda: None,
        wake_work: Callable[[], None] = lambda: None,
        budgets: Mapping[str, Budget] | None = None,
        flood: Flood | None = None,
    ) -> None:
        self.handled: Counter[tuple[str, str]] = Counter()  # by channel and kind
        self._flood = flood or Flood()
        self._budgets = budgets or {}
        self._writer = writer
        self._handling = handling
        self._owner = owner
        self._scrub = scrub
        self._wake_delivery = wake_delivery
        self._wake_work = wake_work
        self._following: set[asyncio.Task[None]] = set()
        self._later = CatchingUp(
            database=database,
            writer=writer,
            handling=handling,
            fetcher=fetcher,
            owner=owner,
            tell=self._tell,
            scrub=scrub,
        )

    async def receive(self, channel: Channel, incomings: Sequence[Incoming]) -> None:
        """Return once everything handed over is committed. A sender's order is that of ``incomings``.

        Raises whatever kept something from being stored (``WriterStopped`` when the program is ending): nothing may
        be acknowledged then.
        """
        tasks = [self._hand_over(channel, storable(incoming)) for incoming in incomings]
        # A caller that gives up (a webhook whose client left) must not lose what follows the commit.
        await asyncio.shield(asyncio.gather(*tasks))

    async def take_up(self, channels: Sequence[Channel]) -> int:
        """Go on with what a crash left open, oldest first; returns how many senders have something left."""
        return await self._later.take_up(channels)

    async def settle(self) -> None:
        """Wait until nothing is under way: every event that arrived is handled or parked."""
        while self._following:
            await asyncio.wait(set(self._following))
        await self._later.settle()

    async def stop(self) -> None:
        """Finish what was handed over; drop what the journal keeps for the next start."""
        if self._following:
            await asyncio.wait(set(self._following))
        await self._later.stop()

    def _hand_over(self, channel: Channel, incoming: Incoming) -> asyncio.Task[None]:
        def arrive(session: Session) -> Arrived:
            return self._arrive(session, channel, incoming)

        def keep(session: Session, error: Exception) -> Arrived:
            return self._keep(session, channel, incoming, error)

        future = self._writer.submit(arrive, key=(incoming.bot, incoming.sender), rescue=keep)

        async def follow() -> None:
            arrived = await asyncio.wrap_future(future)
            if arrived.press:
                self._later.start(_acknowledge(channel, incoming))
            if arrived.handled is not None:
                self._tell(channel, arrived.handled)
            if arrived.open:
                self._later.wake(channel, incoming.bot, incoming.sender)

        task = asyncio.get_running_loop().create_task(follow())
        self._following.add(task)
        task.add_done_callback(self._following.discard)
        return task

    def _arrive(self, session: Session, channel: Channel, incoming: Incoming) -> Arrived:
        """A job of the writer: journal and, if nothing stands in the way, handle."""
        row = self._enter(session, channel, incoming)
        if row is None:
            return Arrived()
        understood = understand(channel, incoming.raw) if incoming.sender else Unreadable("it names no sender")
        if isinstance(understood, Unreadable):
            change(session, JournalEvent, row, state=EventState.PARKED, error=self._scrub(str(understood)))
            log.warning("event.parked", event_id=row, channel=channel.name, error=str(understood))
            return Arrived()
        press = understood.kind is EventKind.PRESS
        received = Received(row, incoming.sender, incoming.received_at)
        judgement = self._judge(session, channel, incoming, understood, row)
        if judgement is not Judgement.TAKE:
            change(session, JournalEvent, row, state=EventState.PARKED, error=TOO_MANY)
            log.warning("event.too_many", event_id=row, channel=channel.name, told=judgement is Judgement.TELL)
            told = judgement is Judgement.TELL
            handled = self._handling.tell_too_many(session, channel, received, understood) if told else None
            return Arrived(press=press, handled=handled)
        earlier = find_earlier(session, incoming, row)
        if earlier is not None and earlier.claimed_by != self._owner:
            change(session, JournalEvent, row, claimed_by=earlier.claimed_by)  # in order: one process handles both
        if understood.files and not self._handling.fetches(session, channel, incoming.sender):
            understood = replace(understood, files=())
        if understood.files:
            change(session, JournalEvent, row, state=EventState.FETCHING)
            return Arrived(open=True)
        if earlier is not None:
            change(session, JournalEvent, row, state=EventState.WAITING)
            return Arrived(open=True, press=press)
        handled = self._handling.handle(session, channel, received, understood)
        if handled.spared:
            change(session, JournalEvent, row, raw=None)
        return Arrived(press=press, handled=handled)

    def _judge(
        self, session: Session, channel: Channel, incoming: Incoming, understood: Understood, row: int
    ) -> Judgement:
        """Whether it is part of a flood, which may arrive at several processes."""
        owner = self._owner
        if owner is None:
            return self._flood.judge(channel.name, incoming, understood, row)
        ask = partial(heard_elsewhere, session, channel, incoming, row=row, owner=owner)
        return self._flood.judge(channel.name, incoming, understood, row, elsewhere=ask)

    def _enter(self, session: Session, channel: Channel, incoming: Incoming) -> int | None:
        """The new row of the journal, counted where messages are scarce."""
        row = enter(session, incoming, owner=self._owner)
        budget = self._budgets.get(channel.name)
        if row is not None and budget is not None and incoming.kind != UPLOADED:
            budget.count(session, received=1)
        return row

    def _keep(self, session: Session, channel: Channel, incoming: Incoming, error: Exception) -> Arrived:
        """The handler failed: the event stays in the journal, to be tried again."""
        log.error("event.failed", bot=incoming.bot, attempts=1, error=repr(error), exc_info=error)
        row = self._enter(session, channel, incoming)
        if row is not None:
            change(session, JournalEvent, row, state=EventState.WAITING, attempts=1, error=self._scrub(repr(error)))
        return Arrived(open=True)

    def _tell(self, channel: Channel, handled: Handled) -> None:
        """After the commit: one line of log, and the answers go out."""
        if not handled.failed:
            self.handled[channel.name, handled.kind.value] += 1
            log.info(
                "event.handled",
                event_id=handled.event_id,
                channel=channel.name,
                kind=handled.kind.value,
                person=handled.person,
                replies=len(handled.rows),
                stale=handled.stale,
                repeated=handled.repeated,
            )
        if handled.rows:
            self._wake_delivery()
        if handled.work:
            self._wake_work()


def storable(incoming: Incoming) -> Incoming:
    """With names that every database takes, so that who is locked, journaled and found again is the same."""
    return replace(
        incoming,
        kind=valid_text(incoming.kind),
        external_id=valid_text(incoming.external_id),
        sender=valid_text(incoming.sender),
    )


async def _acknowledge(channel: Channel, incoming: Incoming) -> None:
    try:
        await asyncio.wait_for(channel.acknowledge(incoming.raw), timeout=10)
    except Exception:
        log.warning("press.not_acknowledged", channel=channel.name, exc_info=True)
