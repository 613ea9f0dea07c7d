"""Nobody judges the own unit, or one that he or she is too close to: known from roles, or declared; blocked, logged."""

from handlers import review_pages as pages
from handlers import taking, waiting
from handlers.conversation import Choice, Reply
from handlers.noting import note
from handlers.powers import powers
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, prefixed
from storage.tables import Conflict, Submission, Unit

SHORTEST_REASON = 5


def is_barred(turn: Turn, submission: Submission) -> bool:
    """In the own right; a stand-in is barred from what either is barred from."""
    return submission.unit_id in powers(turn)[0].barred


def refuse(turn: Turn, submission: Submission) -> str:
    """The attempt is noted; the words that say why it was none."""
    note(
        turn,
        "submission",
        "blocked",
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        why="conflict of interest",
    )
    return turn.tr(
        "This unit is judged by somebody else: you belong to it, did since the campaign opened, "
        "or declared to be close."
    )


def show(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    words = turn.tr(
        "Why should somebody else judge {unit}? Somebody of the family works there, for example. "
        "The unit then leaves your list.",
        unit=unit.name,
    )
    return ask(words, Choice("overview", turn.tr("Back"), ("quay lai",)), numbered=False)


def take(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """The declaration: from now on this unit is not open to this person."""
    if turn.choice == "overview":
        turn.move("review", "submission", submission=sheet.submission.id)
        return [pages.show_submission(turn, sheet, unit)]
    if len(turn.text) < SHORTEST_REASON:
        return [prefixed(turn.tr("Please write it in words."), show(turn, sheet, unit))]
    assert unit.id is not None
    turn.session.add(Conflict(person_id=turn.event.person, unit_id=unit.id, reason=turn.text, declared_at=turn.now))
    note(
        turn,
        "conflict",
        "declared",
        campaign_id=sheet.submission.campaign_id,
        unit_id=unit.id,
        after={"person": turn.event.person},
        why=turn.text,
    )
    taking.release(sheet.submission)
    turn.session.flush()
    turn.move("review", "list")
    said = turn.tr("Noted. {unit} is judged by somebody else.", unit=unit.name)
    return [prefixed(said, waiting.show_list(turn))]
