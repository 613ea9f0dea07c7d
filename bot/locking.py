"""The processes that share a database take turns over senders, the people behind them, and the units they speak for.

Everything is locked before the first job of a group runs, in an order that is the same everywhere: senders, people,
units. What a job locks later (a reviewer, the unit under review) may meet another group the wrong way round:
PostgreSQL ends one of the two, and the writer replays it one by one.
"""

from collections.abc import Collection, Hashable

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from storage.locks import is_shared, lock_names, lock_rows
from storage.tables import ChannelAccount, Membership


def lock_group(session: Session, keys: Collection[Hashable]) -> None:
    """``keys`` of the jobs: (bot, sender) where one is about a sender, anything else where not."""
    if not is_shared(session):
        return
    senders = [(str(key[0]), str(key[1])) for key in keys if isinstance(key, tuple)]
    lock_names(session, [f"{bot}\n{sender}" for bot, sender in senders])
    people, units = _who(session, senders) if senders else (set(), set())
    lock_rows(session, people=people, units=units)


def _who(session: Session, senders: Collection[tuple[str, str]]) -> tuple[set[int], set[int]]:
    accounts = {(bot.partition(":")[0], sender) for bot, sender in senders}
    found = session.execute(
        select(col(ChannelAccount.person_id), col(Membership.unit_id))
        .outerjoin(
            Membership,
            (col(Membership.person_id) == col(ChannelAccount.person_id)) & col(Membership.until).is_(None),
        )
        .where(tuple_(col(ChannelAccount.channel), col(ChannelAccount.external_id)).in_(accounts))
    ).all()
    return {person for person, _ in found}, {unit for _, unit in found if unit is not None}
