"""Answering: the facts of one criterion are read, checked and stored at once (plans: workflow rule 3).

A criterion is never answered with points, only with facts; points and the reason follow from them. What is answered is
stored at once, so that one can stop in the middle of a question and come back on another day or channel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers import counted, evidence
from handlers.answering import read_values, take_values
from handlers.asking import (
    ask_criterion,
    ask_next,
    ask_replace,
    changed_by_another,
    open_sheet,
    reload,
    show_facts,
    show_not_applicable,
    working_facts,
)
from handlers.conversation import EventKind, Reply
from handlers.copying import copy_answers, copy_choice
from handlers.opening_words import opening_words
from handlers.overview import progress
from handlers.proofs import file_error_in_words
from handlers.sheet import Sheet, Standing, save_facts
from handlers.turn import Turn, prefixed
from handlers.verdict_words import verdict_in_words
from handlers.wording import evidence_in_words, row_points, short_name
from reports.explaining import explain_score
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.answers import said_not_applicable
from scoring.campaign import Criterion
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON

SHORTEST_REASON = 5  # characters


def begin(turn: Turn) -> list[Reply]:
    """Start, or continue at the first thing that is still open."""
    turn.move("assessment")  # from here on it is about the round of today
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    reply = ask_next(turn, sheet)
    return [prefixed(opening_words(turn, sheet), replace(reply, choices=(*copy_choice(turn, sheet), *reply.choices)))]


def show(turn: Turn) -> Reply:
    """The current question again."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return sheet
    pages = {"replace": ask_replace, "na": show_not_applicable, "counted": counted.show, "counted_na": counted.show}
    return pages.get(turn.talk.step, show_facts)(turn, sheet)


def handle(turn: Turn) -> list[Reply]:
    """An answer to the current question."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    if turn.talk.step in ("counted", "counted_na"):
        if turn.event.kind is EventKind.FILE:
            return evidence.receive_anywhere(turn)
        return counted.handle(turn, sheet)
    if turn.event.kind is EventKind.FILE:
        return _take_file(turn, sheet)
    steps = {"replace": _decide_replace, "na": _take_reason}
    if turn.talk.step in steps:
        return steps[turn.talk.step](turn, sheet)
    ways = {
        "later": lambda: [put_off(turn, sheet)],
        "back": lambda: [go_back(turn, sheet)],
        "na": lambda: [_ask_reason(turn, sheet)],
        "copy": lambda: [_copy(turn, sheet)],
        "remove": lambda: [evidence.ask_remove(turn, sheet)],
        "move": lambda: evidence.move_last(turn, sheet),
    }
    return ways[turn.choice]() if turn.choice in ways else answer(turn, sheet, turn.text)


def _copy(turn: Turn, sheet: Sheet) -> Reply:
    """Take the answers of an earlier round over; each can be changed, and nothing is sent by it."""
    copied = copy_answers(turn, sheet)
    fresh = reload(turn, sheet)
    turn.talk.data = {}
    words = turn.tr.plural("{n} answer was copied.", "{n} answers were copied.", copied)
    return prefixed(f"{words} {progress(fresh, turn.tr)}", ask_next(turn, fresh))


def _ask_reason(turn: Turn, sheet: Sheet) -> Reply:
    turn.talk.step = "na"
    return show_not_applicable(turn, sheet)


def _take_file(turn: Turn, sheet: Sheet) -> list[Reply]:
    """Keep a file; its caption is read as the answer to the current question when it can be."""
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    asked = turn.data["criterion"]
    turn.talk.step = "facts" if turn.talk.step == "na" else turn.talk.step
    taken = evidence.take_while_asking(turn, sheet)
    if not taken.said:
        return []
    if turn.talk.step == "replace":
        return [prefixed(taken.said, ask_replace(turn, taken.sheet))]
    if turn.text and taken.criterion == asked:
        return answer(turn, taken.sheet, turn.text, before=taken.said)
    reply = evidence.offer_to_move(turn, taken, show_facts(turn, taken.sheet))
    evidence.note_files(turn)
    return [prefixed(taken.said, reply)]


def answer(turn: Turn, sheet: Sheet, text: str, *, before: str = "") -> list[Reply]:
    """Read the facts in a text (or the pressed choice) and store them. ``before``: words to begin the reply with."""
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    values = read_values(turn, sheet, criterion, text)
    if not values:
        return [prefixed(before or turn.tr("That was not understood."), show_facts(turn, sheet))]
    known, refusal = take_values(turn, sheet, criterion, values)
    return _keep(turn, sheet, criterion, known, refusal=refusal, before=before)


def _take_reason(turn: Turn, sheet: Sheet) -> list[Reply]:
    """Why a criterion lies outside the functions of the unit, in its own words."""
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    if turn.choice == "back":
        turn.talk.step = "facts"
        return [show_facts(turn, sheet)]
    if len(turn.text) < SHORTEST_REASON:
        hint = turn.tr("A reason in a few words is needed; the reviewer reads it.")
        return [prefixed(hint, show_not_applicable(turn, sheet))]
    turn.talk.step = "facts"
    known = {NOT_APPLICABLE: True, NOT_APPLICABLE_REASON: turn.text}
    return _keep(turn, sheet, criterion, known, refusal="", before="")


def _keep(
    turn: Turn, sheet: Sheet, criterion: Criterion, known: dict[str, Any], *, refusal: str, before: str
) -> list[Reply]:
    answers = {**sheet.answers, criterion.id: known}
    if turn.data.get("pending") is not None and facts_of.missing_facts(sheet.campaign, criterion.id, answers):
        turn.remember(pending=facts_of.dump_facts(known))
        reply = show_facts(turn, sheet)
        return [prefixed(refusal, reply) if refusal else reply]
    if known == working_facts(turn, sheet, criterion):  # nothing but the refusal, or what is not asked yet
        return [prefixed(refusal or before or turn.tr("That was not understood."), show_facts(turn, sheet))]
    if _answered_otherwise(turn, sheet, criterion.id, known):
        turn.remember(mine=facts_of.dump_facts(known))
        turn.talk.step = "replace"
        return [ask_replace(turn, sheet)]
    return _store(turn, sheet, criterion, known, refusal=refusal, before=before)


def _store(
    turn: Turn, sheet: Sheet, criterion: Criterion, known: Mapping[str, Any], *, refusal: str = "", before: str = ""
) -> list[Reply]:
    saved = save_facts(turn.session, sheet, criterion.id, known, by=turn.event.person, now=turn.now)
    fresh = reload(turn, sheet)
    turn.remember(revision=saved.answer.revision)
    if refusal or facts_of.missing_facts(fresh.campaign, criterion.id, fresh.answers):
        so_far = turn.tr("Recorded: {facts}.", facts=facts_in_words(criterion, known, turn.tr))
        return [prefixed("\n".join(line for line in (before, so_far, refusal) if line), show_facts(turn, fresh))]
    turn.remember(last=criterion.id)
    lines = [before, _result(turn, fresh, criterion), _dropped(turn, fresh, saved.dropped), progress(fresh, turn.tr)]
    return [prefixed("\n".join(line for line in lines if line), ask_next(turn, fresh))]


def _result(turn: Turn, sheet: Sheet, criterion: Criterion) -> str:
    """What was understood, the points or the verdict, and why."""
    tr = turn.tr
    answered = sheet.answers.get(criterion.id) or {}
    lines = [tr("Recorded: {facts}.", facts=facts_in_words(criterion, answered, tr))]
    if criterion.scored:
        given = sheet.score_of(criterion.id)
        points = tr("{criterion}: {points} points.", criterion=criterion.id, points=row_points(given, criterion, tr))
        lines.append(points if tr.brief else f"{points} {explain_score(given, criterion, tr)}")
    elif not said_not_applicable(criterion.id, sheet.answers):
        lines.append(f"{criterion.id}: {verdict_in_words(sheet.verdicts[criterion.id], criterion, tr)}")
    came_with_it = bool(turn.event.files)  # then it was just said that it has arrived
    if not came_with_it and (kept := evidence_in_words(sheet.proofs(criterion.id), tr)):
        lines.append(
            tr("The evidence stays: {evidence}. To replace it, write “sửa {id}”.", evidence=kept, id=criterion.id)
        )
    return "\n".join(lines)


def _dropped(turn: Turn, sheet: Sheet, dropped: Mapping[str, Sequence[str]]) -> str:
    if not dropped:
        return ""
    names = ", ".join(short_name(sheet.campaign.criterion(criterion), turn.tr) for criterion in dropped)
    return turn.tr("Because of this, earlier answers no longer apply and were removed: {criteria}.", criteria=names)


def put_off(turn: Turn, sheet: Sheet) -> Reply:
    """Leave this criterion for later and go on."""
    turn.remember(later=list(dict.fromkeys([*turn.data.get("later", ()), turn.data["criterion"]])))
    return prefixed(turn.tr("{criterion} is left for later.", criterion=turn.data["criterion"]), ask_next(turn, sheet))


def go_back(turn: Turn, sheet: Sheet) -> Reply:
    """One step back: what was just typed of this criterion, else the criterion before it."""
    current = turn.data["criterion"]
    if turn.data.get("jumped") and not turn.data.get("pending"):
        return ask_next(turn, sheet)
    if working_facts(turn, sheet, sheet.campaign.criterion(current)):
        return ask_criterion(turn, sheet, current, anew=True)
    ids = [criterion.id for criterion in sheet.criteria if criterion.id in sheet.editable]
    earlier = [other for other in ids[: ids.index(current)] if sheet.standing(other) is not Standing.VOID]
    if not earlier:
        return prefixed(turn.tr("This is the first criterion."), show_facts(turn, sheet))
    return _change(turn, sheet, earlier[-1])


def jump(turn: Turn, criterion_id: str) -> list[Reply]:
    """Go to a criterion that was named ("sửa I.2.1", "sửa câu 3", "sửa tuyên truyền")."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    tr = turn.tr
    if criterion_id not in sheet.campaign.criterion_ids:  # of another version of the campaign
        return [prefixed(tr("{criterion} is not among the criteria.", criterion=criterion_id), ask_next(turn, sheet))]
    criterion = sheet.campaign.criterion(criterion_id)
    name = short_name(criterion, tr)
    if criterion_id in sheet.waivable:
        return [counted.open_page(turn, sheet, criterion_id)]
    if criterion.answered_by != "unit":
        words = {
            "program": tr(
                "{criterion} is counted by the program: add to the register, and it follows.", criterion=name
            ),
            "office": tr("{criterion} is entered by the office.", criterion=name),
            "council": tr("{criterion} is decided by the council.", criterion=name),
        }[criterion.answered_by]
        return [prefixed(words, ask_next(turn, sheet))]
    if criterion_id not in sheet.editable:
        returned = ", ".join(criterion.id for criterion in sheet.criteria if criterion.id in sheet.returned)
        words = tr(
            "{criterion} is locked. Only what was returned can be changed: {returned}.",
            criterion=name,
            returned=returned,
        )
        return [prefixed(words, ask_next(turn, sheet))]
    if sheet.standing(criterion_id) is Standing.VOID:
        words = tr("{criterion} is not asked because of an earlier answer.", criterion=name)
        return [prefixed(words, ask_next(turn, sheet))]
    return [_change(turn, sheet, criterion_id)]


def _change(turn: Turn, sheet: Sheet, criterion_id: str) -> Reply:
    """Ask a criterion again, saying first what stands there now."""
    answered = sheet.answers.get(criterion_id)
    turn.remember(later=[other for other in turn.data.get("later", ()) if other != criterion_id])
    turn.talk.data = {key: value for key, value in turn.data.items() if key != "last"}
    reply = ask_criterion(turn, sheet, criterion_id, anew=bool(answered))
    turn.remember(jumped=True)
    if not answered:
        return reply
    tr = turn.tr
    now = tr("Now: {facts}.", facts=facts_in_words(sheet.campaign.criterion(criterion_id), answered, tr))
    if proofs := evidence_in_words(sheet.proofs(criterion_id), tr):
        now += " " + tr("Evidence: {evidence}.", evidence=proofs)
    return prefixed(now, reply)


def _answered_otherwise(turn: Turn, sheet: Sheet, criterion_id: str, known: Mapping[str, Any]) -> bool:
    """Whether a colleague answered this criterion meanwhile, and something else."""
    if not changed_by_another(turn, sheet, criterion_id):
        return False
    return sheet.rows[criterion_id].facts != facts_of.dump_facts(known)


def _decide_replace(turn: Turn, sheet: Sheet) -> list[Reply]:
    if turn.choice not in ("replace", "keep"):
        return [prefixed(turn.tr("Please choose one."), ask_replace(turn, sheet))]
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    mine = facts_of.load_facts(criterion, turn.data["mine"])
    turn.talk.step = "facts"
    turn.talk.data = {key: value for key, value in turn.data.items() if key not in ("mine", "pending")}
    if turn.choice == "keep":
        return [prefixed(turn.tr("The colleague's answer stays."), ask_next(turn, sheet))]
    return _store(turn, sheet, criterion, mine)
