"""Messages that wait to be sent, as far as what people are told depends on them."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import OutboxState, Outgoing

MANY = 1000  # rows of one transaction


def drop_outdated(session: Session, now: datetime) -> list[tuple[int, datetime]]:
    """Give up what is no longer true at ``now``: (person, when it was ready) of each. Campaign time."""
    found = session.exec(
        select(Outgoing)
        .where(Outgoing.state == OutboxState.WAITING, col(Outgoing.valid_until) <= now)
        .order_by(col(Outgoing.id))
        .limit(MANY)
        .with_for_update(skip_locked=True)
    ).all()
    for row in found:
        row.state = OutboxState.OUTDATED
    return [(row.person_id, row.not_before) for row in found]


def postpone(session: Session, now: datetime, allowed: Callable[[datetime], datetime]) -> int:
    """What waits for a later moment waits for one that is allowed; returns how many messages moved."""
    found = session.exec(
        select(Outgoing)
        .where(Outgoing.state == OutboxState.WAITING, col(Outgoing.proactive), Outgoing.not_before > now)
        .order_by(col(Outgoing.id))
    ).all()
    moved = 0
    for row in found:
        later = allowed(row.not_before)
        if later != row.not_before:
            row.not_before, moved = later, moved + 1
    return moved


def take_failed(session: Session, now: datetime) -> dict[int, list[int]]:
    """Organizer -> the people whom messages of theirs did not reach; once. Nothing while some of them are still to be
    sent at ``now`` (campaign time): one report, not ten."""
    failed = session.exec(
        select(Outgoing)
        .where(col(Outgoing.report_to).is_not(None), col(Outgoing.state).in_([OutboxState.GONE, OutboxState.REJECTED]))
        .order_by(col(Outgoing.id))
        .limit(MANY)
        .with_for_update(skip_locked=True)
    ).all()
    if not failed:
        return {}
    under_way = set(
        session.exec(
            select(Outgoing.report_to).where(
                col(Outgoing.report_to).is_not(None), Outgoing.state == OutboxState.WAITING, Outgoing.not_before <= now
            )
        )
    )
    found: dict[int, list[int]] = {}
    for row in failed:
        if row.report_to is not None and row.report_to not in under_way:
            people = found.setdefault(row.report_to, [])
            if row.person_id not in people:
                people.append(row.person_id)
            row.report_to = None
    return found
