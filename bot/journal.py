"""The journal of everything that was received: entering a row, and what is still open in it.

A row's ``bot`` is the channel's name, or the name, a colon and the bot's id ("telegram:123456"): after a crash the
rows that are left are given back to their channel by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session, col

from bot.channels.base import Channel, FileRef, Incoming, Understood, Unreadable
from bot.fetching import STORED
from bot.handling import Received
from bot.rows import insert_once
from handlers.conversation import EventKind
from storage.files import StoredInfo
from storage.prepared import Prepared
from storage.tables import EventState, JournalEvent

UPLOADED = "upload"  # the kind of an event that came by the upload page, not from the vendor
OPEN = (EventState.WAITING, EventState.FETCHING)

log = structlog.get_logger("journal")

# Built once: these run for every event, or for every one that waits.
_OF_SENDER = (col(JournalEvent.bot) == bindparam("of_bot"), col(JournalEvent.sender) == bindparam("of_sender"))
_IS_OPEN = col(JournalEvent.state).in_(OPEN)
_EARLIER = Prepared(
    select(col(JournalEvent.claimed_by))
    .where(
        or_(*[col(JournalEvent.state) == state for state in OPEN]), col(JournalEvent.id) < bindparam("row"), *_OF_SENDER
    )
    .order_by(col(JournalEvent.id).desc())
    .limit(1)
)
_OLDEST = select(JournalEvent).where(_IS_OPEN, *_OF_SENDER).order_by(col(JournalEvent.id)).limit(1)
_STATE = select(col(JournalEvent.state), col(JournalEvent.claimed_by)).where(col(JournalEvent.id) == bindparam("row"))
_CLAIM = (
    update(JournalEvent)
    .where(_IS_OPEN, col(JournalEvent.claimed_by).is_(None), *_OF_SENDER)
    .values(claimed_by=bindparam("owner"))
)


def enter(session: Session, incoming: Incoming, *, owner: str | None = None) -> int | None:
    """The id of the new row; None when the event is known already. ``owner``: the process that is to handle it. The
    row says that it is handled: who does not do it in the same transaction changes that."""
    row: int | None = insert_once(
        session,
        JournalEvent,
        bot=incoming.bot,
        kind=incoming.kind,
        external_id=incoming.external_id,
        sender=incoming.sender,
        raw=incoming.raw,
        received_at=incoming.received_at,
        state=EventState.HANDLED,
        claimed_by=owner,
        attempts=0,
    )
    return row


def understand(channel: Channel, raw: dict[str, Any]) -> Understood | Unreadable:
    """What a payload says; whatever goes wrong in reading it makes it unreadable."""
    try:
        return read_upload(raw) if UPLOADED in raw else channel.understand(raw)
    except Unreadable as error:
        return error
    except Exception as error:
        log.exception("event.not_understood", channel=channel.name)
        return Unreadable(repr(error))


def upload_payload(files: Sequence[StoredInfo]) -> dict[str, Any]:
    """What the journal keeps of files that came by the upload page: they are stored already."""
    kept = [{"digest": one.digest, "name": one.name, "type": one.media_type, "size": one.size} for one in files]
    return {UPLOADED: kept}


def read_upload(raw: dict[str, Any]) -> Understood:
    """The same for every channel whose people came from there."""
    files = [FileRef(STORED + one["digest"], one["name"], one["type"], one["size"]) for one in raw[UPLOADED]]
    return Understood(EventKind.FILE, files=tuple(files))


@dataclass(frozen=True, slots=True)
class Earlier:
    """The sender's last event before this one, which is still open, and the process that handles it."""

    claimed_by: str | None


def find_earlier(session: Session, incoming: Incoming, row: int) -> Earlier | None:
    """What the same sender sent before and is still open."""
    found = _EARLIER.first(session, row=row, **_of(incoming.bot, incoming.sender))
    return Earlier(found[0]) if found else None


def oldest_open(session: Session, bot: str, sender: str) -> JournalEvent | None:
    """The sender's first event that is not handled yet, whoever handles it."""
    return session.scalars(_OLDEST, _of(bot, sender)).first()


def is_still_open(session: Session, row: int, *, owner: str | None) -> bool:
    """Whether an event is still to be handled, and by this process. The sender must be locked."""
    found = session.execute(_STATE, {"row": row}).one()
    return found[0] in OPEN and found[1] == owner


def claim_open(session: Session, bot: str, sender: str, *, owner: str) -> None:
    """Take what nobody handles of a sender's events. The sender must be locked."""
    values = {"owner": owner} | _of(bot, sender)
    session.execute(_CLAIM, values, execution_options={"synchronize_session": False})


def senders_left(session: Session, *, owner: str | None) -> dict[tuple[str, str], bool]:
    """(bot, sender) of everybody with an open event that is this process's or nobody's, by their oldest one; whether
    one of them must be claimed first."""
    rows = session.execute(
        select(col(JournalEvent.bot), col(JournalEvent.sender), col(JournalEvent.claimed_by))
        .where(
            _IS_OPEN,
            or_(col(JournalEvent.claimed_by).is_(None), col(JournalEvent.claimed_by) == owner),
        )
        .order_by(col(JournalEvent.id))
    )
    found: dict[tuple[str, str], bool] = {}
    for bot, sender, claimed_by in rows:
        found[bot, sender] = found.get((bot, sender), False) or claimed_by != owner
    return found


def _of(bot: str, sender: str) -> dict[str, Any]:
    return {"of_bot": bot, "of_sender": sender}


def received_of(row: JournalEvent) -> Received:
    """A row on its way to the handler."""
    return Received(row.id or 0, row.sender, row.received_at, tuple(row.files or ()))
