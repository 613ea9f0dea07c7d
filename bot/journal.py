"""The journal of everything that was received: entering a row, and what is still open in it.

A row's ``bot`` is the channel's name, or the name, a colon and the bot's id ("telegram:123456"): after a crash the
rows that are left are given back to their channel by it.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import exists, select
from sqlmodel import Session, col

from bot.channels.base import Channel, Incoming, Understood, Unreadable
from bot.handling import Received
from bot.rows import insert_once, valid_text
from storage.tables import EventState, JournalEvent

OPEN = (EventState.WAITING, EventState.FETCHING)

log = structlog.get_logger("journal")


def enter(session: Session, incoming: Incoming) -> int | None:
    """The id of the new row; None when the event is known already."""
    row: int | None = insert_once(
        session,
        JournalEvent,
        bot=incoming.bot,
        kind=valid_text(incoming.kind),
        external_id=valid_text(incoming.external_id),
        sender=valid_text(incoming.sender),
        raw=incoming.raw,
        received_at=incoming.received_at,
        state=EventState.WAITING,
        attempts=0,
    )
    return row


def understand(channel: Channel, raw: dict[str, Any]) -> Understood | Unreadable:
    """What a payload says; whatever goes wrong in reading it makes it unreadable."""
    try:
        return channel.understand(raw)
    except Unreadable as error:
        return error
    except Exception as error:
        log.exception("event.not_understood", channel=channel.name)
        return Unreadable(repr(error))


def has_earlier(session: Session, incoming: Incoming, row: int) -> bool:
    """Whether something that the same sender sent before is still open."""
    earlier = exists().where(
        col(JournalEvent.state).in_(OPEN),
        col(JournalEvent.id) < row,
        col(JournalEvent.bot) == incoming.bot,
        col(JournalEvent.sender) == valid_text(incoming.sender),
    )
    return bool(session.scalar(select(earlier)))


def oldest_open(session: Session, bot: str, sender: str) -> JournalEvent | None:
    """The sender's first event that is not handled yet."""
    return session.scalars(
        select(JournalEvent)
        .where(col(JournalEvent.state).in_(OPEN), col(JournalEvent.bot) == bot, col(JournalEvent.sender) == sender)
        .order_by(col(JournalEvent.id))
        .limit(1)
    ).first()


def senders_left(session: Session) -> Sequence[tuple[str, str]]:
    """(bot, sender) of everybody with an open event, by their oldest one."""
    rows = session.execute(
        select(col(JournalEvent.bot), col(JournalEvent.sender))
        .where(col(JournalEvent.state).in_(OPEN))
        .order_by(col(JournalEvent.id))
    )
    return list(dict.fromkeys((row[0], row[1]) for row in rows))


def received_of(row: JournalEvent) -> Received:
    """A row on its way to the handler."""
    return Received(row.id or 0, row.sender, row.received_at, tuple(row.files or ()))
