"""What may come twice: messages that a process may have been sending when it died.

A message is sent first and marked afterwards, so a crash in between sends it again: at most one to each account, the
first that waits there. Writing down beforehand what is about to be sent would cost every message another commit; so
after a crash those that may have been under way are marked instead: never fewer than there were, sometimes one more
that had not been begun. On PostgreSQL they are known by the claim of the process; on SQLite, where there is one, by a
sign that is taken away only by an orderly end.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from sqlalchemy import delete, func, not_, or_, select, update
from sqlmodel import Session, col

from storage.tables import BotState, OutboxState, Outgoing

RUNNING = "running"  # of BotState, by channel: there while a process serves it, and after a crash

log = structlog.get_logger("delivering")


def doubt_claimed(session: Session, rows: Collection[int], *, at: datetime) -> int:
    """Of these rows, which a dead process had claimed, those that it may have been sending; returns how many. ``at`` is
    real time."""
    heads = (
        select(func.min(col(Outgoing.id)))
        .where(col(Outgoing.state) == OutboxState.WAITING)
        .where(col(Outgoing.account_id).in_(select(col(Outgoing.account_id)).where(col(Outgoing.id).in_(rows))))
        .group_by(col(Outgoing.account_id))
    )
    found = session.scalars(heads)
    return _doubt(session, [id for id in found if id is not None and id in rows], at=at)


def doubt_after_crash(session: Session, channels: Sequence[str], *, at: datetime, campaign_now: datetime) -> int:
    """On SQLite, at the start: what was due when a process of these channels died, the first of each account; returns
    how many. From now on ``end_orderly`` is awaited again."""
    count = 0
    for channel in channels:
        crashed = session.get(BotState, (channel, RUNNING))
        if crashed is None:
            session.add(BotState(bot=channel, key=RUNNING, value=at.isoformat()))
            continue
        heads = (
            select(func.min(col(Outgoing.id)))
            .where(
                col(Outgoing.channel) == channel,
                col(Outgoing.state) == OutboxState.WAITING,
                or_(not_(col(Outgoing.proactive)), col(Outgoing.not_before) <= campaign_now),
            )
            .group_by(col(Outgoing.account_id))
        )
        count += _doubt(session, [id for id in session.scalars(heads) if id is not None], at=at)
    return count


def doubt_unfinished(session: Session, rows: Collection[int], *, at: datetime) -> None:
    """What was still being sent when the program had to end."""
    _doubt(session, rows, at=at)


def end_orderly(session: Session, channels: Sequence[str]) -> None:
    """Everything that was sent is marked."""
    session.execute(delete(BotState).where(col(BotState.key) == RUNNING, col(BotState.bot).in_(channels)))


def _doubt(session: Session, rows: Collection[int], *, at: datetime) -> int:
    if rows:
        session.execute(
            update(Outgoing).where(col(Outgoing.id).in_(rows)).values(doubted_at=at),
            execution_options={"synchronize_session": False},
        )
        log.warning("delivery.may_come_twice", outbox_ids=sorted(rows))
    return len(rows)
