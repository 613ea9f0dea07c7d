"""Closing a decision round: approving what is left in one go, telling the unit, and how long it may explain itself."""

import re

from handlers import review_pages as pages
from handlers import waiting
from handlers.conversation import Choice, Reply, strong
from handlers.naming import listed_name
from handlers.reviewing import close_round_now, decide, explainable, sent_back, undecided
from handlers.sheet import Sheet, load_sheet
from handlers.turn import Turn, ask, prefixed
from handlers.verdict_words import sheet_tally
from handlers.wording import points_of
from storage.queries import steps
from storage.tables import Unit, Verdict

_DAYS = re.compile(r"\s*(\d{1,2})\s*(?:ngày|ngay|days?)\b.*", re.IGNORECASE | re.DOTALL)


def _explaining(turn: Turn, sheet: Sheet) -> list[str]:
    """How long the unit may answer where its points were changed."""
    if sent_back(sheet) or not explainable(sheet, steps.explainable_from(turn.session, sheet.submission)):
        return []
    return [
        turn.tr.plural(
            "The unit may explain itself for {n} working day; to change that, write for example: 5 days.",
            "The unit may explain itself for {n} working days; to change that, write for example: 5 days.",
            _days(turn, sheet),
        )
    ]


def _days(turn: Turn, sheet: Sheet) -> int:
    return int(turn.data.get("days") or sheet.campaign.correction_days)


def _other_days(turn: Turn, sheet: Sheet) -> bool:
    """Whether another number of days was just given."""
    found = _DAYS.fullmatch(turn.text)
    if found is None or not 1 <= int(found[1]) <= 60 or not _explaining(turn, sheet):
        return False
    turn.remember(days=int(found[1]))
    return True


def show_approve_all(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, left = turn.tr, undecided(sheet)
    name = listed_name(turn, sheet.submission)
    total = strong(points_of(sheet.appraised.total, sheet.appraised.max, tr))
    lines = [tr("Approve {criteria} of {unit}: {points} points?", criteria=", ".join(left), unit=name, points=total)]
    if not sheet.campaign.has_points:
        verdicts = sheet_tally(sheet, tr, appraised=True)
        lines = [
            tr("Approve {criteria} of {unit}: {verdicts}?", criteria=", ".join(left), unit=name, verdicts=verdicts)
        ]
    if sent_back(sheet):
        lines.append(tr("Returned meanwhile: {criteria}.", criteria=", ".join(sent_back(sheet))))
    return ask(
        "\n".join([*lines, *_explaining(turn, sheet)]),
        Choice("yes", tr("Yes, approve"), ("dong y", "duyet", "co"), verb=tr("APPROVE")),
        Choice("no", tr("No"), ("khong", "thoi")),
    )


def show_close(turn: Turn, sheet: Sheet, unit: Unit) -> Reply:
    tr, returned, left = turn.tr, sent_back(sheet), undecided(sheet)
    name = listed_name(turn, sheet.submission)
    if returned:
        words, verb = tr("Return {criteria} to {unit} now?", criteria=", ".join(returned), unit=name), tr("RETURN")
    else:
        verb = tr("APPROVE")
        words = tr("Approve the submission of {unit} now?", unit=name)
    lines = [words, *_explaining(turn, sheet)]
    if left:
        lines.append(tr("Not decided yet: {criteria}.", criteria=", ".join(left)))
    return ask(
        "\n".join(lines),
        Choice("yes", tr("Yes, tell the unit"), ("dong y", "co", "gui"), verb=verb),
        Choice("no", tr("Not yet"), ("chua", "khong")),
        Choice("undo", tr("Take the last decision back"), ("hoan tac", "rut lai")),
    )


def approve_all(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    """Everything that is undecided, item by item, and then the unit is told."""
    if _other_days(turn, sheet):
        return [show_approve_all(turn, sheet, unit)]
    if turn.choice == "no":
        return _back(turn, sheet, unit)
    if turn.choice != "yes":
        return [prefixed(turn.tr("That was not understood."), show_approve_all(turn, sheet, unit))]
    for criterion_id in undecided(sheet):
        decide(turn, sheet, criterion_id, Verdict.APPROVED)
    turn.session.flush()
    return _close_now(turn, load_sheet(turn.session, sheet.campaign, sheet.submission, on=turn.today), unit)


def close(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if _other_days(turn, sheet):
        return [show_close(turn, sheet, unit)]
    match turn.choice:
        case "yes":
            return _close_now(turn, sheet, unit)
        case "no":
            return _back(turn, sheet, unit)
    return [prefixed(turn.tr("That was not understood."), show_close(turn, sheet, unit))]


def _back(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    turn.move("review", "submission", submission=sheet.submission.id)
    return [pages.show_submission(turn, sheet, unit)]


def _close_now(turn: Turn, sheet: Sheet, unit: Unit) -> list[Reply]:
    if undecided(sheet) and not sent_back(sheet):
        left = ", ".join(undecided(sheet))
        return [prefixed(turn.tr("Not decided yet: {criteria}.", criteria=left), *_back(turn, sheet, unit))]
    told = close_round_now(turn, sheet, days=_days(turn, sheet))
    said = _closed_in_words(turn, sheet, unit)
    turn.move("review", "list")
    turn.session.flush()
    return [prefixed(said, waiting.show_list(turn)), *told]


def _closed_in_words(turn: Turn, sheet: Sheet, unit: Unit) -> str:
    tr, name = turn.tr, listed_name(turn, sheet.submission)
    if sheet.submission.second_at is not None:
        return tr("{unit} goes to a second reviewer now. The unit is told when both are done.", unit=name)
    if sent_back(sheet):
        due = sheet.submission.return_due_on
        return tr("Returned to {unit}; to be corrected by {date}.", unit=name, date=tr.long_date(due) if due else "")
    if sheet.campaign.has_points:
        total = points_of(sheet.appraised.total, sheet.appraised.max, tr)
        return tr("{unit} is approved with {points} points.", unit=name, points=total)
    return tr("{unit} is approved: {verdicts}.", unit=name, verdicts=sheet_tally(sheet, tr, appraised=True))
