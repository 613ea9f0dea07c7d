"""What comes in another order than it was sent: a webhook that is tried again, two deliveries that cross.

The vendor's own times tell. A text that is older than something the same account said, and that was handled, answers
a question that is gone: it is told, never applied to the one that stands there now. Only times of one vendor are
compared, and none is believed to be later than the arrival, so a wrong clock makes nothing late.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.channels.base import Understood
from bot.rows import change
from handlers.conversation import EventKind
from storage.prepared import Prepared
from storage.tables import ChannelAccount, Conversation

_SAYING = frozenset({EventKind.TEXT, EventKind.PRESS, EventKind.START})
_SEEN = Prepared(select(col(ChannelAccount.seen)).where(col(ChannelAccount.id) == bindparam("account")))


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest of what was handled of an account, as ISO texts: ``said`` words or presses, ``turned`` those that led
    from one criterion to another, ``came`` anything at all, ``left`` its blocking of the bot."""

    said: str = ""
    turned: str = ""
    came: str = ""
    left: str = ""


def seen_of(session: Session, account: int) -> Seen:
    found = _SEEN.first(session, account=account)
    return Seen(**found[0]) if found and found[0] else Seen()


def is_late(seen: Seen, understood: Understood) -> bool:
    """Whether it belongs before what was handled already. A file is late when another criterion is asked since."""
    before = {
        EventKind.TEXT: seen.said,
        EventKind.START: seen.said if understood.text else _newer(seen.came, seen.left),
        EventKind.FILE: seen.turned,
        EventKind.BLOCKED: seen.came,
    }.get(understood.kind, "")
    return _is_before(understood.happened_at, before)


def is_outdated(understood: Understood) -> bool:
    """Whether nothing is to be done when it is late: a beginning and an end say nothing that could be lost."""
    return understood.kind is EventKind.BLOCKED or (understood.kind is EventKind.START and not understood.text)


def is_gone_since(seen: Seen, understood: Understood) -> bool:
    """Whether the person blocked the bot after this."""
    return _is_before(understood.happened_at, seen.left)


def criterion_of(session: Session, person: int) -> str:
    """What is being asked, as far as a file may belong to it."""
    talk = session.get(Conversation, person)
    return str(talk.data.get("criterion") or talk.flow) if talk is not None else ""


def note(
    session: Session, account: int, seen: Seen, understood: Understood, *, received_at: datetime, turned: bool
) -> None:
    """Remember its time, where the vendor gives one."""
    if understood.happened_at is None:
        return
    at = min(understood.happened_at, received_at).isoformat()
    if understood.kind is EventKind.BLOCKED:
        now = replace(seen, left=_newer(seen.left, at))
    else:
        now = replace(seen, came=_newer(seen.came, at))
    if understood.kind in _SAYING:
        now = replace(now, said=_newer(seen.said, at), turned=_newer(seen.turned, at) if turned else seen.turned)
    if now != seen:
        change(session, ChannelAccount, account, seen=asdict(now))


def _newer(one: str, other: str) -> str:
    if not one or not other:
        return one or other
    return other if datetime.fromisoformat(one) < datetime.fromisoformat(other) else one


def _is_before(happened_at: datetime | None, limit: str) -> bool:
    return happened_at is not None and bool(limit) and happened_at < datetime.fromisoformat(limit)
