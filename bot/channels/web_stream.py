"""Server-sent events: the open pages are told what is new, and then ask for it.

Whose chat has something new is found in the database, again and again: what another part of the program wrote is seen
just as well, and nothing is shown that is not stored.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from bot.channels.web_scene import CHANNEL, LONG_AGO, Desk
from storage.tables import ChannelAccount, JournalEvent, Membership, OutboxState, Outgoing, Person

LOOK_EVERY = 0.6  # seconds between two looks when nothing happens
LOOK_SOON = 0.04  # … and for a moment after something was sent: its row is marked only after the channel has returned
SOON = 1.5
KEEP_ALIVE = 15.0

log = structlog.get_logger("web")


@dataclass(slots=True)
class Mark:
    """Up to where the chats were looked at. ``people`` changes when somebody is let in, named or sent away."""

    journal: int = 0
    sent: datetime = LONG_AGO
    people: tuple[int, ...] = ()


class Stream:
    """The open pages of one channel."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[str | None]] = set()
        self._nudged = asyncio.Event()
        self._soon_until = 0.0

    def nudge(self) -> None:
        """Something was just sent or received: look now."""
        self._soon_until = asyncio.get_running_loop().time() + SOON
        self._nudged.set()

    def tell(self, event: str, **data: object) -> None:
        """Send an event to every open page."""
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        for page in self._pages:
            page.put_nowait(text)

    async def watch(self, desk: Callable[[], Desk]) -> None:
        """Look for news until cancelled."""
        mark: Mark | None = None
        try:
            while True:
                try:
                    mark, senders = await asyncio.to_thread(_look, desk(), mark)
                except SQLAlchemyError as error:
                    log.warning("web.cannot_look", error=str(error))
                else:
                    self._tell_news(senders)
                await self._pause()
        finally:
            for page in self._pages:
                page.put_nowait(None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One page listens until it goes away or the program stops."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        page: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            await response.write(b"retry: 2000\n\n")
            while (text := await _next(page)) is not None:
                await response.write(text.encode())
        except ConnectionResetError:
            log.debug("web.page_left")
        finally:
            self._pages.discard(page)
        return response

    def _tell_news(self, senders: set[str | None]) -> None:
        for who in senders:
            if who is None:
                self.tell("people")
            else:
                self.tell("news", who=who)

    async def _pause(self) -> None:
        if asyncio.get_running_loop().time() < self._soon_until:
            await asyncio.sleep(LOOK_SOON)
            return
        self._nudged.clear()
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._nudged.wait()
        except TimeoutError:
            return


async def _next(page: asyncio.Queue[str | None]) -> str | None:
    try:
        async with asyncio.timeout(KEEP_ALIVE):
            return await page.get()
    except TimeoutError:
        return ": still here\n\n"


def _look(desk: Desk, mark: Mark | None) -> tuple[Mark, set[str | None]]:
    """The new mark, and whose chats have changed (None: the people have). The first look only marks."""
    with desk.database.reader() as session:
        new = Mark(
            journal=session.scalar(select(func.max(col(JournalEvent.id)))) or 0,
            sent=session.scalar(select(func.max(col(Outgoing.sent_at)))) or Mark().sent,
            people=_fingerprint(session),
        )
        if mark is None or new == mark:
            return new, set()
        changed: set[str | None] = {None} if new.people != mark.people else set()
        changed |= set(_senders_since(session, mark)) | set(_receivers_since(session, mark))
        return new, changed


def _senders_since(session: Session, mark: Mark) -> list[str]:
    query = select(col(JournalEvent.sender)).where(
        col(JournalEvent.bot) == CHANNEL, col(JournalEvent.id) > mark.journal
    )
    return list(session.scalars(query.distinct()))


def _receivers_since(session: Session, mark: Mark) -> list[str]:
    # "≥": several rows may have been sent in the same moment; a page that asks once too often shows nothing twice.
    query = (
        select(col(ChannelAccount.external_id))
        .join(Outgoing, col(Outgoing.account_id) == col(ChannelAccount.id))
        .where(
            col(Outgoing.channel) == CHANNEL,
            col(Outgoing.state) == OutboxState.SENT,
            col(Outgoing.sent_at) >= mark.sent,
        )
    )
    return list(session.scalars(query.distinct()))


def _fingerprint(session: Session) -> tuple[int, ...]:
    counts = session.execute(
        select(
            select(func.count(col(Membership.id))).scalar_subquery(),
            select(func.count(col(Membership.until))).scalar_subquery(),
            select(func.count(col(Person.name))).scalar_subquery(),
            select(func.count(col(ChannelAccount.id))).scalar_subquery(),
        )
    ).one()
    return tuple(int(count) for count in counts)
