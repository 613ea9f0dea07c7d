"""Which handler answers which event.

The order is the meaning: first what is no conversation (groups, blocking), then strangers, then presses that name
their own action, then words that work everywhere, then the current question, and last a hint with the question again.
"""

from sqlmodel import Session

from handlers import (
    account,
    behalf,
    calendar_page,
    commands,
    drafting,
    evidence,
    import_chat,
    notices,
    onboarding,
    reminder_answers,
    reminder_reports,
    trial,
    typed_codes,
)
from handlers.conversation import Event, EventKind, Reply
from handlers.flows import current_flow, standing_handler
from handlers.turn import Turn, begin_turn, prefixed


def respond(session: Session, event: Event) -> list[Reply]:
    """Answer one event: change rows and say what to send. Never awaits, never touches a network."""
    if event.kind is EventKind.GROUP:
        return notices.group_hint(session, event)
    if event.kind in (EventKind.BLOCKED, EventKind.UNBLOCKED):
        return notices.reachability(session, event)
    if is_nothing_said(event):
        return []
    turn = begin_turn(session, event)
    if event.late and event.kind in (EventKind.TEXT, EventKind.FILE):
        return late(turn)
    if not turn.roles:
        return onboarding.handle(turn) if turn.talk.flow == "onboarding" else onboarding.welcome(turn)
    before = behalf.last_line(turn)
    return [*answer_member(turn), *behalf.tell_unit(turn, before)]


def late(turn: Turn) -> list[Reply]:
    """What was sent before something that was handled already: words are told and not taken, for they answer another
    question; files are kept, and it is asked what they prove."""
    if turn.event.kind is EventKind.FILE and turn.roles and turn.talk.flow in ("assessment", "evidence"):
        kept = evidence.receive_anywhere(turn)
        return [prefixed(_came_late(turn), kept[0]), *kept[1:]] if turn.text and kept else kept
    if turn.event.kind is EventKind.FILE:
        return answer_member(turn) if turn.roles else onboarding.welcome(turn)
    return [again(turn, _came_late(turn))]


def _came_late(turn: Turn) -> str:
    return turn.tr(
        "“{text}” was written before this question and came late, so it was not taken as its answer. "
        "If it is meant here, please send it again.",
        text=turn.text,
    )


def is_nothing_said(event: Event) -> bool:
    """A live location that moves (an edit without words) and another bot: answering either could go on for ever."""
    if event.kind is EventKind.EDITED:
        return not event.text
    return event.kind is EventKind.OTHER and event.text == "bot"


def answer_member(turn: Turn) -> list[Reply]:
    """Somebody who was let in."""
    if turn.talk.flow == "onboarding" and turn.talk.step == "code":
        turn.move("menu")  # let in meanwhile, by an organizer
    if turn.talk.flow == "onboarding" and turn.event.kind is not EventKind.START:
        return onboarding.handle(turn)
    if (heard := trial.hear(turn)) is not None:
        return heard
    if (said := _unusable(turn)) is not None:
        return said
    return _answer(turn)


def _answer(turn: Turn) -> list[Reply]:
    """What was said, in the order of what it may be meant for."""
    if turn.event.needs_code:
        return typed_codes.ask_for_code(turn)
    hears = (typed_codes.hear, drafting.hear, reminder_reports.hear, reminder_answers.hear, calendar_page.hear)
    if (heard := next((said for hear in hears if (said := hear(turn))), None)) is not None:
        return heard
    if (finished := evidence.finish_files(turn)) is not None:
        return [prefixed(finished.text, current_flow(turn).show(turn))]
    if (standing := standing_handler(turn.choice)) is not None:
        return standing(turn)
    if turn.event.stale:
        return [again(turn, turn.tr("That step has moved on. This is the current one:"))]
    if (taken := import_chat.offer(turn)) is not None:
        return taken
    if turn.choice is None and (replies := commands.run(turn)) is not None:
        return replies
    asked = typed_codes.ask_about_words(turn) if turn.event.uncoded else None
    return asked or current_flow(turn).handle(turn)


def _unusable(turn: Turn) -> list[Reply] | None:
    """What can be neither an answer nor a file gets a kind hint and the question again."""
    tr = turn.tr
    if turn.event.kind is EventKind.EDITED:
        hint = tr(
            "An edited message is not read again. "
            "To correct an answer, write “sửa” and its number, for example: sửa I.1"
        )
        return [again(turn, hint)]
    if turn.event.kind is EventKind.SUBMITTED:
        return account.take_phone(turn) if turn.context.asks_phone else [current_flow(turn).show(turn)]
    if turn.event.kind is EventKind.CONTACT:
        return [again(turn, tr("A contact card is not needed here; it was not kept."))]
    if turn.event.kind is EventKind.OTHER:
        return [again(turn, tr("That cannot be used here. Please answer in words, or send a photo or a file."))]
    return None


def again(turn: Turn, hint: str) -> Reply:
    """The current question once more, with one hint before it."""
    return prefixed(hint, current_flow(turn).show(turn))
