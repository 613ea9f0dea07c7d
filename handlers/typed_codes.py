"""Decisions typed with the code of their message: "DUYET 7K3". For channels without buttons.

A code names one of the person's own messages and nobody else's, so there is nothing to guess; what it means is said
and asked before it counts. Whoever decides checks the state then.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from handlers.conversation import Choice, EventKind, Reply
from handlers.deciding_words import meaning_of, read_decision
from handlers.turn import Turn, ask, prefixed
from storage.tables import Outgoing

LOOKED_THROUGH = 300  # of the person's newest messages


def hear(turn: Turn) -> list[Reply] | None:
    """A verb and a code, anywhere; None when the text is none."""
    if turn.event.kind is not EventKind.TEXT or turn.choice is not None:
        return None
    said = read_decision(turn.text)
    if said is None:
        return None
    meaning, code = said
    for row, payload in _own(turn):
        if payload.get("code") != code:
            continue
        for index, choice in enumerate(payload["choices"]):
            if meaning_of(Choice("", "", verb=str(choice.get("verb") or ""))) == meaning:
                return [_echo(turn, row, index, payload, str(choice["label"]))]
    return [_again(turn, turn.tr("There is no message with the code {code}; please look at it again.", code=code))]


def ask_for_code(turn: Turn) -> list[Reply]:
    """A decision was typed by its number, or by words after something else was asked: it has to be named."""
    return [
        _again(
            turn, turn.tr("This decides something. So that nothing is mixed up, please type the words with the code.")
        )
    ]


def _own(turn: Turn) -> Iterator[tuple[int, dict[str, Any]]]:
    """The person's messages that stand, the newest first."""
    rows = turn.session.execute(
        select(Outgoing.id, Outgoing.payload)
        .where(Outgoing.person_id == turn.event.person)
        .order_by(col(Outgoing.id).desc())
        .limit(LOOKED_THROUGH)
    )
    for row, payload in rows:
        if payload.get("standing") and payload.get("choices"):
            yield row, payload


def _echo(turn: Turn, row: int, index: int, payload: dict[str, Any], label: str) -> Reply:
    """What would be decided, as a question."""
    tr, about = turn.tr, str(payload.get("text") or "").partition("\n")[0]
    return ask(
        f"{about}\n{tr('{what}: is that right?', what=label)}",
        Choice(f"decide:{row}:{index}", tr("Yes, that is right"), ("dung", "co", "dong y", "ok")),
        Choice("decide:no", tr("No"), ("khong", "thoi")),
    )


def confirm(turn: Turn) -> list[Reply]:
    """The answer to the echo."""
    from handlers.flows import standing_handler  # the table knows this module

    _, row, *index = (turn.choice or "").split(":")
    if row == "no":
        return [_again(turn, turn.tr("Nothing was decided."))]
    message = turn.session.get(Outgoing, int(row))
    choices = message.payload.get("choices") or () if message and message.person_id == turn.event.person else ()
    if not index or int(index[0]) >= len(choices):
        return [_again(turn, turn.tr("Nothing was decided."))]
    turn.event = replace(turn.event, choice=str(choices[int(index[0])]["id"]))
    if (standing := standing_handler(turn.choice)) is None:
        return [_again(turn, turn.tr("Nothing was decided."))]
    return [_asking_again(turn, reply) for reply in standing(turn)]


def _asking_again(turn: Turn, reply: Reply) -> Reply:
    """What was being asked before the echo is the question again."""
    if reply.question or reply.to not in (None, turn.event.person):
        return reply
    return _again(turn, reply.text)


def _again(turn: Turn, words: str) -> Reply:
    from handlers.flows import current_flow  # the table knows this module

    return prefixed(words, current_flow(turn).show(turn))
