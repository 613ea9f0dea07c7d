"""The history as chains of hashes: each line's digest covers the line before it.

A unit's lines are one chain, so that they can be handed to an inspection and checked by themselves; what concerns a
campaign as a whole is one, and what concerns neither (people, consent) is one. ``TrailHead`` holds the end of each: its
row is what several processes take turns by. Anybody who may write to the database can make a whole chain anew; to see
that, compare its end with one that was exported before.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlalchemy.orm import object_session
from sqlmodel import Session, col

from storage.prepared import Prepared
from storage.tables import History, TrailHead

OFFICE = "office"


class HistoryChanged(RuntimeError):
    """The program tried to change or delete a line of history, or to write one without its place in a chain."""


@dataclass(slots=True, kw_only=True)
class Line:
    """A line that is to be written: the columns of ``History``, without its number."""

    at: datetime
    person_id: int | None
    campaign_id: str | None
    unit_id: int | None
    submission_id: int | None
    on_behalf: bool
    subject: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str | None
    chain: str = ""
    position: int = 0
    digest: str = ""


_COLUMNS = tuple(field.name for field in fields(Line))
_HEADS, _LINES = TrailHead.__table__, History.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_LENGTHEN = Prepared(
    update(_HEADS)
    .where(_HEADS.c.chain == bindparam("which"))
    .values(length=_HEADS.c.length + 1)
    .returning(_HEADS.c.length, _HEADS.c.digest)
)
_SEAL = Prepared(update(_HEADS).where(_HEADS.c.chain == bindparam("which")).values(digest=bindparam("sealed")))
_WRITE = Prepared(insert(_LINES).values({name: bindparam(name) for name in _COLUMNS}))


def append(session: Session, line: Line) -> None:
    """Write a line at the end of its chain. Other processes that have something for the same chain wait."""
    line.chain = chain_of(line)
    found = _LENGTHEN.first(session, which=line.chain)
    if found is None:
        _begin(session.connection(), line.chain)
        found = _LENGTHEN.first(session, which=line.chain)
    assert found is not None
    line.position, previous = found
    line.digest = digest_of(line, previous)
    _SEAL.run(session, which=line.chain, sealed=line.digest)
    _WRITE.run(session, **{name: getattr(line, name) for name in _COLUMNS})


def chain_of(line: History | Line) -> str:
    """The chain that a line belongs to."""
    if line.unit_id is not None:
        return f"unit:{line.unit_id}"
    return f"campaign:{line.campaign_id}" if line.campaign_id is not None else OFFICE


def digest_of(line: History | Line, previous: str) -> str:
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


@event.listens_for(History, "before_insert")
@event.listens_for(History, "before_delete")
def _refuse(_mapper: object, _connection: Connection, _line: History) -> None:
    """As an object a line can be neither added nor deleted."""
    raise HistoryChanged("a line of history is written once, by append")


@event.listens_for(History, "before_update")
def _refuse_change(_mapper: object, _connection: Connection, line: History) -> None:
    """Nor changed; what was only touched is asked about too."""
    session = object_session(line)
    if session is not None and session.is_modified(line):
        raise HistoryChanged("a line of history is written once, by append")


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
