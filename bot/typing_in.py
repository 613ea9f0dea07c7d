"""What somebody typed, as one of the choices that are in front of them.

Where there are no buttons a decision is typed with the code of its message ("DUYET 7K3"). Its words alone count only
while it is the last thing that was asked: a notice that came in between may have been what was meant. Its number never
does: a "1" that is sent twice would decide what nobody read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.outbox import choices_of
from handlers.choosing import choose
from handlers.deciding_words import decided
from storage.prepared import Prepared
from storage.tables import Outgoing

_PAYLOAD = Prepared(select(col(Outgoing.payload)).where(col(Outgoing.id) == bindparam("row")))
_NEWER = select(col(Outgoing.payload)).where(
    col(Outgoing.person_id) == bindparam("person"), col(Outgoing.id) > bindparam("row")
)


@dataclass(frozen=True, slots=True)
class Typed:
    """``needs_code``: a decision was meant, and it is not certain enough which."""

    choice: str | None = None
    needs_code: bool = False


def typed_choice(
    session: Session, text: str, *, person: int, question: int | None, standing: Sequence[int], buttons: bool
) -> Typed:
    """The choice of the current question, else (only by its whole words) of a standing message, the newest first."""
    for row in (question, *reversed(standing)):
        found = _PAYLOAD.first(session, row=row) if row else None
        if not row or not found or not found[0]:
            continue
        payload = found[0]
        current = row == question
        choices = choices_of(payload)
        if current and (by_code := decided(text, choices, payload.get("code"))) is not None:
            return Typed(by_code)
        numbered = bool(payload.get("numbered")) and current
        choice = choose(text, choices, numbered=numbered)
        if choice is None:
            continue
        decides = any(each.id == choice and each.verb for each in choices)
        if buttons or not current or not decides:
            return Typed(choice)
        named = choose(text, choices, numbered=False) == choice  # by its words, whole: no number, no part of a label
        return Typed(choice) if named and not _asked_since(session, person, row) else Typed(needs_code=True)
    return Typed()


def _asked_since(session: Session, person: int, row: int) -> bool:
    """Whether another message that can be answered was sent after this one."""
    newer: Sequence[dict[str, Any]] = session.scalars(_NEWER, {"person": person, "row": row}).all()
    return any(payload.get("choices") for payload in newer)
