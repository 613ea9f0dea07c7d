"""Many replies at once become rows of the outbox: a morning's reminders cost a few statements, not a few each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import structlog
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from bot.outbox_rows import SPENT, STANDING_KEPT, Recipient, payloads_of, row_of
from handlers.conversation import Reply
from storage.tables import BotState, ChannelAccount, Conversation, Outgoing

log = structlog.get_logger("outbox")


def enqueue_many(session: Session, replies: Iterable[Reply], *, now: datetime) -> list[int]:
    """Store replies that nobody asked for just now; returns the ids of their rows. What ``enqueue`` does for each, in
    the order of the replies."""
    session.flush()
    replies = list(replies)
    recipients = _recipients(session, {reply.to for reply in replies if reply.to is not None})
    rows: list[dict[str, Any]] = []
    standing: list[tuple[int, int]] = []  # person, index of the row whose choices stay pressable
    for reply in replies:
        if reply.to is None:
            raise ValueError("a reply without a sender must say whom it is for")
        to = recipients.get(reply.to)
        if to is None:
            log.warning("outbox.unreachable", person=reply.to)
            continue
        if reply.standing and reply.choices:
            standing.append((to.person, len(rows)))
        rows += [row_of(reply, to, payload, now=now) for payload in payloads_of(reply)]
    if not rows:
        return []
    ids = list(session.connection().execute(_insert_rows(), rows).scalars())
    if standing:
        _keep_standing(session, [(person, ids[index]) for person, index in standing], now=now)
    return ids


def _recipients(session: Session, people: Collection[int]) -> dict[int, Recipient]:
    """Each person's account that was used last and can be reached; those of a channel that may not send come last."""
    spent = set(
        session.scalars(
            select(col(BotState.bot)).where(
                col(BotState.key) == SPENT, col(BotState.value) > datetime.now(UTC).isoformat()
            )
        )
    )
    accounts = session.execute(
        select(col(ChannelAccount.person_id), col(ChannelAccount.id), col(ChannelAccount.channel))
        .where(col(ChannelAccount.person_id).in_(people), col(ChannelAccount.reachable))
        .order_by(col(ChannelAccount.last_seen_at), col(ChannelAccount.id))
    ).all()
    # The last one written wins.
    accounts = sorted(accounts, key=lambda account: account[2] not in spent)
    return {person: Recipient(person, account, channel) for person, account, channel in accounts}


def _keep_standing(session: Session, told: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """The newest standing messages of each person can be typed, too. Locked: they may be writing at this moment."""
    people = {person for person, _ in told}
    talks = select(col(Conversation.person_id), col(Conversation.standing)).where(
        col(Conversation.person_id).in_(people)
    )
    known = {person: kept or [] for person, kept in session.execute(talks.with_for_update(key_share=True))}
    missing = people - known.keys()
    kept = {person: known.get(person, []) for person in people}
    for person, row in told:
        kept[person] = [*kept[person], row][-STANDING_KEPT:]
    connection = session.connection()
    if missing:
        fresh: list[dict[str, Any]] = [
            {"person_id": person, "flow": "", "step": "", "data": {}, "standing": kept[person], "updated_at": now}
            for person in missing
        ]
        connection.execute(_insert_talk(connection.dialect.name), fresh)
    if known:
        connection.execute(_update_talk(), [{"who": person, "rows": kept[person]} for person in known])
    for loaded in session.identity_map.values():  # what is in the session already does not notice
        if isinstance(loaded, Conversation) and loaded.person_id in people:
            session.expire(loaded, ["standing"])


# Statements are built once.


@cache
def _insert_rows() -> Any:
    table = Outgoing.__table__  # type: ignore[attr-defined]  # every table has one
    return insert(table).returning(table.c.id, sort_by_parameter_order=True)


@cache
def _insert_talk(dialect: str) -> Any:
    table = Conversation.__table__  # type: ignore[attr-defined]  # every table has one
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return statement.on_conflict_do_update(index_elements=["person_id"], set_={"standing": statement.excluded.standing})


@cache
def _update_talk() -> Any:
    table = Conversation.__table__  # type: ignore[attr-defined]  # every table has one
    return update(table).where(table.c.person_id == bindparam("who")).values(standing=bindparam("rows"))
