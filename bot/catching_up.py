"""Events that could not be handled at once: their file must be fetched, their handler failed, or they wait behind
such a one of the same sender. Worked off sender by sender, in order; nobody waits for somebody else's."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import structlog
from sqlmodel import Session

from bot.channels.base import Channel, Understood, Unreadable
from bot.fetching import Fetcher, Refused, record_files
from bot.handling import Handled, Handling
from bot.journal import claim_open, is_still_open, oldest_open, received_of, senders_left, understand
from bot.rows import change
from bot.writer import Rescue, Writer, WriterStopped
from handlers.conversation import ReceivedFile
from storage.database import Database
from storage.tables import EventState, JournalEvent

ATTEMPTS = 3
BACK_OFF = (0.2, 1.0)

Result = TypeVar("Result")

log = structlog.get_logger("receiving")


class CatchingUp:
    """``owner``: the process that claims what it works off. ``tell`` is called after the commit of what was handled;
    ``scrub`` takes secrets out of kept error texts."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        handling: Handling,
        fetcher: Fetcher,
        owner: str | None,
        tell: Callable[[Channel, Handled], None],
        scrub: Callable[[str], str],
    ) -> None:
        self._database = database
        self._writer = writer
        self._handling = handling
        self._fetcher = fetcher
        self._owner = owner
        self._tell = tell
        self._scrub = scrub
        self._woken: dict[tuple[str, str], int] = {}  # sender -> how often; there is a task for each
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def take_up(self, channels: Sequence[Channel]) -> int:
        """Go on with what a crash left open, or a process that is no more, oldest first; returns how many senders have
        something left that nobody was working on."""
        left = await asyncio.to_thread(self._read, lambda session: senders_left(session, owner=self._owner))
        by_name = {channel.name: channel for channel in channels}
        count = 0
        for (bot, sender), free in left.items():
            channel = by_name.get(bot.partition(":")[0])
            if channel is None or (bot, sender) in self._woken:
                continue
            if free and self._owner is not None:
                await self._claim(bot, sender, self._owner)
            self.wake(channel, bot, sender)
            count += 1
        return count

    async def _claim(self, bot: str, sender: str, owner: str) -> None:
        job = self._writer.submit(lambda session: claim_open(session, bot, sender, owner=owner), key=(bot, sender))
        await asyncio.wrap_future(job)

    def wake(self, channel: Channel, bot: str, sender: str) -> None:
        """This sender has something open."""
        running = (bot, sender) in self._woken
        self._woken[bot, sender] = self._woken.get((bot, sender), 0) + 1
        if not running:
            self.start(self._work_off(channel, bot, sender))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the receiving until it ends or the program stops."""
        if self._stopped:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        """Drop what is under way: the journal keeps it for the next start."""
        self._stopped = True
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_off(self, channel: Channel, bot: str, sender: str) -> None:
        try:
            while True:
                woken = self._woken[bot, sender]
                row = await asyncio.to_thread(self._read, lambda session: oldest_open(session, bot, sender))
                if row is not None and row.claimed_by == self._owner:
                    await self._advance(channel, row)
                elif woken == self._woken[bot, sender]:
                    return
        except WriterStopped:
            return  # the journal keeps it for the next start
        finally:
            del self._woken[bot, sender]

    async def _advance(self, channel: Channel, row: JournalEvent) -> None:
        """One step of one open event: fetch its files, or handle it."""
        if row.attempts:
            await asyncio.sleep(BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1])
        understood = understand(channel, row.raw or {})
        if isinstance(understood, Unreadable):
            await self._park(row, understood)
            return
        try:
            if row.state is EventState.FETCHING:
                await self._fetch(channel, row, understood)
            else:
                await self._handle(channel, row, understood)
        except WriterStopped:
            raise
        except Exception as error:
            log.exception("event.abandoned", event_id=row.id)
            await self._abandon(channel, row, understood, error)

    async def _fetch(self, channel: Channel, row: JournalEvent, understood: Understood) -> None:
        outcomes = await self._fetcher.fetch_all(channel, understood.files)
        await self._write(row, lambda session: _keep_files(session, row, outcomes))

    async def _handle(self, channel: Channel, row: JournalEvent, understood: Understood) -> None:
        def handle(session: Session) -> Handled:
            handled = self._handling.handle(session, channel, received_of(row), understood)
            change(session, JournalEvent, row.id or 0, state=EventState.HANDLED, error=None)
            if handled.spared:
                change(session, JournalEvent, row.id or 0, raw=None, files=None)
            return handled

        handled = await self._write(
            row,
            handle,
            rescue=lambda session, error: self._fail(session, channel, row, understood, error),
        )
        if handled is not None:
            self._tell(channel, handled)

    def _fail(
        self, session: Session, channel: Channel, row: JournalEvent, understood: Understood, error: Exception
    ) -> Handled:
        """Count a failed attempt; after the last one park the event and tell its sender, once."""
        attempts = row.attempts + 1
        log.error("event.failed", event_id=row.id, attempts=attempts, error=repr(error), exc_info=error)
        change(session, JournalEvent, row.id or 0, attempts=attempts, error=self._scrub(repr(error)))
        if attempts < ATTEMPTS:
            return Handled(row.id or 0, understood.kind, failed=True)
        change(session, JournalEvent, row.id or 0, state=EventState.PARKED)
        return self._handling.apologize(session, channel, received_of(row), understood)

    async def _abandon(self, channel: Channel, row: JournalEvent, understood: Understood, error: Exception) -> None:
        """A fault of ours outside of the handler: park the event and tell its sender."""
        kept = self._scrub(repr(error))

        def park(session: Session) -> Handled:
            attempts = row.attempts + 1
            change(session, JournalEvent, row.id or 0, state=EventState.PARKED, attempts=attempts, error=kept)
            return self._handling.apologize(session, channel, received_of(row), understood)

        handled = await self._write(row, park)
        if handled is not None:
            self._tell(channel, handled)

    async def _park(self, row: JournalEvent, error: Exception) -> None:
        text = self._scrub(repr(error))
        await self._write(
            row, lambda session: change(session, JournalEvent, row.id or 0, state=EventState.PARKED, error=text)
        )

    async def _write(
        self, row: JournalEvent, job: Callable[[Session], Result], *, rescue: Rescue[Result | None] | None = None
    ) -> Result | None:
        """None: another process has taken it over."""

        def if_still_open(session: Session) -> Result | None:
            return job(session) if is_still_open(session, row.id or 0, owner=self._owner) else None

        return await asyncio.wrap_future(self._writer.submit(if_still_open, key=(row.bot, row.sender), rescue=rescue))

    def _read(self, question: Callable[[Session], Result]) -> Result:
        with self._database.reader() as session:
            return question(session)


def _keep_files(session: Session, row: JournalEvent, outcomes: Sequence[ReceivedFile | Refused]) -> None:
    files = record_files(session, outcomes, now=row.received_at)
    change(session, JournalEvent, row.id or 0, state=EventState.WAITING, files=files)
