"""A reply becomes rows of the outbox, in the caller's transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Select, select
from sqlmodel import Session, col

from bot.outbox_many import enqueue_many
from bot.outbox_rows import SPENT as SPENT
from bot.outbox_rows import STANDING_KEPT, payloads_of, row_of
from bot.outbox_rows import Recipient as Recipient
from bot.rows import insert_row
from handlers.conversation import Choice, Reply
from storage.tables import BotState, ChannelAccount, Conversation, Outgoing

log = structlog.get_logger("outbox")

MANY = 10  # replies to others from which on they are stored together


def enqueue(
    session: Session,
    replies: Iterable[Reply],
    *,
    now: datetime,
    sender: Recipient | None = None,
    event_id: int | None = None,
    owner: str | None = None,
) -> list[int]:
    """Store replies; returns the ids of their rows. ``now`` is campaign time. The sender's own go to the account that
    the event came from, everybody else's to the account that was used last and can be reached (none: only a log
    line). Only the sender's current question moves. ``owner``, a process that receives on the sender's channel, claims
    the sender's own; the others are free for any process."""
    rows: list[int] = []
    replies = list(replies)
    others = [reply for reply in replies if sender is None or reply.to not in (None, sender.person)]
    together = others if len(others) > MANY else []
    for reply in replies:
        if together and reply.to not in (None, sender.person if sender else None):
            continue
        to_sender = sender is not None and reply.to in (None, sender.person)
        recipient = sender if to_sender else _find_recipient(session, reply)
        if recipient is None:
            log.warning("outbox.unreachable", person=reply.to)
            continue
        claimed_by = owner if to_sender else None
        written = _write(session, reply, recipient, now=now, event_id=event_id, claimed_by=claimed_by)
        rows += written
        if to_sender and reply.question and written:
            _conversation(session, recipient.person, now=now).question = written[0]
        if reply.standing and reply.choices and written:
            conversation = _conversation(session, recipient.person, now=now, locked=not to_sender)
            conversation.standing = [*(conversation.standing or []), written[0]][-STANDING_KEPT:]
    return rows + enqueue_many(session, together, now=now) if together else rows


def choices_of(payload: dict[str, Any]) -> tuple[Choice, ...]:
    """The choices of an outbox row."""
    stored = payload.get("choices") or ()
    return tuple(
        Choice(one["id"], one["label"], tuple(one.get("words") or ()), one.get("verb") or "") for one in stored
    )


def _find_recipient(session: Session, reply: Reply) -> Recipient | None:
    if reply.to is None:
        raise ValueError("a reply without a sender must say whom it is for")
    found = session.execute(last_used_first(reply.to)).first()
    return Recipient(reply.to, found[0], found[1]) if found else None


def last_used_first(person: Any) -> Select[Any, str]:
    """(id, channel) of the person's accounts that can be reached; those of a channel that may not send come last."""
    now = datetime.now(UTC).isoformat()
    spent = select(col(BotState.bot)).where(col(BotState.key) == SPENT, col(BotState.value) > now)
    return (
        select(col(ChannelAccount.id), col(ChannelAccount.channel))
        .where(col(ChannelAccount.person_id) == person, col(ChannelAccount.reachable))
        .order_by(
            col(ChannelAccount.channel).in_(spent),
            col(ChannelAccount.last_seen_at).desc(),
            col(ChannelAccount.id).desc(),
        )
    )


def _write(
    session: Session, reply: Reply, to: Recipient, *, now: datetime, event_id: int | None, claimed_by: str | None
) -> list[int]:
    """The row of the text, then one per document."""
    about = {"event_id": event_id, "claimed_by": claimed_by}
    return [
        insert_row(session, Outgoing, **{**row_of(reply, to, payload, now=now), **about})
        for payload in payloads_of(reply)
    ]


def _conversation(session: Session, person: int, *, now: datetime, locked: bool = False) -> Conversation:
    """``locked``: it is somebody else's, who may be writing in another process at this moment."""
    if locked:
        session.flush()  # what is read anew must not pass over what was changed here
    conversation = session.get(Conversation, person, with_for_update={"key_share": True} if locked else None)
    if conversation is None:
        conversation = Conversation(person_id=person, data={}, updated_at=now)
        session.add(conversation)
        session.flush()
    return conversation
