"""What a reviewer does with one criterion: approve, return, correct, ask, leave it, find it not applicable."""

from handlers import appraising, officer, returning
from handlers import phrases as sentences
from handlers import review_pages as pages
from handlers.conversation import Reply
from handlers.review_steps import again, fresh, named_criterion, next_criterion, open_criterion, show_step, to
from handlers.reviewing import decide
from handlers.sheet import Sheet
from handlers.turn import Turn, prefixed
from storage.tables import Unit, Verdict


def at_criterion(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    match turn.choice:
        case "approve":
            decide(turn, sheet, criterion_id, Verdict.APPROVED)
            return _decided(turn, sheet, unit, turn.tr("{criterion} is approved.", criterion=criterion_id))
        case "correct":
            return to(turn, sheet, unit, "correct", criterion=criterion_id, pending={})
        case "return_this":
            return to(turn, sheet, unit, "reason", queue=[criterion_id])
        case "question" | "left" | "not_applicable":
            return to(turn, sheet, unit, turn.choice, criterion=criterion_id)
        case "next":
            return next_criterion(turn, sheet, unit, after=criterion_id)
        case "overview":
            return to(turn, sheet, unit, "submission")
    if (named := named_criterion(turn, sheet)) is not None:
        return open_criterion(turn, sheet, unit, named)
    return again(turn, sheet, unit)


def _decided(turn: Turn, sheet: Sheet, unit: Unit, said: str) -> list[Reply]:
    """Say so, and go on to what is undecided."""
    first, *rest = next_criterion(turn, fresh(turn, sheet), unit, after=turn.data["criterion"])
    return [prefixed(said, first), *rest]


def correct(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, turn.data["criterion"])
    return [appraising.take(turn, sheet)]


def correct_reason(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, criterion_id)
    if not appraising.store(turn, sheet, turn.data["pending"]):
        return again(turn, sheet, unit, turn.tr("A reason is needed: the unit reads it first."))
    return _corrected(turn, sheet, unit)


def _corrected(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    said = turn.tr("The correction of {criterion} is kept.", criterion=criterion_id)
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    return [prefixed(said, pages.show_criterion(turn, fresh(turn, sheet), unit))]


def not_applicable(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """The criterion lies outside the unit's functions, the reviewer finds."""
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, turn.data["criterion"])
    if not appraising.store(turn, sheet, appraising.not_applicable(turn.text)):
        return again(turn, sheet, unit, turn.tr("A reason is needed: the unit reads it first."))
    return _corrected(turn, sheet, unit)


def left(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """Left for a later step of the chain."""
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, criterion_id)
    if len(turn.text) < returning.SHORTEST_REASON:
        return again(turn, sheet, unit, turn.tr("Please write it in words."))
    decide(turn, sheet, criterion_id, Verdict.LEFT, turn.text)
    return _decided(turn, sheet, unit, turn.tr("{criterion} is left for the next step.", criterion=criterion_id))


def question(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    criterion_id = turn.data["criterion"]
    if turn.choice == "overview":
        return open_criterion(turn, sheet, unit, criterion_id)
    told = officer.ask_unit(turn, unit, criterion_id, sheet.submission.candidate_id)
    if not told:
        return again(turn, sheet, unit, turn.tr("Please write it in words."))
    said = turn.tr("The question was passed on; nothing else changes.")
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    return [prefixed(said, pages.show_criterion(turn, sheet, unit)), *told]


def pick(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return to(turn, sheet, unit, "submission")
    if queue := returning.read_criteria(sheet, turn.text):
        return to(turn, sheet, unit, "reason", queue=queue)
    if (single := named_criterion(turn, sheet)) is not None:
        return to(turn, sheet, unit, "reason", queue=[single])
    return again(turn, sheet, unit)


def reason(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return to(turn, sheet, unit, "submission")
    if turn.choice == "phrases":
        return to(turn, sheet, unit, "phrases", queue=turn.data["queue"])
    reason = returning.read_reason(turn)
    if reason is None:
        return again(turn, sheet, unit, turn.tr("A reason is needed: the unit reads it first."))
    criterion_id, *rest = turn.data["queue"]
    decide(turn, sheet, criterion_id, Verdict.RETURNED, reason)
    sheet = fresh(turn, sheet)
    said = turn.tr("{criterion} will be returned: {reason}", criterion=criterion_id, reason=reason)
    if rest:
        turn.move("review", "reason", submission=sheet.submission.id, queue=rest)
    else:
        turn.move("review", "close", submission=sheet.submission.id)
    return [prefixed(said, show_step(turn, sheet, unit))]


def phrases(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if turn.choice == "overview":
        return to(turn, sheet, unit, "reason", queue=turn.data["queue"])
    return [sentences.take(turn)]
