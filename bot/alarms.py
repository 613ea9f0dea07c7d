"""What needs a person is said to the organizers, in the chat, once each time it begins: a channel that is away, a token
that is refused, a disk that fills up, a clock that jumped, an event that was given up.

An outage of a channel is told on another channel where there is one; else the message waits and goes out when the
channel is back. What the chat cannot tell (the database is gone) is told by ``/healthz`` and ``thidua doctor``.
"""

import asyncio
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from sqlalchemy import delete, select
from sqlmodel import Session, col

from bot import alarm_words
from bot.alarm_words import Trouble, Words
from bot.channels.base import Channel
from bot.channels.outage import Outage
from bot.clock import Clock
from bot.outbox import Recipient, enqueue
from bot.rows import insert_once
from bot.writer import Writer
from handlers import notices
from handlers.conversation import Reply
from storage import queries
from storage.database import Database
from storage.tables import BotState, ChannelAccount, EventState, JournalEvent, Person, Role

CHECK_SECONDS = 30.0
PATIENCE = timedelta(minutes=10)  # shorter outages end by themselves
LITTLE = 500 * 1024 * 1024  # bytes: a busy evening of photos
JUMP = 120.0  # seconds that the clock moved more than time went by

ALARM, GIVEN_UP, PROGRAM = "alarm", "given_up", "program"  # keys of BotState, and its bot where it is no channel's

log = structlog.get_logger("alarms")


class Alarms:
    """``halts``: by channel, the seconds that its vendor asked to wait; ``on_jump`` is called when the clock moved."""

    def __init__(
        self,
        channels: Sequence[Channel],
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        folder: Path,
        halts: Callable[[], dict[str, float]] = dict,
        on_jump: Callable[[], None] = lambda: None,
    ) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._database = database
        self._writer = writer
        self._clock = clock
        self._folder = folder
        self._halts = halts
        self._on_jump = on_jump
        self._ahead = time.time() - _steady()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._watch(), name="alarms")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def check(self) -> None:
        """Look once at everything."""
        minutes = self._minutes_jumped()
        if minutes:
            log.warning("clock.jumped", minutes=minutes)
            self._on_jump()
            await self._write(lambda session: self._tell(session, alarm_words.clock_moved(minutes)))
        troubles = await asyncio.to_thread(self._find_troubles)
        known = await asyncio.to_thread(self._known)
        if {trouble.about for trouble in troubles} != known:
            await self._write(lambda session: self._tell_changes(session, troubles))
        if await asyncio.to_thread(self._has_given_up):
            await self._write(self._tell_given_up)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await self.check()
            except Exception:
                log.exception("alarms.failed")

    async def _write(self, job: Callable[[Session], None]) -> None:
        await asyncio.wrap_future(self._writer.submit(job))

    def _minutes_jumped(self) -> int:
        ahead = time.time() - _steady()
        moved, self._ahead = ahead - self._ahead, ahead
        return round(moved / 60) if abs(moved) > JUMP else 0

    # ------------------------------------------------------------ what is wrong

    def _find_troubles(self) -> list[Trouble]:
        found = []
        for name, channel in self._channels.items():
            outage: Outage | None = getattr(channel, "outage", None)
            begun = outage.begun if outage else None
            if outage and begun and (outage.refused or self._clock.real() - begun > PATIENCE):
                found.append(alarm_words.away(name, self._clock.campaign(begun), refused=outage.refused))
            elif (halt := self._halts().get(name, 0.0)) > PATIENCE.total_seconds():
                found.append(alarm_words.halted(name, round(halt / 60)))
        free = self._free_bytes()
        if free is not None and free < LITTLE:
            found.append(alarm_words.little_room(free // (1024 * 1024)))
        return found

    def _free_bytes(self) -> int | None:
        for folder in (self._folder, *self._folder.parents):  # it is made with the first file
            with suppress(FileNotFoundError):
                return shutil.disk_usage(folder).free
        return None

    def _known(self) -> set[str]:
        with self._database.reader() as session:
            return self._told(session)

    def _told(self, session: Session) -> set[str]:
        """What was told and is not over, of what this process looks after."""
        about = [*self._channels, alarm_words.DISK]
        rows = select(col(BotState.bot)).where(col(BotState.key) == ALARM, col(BotState.bot).in_(about))
        return set(session.scalars(rows))

    def _has_given_up(self) -> bool:
        with self._database.reader() as session:
            return bool(_given_up(session))

    # ------------------------------------------------------------ jobs of the writer

    def _tell_changes(self, session: Session, troubles: Sequence[Trouble]) -> None:
        """Tell what has begun and what is over; another process may have told it already."""
        broken = {trouble.about for trouble in troubles}
        for trouble in troubles:
            now = self._clock.real().isoformat()
            if insert_once(session, BotState, bot=trouble.about, key=ALARM, value=now) is not None:
                self._tell(session, trouble.begins, broken=broken)
                log.warning("alarm.begins", about=trouble.about)
        for about in self._told(session) - broken:
            session.execute(delete(BotState).where(col(BotState.bot) == about, col(BotState.key) == ALARM))
            self._tell(session, alarm_words.over(about), broken=broken)
            log.warning("alarm.ends", about=about)

    def _tell_given_up(self, session: Session) -> None:
        found = _given_up(session)
        if found:
            session.merge(BotState(bot=PROGRAM, key=GIVEN_UP, value=str(max(found))))
            names = ", ".join(dict.fromkeys(found.values()))
            self._tell(session, alarm_words.given_up(names))

    def _tell(self, session: Session, words: Words, *, broken: Collection[str] = ()) -> None:
        """To every organizer, on an account whose channel works if there is one."""
        now = self._clock.now()
        when = notices.polite_now(session, now)
        told = []
        for person in queries.people_with_role(session, Role.ORGANIZER):
            account = _account_of(session, person, broken)
            if account is None:
                continue
            text = words(notices.language_of(session, person))
            reply = Reply(text, question=False, proactive=True, not_before=when)
            enqueue(session, [reply], now=now, sender=account)
            told.append(person)
        log.warning("alarm.told", people=told)


def _steady() -> float:
    """Seconds that went by, also while the machine slept."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    return monotonic() if boot is None else time.clock_gettime(boot)


def _given_up(session: Session) -> dict[int, str]:
    """Events that were tried and parked since that was told last: id and the sender's name."""
    row = session.get(BotState, (PROGRAM, GIVEN_UP))
    found = session.execute(
        select(col(JournalEvent.id), col(JournalEvent.bot), col(JournalEvent.sender)).where(
            col(JournalEvent.state) == EventState.PARKED,
            col(JournalEvent.attempts) > 0,
            col(JournalEvent.id) > int(row.value if row else 0),
        )
    ).all()
    return {id: _name_of(session, bot.partition(":")[0], sender) for id, bot, sender in found if id is not None}


def _name_of(session: Session, channel: str, sender: str) -> str:
    name = session.scalar(
        select(col(Person.name))
        .join(ChannelAccount, col(ChannelAccount.person_id) == col(Person.id))
        .where(col(ChannelAccount.channel) == channel, col(ChannelAccount.external_id) == sender)
    )
    return name or "–"


def _account_of(session: Session, person: int, broken: Collection[str]) -> Recipient | None:
    found = session.execute(
        select(col(ChannelAccount.id), col(ChannelAccount.channel))
        .where(col(ChannelAccount.person_id) == person, col(ChannelAccount.reachable))
        .order_by(col(ChannelAccount.channel).in_(broken), col(ChannelAccount.last_seen_at).desc())
    ).first()
    return Recipient(person, found[0], found[1]) if found else None
