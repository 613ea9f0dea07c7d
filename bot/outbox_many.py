"""Many replies at once become rows of the outbox: a morning's reminders cost a few statements, not a few each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlmodel import Session, col

from bot.outbox_rows import SPENT, STANDING_KEPT, Recipient, payloads_of, row_of
from handlers.conversation import Reply
from storage.bulk import among, insert_all
from storage.tables import BotState, ChannelAccount, Conversation, Outgoing

log = structlog.get_logger("outbox")

# What differs from row to row; the rest is the same in every new one.
_GIVEN = (
    *("person_id", "account_id", "channel", "proactive", "not_before", "valid_until"),
    *("report_to", "payload"),
)


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
    same = {name: rows[0][name] for name in rows[0].keys() - _GIVEN}
    cells = [[row[name] for name in _GIVEN] for row in rows]
    found = insert_all(session, Outgoing, _GIVEN, cells, same=same, returning=("id", "person_id"))
    ids = [number for number, _ in sorted(found)]
    assert [person for _, person in sorted(found)] == [row["person_id"] for row in rows], "ids grow with the rows"
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
        .where(among(session, ChannelAccount.person_id, people), col(ChannelAccount.reachable))
        .order_by(col(ChannelAccount.last_seen_at), col(ChannelAccount.id))
    ).all()
    # The last one written wins.
    accounts = sorted(accounts, key=lambda account: account[2] not in spent)
    return {person: Recipient(person, account, channel) for person, account, channel in accounts}


def _keep_standing(session: Session, told: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """The newest standing messages of each person can be typed, too. Locked: they may be writing at this moment."""
    people = {person for person, _ in told}
    talks = select(col(Conversation.person_id), col(Conversation.standing)).where(
        among(session, Conversation.person_id, people)
    )
    kept = {person: known or [] for person, known in session.execute(talks.with_for_update(key_share=True))}
    for person, row in told:
        kept[person] = [*kept.get(person, ()), row][-STANDING_KEPT:]
    fresh = {"flow": "", "step": "", "data": {}, "updated_at": now}
    insert_all(session, Conversation, ["person_id", "standing"], kept.items(), same=fresh, there="standing")
    for loaded in session.identity_map.values():  # what is in the session already does not notice
        if isinstance(loaded, Conversation) and loaded.person_id in people:
            session.expire(loaded, ["standing"])
