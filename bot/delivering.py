"""The outbox is delivered: in order per account, at least once, each channel at its own even pace.

A row is sent and then marked through the writer; its account is left alone until the mark is committed. So a crash
repeats at most the messages that were in flight, one per account.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

import structlog

from bot import documents
from bot.budget import Budget
from bot.channels.base import Addressee, Attachment, Capabilities, Channel, Closed, Gone, Rejected, Rendered, Temporary
from bot.clock import Clock
from bot.doubts import doubt_unfinished
from bot.due import Due, Mark, Queue, claim, count_due, find_due, mark_gone, mark_rejected, mark_retry, mark_sent
from bot.flooding import Flood
from bot.links import Links
from bot.pacing import Line
from bot.presence import Presence
from bot.quiet import QuietHours
from bot.rendering import render
from bot.uploading import with_links
from bot.windows import is_closed, mark_closed
from bot.writer import Writer, WriterStopped
from locales import Translator, translator
from storage.database import Database
from storage.files import FileStore
from storage.tables import OutboxState, Outgoing

POLL_SECONDS = 1.0  # another process writes to the outbox too, and postponed rows become due
BATCH = 50
AT_ONCE = 100  # sends under way in one channel
SEND_SECONDS = 150.0  # an upload may take its time; the channels have shorter limits of their own
STOPPING_SECONDS = 5.0  # for a last mark when the program ends
LONGEST_BACK_OFF = 300.0
TRIES_OF_A_FAULT = 8  # when sending fails by a fault of ours, which time may not heal

log = structlog.get_logger("delivering")


class Deliverer:
    """Sends what waits on the given channels. ``scrub`` takes secrets out of error texts that are kept."""

    def __init__(  # noqa: PLR0913 - the composition root connects it with everything
        self,
        channels: Sequence[Channel],
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        files: FileStore,
        locale: str,
        presence: Presence,
        scrub: Callable[[str], str] = str,
        budgets: Mapping[str, Budget] | None = None,
        links: Links | None = None,
        flood: Flood | None = None,
        quiet: QuietHours | None = None,
    ) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()  # by channel, and sent, postponed, rejected, gone or fault
        self._flood = flood or Flood()
        self._quiet = quiet
        self._presence = presence
        self._links = links
        self._lines = [Line(channel, budget=(budgets or {}).get(channel.name)) for channel in channels]
        self._database = database
        self._writer = writer
        self._clock = clock
        self._files = files
        self._locale = locale
        self._scrub = scrub
        self._loops: list[asyncio.Task[None]] = []
        self._sends: dict[asyncio.Task[None], int] = {}  # the row that each sends

    def start(self) -> None:
        self._loops = [asyncio.get_running_loop().create_task(self._serve(line)) for line in self._lines]

    async def stop(self, *, timeout: float = 5.0) -> None:
        """Begin nothing new; what is under way has ``timeout`` seconds to end."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        if self._sends:
            rows = dict(self._sends)
            _, slow = await asyncio.wait(set(rows), timeout=timeout)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            await self._doubt([rows[task] for task in slow])

    async def _doubt(self, rows: list[int]) -> None:
        """The vendor may have got them, and nobody will know."""
        if not rows:
            return
        mark = partial(doubt_unfinished, rows=rows, at=self._clock.real())
        try:
            await asyncio.wait_for(asyncio.wrap_future(self._writer.submit(mark)), timeout=STOPPING_SECONDS)
        except (WriterStopped, TimeoutError):
            log.warning("delivery.not_marked", outbox_ids=rows)

    def wake(self) -> None:
        """Something was committed to the outbox. Called in the event loop."""
        for line in self._lines:
            line.woken.set()

    def halts(self) -> dict[str, float]:
        """Seconds that vendors asked everybody to wait, by channel."""
        return {line.channel.name: max(0.0, line.halted_until - monotonic()) for line in self._lines}

    async def settle(self) -> None:
        """Wait until everything that is due was sent or refused."""
        while len(self._sends) or await asyncio.to_thread(self._count_due):  # noqa: ASYNC110 - the rows are the state
            await asyncio.sleep(0.01)

    async def _serve(self, line: Line) -> None:
        while True:
            try:
                line.woken.clear()
                if not await self._send_batch(line):
                    await line.wait_until_woken(POLL_SECONDS)
            except Exception:
                log.exception("delivery.failed", channel=line.channel.name)
                await asyncio.sleep(POLL_SECONDS)

    async def _send_batch(self, line: Line) -> int:
        """Begin sending what is due; returns how many rows."""
        halt = line.halted_until - monotonic()
        if halt > 0:
            await asyncio.sleep(halt)
        begun = 0
        for row in await self._claim(await asyncio.to_thread(self._find, line.queue, line.unavailable())):
            if len(line.busy) >= AT_ONCE or (row.proactive and line.woken.is_set()):
                break  # somebody may wait for an answer now: look again
            pause = line.pause_before(row)
            if pause > 0:
                line.rest(row.account, pause)
                continue
            await line.wait_for_slot(self._presence.peers(line.channel.name))
            if line.halted_until > monotonic():
                break
            line.busy.add(row.account)
            task = asyncio.get_running_loop().create_task(self._send(line, row))
            self._sends[task] = row.id
            task.add_done_callback(self._sends.pop)
            begun += 1
        return begun

    async def _claim(self, rows: list[Due]) -> list[Due]:
        """Those of the rows that are this process's, or that it could make so."""
        owner = self._presence.owner
        free = [row.id for row in rows if row.claimed_by != owner]
        if owner is None or not free:
            return rows
        claimed = await asyncio.wrap_future(self._writer.submit(lambda session: claim(session, free, owner=owner)))
        return [row for row in rows if row.claimed_by == owner or row.id in claimed]

    def _find(self, queue: Queue, busy: set[int]) -> list[Due]:
        now, real = self._clock.now(), self._clock.real()
        queue = self._by_now(queue, now)
        with self._database.reader() as session:
            return find_due(
                session,
                queue,
                owner=self._presence.owner,
                campaign_now=now,
                real_now=real,
                busy=busy,
                limit=BATCH,
            )

    def _count_due(self) -> int:
        with self._database.reader() as session:
            now = self._clock.now()
            queues = [self._by_now(line.queue, now) for line in self._lines]
            return sum(count_due(session, queue, campaign_now=now) for queue in queues)

    def _by_now(self, queue: Queue, now: datetime) -> Queue:
        """Without what may not be sent in the quiet hours, when they are now."""
        since = self._quiet.since(now) if self._quiet is not None else None
        return replace(queue, quiet_since=since)

    async def _send(self, line: Line, row: Due) -> None:
        """Send one row, then mark it; its account is free again when that is committed."""
        try:
            mark = await self._attempt(line, row)
            await asyncio.wrap_future(self._writer.submit(mark))
            if line.channel.capabilities.takes_over and row.payload.get("documents"):
                await asyncio.to_thread(self._hand_over, row.id)
        except WriterStopped:
            log.warning("delivery.not_marked", outbox_id=row.id)  # at least once: it is sent again at the next start
        except Exception:
            log.exception("delivery.not_marked", outbox_id=row.id)
            line.rest(row.account, LONGEST_BACK_OFF)  # not again and again
        finally:
            line.busy.discard(row.account)
            line.woken.set()

    async def _attempt(self, line: Line, row: Due) -> Mark:
        where = {"outbox_id": row.id, "channel": line.channel.name}
        try:
            message = await self._prepare(line.channel, row)
            async with asyncio.timeout(SEND_SECONDS):
                external_id = await line.channel.send(row.external_id, message)
        except Closed as error:
            log.info("delivery.closed", **where, error=str(error))
            self.outcomes[line.channel.name, "gone"] += 1
            return mark_closed(row, channel=line.channel.name, error=self._scrub(str(error)))
        except Gone as error:
            log.info("delivery.gone", **where, error=str(error))
            self.outcomes[line.channel.name, "gone"] += 1
            return mark_gone(row, error=self._scrub(str(error)))
        except Rejected as error:
            log.warning("delivery.rejected", **where, error=str(error))
            self.outcomes[line.channel.name, "rejected"] += 1
            return mark_rejected(row, error=self._scrub(str(error)))
        except (Temporary, TimeoutError) as error:
            self.outcomes[line.channel.name, "postponed"] += 1
            return self._retry(line, row, error)
        except Exception as error:
            log.exception("delivery.fault", **where)
            self.outcomes[line.channel.name, "fault"] += 1
            if row.attempts + 1 >= TRIES_OF_A_FAULT:
                return mark_rejected(row, error=self._scrub(repr(error)))
            return self._retry(line, row, error)
        finally:
            line.sent(row)
        log.debug("delivery.sent", **where)
        self.outcomes[line.channel.name, "sent"] += 1
        sent_at = self._clock.real()
        self._flood.answered(line.channel.name, row.external_id, row.event_id, sent_at)
        mark = mark_sent(row, external_id=external_id, at=sent_at, keep_secret=line.channel.capabilities.shows_outbox)
        return mark if line.budget is None else line.budget.counting(mark, sent=max(len(message.texts), 1))

    def _hand_over(self, row: int) -> None:
        with self._database.reader() as session:
            message = session.get(Outgoing, row)
        if message is not None and message.state is not OutboxState.WAITING:
            documents.hand_over(message.payload, self._files)

    def _retry(self, line: Line, row: Due, error: Exception) -> Mark:
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
        payload, attachment = row.payload, None
        named = payload.get("documents") or ()
        can = channel.capabilities
        if named and (can.documents or self._links is not None):
            attachment = await self._attach(row, named[0], tr)
        fits = can.documents if attachment is None else _fits(can, attachment)
        if not fits and self._links is not None:
            payload, attachment = with_links(row, attachment, can, self._links, tr, now=self._clock.real())
        elif named and not fits:
            text = tr("A file that cannot be shown here: {name}", name=named[0]["params"]["name"])
            payload, attachment = {**payload, "text": text}, None
        closed = is_closed(channel, row, real=self._clock.real())
        whom = Addressee(row.name or "", row.phone or "", closed=closed)
        return render(payload, row.id, capabilities=can, tr=tr, attachment=attachment, addressee=whom)

    async def _attach(self, row: Due, document: dict[str, Any], tr: Translator) -> Attachment:
        """Raises ``Rejected`` when there is no such file, or nothing to make it of."""
        database, files = self._database, self._files
        if not documents.is_made(document, files):
            info, codes = await asyncio.to_thread(documents.make, document, database=database, files=files, tr=tr)
            document = documents.with_file(document, info)
            now, real = self._clock.now(), self._clock.real()
            mark = documents.mark_made(row, document, info, codes, at=real, campaign_now=now)
            await asyncio.wrap_future(self._writer.submit(mark))
        return await asyncio.to_thread(documents.attach, document, database=database, files=files)


def _fits(can: Capabilities, file: Attachment) -> bool:
    return can.takes(file.media_type, file.path.stat().st_size if file.path.is_file() else 0)
