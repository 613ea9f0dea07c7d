"""Which rows of the outbox may be sent now, and what became of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, not_, or_, select, update
from sqlmodel import Session, col

from bot.outbox import last_used_first
from bot.rows import change
from storage.tables import ChannelAccount, OutboxState, Outgoing, Person

LONGEST_WAIT = timedelta(hours=2)  # of a retry


@dataclass(frozen=True, slots=True)
class Due:
    """An outbox row on its way to a channel's id of a person. ``event_id``: what it answers, None if nothing;
    ``claimed_by``: the process that may send it, None if it must be claimed first (on SQLite nobody claims)."""

    id: int
    account: int
    external_id: str
    locale: str | None
    payload: dict[str, Any]
    attempts: int
    proactive: bool
    event_id: int | None
    claimed_by: str | None = None
    name: str | None = None
    phone: str | None = None
    last_seen: datetime | None = None  # real time


@dataclass(frozen=True, slots=True)
class Queue:
    """What a process delivers of a channel: everything, or what is for one of its ids (the terminal chat).
    ``answers_only``: what nobody asked for waits (the month's messages are spent). ``quiet_since``: the hours without
    messages began then; what was ready before waits for the morning."""

    channel: str
    only_to: str | None = None
    answers_only: bool = False
    quiet_since: datetime | None = None


def find_due(
    session: Session,
    queue: Queue,
    *,
    owner: str | None = None,
    campaign_now: datetime,
    real_now: datetime,
    busy: Collection[int],
    limit: int,
) -> list[Due]:
    """The first unsent row of each account that is not ``busy``, those whose account waits for an answer first. An
    account whose first row is to be tried again later, or is another process's, is left out: its order is kept."""
    values = {"owner": owner, "real": real_now, "latest": real_now + LONGEST_WAIT, "busy": list(busy), "limit": limit}
    found = session.execute(_due(*_shape(queue)), values | _of(queue, campaign_now))
    return [Due(*row) for row in found]


# Statements are built once for each of the few shapes of a queue: building one costs as much as running it.


@cache
def _due(*shape: bool) -> Select[Any]:
    heads = (
        select(
            func.min(col(Outgoing.id)).label("head"),
            func.min(case((col(Outgoing.proactive), 1), else_=0)).label("rank"),
        )
        .where(*_waiting(*shape), col(Outgoing.account_id).not_in(bindparam("busy", expanding=True)))
        .group_by(col(Outgoing.account_id))
        .subquery()
    )
    return (
        select(
            col(Outgoing.id),
            col(Outgoing.account_id),
            col(ChannelAccount.external_id),
            col(Person.locale),
            col(Outgoing.payload),
            col(Outgoing.attempts),
            col(Outgoing.proactive),
            col(Outgoing.event_id),
            col(Outgoing.claimed_by),
            col(Person.name),
            col(Person.phone),
            col(ChannelAccount.last_seen_at),
        )
        .join(heads, heads.c.head == col(Outgoing.id))
        .join(ChannelAccount, col(ChannelAccount.id) == col(Outgoing.account_id))
        .join(Person, col(Person.id) == col(Outgoing.person_id))
        .where(
            # Nobody asks for a longer wait: the clock was set back since.
            or_(
                col(Outgoing.retry_at).is_(None),
                col(Outgoing.retry_at) <= bindparam("real"),
                col(Outgoing.retry_at) > bindparam("latest"),
            ),
            or_(col(Outgoing.claimed_by).is_(None), col(Outgoing.claimed_by) == bindparam("owner")),
        )
        .order_by(heads.c.rank, col(Outgoing.id))
        .limit(bindparam("limit"))
    )


@cache
def _count(*shape: bool) -> Select[Any]:
    return select(func.count()).select_from(Outgoing).where(*_waiting(*shape))


def _waiting(answers_only: bool, only_to: bool, quiet: bool) -> list[ColumnElement[bool]]:
    conditions = [
        col(Outgoing.state) == OutboxState.WAITING,
        col(Outgoing.channel) == bindparam("channel"),
        or_(not_(col(Outgoing.proactive)), col(Outgoing.not_before) <= bindparam("now")),
        or_(col(Outgoing.valid_until).is_(None), col(Outgoing.valid_until) > bindparam("now")),
    ]
    if quiet:
        conditions.append(or_(not_(col(Outgoing.proactive)), col(Outgoing.not_before) >= bindparam("quiet_since")))
    if answers_only:
        conditions.append(not_(col(Outgoing.proactive)))
    if only_to:
        account = select(col(ChannelAccount.id)).where(
            col(ChannelAccount.channel) == bindparam("channel"),
            col(ChannelAccount.external_id) == bindparam("only_to"),
        )
        conditions.append(col(Outgoing.account_id).in_(account))
    return conditions


def _shape(queue: Queue) -> tuple[bool, bool, bool]:
    return queue.answers_only, queue.only_to is not None, queue.quiet_since is not None


def _of(queue: Queue, campaign_now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"channel": queue.channel, "now": campaign_now}
    if queue.only_to is not None:
        values["only_to"] = queue.only_to
    if queue.quiet_since is not None:
        values["quiet_since"] = queue.quiet_since
    return values


def claim(session: Session, rows: Collection[int], *, owner: str) -> frozenset[int]:
    """Which of the rows belong to this process from now on; what another one claims at this moment is left to it."""
    free = (
        select(col(Outgoing.id))
        .where(col(Outgoing.id).in_(rows), col(Outgoing.state) == OutboxState.WAITING)
        .where(col(Outgoing.claimed_by).is_(None))
        .with_for_update(skip_locked=True)
    )
    statement = update(Outgoing).where(col(Outgoing.id).in_(free)).values(claimed_by=owner).returning(col(Outgoing.id))
    found = session.scalars(statement, execution_options={"synchronize_session": False})
    return frozenset(id for id in found if id is not None)


def count_due(session: Session, queue: Queue, *, campaign_now: datetime) -> int:
    """How many rows would be sent now if nothing held them up."""
    return session.scalar(_count(*_shape(queue)), _of(queue, campaign_now)) or 0


Mark = Callable[[Session], None]


def mark_sent(row: Due, *, external_id: str | None, at: datetime, keep_secret: bool = False) -> Mark:
    """``at`` is real time. A code in the text is not kept, unless people read it out of this very row."""
    secret = row.payload.get("secret")
    values: dict[str, Any] = {"payload": _without(row.payload, secret)} if secret and not keep_secret else {}
    return lambda session: change(
        session,
        Outgoing,
        row.id,
        **values,
        state=OutboxState.SENT,
        sent_at=at,
        external_id=external_id,
        attempts=row.attempts + 1,
        retry_at=None,
        error=None,
    )


def _without(payload: dict[str, Any], secret: str) -> dict[str, Any]:
    text = payload["text"].replace(secret, "…").replace(secret.replace("-", ""), "…")
    return {name: value for name, value in payload.items() if name != "secret"} | {"text": text}


def mark_retry(row: Due, *, error: str, at: datetime, counted: bool) -> Mark:
    """``at`` is real time. An outage of the whole channel is not counted against the message."""
    attempts = row.attempts + 1 if counted else row.attempts
    return lambda session: change(session, Outgoing, row.id, attempts=attempts, error=error, retry_at=at)


def mark_rejected(row: Due, *, error: str) -> Mark:
    return lambda session: change(
        session, Outgoing, row.id, state=OutboxState.REJECTED, error=error, attempts=row.attempts + 1
    )


def mark_gone(row: Due, *, error: str) -> Mark:
    """The account cannot be reached any more. What nobody asked for goes to another account of the same person, where
    there is one that can be reached; whatever else waits for this one will not be sent either."""

    def mark(session: Session) -> None:
        change(session, ChannelAccount, row.account, reachable=False)
        here = col(Outgoing.account_id) == row.account, col(Outgoing.state) == OutboxState.WAITING
        person = select(col(ChannelAccount.person_id)).where(col(ChannelAccount.id) == row.account)
        other = session.execute(last_used_first(person.scalar_subquery())).first()
        if other is not None:
            session.execute(
                update(Outgoing)
                .where(*here, col(Outgoing.proactive))
                .values(account_id=other[0], channel=other[1], claimed_by=None, retry_at=None),
                execution_options={"synchronize_session": False},
            )
        session.execute(
            update(Outgoing).where(*here).values(state=OutboxState.GONE, error=error),
            execution_options={"synchronize_session": False},
        )

    return mark
