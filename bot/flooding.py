"""One person's flood must not keep the others waiting: who writes on and on without waiting for an answer is told once
that it was too much, and what follows within some seconds is kept in the journal but not handled.

It takes more than 20 messages within 10 seconds (by the vendor's time, so that what piled up in an outage is no flood)
that had no answer yet when the next one came: whoever waits for each answer may be as quick as they like. Photos and
files come in bunches, so many more of them are taken. It is known to this process alone, and forgotten at its end;
where there are several, the journal tells of the others, once somebody has some messages without an answer here.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.channels.base import Incoming, Understood
from handlers.conversation import EventKind

MESSAGES, FILES = 20, 60
WITHIN = timedelta(seconds=10)
PAUSE = timedelta(seconds=10)  # after the flood was noticed nothing more is taken for so long
QUIET = timedelta(minutes=1)  # somebody who was silent for so long is told again
SUSPICIOUS = 3  # so many messages without an answer at one process may be part of a flood at several
TOO_MANY = "too many messages at once"  # the error of such an event in the journal
SENDERS, REMEMBERED = 10_000, 500  # how many senders, and messages of each

_NOT_SAID = (EventKind.BLOCKED, EventKind.UNBLOCKED, EventKind.GROUP)


class Judgement(StrEnum):
    TAKE = "take"
    TELL = "tell"  # not taken, and the sender is told so
    DROP = "drop"  # not taken, the sender was told


@dataclass(slots=True)
class Heard:
    """One message. ``row`` of the journal; ``moment`` by the vendor's clock, ``arrived`` and ``answered`` by ours. Of
    an album one photo is answered, so files are counted among files alone."""

    row: int
    is_file: bool
    moment: datetime
    arrived: datetime
    judgement: Judgement = Judgement.TAKE
    answered: datetime | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other processes took from a sender lately, and when they last did not."""

    taken: tuple[Heard, ...] = ()
    refused: datetime | None = None


NOWHERE = Elsewhere()


@dataclass(slots=True)
class _Sender:
    heard: dict[str, Heard] = field(default_factory=dict)
    halted_until: datetime | None = None
    refused: datetime | None = None  # when a message was last not taken


class Flood:
    """What came lately, by sender. ``judge`` is called by the writer, ``answered`` by the delivery."""

    def __init__(self) -> None:
        self._senders: dict[tuple[str, str], _Sender] = {}
        self._lock = threading.Lock()

    def judge(
        self,
        channel: str,
        incoming: Incoming,
        understood: Understood,
        row: int,
        *,
        elsewhere: Callable[[], Elsewhere] = lambda: NOWHERE,
    ) -> Judgement:
        """Whether an event that was just journaled is handled. The same event gets the same judgement again: the
        writer may replay it. ``elsewhere`` asks about the other processes, where there are some."""
        if understood.kind in _NOT_SAID:
            return Judgement.TAKE
        moment = min(understood.happened_at or incoming.received_at, incoming.received_at)
        heard = Heard(row, understood.kind is EventKind.FILE, moment, incoming.received_at)
        with self._lock:
            if len(self._senders) > SENDERS:
                self._senders.clear()
            sender = self._senders.setdefault((channel, incoming.sender), _Sender())
            known = sender.heard.get(incoming.external_id)
            if known is not None:
                known.row = row
                return known.judgement
            _forget(sender)
            heard.judgement = _judge(sender, heard, elsewhere)
            sender.heard[incoming.external_id] = heard
            return heard.judgement

    def answered(self, channel: str, sender: str, row: int | None, at: datetime) -> None:
        """An answer to the event of this row of the journal was sent."""
        with self._lock:
            found = self._senders.get((channel, sender))
            for heard in found.heard.values() if found and row is not None else ():
                if heard.row == row and heard.answered is None:
                    heard.answered = at


def _judge(sender: _Sender, new: Heard, ask: Callable[[], Elsewhere]) -> Judgement:
    elsewhere = NOWHERE
    if sender.halted_until is None or new.arrived >= sender.halted_until:
        count = sum(1 for _ in _unanswered(sender.heard.values(), new))
        if count >= SUSPICIOUS:
            elsewhere = ask()
            count += sum(1 for _ in _unanswered(elsewhere.taken, new))
        if count < (FILES if new.is_file else MESSAGES) and not _is_within(elsewhere.refused, new, PAUSE):
            return Judgement.TAKE
        sender.halted_until = new.arrived + PAUSE
    told = _is_within(sender.refused, new, QUIET) or _is_within(elsewhere.refused, new, QUIET)
    sender.refused = new.arrived
    return Judgement.DROP if told else Judgement.TELL


def _is_within(moment: datetime | None, new: Heard, span: timedelta) -> bool:
    return moment is not None and new.arrived - moment < span


def _unanswered(heard_lately: Iterable[Heard], new: Heard) -> Iterator[Heard]:
    """What was written shortly before and had no answer yet when this came."""
    for heard in heard_lately:
        waits = heard.answered is None or heard.answered > new.arrived
        counts = heard.judgement is Judgement.TAKE and heard.is_file == new.is_file
        if counts and waits and heard.moment > new.moment - WITHIN:
            yield heard


def _forget(sender: _Sender) -> None:
    if len(sender.heard) > REMEMBERED:
        sender.heard = dict(list(sender.heard.items())[-FILES:])
