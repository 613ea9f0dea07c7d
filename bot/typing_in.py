"""What somebody typed, as one of the choices that are in front of them.

Where there are no buttons a decision is typed with the code of its message: "DUYET 7K3", "TRA LAI 7K3 thiếu chữ ký".
Nothing else decides there: a "1" or a "duyệt" that is sent twice, or that was meant for the message before, would
decide what nobody read. A reason that was written without the code is shown and asked about, so that it is not lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.outbox import choices_of
from handlers.choosing import choose
from handlers.deciding_words import SHORTEST_WORDS, decided, meaning_of, read_decision
from storage.prepared import Prepared
from storage.tables import Outgoing

_PAYLOAD = Prepared(select(col(Outgoing.payload)).where(col(Outgoing.id) == bindparam("row")))


@dataclass(frozen=True, slots=True)
class Typed:
    """``text``: what is left without the code; None: all of it. ``needs_code``, ``uncoded``: as in ``Event``."""

    choice: str | None = None
    text: str | None = None
    needs_code: bool = False
    uncoded: bool = False


def typed_choice(session: Session, text: str, *, question: int | None, standing: Sequence[int], buttons: bool) -> Typed:
    """The choice of the current question, else (only by its whole words) of a standing message, the newest first."""
    asked: dict[str, Any] = {}
    for row in (question, *reversed(standing)):
        found = _PAYLOAD.first(session, row=row) if row else None
        if not row or not found or not found[0]:
            continue
        if row != question:  # its labels name what they decide: nobody types one by mistake
            if (choice := choose(text, choices_of(found[0]), numbered=False)) is not None:
                return Typed(choice)
            continue
        asked = found[0]
        if (said := _of_question(text, asked, buttons=buttons)) is not None:
            return said
    return _reason(text) if asked.get("verb") and not buttons else Typed()


def _of_question(text: str, payload: dict[str, Any], *, buttons: bool) -> Typed | None:
    choices, verb = choices_of(payload), str(payload.get("verb") or "")
    numbered = bool(payload.get("numbered"))
    coded = read_decision(text)
    if coded is not None and coded.code == payload.get("code"):
        if coded.rest and verb and coded.meaning == meaning_of(verb):
            return Typed(choose(coded.rest, choices, numbered=numbered), text=coded.rest)
        if not coded.rest and (by_code := decided(coded, choices)) is not None:
            return Typed(by_code)
        return Typed(needs_code=True)
    choice = choose(text, choices, numbered=numbered)
    if choice is None:
        return None
    if buttons or not any(each.id == choice and each.verb for each in choices):
        return Typed(choice)
    several = sum(each.verb == verb for each in choices) > 1  # ready reasons: words that resemble one are an own one
    return _reason(text) if verb and several and len(text) >= SHORTEST_WORDS else Typed(needs_code=True)


def _reason(text: str) -> Typed:
    """Words that decide something; after another code than that of the question they are kept without it."""
    coded = read_decision(text)
    if coded is not None and not coded.rest:
        return Typed()
    return Typed(text=coded.rest if coded else None, uncoded=True)
