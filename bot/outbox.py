"""A reply becomes rows of the outbox, in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlmodel import Session, col

from handlers.conversation import Choice, Reply
from storage.tables import ChannelAccount, Conversation, OutboxState, Outgoing

log = structlog.get_logger("outbox")

STANDING_KEPT = 5  # standing messages whose choices can still be typed, newest last


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a message goes: a person on one of their accounts."""

    person: int
    account: int
    channel: str


def enqueue(
    session: Session,
    replies: Iterable[Reply],
    *,
    now: datetime,
    sender: Recipient | None = None,
    event_id: int | None = None,
) -> list[int]:
    """Store replies; returns the ids of their rows. ``now`` is campaign time. The sender's own go to the account that
    the event came from, everybody else's to the account that was used last and can be reached (none: only a log
    line). Only the sender's current question moves."""
    rows: list[int] = []
    for reply in replies:
        to_sender = sender is not None and reply.to in (None, sender.person)
        recipient = sender if to_sender else _find_recipient(session, reply)
        if recipient is None:
            log.warning("outbox.unreachable", person=reply.to)
            continue
        written = _write(session, reply, recipient, now=now, event_id=event_id)
        rows += written
        if to_sender and reply.question and written:
            _conversation(session, recipient.person, now=now).question = written[0]
        if reply.standing and reply.choices and written:
            conversation = _conversation(session, recipient.person, now=now)
            conversation.standing = [*(conversation.standing or []), written[0]][-STANDING_KEPT:]
    return rows


def choices_of(payload: dict[str, Any]) -> tuple[Choice, ...]:
    """The choices of an outbox row."""
    stored = payload.get("choices") or ()
    return tuple(Choice(one["id"], one["label"], tuple(one.get("words") or ())) for one in stored)


def _find_recipient(session: Session, reply: Reply) -> Recipient | None:
    if reply.to is None:
        raise ValueError("a reply without a sender must say whom it is for")
    newest = (
        select(col(ChannelAccount.id), col(ChannelAccount.channel))
        .where(col(ChannelAccount.person_id) == reply.to, col(ChannelAccount.reachable))
        .order_by(col(ChannelAccount.last_seen_at).desc(), col(ChannelAccount.id).desc())
        .limit(1)
    )
    found = session.execute(newest).first()
    return Recipient(reply.to, found[0], found[1]) if found else None


def _write(session: Session, reply: Reply, to: Recipient, *, now: datetime, event_id: int | None) -> list[int]:
    """The row of the text, then one per document."""
    payloads = [_payload(reply)] if reply.text or not reply.documents else []
    payloads += [{"text": "", "documents": [asdict(document)]} for document in reply.documents]
    shared = {
        "person_id": to.person,
        "account_id": to.account,
        "channel": to.channel,
        "event_id": event_id,
        "proactive": reply.proactive,
        "not_before": reply.not_before or now,
        "state": OutboxState.WAITING,
        "attempts": 0,
    }
    statement = insert(Outgoing).returning(col(Outgoing.id))
    return [int(session.scalars(statement, {**shared, "payload": payload}).one() or 0) for payload in payloads]


def _payload(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "choices": [{"id": one.id, "label": one.label, "words": list(one.words)} for one in reply.choices],
        "numbered": reply.numbered,
        "question": reply.question,
        "standing": reply.standing,
        "documents": [],
    }


def _conversation(session: Session, person: int, *, now: datetime) -> Conversation:
    conversation = session.get(Conversation, person)
    if conversation is None:
        conversation = Conversation(person_id=person, data={}, updated_at=now)
        session.add(conversation)
        session.flush()
    return conversation
