"""PostgreSQL's advisory locks: who works on the same person or unit takes turns, across processes.

SQLite has one writer at a time: there every function here does nothing. All locks end with the transaction.
"""

import hashlib
from collections.abc import Collection, Iterable

from sqlalchemy import text
from sqlmodel import Session

# What the numbers of a lock with two parts mean; locks of names have one part, which is a space of its own.
PERSON, UNIT = 1, 2

_NAMES = text("SELECT pg_advisory_xact_lock(number) FROM unnest(CAST(:numbers AS bigint[])) AS number")
_PAIRS = text(
    "SELECT pg_advisory_xact_lock(kind, id) FROM unnest(CAST(:kinds AS int[]), CAST(:ids AS int[])) AS pair(kind, id)"
)
_TRY = text("SELECT pg_try_advisory_xact_lock(:number)")


def lock_names(session: Session, names: Iterable[str]) -> None:
    """Wait for all of these, always in the same order, so that two who want the same ones never block each other."""
    numbers = sorted({_number(name) for name in names})
    if numbers and is_shared(session):
        session.execute(_NAMES, {"numbers": numbers})


def lock_rows(session: Session, *, people: Collection[int], units: Collection[int]) -> None:
    """Wait for these people, then for these units. Remembers the units for ``lock_unit``."""
    if not is_shared(session):
        return
    session.info["locked_units"] = frozenset(units)
    pairs = [(PERSON, id) for id in sorted(people)] + [(UNIT, id) for id in sorted(units)]
    if pairs:
        session.execute(_PAIRS, {"kinds": [kind for kind, _ in pairs], "ids": [id for _, id in pairs]})


def lock_unit(session: Session, unit_id: int) -> bool:
    """Wait for a unit, unless its lock is held already; True when rows that were read before may have changed.

    Only in the transactions of a running bot: those lock people first (``lock_rows``).
    """
    held = session.info.get("locked_units")
    if held is None or unit_id in held:
        return False
    session.execute(_PAIRS, {"kinds": [UNIT], "ids": [unit_id]})
    return True


def try_lock(session: Session, name: str) -> bool:
    """Take a lock that nobody waits for; False when another process has it."""
    return not is_shared(session) or bool(session.scalar(_TRY, {"number": _number(name)}))


def is_shared(session: Session) -> bool:
    """Whether several processes may write at once (PostgreSQL)."""
    return session.get_bind().dialect.name == "postgresql"


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
