"""What one person wrote to the other processes lately, out of the journal: a flood is one wherever it arrives.

Each process knows by itself what came to it (``bot.flooding``). Several of them behind one address would let through as
many times the limit; so somebody who has some messages without an answer here is looked up there too. It costs two
statements, for such senders alone. The sender is locked while a group is handled, so nothing is counted too early.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.channels.base import Channel, Incoming, Unreadable
from bot.flooding import QUIET, TOO_MANY, Elsewhere, Heard
from bot.journal import understand
from handlers.conversation import EventKind
from storage.tables import ChannelAccount, EventState, JournalEvent, OutboxState, Outgoing

LOOKED_THROUGH = 5_000  # rows of the journal before this one: there is no index by sender, and none is worth it
MOST = 200  # of one sender


def heard_elsewhere(session: Session, channel: Channel, incoming: Incoming, *, row: int, owner: str) -> Elsewhere:
    """What other processes than ``owner`` took from this sender in the last minute, and when they took nothing."""
    found = session.execute(
        select(col(JournalEvent.id), col(JournalEvent.raw), col(JournalEvent.received_at), col(JournalEvent.state))
        .where(
            col(JournalEvent.id) > row - LOOKED_THROUGH,
            col(JournalEvent.id) < row,
            col(JournalEvent.bot) == incoming.bot,
            col(JournalEvent.sender) == incoming.sender,
            col(JournalEvent.claimed_by) != owner,
            col(JournalEvent.received_at) > incoming.received_at - QUIET,
            (col(JournalEvent.state) != EventState.PARKED) | (col(JournalEvent.error) == TOO_MANY),
        )
        .order_by(col(JournalEvent.id).desc())
        .limit(MOST)
    ).all()
    refused = [at for _, _, at, state in found if state is EventState.PARKED]
    taken = [(id, raw, at) for id, raw, at, state in found if state is not EventState.PARKED]
    answered = _answers(session, channel.name, incoming.sender, [id for id, _, _ in taken])
    heard = [_heard(channel, id, raw or {}, at, answered) for id, raw, at in taken]
    return Elsewhere(tuple(one for one in heard if one is not None), max(refused, default=None))


def _answers(session: Session, channel: str, sender: str, events: list[int]) -> dict[int, datetime]:
    """When each of the events was answered; those that wait for their answer are left out."""
    account = select(col(ChannelAccount.id)).where(
        col(ChannelAccount.channel) == channel, col(ChannelAccount.external_id) == sender
    )
    rows = session.execute(
        select(col(Outgoing.event_id), col(Outgoing.sent_at)).where(
            col(Outgoing.account_id).in_(account),
            col(Outgoing.event_id).in_(events),
            col(Outgoing.state) == OutboxState.SENT,
        )
    )
    return {event: at for event, at in rows if at is not None}


def _heard(
    channel: Channel, row: int, raw: dict[str, Any], at: datetime, answered: Mapping[int, datetime]
) -> Heard | None:
    """None for what nobody said: that the bot was blocked, or a group."""
    understood = understand(channel, raw)
    if isinstance(understood, Unreadable):
        return None
    moment = min(understood.happened_at or at, at)
    return Heard(row, understood.kind is EventKind.FILE, moment, at, answered=answered.get(row))
