"""Whom a submission is about and what came of it, in words that fit plans with points and without."""

from handlers import competing
from handlers.competing import competitor_of
from handlers.sheet import Sheet
from handlers.turn import Turn
from handlers.verdict_words import sheet_tally
from handlers.wording import points_of, row_points
from locales import Translator
from reports.explaining_verdicts import outcome_in_words
from storage.tables import Submission


def listed_name(turn: Turn, submission: Submission) -> str:
    """The unit, or whom of it the submission is about."""
    return competing.whose(turn.session, submission, turn.tr)


def whose(turn: Turn, sheet: Sheet, tr: Translator | None = None) -> str:
    """The same of a sheet; ``tr``: where somebody else reads it."""
    return competitor_of(turn.session, sheet.campaign, sheet.submission).name(tr or turn.tr)


def result_of(sheet: Sheet, tr: Translator) -> str:
    """``91/100``, or how many criteria are met, as appraised."""
    if sheet.campaign.has_points:
        return points_of(sheet.appraised.total, sheet.appraised.max, tr)
    return sheet_tally(sheet, tr, appraised=True)


def own_value(sheet: Sheet, criterion_id: str, tr: Translator) -> str:
    """``10/10`` or ``đạt``: what the unit's own facts give."""
    criterion = sheet.campaign.criterion(criterion_id)
    if criterion.scored:
        return row_points(sheet.scores.criteria[criterion_id], criterion, tr)
    return outcome_in_words(sheet.verdicts[criterion_id].outcome, tr)


def appraised_value(sheet: Sheet, criterion_id: str, tr: Translator) -> str:
    """The same with a reviewer's corrections."""
    criterion = sheet.campaign.criterion(criterion_id)
    if criterion.scored:
        return row_points(sheet.appraised.criteria[criterion_id], criterion, tr)
    return outcome_in_words(sheet.appraised_verdicts[criterion_id].outcome, tr)
