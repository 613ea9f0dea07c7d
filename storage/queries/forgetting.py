"""Messages that are kept no longer: which are old, and emptying them. The rows stay, for order and for counting."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from storage.tables import Conversation, EventState, JournalEvent, OutboxState, Outgoing

_DONE = (OutboxState.SENT, OutboxState.REJECTED, OutboxState.GONE)


def old_events(session: Session, before: datetime, *, limit: int) -> list[int]:
    """Handled or parked events that still hold what was written, received before that moment (real time)."""
    rows = (
        select(JournalEvent.id)
        .where(col(JournalEvent.state).in_((EventState.HANDLED, EventState.PARKED)), JournalEvent.received_at < before)
        .where(col(JournalEvent.raw).is_not(None))
        .order_by(col(JournalEvent.id))
        .limit(limit)
    )
    return [number for number in session.exec(rows) if number is not None]


def empty_events(session: Session, ids: Sequence[int]) -> None:
    session.exec(
        update(JournalEvent).where(col(JournalEvent.id).in_(ids)).values(raw=None, files=None, error=None),
        execution_options={"synchronize_session": False},
    )


def old_messages(session: Session, before: datetime, *, limit: int) -> list[int]:
    """Messages that were sent (or never will be) before that moment and still hold their text. One that somebody can
    still answer is none of them."""
    open_now = set(session.exec(select(Conversation.question).where(col(Conversation.question).is_not(None))))
    for standing in session.exec(select(Conversation.standing).where(col(Conversation.standing).is_not(None))):
        open_now |= set(standing or ())
    text = col(Outgoing.payload)["text"].as_string()
    rows = (
        select(Outgoing.id)
        .where(col(Outgoing.state).in_(_DONE), Outgoing.not_before < before, text != "")
        .order_by(col(Outgoing.id))
        .limit(limit + len(open_now))
    )
    return [number for number in session.exec(rows) if number is not None and number not in open_now][:limit]


def empty_messages(session: Session, ids: Sequence[int]) -> None:
    session.exec(
        update(Outgoing).where(col(Outgoing.id).in_(ids)).values(payload={"text": ""}, error=None),
        execution_options={"synchronize_session": False},
    )
