"""The messages that a bot's plan allows in a calendar month: counted as they are stored and sent, warned of, and kept
for answers when they are spent.

Whether the vendor counts both directions is not documented; the program does, so it is never surprised. Real time.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.channels.base import Channel
from bot.clock import Clock
from bot.due import Mark
from bot.outbox import SPENT, enqueue, last_used_first
from handlers.context import MessagesLeft
from handlers.conversation import Reply
from locales import Translator
from storage import queries
from storage.tables import BotState, ChannelAccount, OutboxState, Outgoing, Person, Role

MARKS = (80, 95, 100)  # percent at which the organizers are told
NAMED = 15  # people whom the organizers are told to call

log = structlog.get_logger("budget")


class Budget:
    """One bot's. ``count`` runs in the writer, in the transaction that stores or marks the message."""

    def __init__(self, channel: Channel, limit: int, *, clock: Clock, zone: ZoneInfo) -> None:
        self.limit = limit
        self._channel = channel.name
        self._counts_received = bool(getattr(channel, "counts_received", True))
        self._bot = str(getattr(channel, "bot", channel.name))
        number = channel.name.partition("-")[2]
        self._spoken = f"Zalo ({number})" if number else "Zalo"  # one of several bots is told by its number
        self._clock = clock
        self._zone = zone
        self._spent_in = ""  # the month that is spent, as this process knows it

    @property
    def is_spent(self) -> bool:
        return self._spent_in == self._month()

    def used(self, session: Session, *, to_change: bool = False) -> tuple[int, int]:
        """(received, sent) of this month. ``to_change``: other processes wait."""
        row = session.get(BotState, (self._bot, f"messages:{self._month()}"), with_for_update=to_change)
        received, sent = row.value.split() if row else ("0", "0")
        return int(received), int(sent)

    def total(self, used: tuple[int, int]) -> int:
        """Of (received, sent), what the plan counts."""
        return sum(used) if self._counts_received else used[1]

    def left(self, session: Session) -> MessagesLeft:
        """What this month still allows."""
        days = (self._month_ends() - self._clock.real()).days + 1
        return MessagesLeft(self.limit - self.total(self.used(session)), days)

    def load(self, session: Session) -> None:
        """After a start: whether the month is spent already."""
        self._note(self.total(self.used(session)))

    def count(self, session: Session, *, received: int = 0, sent: int = 0) -> None:
        """So many messages more; the organizers are told when a mark is passed."""
        before = self.used(session, to_change=True)
        after = before[0] + received, before[1] + sent
        session.merge(BotState(bot=self._bot, key=f"messages:{self._month()}", value=f"{after[0]} {after[1]}"))
        session.flush()
        old, new = self.total(before), self.total(after)
        self._note(new)
        passed = [mark for mark in MARKS if old * 100 < mark * self.limit <= new * 100]
        if passed:
            self._warn(session, passed[-1], new)

    def counting(self, mark: Mark, *, sent: int) -> Mark:
        """The mark of a message that was sent, which also counts it."""

        def mark_and_count(session: Session) -> None:
            mark(session)
            self.count(session, sent=sent)

        return mark_and_count

    def _note(self, used: int) -> None:
        self._spent_in = self._month() if used >= self.limit else ""

    def _month(self) -> str:
        return self._clock.real().astimezone(self._zone).strftime("%Y-%m")

    def _month_ends(self) -> datetime:
        """The first instant of the next month, UTC."""
        first = self._clock.real().astimezone(self._zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return (first + timedelta(days=32)).replace(day=1).astimezone(UTC)

    def _warn(self, session: Session, mark: int, used: int) -> None:
        log.warning("budget", channel=self._channel, percent=mark, used=used, limit=self.limit)
        if mark == MARKS[-1]:
            session.merge(BotState(bot=self._channel, key=SPENT, value=self._month_ends().isoformat()))
            session.flush()
            divert(session, self._channel)
        from handlers import notices  # late: whoever delivers does not pay for all handlers

        now = self._clock.now()
        replies = []
        for organizer in queries.people_with_role(session, Role.ORGANIZER):
            tr = notices.language_of(session, organizer)
            words = self._words(session, tr, mark, used)
            # The last one goes out at once: from now on nothing that waits for a morning is sent here.
            last = mark == MARKS[-1]
            when = None if last else notices.polite_now(session, now)
            replies.append(Reply(words, to=organizer, question=False, proactive=not last, not_before=when))
        enqueue(session, replies, now=now)

    def _words(self, session: Session, tr: Translator, mark: int, used: int) -> str:
        lines = [
            tr(
                "{bot}: {used} of {limit} messages of this month are used ({percent}%).",
                bot=self._spoken,
                used=tr.number(used),
                limit=tr.number(self.limit),
                percent=mark,
            )
        ]
        if mark < MARKS[-1]:
            lines.append(tr("When they are spent, no more reminders are sent on Zalo; questions are still answered."))
            return "\n".join(lines)
        lines.append(tr("No more reminders are sent on Zalo this month. Whoever uses Telegram too gets them there."))
        names = only_here(session, self._channel)
        if names:
            more = ", …" if len(names) > NAMED else ""
            lines.append(tr("Please call those who use Zalo alone: {names}", names=", ".join(names[:NAMED]) + more))
        return "\n".join(lines)


def divert(session: Session, channel: str, *, account: int | None = None) -> int:
    """What waits on a spent channel (or for one account there) and nobody asked for goes to another account of the same
    person, where there is one; returns how many messages."""
    waiting = select(col(Outgoing.id), col(Outgoing.person_id)).where(
        col(Outgoing.channel) == channel, col(Outgoing.proactive), col(Outgoing.state) == OutboxState.WAITING
    )
    if account is not None:
        waiting = waiting.where(col(Outgoing.account_id) == account)
    moved = 0
    for row, person in session.execute(waiting).all():
        other = session.execute(last_used_first(person).where(col(ChannelAccount.channel) != channel)).first()
        if other is not None:
            values = {"account_id": other[0], "channel": other[1]}
            session.execute(update(Outgoing).where(col(Outgoing.id) == row).values(values))
            moved += 1
    return moved


def only_here(session: Session, channel: str) -> list[str]:
    """The names of the people who can be reached on this channel alone."""
    other = aliased(ChannelAccount)
    elsewhere = exists().where(
        col(other.person_id) == col(Person.id), col(other.channel) != channel, col(other.reachable)
    )
    found = session.scalars(
        select(col(Person.name))
        .join(ChannelAccount, col(ChannelAccount.person_id) == col(Person.id))
        .where(col(ChannelAccount.channel) == channel, col(Person.name).is_not(None), ~elsewhere)
        .distinct()
        .order_by(col(Person.name))
    )
    return [name for name in found if name]


def people_of(session: Session, channel: str) -> int:
    """How many people wrote on this channel: the plan allows only so many."""
    accounts = select(col(ChannelAccount.person_id)).where(col(ChannelAccount.channel) == channel).distinct()
    return len(session.execute(accounts).all())


def make_budgets(channels: "tuple[Channel, ...]", *, clock: Clock, zone: ZoneInfo) -> dict[str, Budget]:
    """One for each channel whose plan counts (``messages_a_month``), by the channel's name."""
    limits = [(channel, getattr(channel, "messages_a_month", None)) for channel in channels]
    return {channel.name: Budget(channel, limit, clock=clock, zone=zone) for channel, limit in limits if limit}
