"""Reviewing from the chat: the list of what waits, one submission, one criterion; approve or return with a reason."""

from handlers import (
    closing,
    closing_many,
    conflicts,
    explained,
    judging,
    menu,
    returning,
    standing_in,
    stepping,
    taking,
    veiling,
    waiting,
)
from handlers import review_pages as pages
from handlers.conversation import EventKind, Reply
from handlers.powers import power_to_review
from handlers.review_steps import again, named_criterion, next_criterion, open_criterion, show_step, to
from handlers.reviewing import undo_last
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, current_campaign, prefixed
from storage.tables import Submission, SubmissionState, Unit


def enter(turn: Turn) -> list[Reply]:
    """From the menu or a message: everything that waits."""
    turn.leave()
    return begin(turn)


def begin(turn: Turn) -> list[Reply]:
    """The list of what waits, narrowed as it was."""
    turn.move("review", "list")
    return [show(turn)]


def _open(turn: Turn) -> tuple[Sheet, Unit] | Reply:
    """The submission that is being reviewed, or why it is not any more."""
    current = current_campaign(turn.session)
    submission = turn.session.get(Submission, turn.data.get("submission") or 0)
    if current is None or submission is None or power_to_review(turn, submission) is None:
        words = turn.tr("This submission no longer waits for a review.")
        if submission is not None and conflicts.is_barred(turn, submission):
            words = conflicts.refuse(turn, submission)
        turn.move("review", "list")
        return prefixed(words, waiting.show_list(turn))
    sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
    unit = turn.session.get_one(Unit, submission.unit_id)
    if (other := taking.held_by_another(turn, submission)) is not None:
        return _held(turn, submission, unit, other)
    taking.take(turn, submission)
    veiling.note_seen(turn, submission)
    return sheet, unit


def _held(turn: Turn, submission: Submission, unit: Unit, other: int) -> Reply:
    """Somebody else has it: nothing of theirs is overwritten."""
    turn.move("review", "taken", submission=submission.id)
    return pages.show_taken(turn, unit, submission, taking.name_of(turn, other))


def show(turn: Turn) -> Reply:
    """The current question."""
    if not waiting.may_see(turn):
        return menu.show_menu(turn)
    if turn.talk.step == "list":
        return waiting.show_list(turn)
    if turn.talk.step == closing_many.STEP:
        return closing_many.show(turn)
    if turn.talk.step in standing_in.STEPS:
        return standing_in.show(turn)
    opened = _open(turn)
    if isinstance(opened, Reply):
        return opened
    return show_step(turn, *opened)


def open_from_elsewhere(turn: Turn, submission_id: int, criterion_id: str) -> list[Reply]:
    """One criterion of one unit, seen first among all units."""
    turn.move("review", "submission", submission=submission_id)
    opened = _open(turn)
    return [opened] if isinstance(opened, Reply) else open_criterion(turn, *opened, criterion_id)


def open_item(turn: Turn, submission: Submission) -> list[Reply]:
    """Something of the list: where it is appraised, or at the later step that it has reached."""
    if submission.state is SubmissionState.APPROVED:
        turn.move("steps", "unit", submission=submission.id, at=submission.step)
        return [stepping.show(turn)]
    turn.move("review", "submission", submission=submission.id)
    return [show(turn)]


def handle(turn: Turn) -> list[Reply]:
    """A reviewer's answer."""
    if not waiting.may_see(turn):
        return [menu.show_menu(turn)]
    if turn.event.kind is EventKind.FILE:
        return [prefixed(turn.tr("No file is expected now."), show(turn))]
    before = {"list": _at_list, "taken": _at_taken, closing_many.STEP: closing_many.handle}
    if turn.talk.step in before:
        return before[turn.talk.step](turn)
    if turn.talk.step in standing_in.STEPS:
        return standing_in.handle(turn) or begin(turn)
    opened = _open(turn)
    if isinstance(opened, Reply):
        return [opened]
    sheet, unit = opened
    if turn.talk.step == "close" and turn.choice == "undo":
        return undo(turn)
    return {
        "criterion": judging.at_criterion,
        "pick": judging.pick,
        "reason": judging.reason,
        "phrases": judging.phrases,
        "approve_all": closing.approve_all,
        "correct": judging.correct,
        "correct_reason": judging.correct_reason,
        "question": judging.question,
        "left": judging.left,
        "not_applicable": judging.not_applicable,
        "conflict": conflicts.take,
        "close": closing.close,
    }.get(turn.talk.step, _at_submission)(turn, sheet, unit)


def _at_list(turn: Turn) -> list[Reply]:
    kind, _, number = (turn.choice or "").partition(":")
    if kind == "submission" and (submission := turn.session.get(Submission, int(number))) is not None:
        return open_item(turn, submission)
    if kind == "explained":
        return explained.begin(turn, int(number))
    if kind == "close_many":
        return closing_many.begin(turn)
    if kind == "away":
        return standing_in.begin(turn)
    return waiting.choose(turn)


def _at_taken(turn: Turn) -> list[Reply]:
    submission = turn.session.get(Submission, turn.data.get("submission") or 0)
    if turn.choice == "take_over" and submission is not None and power_to_review(turn, submission) is not None:
        taking.take_over(turn, submission)
        turn.move("review", "submission", submission=submission.id)
        return [show(turn)]
    return begin(turn) if turn.choice == "list" else [prefixed(turn.tr("That was not understood."), show(turn))]


def _with_files(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """The history with its file, or the paper that an organizer entered it from."""
    if turn.choice == "paper":
        return [*pages.paper_files(turn, sheet), *to(turn, sheet, unit, "submission")]
    file = [] if veiling.hides_history(turn, sheet) else [pages.trail_file(turn, sheet, unit)]
    return [*file, *to(turn, sheet, unit, "trail")]


def _at_submission(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    steps = {"approve_all": "approve_all", "return": "pick", "close": "close", "conflict": "conflict"}
    if turn.choice in steps:
        return to(turn, sheet, unit, steps[turn.choice])
    if turn.choice == "next":
        return next_criterion(turn, sheet, unit, after=None)
    if turn.choice in ("paper", "trail"):
        return _with_files(turn, sheet, unit)
    if turn.choice == "overview":
        return to(turn, sheet, unit, "submission")
    if turn.choice in ("list", "skip"):
        return _leave(turn, sheet)
    if returning.asks_to_return(turn.text) and (queue := returning.read_criteria(sheet, turn.text)):
        return to(turn, sheet, unit, "reason", queue=queue)
    if (named := named_criterion(turn, sheet)) is not None:
        return open_criterion(turn, sheet, unit, named)
    return again(turn, sheet, unit)


def _leave(turn: Turn, sheet: Sheet) -> list[Reply]:
    """To the list, or to the next submission: without a decision it is free for others at once."""
    if not any(decision.told_at is None for decision in sheet.decisions.values()):
        taking.release(sheet.submission)
    if turn.choice == "list":
        return begin(turn)
    if (following := waiting.following(turn, sheet.submission)) is not None:
        return open_item(turn, following)
    return [prefixed(turn.tr("There is no other one that nobody has."), begin(turn)[0])]


def undo(turn: Turn) -> list[Reply]:
    """Take the last decision of an open round back."""
    if turn.talk.step in ("list", "taken", closing_many.STEP, *standing_in.STEPS):
        return [prefixed(turn.tr("There is no decision to take back."), show(turn))]
    opened = _open(turn)
    if isinstance(opened, Reply):
        return [opened]
    sheet, _ = opened
    criterion_id = undo_last(turn, sheet)
    turn.move("review", "submission", submission=sheet.submission.id)
    turn.session.flush()
    if criterion_id is None:
        return [prefixed(turn.tr("There is no decision to take back."), show(turn))]
    return [prefixed(turn.tr("The decision about {criterion} is taken back.", criterion=criterion_id), show(turn))]
