"""Closing at once what was decided criterion by criterion among all units: names and count before, one by one, a report
after. Only what is approved or left for a later step in all its criteria; what is returned is closed by itself."""

from collections.abc import Sequence

from handlers import veiling
from handlers.conversation import Choice, Reply
from handlers.naming import listed_name, result_of
from handlers.powers import power_to_review
from handlers.queueing import Waiting, waiting
from handlers.reviewing import close_round_now, sent_back, undecided
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage import queries

STEP = "close_many"


def choice(turn: Turn, items: Sequence[Waiting]) -> list[Choice]:
    found = len(ready(turn, items))
    label = turn.tr("Close those that are decided ({n})", n=turn.tr.number(found))
    return [Choice("close_many", label, ("ket thuc", "dong het", "ket thuc het"))] if found > 1 else []


def ready(turn: Turn, items: Sequence[Waiting]) -> list[Sheet]:
    """In which this person has decided something that the unit was not told yet, and nothing is left or returned."""
    current, found = current_campaign(turn.session), []
    for each in items:
        submission = each.submission
        assert submission.id is not None
        decisions = queries.decisions_of(turn.session, submission.id, submission.number).values()
        mine = any(one.decided_by == turn.event.person and one.told_at is None for one in decisions)
        if current is None or not mine or not each.step.appraises:
            continue
        sheet = load_sheet(turn.session, current[1], submission, on=turn.today)
        free = power_to_review(turn, submission) is not None and veiling.begun_by_another(turn, sheet) is None
        if free and not undecided(sheet) and not sent_back(sheet):
            found.append(sheet)
    return found


def begin(turn: Turn) -> list[Reply]:
    ids = [sheet.submission.id for sheet in ready(turn, waiting(turn))]
    turn.move("review", STEP, chosen=ids)
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """Names and count before anything is told."""
    tr, sheets = turn.tr, _chosen(turn)
    words = tr.plural("Approve {n} submission now?", "Approve {n} submissions now?", len(sheets))
    lines = [f"• {listed_name(turn, sheet.submission)}: {result_of(sheet, tr)}" for sheet in sheets]
    return ask(
        "\n".join([words, *lines]),
        Choice("yes", tr("Yes, tell the units"), ("dong y", "co", "gui", "duyet"), verb=tr("APPROVE")),
        Choice("no", tr("Not yet"), ("chua", "khong")),
    )


def _chosen(turn: Turn) -> list[Sheet]:
    """Of what was shown, what can still be closed."""
    shown = turn.data.get("chosen", [])
    return [sheet for sheet in ready(turn, waiting(turn)) if sheet.submission.id in shown]


def handle(turn: Turn) -> list[Reply]:
    from handlers import review

    if turn.choice == "no":
        return review.begin(turn)
    if turn.choice != "yes":
        return [prefixed(turn.tr("That was not understood."), show(turn))]
    sheets, told = _chosen(turn), []
    for sheet in sheets:
        told += close_round_now(turn, sheet)
    turn.session.flush()
    said = _in_words(turn, sheets, len(turn.data.get("chosen", [])) - len(sheets))
    return [prefixed(said, review.begin(turn)[0]), *told]


def _in_words(turn: Turn, sheets: Sequence[Sheet], left: int) -> str:
    tr = turn.tr
    twice = [each for each in sheets if each.submission.second_at is not None]
    done = [listed_name(turn, each.submission) for each in sheets if each not in twice]
    lines = [tr("Approved, the units are told: {units}.", units=", ".join(done))] if done else []
    if twice:
        names = ", ".join(listed_name(turn, each.submission) for each in twice)
        lines.append(tr("To a second reviewer: {units}.", units=names))
    if left:
        lines.append(
            tr.plural("{n} was changed meanwhile and is left.", "{n} were changed meanwhile and are left.", left)
        )
    return "\n".join(lines) or tr("None of these can be decided now.")
