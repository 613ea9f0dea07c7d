"""After an outage: what people wrote meanwhile is lost on a channel that tells each event once, so whoever was in the
middle of something is shown the current question again. Once for each outage."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy import select
from sqlmodel import Session, col

from bot.channels.base import Channel
from bot.clock import Clock
from bot.outbox import Recipient, enqueue
from bot.writer import Writer, WriterStopped
from handlers.conversation import Event, EventKind
from storage.tables import BotState, ChannelAccount, Person

GAP = timedelta(minutes=2)  # shorter silences the vendor bridges itself
RECENT = timedelta(minutes=30)  # who wrote so shortly before it was in the middle of something
STORE_SECONDS = 30.0
HEARD = "heard"  # of BotState: when the vendor was last heard (ISO, real time)
SHOWN = "shown_again"  # and when people were last shown their question for it

log = structlog.get_logger("resuming")


class Resuming:
    """One channel's. ``heard`` is called in the event loop whenever a poll was answered."""

    def __init__(self, channel: Channel, *, writer: Writer, clock: Clock, locale: str) -> None:
        self._channel = channel.name
        self._bot = str(getattr(channel, "bot", channel.name))
        self._writer = writer
        self._clock = clock
        self._locale = locale
        self._stored = -STORE_SECONDS

    def heard(self) -> None:
        if monotonic() - self._stored < STORE_SECONDS:
            return
        self._stored = monotonic()
        try:
            future = asyncio.wrap_future(self._writer.submit(self._note))
        except WriterStopped:
            return
        future.add_done_callback(_say_what_failed)

    def _note(self, session: Session) -> None:
        now = self._clock.real()
        last = session.get(BotState, (self._bot, HEARD))
        before = datetime.fromisoformat(last.value) if last else now
        session.merge(BotState(bot=self._bot, key=HEARD, value=now.isoformat()))
        session.flush()
        if now - before < GAP:
            return
        shown = self._show_again(session, before)
        log.warning("outage.over", channel=self._channel, minutes=round((now - before) / GAP * 2), shown=shown)

    def _show_again(self, session: Session, before: datetime) -> int:
        """How many people were in the middle of something."""
        from handlers import notices  # late: whoever inspects the core does not pay for all handlers

        now = self._clock.now()
        if notices.polite_now(session, now) > now:
            return 0  # at night nobody waits, and in the morning they write
        last = session.get(BotState, (self._bot, SHOWN))
        since = max(before - RECENT, datetime.fromisoformat(last.value)) if last else before - RECENT
        session.merge(BotState(bot=self._bot, key=SHOWN, value=self._clock.real().isoformat()))
        found = session.execute(
            select(col(ChannelAccount.id), col(ChannelAccount.person_id), col(Person.locale))
            .join(Person, col(Person.id) == col(ChannelAccount.person_id))
            .where(
                col(ChannelAccount.channel) == self._channel,
                col(ChannelAccount.reachable),
                col(ChannelAccount.last_seen_at).between(since, before),
            )
        ).all()
        return sum(self._ask(session, account, person, locale or self._locale) for account, person, locale in found)

    def _ask(self, session: Session, account: int, person: int, locale: str) -> bool:
        from handlers.routing import again
        from handlers.turn import DETOURS, begin_turn

        now, real = self._clock.now(), self._clock.real()
        event = Event(
            person, EventKind.OTHER, now=now, real=real, locale=locale, channel=self._channel, account=account
        )
        turn = begin_turn(session, event)
        if not turn.roles or turn.talk.flow in DETOURS:
            return False
        hint = turn.tr("The connection was lost for a while, and messages may be lost with it. The current question:")
        enqueue(session, [again(turn, hint)], now=now, sender=Recipient(person, account, self._channel))
        return True


def _say_what_failed(future: "asyncio.Future[None]") -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        log.error("outage.not_noted", error=repr(error), exc_info=error)
