"""The list of a morning that never reached an organizer or a reviewer, because the vendor was away all day.

It is not sent the next day with the days that were left the day before: the next working morning's list speaks of what
was lost, too. What each was last told is kept, so that a message which is taken back is known as a list.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from storage.tables import BotState

KEEPER = "lists"  # of BotState: by person, when the last list was ready, and of which days it spoke


def note_sent(session: Session, person: int, day: date, earlier: Iterable[date], *, now: datetime) -> None:
    """A list was made for this person, of this morning and of earlier ones that were lost."""
    days = sorted({day, *earlier})
    value = " ".join([now.isoformat(), *(each.isoformat() for each in days)])
    session.merge(BotState(bot=KEEPER, key=f"sent:{person}", value=value))


def take_back(session: Session, person: int, ready: datetime) -> None:
    """A message to this person that was ready then could not be sent while it was true."""
    sent = session.get(BotState, (KEEPER, f"sent:{person}"))
    if sent is None:
        return
    moment, *days = sent.value.split()
    if datetime.fromisoformat(moment) == ready:
        session.merge(BotState(bot=KEEPER, key=f"lost:{person}", value=" ".join(days)))


def take_lost(session: Session, people: Iterable[int]) -> dict[int, frozenset[date]]:
    """Person -> the mornings whose lists were lost; they count as told from now on."""
    found = {}
    for person in people:
        row = session.get(BotState, (KEEPER, f"lost:{person}"))
        if row is not None:
            found[person] = frozenset(map(date.fromisoformat, row.value.split()))
            session.delete(row)
    return found
