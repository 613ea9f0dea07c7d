"""APScheduler only ticks: what is due is a query over our rows, so a tick may come late, twice or not at all."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from bot.clock import Clock
from bot.outbox import enqueue
from bot.writer import Writer, WriterStopped
from handlers.context import is_unfinished
from handlers.conversation import Reply
from storage.locks import try_lock

Tick = Callable[[Session, datetime], list[Reply]]

SECONDS = 20

log = structlog.get_logger("scheduling")


class Scheduler:
    """Lets ``tick`` say, every 20 seconds, what is due."""

    def __init__(
        self, *, writer: Writer, clock: Clock, tick: Tick, wake_delivery: Callable[[], None] = lambda: None
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._tick = tick
        self._wake_delivery = wake_delivery
        self.last: datetime | None = None  # real time of the last tick that ended well
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        self._scheduler.add_job(
            self._tick_quietly, "interval", seconds=SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def clock_moved(self) -> None:
        """APScheduler plans by the machine's clock: after a step back it would wait for the old time to come again."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def run_tick_now(self) -> None:
        """One tick at the campaign clock's present. Messages that quiet hours postponed and that are due now go out
        too."""

        def job(session: Session) -> tuple[int, bool]:
            if not try_lock(session, "tick"):
                return 0, False  # another process does the same at this moment
            now = self._clock.now()
            count = len(enqueue(session, self._tick(session, now), now=now))
            return count, is_unfinished(session)

        more = True
        while more:  # a busy morning is worked off in chunks; people who are typing come in between
            count, more = await asyncio.wrap_future(self._writer.submit(job, key="tick"))
            if count:
                log.info("tick", messages=count)
            self._wake_delivery()
        self.last = datetime.now(UTC)

    async def _tick_quietly(self) -> None:
        try:
            await self.run_tick_now()
        except WriterStopped:
            return
        except Exception:
            log.exception("tick.failed")
