"""The history as chains of hashes: each line's digest covers the line before it.

A unit's lines are one chain, so that they can be handed to an inspection and checked by themselves; what concerns a
campaign as a whole is one, and what concerns neither (people, consent) is one. ``TrailHead`` holds the end of each: its
row is what several processes take turns by. Anybody who may write to the database can make a whole chain anew; to see
that, compare its end with one that was exported before.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col

from storage.tables import History, TrailHead

OFFICE = "office"

_LENGTHEN = (
    update(TrailHead)
    .where(col(TrailHead.chain) == bindparam("which"))
    .values(length=col(TrailHead.length) + bindparam("more"))
    .returning(col(TrailHead.length), col(TrailHead.digest))
)
_SEAL = update(TrailHead).where(col(TrailHead.chain) == bindparam("which")).values(digest=bindparam("sealed"))


class HistoryChanged(RuntimeError):
    """The program tried to change or delete a line of history."""


def chain_of(line: History) -> str:
    """The chain that a line belongs to."""
    if line.unit_id is not None:
        return f"unit:{line.unit_id}"
    return f"campaign:{line.campaign_id}" if line.campaign_id is not None else OFFICE


def digest_of(line: History, previous: str) -> str:
    """SHA-256 of the line with its place in the chain and the digest of the one before it ("" for the first)."""
    content = [
        previous,
        line.chain,
        line.position,
        line.at.astimezone(UTC).isoformat(),
        line.person_id,
        line.campaign_id,
        line.unit_id,
        line.submission_id,
        line.on_behalf,
        line.subject,
        line.action,
        line.before,
        line.after,
        line.why,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@event.listens_for(Session, "before_flush")
def _chain(session: Session, _context: UOWTransaction, _rows: object) -> None:
    """Every new line gets its place; an old one can be neither changed nor deleted."""
    if any(isinstance(row, History) and session.is_modified(row) for row in session.dirty) or any(
        isinstance(row, History) for row in session.deleted
    ):
        raise HistoryChanged("a line of history is written once")
    new = [row for row in session.new if isinstance(row, History)]
    for line in new:
        line.chain = chain_of(line)
    # The sort is stable: the lines of one chain stay in the order in which they were recorded.
    for chain, lines in groupby(sorted(new, key=attrgetter("chain")), attrgetter("chain")):
        _append(session.connection(), chain, list(lines))


def _append(connection: Connection, chain: str, lines: list[History]) -> None:
    asked = {"which": chain, "more": len(lines)}
    found = connection.execute(_LENGTHEN, asked).one_or_none()
    if found is None:
        _begin(connection, chain)
        found = connection.execute(_LENGTHEN, asked).one()
    length, digest = found
    for position, line in enumerate(lines, start=length - len(lines) + 1):
        line.position = position
        line.digest = digest = digest_of(line, digest)
    connection.execute(_SEAL, {"which": chain, "sealed": digest})


def _begin(connection: Connection, chain: str) -> None:
    """The first line of a chain; another process may begin it at the same moment."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_unless

        connection.execute(insert_unless(TrailHead).values(chain=chain, length=0, digest="").on_conflict_do_nothing())
    else:
        connection.execute(insert(TrailHead).values(chain=chain, length=0, digest=""))


class Break(StrEnum):
    """What can be wrong with a chain."""

    MISSING = "missing"  # a line was removed
    ALTERED = "altered"  # a line is not what was written


def broken_chains(session: Session) -> Iterator[tuple[Break, str, int]]:
    """The first fault of every broken chain: what, which chain, and the position of the line."""
    heads = {chain: (length, digest) for chain, length, digest in session.execute(select(*_HEAD))}
    lines = session.scalars(
        select(History).order_by(col(History.chain), col(History.position)).execution_options(yield_per=1000)
    )
    seen = set()
    for chain, of_chain in groupby(lines, attrgetter("chain")):
        seen.add(chain)
        fault = _first_fault(of_chain, *heads.get(chain, (0, "")))
        if fault is not None:
            yield fault[0], chain, fault[1]
    for chain, (length, _) in sorted(heads.items()):
        if chain not in seen and length:
            yield Break.MISSING, chain, 1


_HEAD = (col(TrailHead.chain), col(TrailHead.length), col(TrailHead.digest))


def _first_fault(lines: Iterator[History], length: int, end: str) -> tuple[Break, int] | None:
    previous, position = "", 0
    fault = None
    for line in lines:  # to the end: what is grouped has to be read whole
        position += 1
        if fault is None and line.position != position:
            fault = (Break.MISSING, position)
        elif fault is None and (line.digest != digest_of(line, previous) or line.chain != chain_of(line)):
            fault = (Break.ALTERED, position)
        previous = line.digest
    if fault is None and position < length:
        fault = (Break.MISSING, position + 1)
    if fault is None and (position, previous) != (length, end):
        fault = (Break.ALTERED, position)
    return fault
