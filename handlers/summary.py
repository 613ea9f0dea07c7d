"""Sending: the summary is confirmed, what was sent is frozen as a version, and a receipt is given."""

from collections.abc import Sequence

from handlers import entry_source
from handlers.asking import ask_next, open_sheet
from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.dossier_scene import way_to_dossier
from handlers.evidence import receive_anywhere, show_attach
from handlers.reading import normalize, read_command
from handlers.sheet import Sheet
from handlers.sheet_summary import ask_summary, can_send, receiver, show_summary
from handlers.sheet_versions import carry_verdicts, freeze
from handlers.turn import Turn, ask, prefixed
from handlers.verdict_words import sheet_tally
from handlers.wording import points_of
from scoring import workflow
from scoring.campaign import ReviewStep
from scoring.candidates import round_named
from scoring.dossiers import awards_with_dossier
from storage import queries
from storage.tables import SubmissionState

# Words that say what they do, under the summary that says what follows: no second question. A number never sends, for a
# late answer to a question before may be one.
_AGREED = frozenset({"dong y gui", "toi dong y gui", "dong y nop", "i agree to send"})


def show(turn: Turn) -> Reply:
    """The current question again."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return sheet
    return _show_confirm(turn, sheet) if turn.talk.step == "confirm" else show_summary(turn, sheet)


def begin(turn: Turn) -> list[Reply]:
    """Show the whole sheet ("điểm của tôi", "gửi")."""
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    if (turn.talk.flow, turn.talk.step) == ("evidence", "attach"):
        return [show_attach(turn, sheet)]  # a file was sent, and is nobody's yet: it must not be lost on the way
    return [ask_summary(turn, sheet)]


def handle(turn: Turn) -> list[Reply]:
    sheet = open_sheet(turn)
    if isinstance(sheet, Reply):
        return [sheet]
    if turn.event.kind is EventKind.FILE:
        return receive_anywhere(turn)
    agreed = normalize(turn.text) in _AGREED or (turn.talk.step, turn.choice) == ("confirm", "yes")
    if agreed and can_send(turn, sheet):
        return [entry_source.lacking(turn) or send(turn, sheet)]
    match turn.talk.step, turn.choice:
        case _, "missing":
            _ask_postponed_again(turn, sheet)
            return [ask_next(turn, sheet)]
        case "look", "send" if can_send(turn, sheet):
            return [entry_source.lacking(turn) or _ask_to_confirm(turn, sheet)]
        case "confirm", "no":
            return [ask_summary(turn, sheet)]
    if turn.choice in ("send", "yes") or read_command(turn.text) == "submit":
        return [prefixed(turn.tr("It cannot be sent yet."), ask_summary(turn, sheet))]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _ask_to_confirm(turn: Turn, sheet: Sheet) -> Reply:
    turn.move("summary", "confirm")
    return _show_confirm(turn, sheet)


def _ask_postponed_again(turn: Turn, sheet: Sheet) -> None:
    turn.talk.data = {}
    for criterion_id, row in sheet.rows.items():
        if sheet.evidence_required(criterion_id):
            row.evidence_postponed = False


def _show_confirm(turn: Turn, sheet: Sheet) -> Reply:
    tr = turn.tr
    choices = (
        Choice("yes", tr("Yes, send it"), ("dong y", "co", "gui")),
        Choice("no", tr("Look at it again"), ("xem lai", "khong")),
    )
    if not sheet.campaign.has_points:
        return ask(
            tr(
                "Send the self-assessment to {receiver}? {verdicts}. "
                "It is locked after that, except for what is returned.",
                receiver=receiver(sheet, tr),
                verdicts=sheet_tally(sheet, tr),
            ),
            *choices,
        )
    return ask(
        tr(
            "Send the self-assessment of {points} points to {receiver}? "
            "It is locked after that, except for what is returned.",
            points=strong(points_of(sheet.scores.total, sheet.scores.max, tr)),
            receiver=receiver(sheet, tr),
        ),
        *choices,
    )


def _way(sheet: Sheet) -> Sequence[ReviewStep]:
    """The steps that this sheet goes through."""
    return sheet.campaign.review_steps(sheet.kind) if sheet.kind else sheet.campaign.review_chain


def send(turn: Turn, sheet: Sheet) -> Reply:
    """Freeze this version, lock the sheet, give the receipt. A returned one goes back to the step that returned it."""
    submission, tr = sheet.submission, turn.tr
    again = submission.state is SubmissionState.RETURNED
    reopened = workflow.editable_criteria(sheet.campaign, submission.state.value, sheet.returned)
    submission.number += 1
    carry_verdicts(turn.session, sheet, reopened, number=submission.number)
    submission.state, submission.sent_at = SubmissionState.SUBMITTED, turn.now
    if again:
        submission.late = submission.late or _after_return_due(turn, sheet)
    else:
        submission.step = workflow.first_step(_way(sheet)).id
        submission.first_sent_at = turn.now
        submission.receipt = queries.next_receipt(turn.session, prefix="TC", now=turn.now)
    submission.review_touched_at = None
    entry_source.mark(turn, submission)
    freeze(turn.session, sheet, number=submission.number, by=turn.event.person, now=turn.now)
    turn.move("menu")
    if sheet.campaign.has_points:
        words = tr(
            "Sent at {time}. Receipt {receipt}, {points} points. The result of the review will be told here.",
            time=tr.moment(turn.now),
            receipt=strong(submission.receipt or ""),
            points=points_of(sheet.scores.total, sheet.scores.max, tr),
        )
    else:
        words = tr(
            "Sent at {time}. Receipt {receipt}: {verdicts}. The result of the review will be told here.",
            time=tr.moment(turn.now),
            receipt=strong(submission.receipt or ""),
            verdicts=sheet_tally(sheet, tr),
        )
    return ask(words, *_to_dossier(turn, sheet), Choice("go:menu", tr("Menu")))


def _to_dossier(turn: Turn, sheet: Sheet) -> list[Choice]:
    """What comes next where an award needs one."""
    named = round_named(sheet.campaign, sheet.submission.round, turn.today)
    return [way_to_dossier(turn)] if awards_with_dossier(sheet.campaign, sheet.kind, named) else []


def _after_return_due(turn: Turn, sheet: Sheet) -> bool:
    due = sheet.submission.return_due_on
    return due is not None and turn.today > due
