"""Slow work that people asked for: lists are read and planned in a thread, and written part by part through the writer.

Every step stands in its row (``RosterImport``), so a crash, a second process or a repeated look does nothing twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.documents import forget_old, secret_files
from bot.outbox import Recipient, enqueue
from bot.writer import Writer, WriterStopped
from handlers.context import Context
from handlers.conversation import Reply
from storage.database import Database
from storage.files import FileStore, forget_file
from storage.queries import forgetting
from storage.tables import ChannelAccount, ImportState, RosterImport

FORGET_SECONDS = 3600.0
PIECE = 200  # rows that are emptied in one job
POLL_SECONDS = 20.0  # what another process left
HELD = timedelta(minutes=10)
TRIES = 5  # when others keep changing what a list is about

log = structlog.get_logger("working")


class Worker:
    """Works off the lists that organizers sent, one at a time."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        files: FileStore,
        context: Context,
        wake_delivery: Callable[[], None],
        message_days: int,
    ) -> None:
        self._message_days = message_days
        self._forget_at = 0.0  # of the monotonic clock
        self._database = database
        self._writer = writer
        self._clock = clock
        self._files = files
        self._context = context
        self._wake_delivery = wake_delivery
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop().create_task(self._serve(), name="working")

    async def stop(self) -> None:
        """What is under way stays in its row for the next start."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    def wake(self) -> None:
        """Something was committed. Called in the event loop."""
        self._idle.clear()
        self._woken.set()

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        if self._loop is not None and not self._loop.done():
            await self._idle.wait()

    async def _serve(self) -> None:
        while True:
            try:
                self._woken.clear()
                while await self._work_off_one():
                    pass
            except WriterStopped:
                return
            except Exception:
                log.exception("work.failed")
            if not self._woken.is_set():
                self._idle.set()
            await self._forget_quietly()
            try:
                await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)
            except TimeoutError:
                continue

    async def _forget_quietly(self) -> None:
        """Once an hour: what is kept no longer goes."""
        if monotonic() < self._forget_at:
            return
        self._forget_at = monotonic() + FORGET_SECONDS
        try:
            await asyncio.to_thread(forget_old, secret_files(self._files))
            await self.forget_messages()
        except WriterStopped:
            return
        except Exception:
            log.exception("forgetting.failed")

    async def forget_messages(self) -> None:
        """Empty the messages that are older than they are kept: looked for in a thread, written in small pieces."""
        before = self._clock.real() - timedelta(days=self._message_days)
        shown = self._clock.campaign(before)
        await self._empty(partial(forgetting.old_events, before=before, limit=PIECE), forgetting.empty_events)
        await self._empty(partial(forgetting.old_messages, before=shown, limit=PIECE), forgetting.empty_messages)

    async def _empty(
        self, find: Callable[[Session], Sequence[int]], empty: Callable[[Session, Sequence[int]], None]
    ) -> None:
        def look() -> Sequence[int]:
            with self._database.reader() as session:
                return find(session)

        while ids := await asyncio.to_thread(look):
            job = partial(_swapped, empty, ids)
            await asyncio.wrap_future(self._writer.submit(job, key="forgetting"))

    async def _work_off_one(self) -> bool:
        from handlers import import_work  # late: it brings what reads Excel files

        now = self._clock.real()
        row = await self._write(lambda session: import_work.claim_next(session, now, until=now + HELD))
        if row is None:
            return False
        try:
            await self._advance(row)
        except WriterStopped:
            raise
        except Exception:
            log.exception("import.failed", import_id=row.id)
            await self._write(lambda session: _give_up(session, row.id or 0), row)
        return True

    async def _advance(self, row: RosterImport) -> None:
        if row.state in (ImportState.DONE, ImportState.DROPPED):
            await self._remove_file(row)
        elif row.state is ImportState.WAITING:
            await self._show(row)
        else:
            await self._apply(row)

    async def _plan(self, row: RosterImport) -> Any:
        from handlers import import_work

        def plan() -> Any:
            try:
                data = self._files.path(row.digest or "").read_bytes()
            except (OSError, ValueError):
                data = None
            with self._database.reader(context=self._context) as session:
                return import_work.plan_of(session, data, person_id=row.person_id)

        return await asyncio.to_thread(plan)

    async def _show(self, row: RosterImport) -> None:
        from handlers import import_work

        planned = await self._plan(row)
        now = self._clock.real()
        await self._write(lambda session: import_work.show_plan(session, row.id or 0, planned, now), row)

    async def _apply(self, row: RosterImport) -> None:
        """Part by part. A list that was begun is finished, whatever changed meanwhile; one that was not is shown again
        when it would do something else now than what was confirmed."""
        from handlers import import_work

        for _ in range(TRIES):
            planned = await self._plan(row)
            begun = row.state is ImportState.APPLYING
            if planned.plan is None or (not begun and import_work.fingerprint(planned.plan) != row.shown):
                now = self._clock.real()
                await self._write(lambda session: import_work.show_plan(session, row.id or 0, planned, now), row)  # noqa: B023 - runs before the loop goes on
                return
            try:
                for part in import_work.parts_of(planned.plan):
                    at = self._clock.now()
                    await self._write(lambda session: import_work.write_part(session, row.id or 0, part, at))  # noqa: B023 - see above
                    row.state = ImportState.APPLYING
                break
            except import_work.Changed:
                log.info("import.planned_again", import_id=row.id)
        else:
            raise RuntimeError("the units kept changing while the list was written")
        await self._write(lambda session: import_work.finish(session, row.id or 0, self._clock.real()), row)

    async def _remove_file(self, row: RosterImport) -> None:
        """A list is full of phone numbers: it is not kept longer than it is needed."""
        digest = row.digest or ""
        unused = await self._write(lambda session: _let_go(session, row.id or 0, digest))
        if unused:
            await asyncio.to_thread(self._files.remove, digest)

    async def _write(self, job: Callable[[Session], Any], row: RosterImport | None = None) -> Any:
        """Run a job in the writer. With ``row``, its replies go to where the list came from."""

        def run(session: Session) -> Any:
            result = job(session)
            session.flush()
            if row is None:
                return result
            account = session.get_one(ChannelAccount, row.account_id)
            sender = Recipient(row.person_id, row.account_id, account.channel)
            replies: list[Reply] = result
            enqueue(session, replies, now=self._clock.now(), sender=sender)
            return None

        result = await asyncio.wrap_future(self._writer.submit(run, key="working"))
        if row is not None:
            self._wake_delivery()
        return result


def _let_go(session: Session, row_id: int, digest: str) -> bool:
    row = session.get_one(RosterImport, row_id)
    row.digest, row.claimed_until = None, None
    session.flush()
    return forget_file(session, digest)


def _give_up(session: Session, row_id: int) -> list[Reply]:
    from handlers.notices import language_of

    row = session.get_one(RosterImport, row_id)
    row.state, row.claimed_until = ImportState.DROPPED, None
    tr = language_of(session, row.person_id)
    words = tr(
        "Sorry, “{name}” could not be imported to the end. Please send it again: what is in already stays.",
        name=row.name,
    )
    return [Reply(words, to=row.person_id, question=False)]


def _swapped(empty: Callable[[Session, Sequence[int]], None], ids: Sequence[int], session: Session) -> None:
    empty(session, ids)
