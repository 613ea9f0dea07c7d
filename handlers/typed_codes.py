"""Decisions typed with the code of their message: "DUYET 7K3". For channels without buttons. Which code belongs to the
current question is seen before (``bot.typing_in``); here are those of standing messages, and what has none.

A code names one of the person's own messages and nobody else's, so there is nothing to guess; what it means is said
and asked before it counts. Whoever decides checks the state then.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlmodel import col, select

from handlers.conversation import Choice, EventKind, Reply
from handlers.deciding_words import SHORTEST_WORDS, decided, read_decision
from handlers.turn import Turn, ask, prefixed
from storage.tables import Outgoing

WORDS = "decide:words"  # the choice that says yes to what was written without its code
LOOKED_THROUGH = 300  # of the person's newest messages


def hear(turn: Turn) -> list[Reply] | None:
    """A verb and a code, anywhere; None when the text is none."""
    if turn.event.kind is not EventKind.TEXT or turn.choice is not None:
        return None
    said = read_decision(turn.text)
    if said is None:
        return None
    for row, payload in _own(turn):
        choices = [
            Choice(str(index), str(one["label"]), verb=one.get("verb") or "") for index, one in _choices(payload)
        ]
        if payload.get("code") == said.code and (index := decided(said, choices)) is not None:
            return [_echo(turn, row, int(index), payload, choices[int(index)].label)]
    return [_again(turn, turn.tr("There is no message with the code {code}; please look at it again.", code=said.code))]


def _choices(payload: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate(payload.get("choices") or ())


def ask_for_code(turn: Turn) -> list[Reply]:
    """A decision was typed by its number, or by words without the code: it has to be named."""
    hint = turn.tr("This decides something. So that nothing is mixed up, please type the words with the code.")
    said = str(turn.data.get("said") or "")
    if said and _is_asked_about(turn):
        return [prefixed(hint, _about_words(turn, said))]
    return [_again(turn, hint)]


def ask_about_words(turn: Turn) -> list[Reply] | None:
    """A reason that decides was written without the code: it is kept, shown, and asked about. None where the current
    question is answered otherwise, or the words are too few for a reason."""
    if len(turn.text) < SHORTEST_WORDS or not current_question(turn).verb:
        return None
    turn.remember(said=turn.text)
    return [_about_words(turn, turn.text)]


def _about_words(turn: Turn, said: str) -> Reply:
    tr, question = turn.tr, current_question(turn)
    return ask(
        f"{question.text}\n{tr('{what}: is that right?', what=f'“{said}”')}",
        Choice(WORDS, tr("Yes, that is right"), ("dung", "co", "dong y", "ok"), verb=question.verb),
        Choice("decide:no", tr("No"), ("khong", "thoi", "quay lai")),
        verb=question.verb,
    )


def _is_asked_about(turn: Turn) -> bool:
    """Whether the question is whether words are right."""
    row = turn.session.get(Outgoing, turn.talk.question) if turn.talk.question else None
    return row is not None and any(choice["id"] == WORDS for _, choice in _choices(row.payload))


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
    from handlers.flows import current_flow, standing_handler  # the table knows this module

    _, row, *index = (turn.choice or "").split(":")
    if turn.choice == WORDS and (said := str(turn.data.get("said") or "")):
        turn.event = replace(turn.event, choice=None, text=said, uncoded=False)
        turn.remember(said="")
        return current_flow(turn).handle(turn)
    if not row.isdecimal():
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
    return prefixed(words, current_question(turn))


def current_question(turn: Turn) -> Reply:
    from handlers.flows import current_flow  # the table knows this module

    return current_flow(turn).show(turn)
