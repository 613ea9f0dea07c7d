"""This process among those that work on one database: it shows that it lives, and learns who does not any more.

Every claim (an open event, a message to send, the polling of a bot) names a process. A process shows that it lives
every ``BEAT`` seconds; after ``LEASE`` seconds of silence the others take over what it claimed, and whoever starts
again on the same machine at once. On SQLite there is one process for each channel: nobody claims anything there; it
only leaves a sign that an orderly end takes away.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from bot.doubts import doubt_after_crash, doubt_claimed, end_orderly
from bot.journal import OPEN
from bot.place import is_dead, own_place
from storage.database import Database
from storage.tables import BotState, JournalEvent, OutboxState, Outgoing, Process

BEAT, LEASE = 1.5, 6.0  # seconds of the real clock
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OPEN_ROWS: tuple[tuple[type[JournalEvent | Outgoing], ColumnElement[bool]], ...] = (
    (JournalEvent, col(JournalEvent.state).in_(OPEN)),
    (Outgoing, col(Outgoing.state) == OutboxState.WAITING),
)
RUNNER = "runner"  # the key of a bot's state that names the process which receives for it

log = structlog.get_logger("presence")


class Presence:
    """``owner`` is what this process writes into its claims; None on SQLite. ``after_beat`` runs in the event loop;
    ``now`` tells campaign time."""

    def __init__(
        self, database: Database, channels: Sequence[str], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.owner = None if database.is_sqlite else secrets.token_hex(8)
        self._database = database
        self._channels = list(channels)
        self._now = now
        self._place = own_place()
        self._serving: Counter[str] = Counter()
        self._begun = False
        self._beating: asyncio.Task[None] | None = None

    def peers(self, channel: str) -> int:
        """How many processes serve a channel, this one included."""
        return max(1, self._serving[channel])

    async def start(self, after_beat: Callable[[], Awaitable[object]]) -> None:
        """Returns when the others can see it. Raises what the database raises."""
        if self.owner is None:
            await asyncio.to_thread(self._begin)
            self._begun = True
            return
        await asyncio.to_thread(self._bury_predecessors)
        await asyncio.to_thread(self._beat)
        self._beating = asyncio.create_task(self._keep_beating(after_beat), name="presence")

    async def stop(self) -> None:
        """Leave at once: nobody has to wait for the lease to end."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        elif not self._begun:
            return
        try:
            await asyncio.to_thread(self._leave)
        except Exception:
            log.warning("presence.not_left", exc_info=True)

    async def run_alone(self, bot: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something in one process at a time: wait until no other living one does it, stop when this one was taken
        for dead, and wait again. Raises what ``work`` raises."""
        while not await self._may_run(bot):  # noqa: ASYNC110 - the row in the database is the state
            await asyncio.sleep(BEAT)
        task = asyncio.create_task(work())
        try:
            while not task.done() and await self._may_run(bot):
                await asyncio.wait({task}, timeout=BEAT)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if not task.cancelled():
            return task.result()
        log.warning("presence.replaced", bot=bot)
        return await self.run_alone(bot, work)

    async def _may_run(self, bot: str) -> bool:
        if self.owner is None:
            return True
        try:
            return await asyncio.to_thread(self._take, bot)
        except Exception:
            log.warning("presence.unknown_runner", exc_info=True)
            return False

    async def _keep_beating(self, after_beat: Callable[[], Awaitable[object]]) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await asyncio.to_thread(self._beat)
                await after_beat()
            except Exception:
                log.warning("presence.no_beat", exc_info=True)  # the database is away: for the others too

    def _begin(self) -> None:
        with self._database.session() as session:
            doubt_after_crash(session, self._channels, at=datetime.now(UTC), campaign_now=self._now())
            session.commit()

    def _bury_predecessors(self) -> None:
        """Those that died on this machine: nobody has to wait for their lease to end."""
        with self._database.session() as session:
            dead = [one for one in session.scalars(select(Process)) if is_dead(one.place, seen_from=self._place)]
            for one in dead:
                session.execute(update(Process).where(col(Process.id) == one.id).values(alive_until=LONG_AGO))
            session.commit()

    def _beat(self) -> None:
        with self._database.session() as session:
            alive = func.now() + timedelta(seconds=LEASE)
            row = insert(Process).values(id=self.owner, channels=self._channels, alive_until=alive, place=self._place)
            session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"alive_until": alive}))
            silent = delete(Process).where(col(Process.alive_until) < func.now()).returning(col(Process.id))
            dead = list(session.scalars(silent))
            session.flush()
            freed = _take_over(session)
            serving = list(session.scalars(select(col(Process.channels))))
            session.commit()
        self._serving = Counter(channel for channels in serving for channel in channels)
        if dead or freed:
            log.warning("presence.takes_over", dead=dead, claims=freed)

    def _leave(self) -> None:
        """What it claimed and did not begin is anybody's; what it could not finish is marked by the delivery."""
        with self._database.session() as session:
            if self.owner is None:
                end_orderly(session, self._channels)
            else:
                session.execute(delete(Process).where(col(Process.id) == self.owner))
                for table, is_open in OPEN_ROWS:
                    _free(session, table, is_open, col(table.claimed_by) == self.owner)
            session.commit()

    def _take(self, bot: str) -> bool:
        with self._database.session() as session:
            row = insert(BotState).values(bot=bot, key=RUNNER, value=self.owner)
            gone = col(BotState.value).not_in(select(col(Process.id)))
            session.execute(
                row.on_conflict_do_update(index_elements=["bot", "key"], set_={"value": self.owner}, where=gone)
            )
            runner = session.get_one(BotState, (bot, RUNNER)).value
            session.commit()
        return runner == self.owner


def _take_over(session: Session) -> int:
    """Take their claims from processes that are no more; returns how many."""
    freed = 0
    for table, is_open in OPEN_ROWS:
        dead = col(table.claimed_by).is_not(None) & col(table.claimed_by).not_in(select(col(Process.id)))
        rows = _free(session, table, is_open, dead)
        if rows and table is Outgoing:
            doubt_claimed(session, rows, at=datetime.now(UTC))
        freed += len(rows)
    return freed


def _free(
    session: Session, table: type[JournalEvent | Outgoing], is_open: ColumnElement[bool], whose: ColumnElement[bool]
) -> frozenset[int]:
    theirs = select(col(table.id)).where(is_open, whose).with_for_update(skip_locked=True)
    freed = update(table).where(col(table.id).in_(theirs)).values(claimed_by=None).returning(col(table.id))
    found = session.scalars(freed, execution_options={"synchronize_session": False})
    return frozenset(id for id in found if id is not None)
