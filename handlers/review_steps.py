"""The pages of one submission under review, and the ways between them."""

from handlers import closing, conflicts, phrases, returning
from handlers import review_pages as pages
from handlers.conversation import Document, Reply
from handlers.reading import read_command
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, prefixed
from storage.tables import EvidenceKind, Unit


def show_step(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    """The current question about an open submission."""
    return {
        "criterion": pages.show_criterion,
        "pick": lambda turn, sheet, _unit: returning.show_pick(turn, sheet),
        "reason": lambda turn, sheet, _unit: returning.show_reason(turn, returning.criterion_in_words(turn, sheet)),
        "phrases": lambda turn, _sheet, _unit: phrases.show(turn),
        "approve_all": closing.show_approve_all,
        "correct": pages.show_correct,
        "correct_reason": pages.show_correct_reason,
        "question": pages.show_question,
        "left": pages.show_left,
        "not_applicable": pages.show_not_applicable,
        "conflict": conflicts.show,
        "trail": pages.show_trail,
        "close": closing.show_close,
    }.get(turn.talk.step, pages.show_submission)(turn, sheet, unit)


def open_criterion(turn: Turn, sheet: Sheet, unit: Unit, criterion_id: str) -> list[Reply]:
    """One criterion with its evidence: the files arrive in the chat, the question comes last."""
    turn.move("review", "criterion", submission=sheet.submission.id, criterion=criterion_id)
    question = pages.show_criterion(turn, sheet, unit)
    files = tuple(
        Document("evidence", {"digest": proof.digest, "name": proof.name or f"{criterion_id}"})
        for proof in sheet.proofs(criterion_id)
        if proof.kind is EvidenceKind.FILE
    )
    if not files:
        return [question]
    words = turn.tr("Evidence for {criterion}:", criterion=criterion_id)
    return [Reply(words, question=False, documents=files), question]


def again(turn: Turn, sheet: Sheet, unit: Unit, hint: str = "") -> list[Reply]:
    """The same question with a hint before it."""
    return [prefixed(hint or turn.tr("That was not understood."), show_step(turn, sheet, unit))]


def to(turn: Turn, sheet: Sheet, unit: Unit, step: str, **data: object) -> list[Reply]:
    """Another page about the same submission."""
    turn.move("review", step, submission=sheet.submission.id, **data)
    return [show_step(turn, sheet, unit)]


def named_criterion(turn: Turn, sheet: Sheet) -> str | None:
    """The criterion that the text names, by number or by words of its title."""
    titles = {criterion.id: criterion.title.within(turn.tr.locale) for criterion in sheet.reviewed}
    named = (read_command(f"sửa {turn.text}", criteria=titles) or "").removeprefix("edit:")
    return named if named in titles else None


def next_criterion(turn: Turn, sheet: Sheet, unit: Unit, *, after: str | None) -> list[Reply]:
    """The next criterion without a verdict, going round once."""
    ids = [criterion.id for criterion in sheet.reviewed]
    start = ids.index(after) + 1 if after else 0
    for criterion_id in [*ids[start:], *ids[:start]]:
        if criterion_id not in sheet.decisions and criterion_id != after:
            return open_criterion(turn, sheet, unit, criterion_id)
    turn.move("review", "submission", submission=sheet.submission.id)
    return [prefixed(turn.tr("Every criterion is decided."), show_step(turn, sheet, unit))]


def fresh(turn: Turn, sheet: Sheet) -> Sheet:
    """The same sheet after a change."""
    turn.session.flush()
    return load_sheet(turn.session, sheet.campaign, sheet.submission, on=turn.today)
