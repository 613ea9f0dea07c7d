"""The outbox is delivered: in order per account, at least once, each channel at its own even pace.

A row is sent and then marked through the writer; its account is left alone until the mark is committed. So a crash
repeats at most the messages that were in flight, one per account.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

import structlog

from bot.channels.base import Attachment, Channel, Gone, Rejected, Rendered, Temporary
from bot.clock import Clock
from bot.due import Due, Mark, Queue, count_due, find_due, mark_gone, mark_rejected, mark_retry, mark_sent
from bot.rendering import render
from bot.writer import Writer, WriterStopped
from locales import translator
from storage.database import Database
from storage.files import FileStore
from storage.tables import StoredFile

POLL_SECONDS = 1.0  # another process writes to the outbox too, and postponed rows become due
BATCH = 50
AT_ONCE = 100  # sends under way in one channel
SEND_SECONDS = 150.0  # an upload may take its time; the channels have shorter limits of their own
LONGEST_BACK_OFF = 300.0
REMEMBERED = 10_000  # accounts whose last message is remembered, to space the next one
TRIES_OF_A_FAULT = 8  # when sending fails by a fault of ours, which time may not heal

log = structlog.get_logger("delivering")


@dataclass(slots=True, eq=False)
class _Line:
    """One channel's queue as it is now. Times are those of ``monotonic``."""

    channel: Channel
    next_slot: float = 0.0
    halted_until: float = 0.0
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    busy: set[int] = field(default_factory=set)  # accounts that something is being sent to
    resting: dict[int, float] = field(default_factory=dict)  # accounts that are left alone until then
    last: dict[int, tuple[int | None, float]] = field(default_factory=dict)  # account -> (event answered, when)

    @property
    def queue(self) -> Queue:
        return Queue(self.channel.name, getattr(self.channel, "only_to", None))

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


class Deliverer:
    """Sends what waits on the given channels. ``scrub`` takes secrets out of error texts that are kept."""

    def __init__(
        self,
        channels: Sequence[Channel],
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        files: FileStore,
        locale: str,
        scrub: Callable[[str], str] = str,
    ) -> None:
        self._lines = [_Line(channel) for channel in channels]
        self._database = database
        self._writer = writer
        self._clock = clock
        self._files = files
        self._locale = locale
        self._scrub = scrub
        self._loops: list[asyncio.Task[None]] = []
        self._sends: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._loops = [asyncio.get_running_loop().create_task(self._serve(line)) for line in self._lines]

    async def stop(self, *, timeout: float = 5.0) -> None:
        """Begin nothing new; what is under way has ``timeout`` seconds to end."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._sends:
            _, slow = await asyncio.wait(set(self._sends), timeout=timeout)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    def wake(self) -> None:
        """Something was committed to the outbox. Called in the event loop."""
        for line in self._lines:
            line.woken.set()

    async def settle(self) -> None:
        """Wait until everything that is due was sent or refused."""
        while len(self._sends) or await asyncio.to_thread(self._count_due):  # noqa: ASYNC110 - the rows are the state
            await asyncio.sleep(0.01)

    async def _serve(self, line: _Line) -> None:
        while True:
            try:
                line.woken.clear()
                if not await self._send_batch(line):
                    await _wait(line.woken, POLL_SECONDS)
            except Exception:
                log.exception("delivery.failed", channel=line.channel.name)
                await asyncio.sleep(POLL_SECONDS)

    async def _send_batch(self, line: _Line) -> int:
        """Begin sending what is due; returns how many rows."""
        halt = line.halted_until - monotonic()
        if halt > 0:
            await asyncio.sleep(halt)
        begun = 0
        for row in await asyncio.to_thread(self._find, line.queue, line.unavailable()):
            if len(line.busy) >= AT_ONCE or (row.proactive and line.woken.is_set()):
                break  # somebody may wait for an answer now: look again
            pause = line.pause_before(row)
            if pause > 0:
                line.rest(row.account, pause)
                continue
            await _wait_for_slot(line)
            if line.halted_until > monotonic():
                break
            line.busy.add(row.account)
            task = asyncio.get_running_loop().create_task(self._send(line, row))
            self._sends.add(task)
            task.add_done_callback(self._sends.discard)
            begun += 1
        return begun

    def _find(self, queue: Queue, busy: set[int]) -> list[Due]:
        now, real = self._clock.now(), self._clock.real()
        with self._database.reader() as session:
            return find_due(session, queue, campaign_now=now, real_now=real, busy=busy, limit=BATCH)

    def _count_due(self) -> int:
        with self._database.reader() as session:
            now = self._clock.now()
            return sum(count_due(session, line.queue, campaign_now=now) for line in self._lines)

    async def _send(self, line: _Line, row: Due) -> None:
        """Send one row, then mark it; its account is free again when that is committed."""
        try:
            mark = await self._attempt(line, row)
            await asyncio.wrap_future(self._writer.submit(mark))
        except WriterStopped:
            log.warning("delivery.not_marked", outbox_id=row.id)  # at least once: it is sent again at the next start
        except Exception:
            log.exception("delivery.not_marked", outbox_id=row.id)
            line.rest(row.account, LONGEST_BACK_OFF)  # not again and again
        finally:
            line.busy.discard(row.account)
            line.woken.set()

    async def _attempt(self, line: _Line, row: Due) -> Mark:
        where = {"outbox_id": row.id, "channel": line.channel.name}
        try:
            message = await self._prepare(line.channel, row)
            async with asyncio.timeout(SEND_SECONDS):
                external_id = await line.channel.send(row.external_id, message)
        except Gone as error:
            log.info("delivery.gone", **where, error=str(error))
            return mark_gone(row, error=self._scrub(str(error)))
        except Rejected as error:
            log.warning("delivery.rejected", **where, error=str(error))
            return mark_rejected(row, error=self._scrub(str(error)))
        except (Temporary, TimeoutError) as error:
            return self._retry(line, row, error)
        except Exception as error:
            log.exception("delivery.fault", **where)
            if row.attempts + 1 >= TRIES_OF_A_FAULT:
                return mark_rejected(row, error=self._scrub(repr(error)))
            return self._retry(line, row, error)
        finally:
            line.sent(row)
        log.debug("delivery.sent", **where)
        return mark_sent(row, external_id=external_id, at=self._clock.real())

    def _retry(self, line: _Line, row: Due, error: Exception) -> Mark:
        after = error.after if isinstance(error, Temporary) else None
        whole = isinstance(error, Temporary) and error.whole_channel
        seconds = after if after is not None else min(2.0**row.attempts, LONGEST_BACK_OFF) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, no secret
        if whole:
            line.halted_until = max(line.halted_until, monotonic() + seconds)
        log.warning(
            "delivery.postponed",
            outbox_id=row.id,
            channel=line.channel.name,
            seconds=round(seconds, 1),
            whole_channel=whole,
            error=str(error) or type(error).__name__,
        )
        asyncio.get_running_loop().call_later(seconds, line.woken.set)
        at = self._clock.real() + timedelta(seconds=seconds)
        return mark_retry(row, error=self._scrub(str(error) or repr(error)), at=at, counted=not whole)

    async def _prepare(self, channel: Channel, row: Due) -> Rendered:
        tr = translator(row.locale or self._locale)
        documents = row.payload.get("documents") or ()
        if not documents:
            return render(row.payload, row.id, capabilities=channel.capabilities, tr=tr)
        attachment = await asyncio.to_thread(self._attach, documents[0])
        if channel.capabilities.documents:
            return render(row.payload, row.id, capabilities=channel.capabilities, tr=tr, attachment=attachment)
        text = tr("A file that cannot be shown here: {name}", name=attachment.name)
        return render({**row.payload, "text": text}, row.id, capabilities=channel.capabilities, tr=tr)

    def _attach(self, document: dict[str, Any]) -> Attachment:
        """Raises ``Rejected`` when there is no such file."""
        if document["kind"] != "evidence":
            raise Rejected(f"no document of the kind {document['kind']}")
        digest, name = document["params"]["digest"], document["params"]["name"]
        path = self._files.path(digest)
        with self._database.reader() as session:
            stored = session.get(StoredFile, digest)
        if stored is None or not path.is_file():
            raise Rejected(f"the file {digest} is not stored")
        return Attachment(path, name, stored.media_type)


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return


async def _wait_for_slot(line: _Line) -> None:
    """The channel's next turn: evenly spaced, never several at once."""
    now = monotonic()
    slot = max(now, line.next_slot)
    line.next_slot = slot + 1.0 / line.channel.sends_per_second
    if slot > now:
        await asyncio.sleep(slot - now)
