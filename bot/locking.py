"""The processes that share a database take turns over senders, the people behind them, and the units they speak for.

Everything is locked before the first job of a group runs, in an order that is the same everywhere: the office (all who
work for the campaign, not for one unit: they are few and decide about the same things), senders, people, units. What a
job locks later (a reviewer, the unit under review) may meet another group the wrong way round: PostgreSQL ends one of
the two, and the writer replays it one by one.
"""

from collections.abc import Collection, Hashable, Sequence

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from handlers.turn import UNIT_ROLES
from storage.locks import is_shared, lock_names, lock_rows
from storage.tables import ChannelAccount, Membership, Role

OFFICE = "office"


def lock_group(session: Session, keys: Collection[Hashable]) -> None:
    """``keys`` of the jobs: (bot, sender) where one is about a sender, anything else where not."""
    if not is_shared(session):
        return
    senders = [(str(key[0]), str(key[1])) for key in keys if isinstance(key, tuple)]
    found = _who(session, senders) if senders else []
    if any(role is not None and role not in (*UNIT_ROLES, Role.INDIVIDUAL) for _, role, _ in found):
        lock_names(session, [OFFICE])
    lock_names(session, [f"{bot}\n{sender}" for bot, sender in senders])
    people, units = {person for person, _, _ in found}, {unit for _, _, unit in found if unit is not None}
    lock_rows(session, people=people, units=units)


def _who(session: Session, senders: Collection[tuple[str, str]]) -> Sequence[tuple[int, Role | None, int | None]]:
    """(person, role, unit) of every role that somebody behind the senders has."""
    accounts = {(bot.partition(":")[0], sender) for bot, sender in senders}
    found = session.execute(
        select(col(ChannelAccount.person_id), col(Membership.role), col(Membership.unit_id))
        .outerjoin(
            Membership,
            (col(Membership.person_id) == col(ChannelAccount.person_id)) & col(Membership.until).is_(None),
        )
        .where(tuple_(col(ChannelAccount.channel), col(ChannelAccount.external_id)).in_(accounts))
    )
    return [(person, role, unit) for person, role, unit in found]
