"""Criteria without points in words: the verdict, its mark, and how many of each there are."""

from collections.abc import Iterable

from handlers.sheet import Sheet, Standing
from handlers.wording import evidence_in_words, short_name
from locales import Translator
from reports.explaining import verdict_in_words as verdict_in_words
from reports.explaining_verdicts import outcome_in_words, tally_in_words
from scoring.answers import said_not_applicable
from scoring.campaign import Criterion
from scoring.verdict import Verdict

MARKS = {
    "met": "✅",
    "not_applicable": "➖",
    "not_met": "❌",
    "needs_decision": "⏳",
    "deferred": "⏸",
    "excluded": "⛔",
}


def tally(verdicts: Iterable[Verdict], tr: Translator) -> str:
    """``đạt 8, chưa đạt 1, chờ quyết định 2``: what occurs, from the best on."""
    return tally_in_words([each.outcome for each in verdicts], tr)


def sheet_tally(sheet: Sheet, tr: Translator, *, appraised: bool = False, own: bool = False) -> str:
    """Of everything that was answered; ``own``: by the candidate."""
    verdicts = sheet.appraised_verdicts if appraised else sheet.verdicts
    rows = sheet.asked if own else sheet.criteria
    done = [each for each in rows if sheet.standing(each.id) not in (Standing.UNANSWERED, Standing.PARTIAL)]
    return tally([verdicts[each.id] for each in done if each.id in verdicts], tr) or tr("nothing answered yet")


def verdict_line(sheet: Sheet, criterion: Criterion, tr: Translator, *, appraised: bool = False) -> str:
    """One line of a sheet: mark, title, and what is behind it."""
    standing, name = sheet.standing(criterion.id), short_name(criterion, tr)
    if standing is Standing.UNANSWERED:
        return f"⬜ {name}: {tr('not answered')}"
    if standing is Standing.PARTIAL:
        return f"⬜ {name}: {tr('answered in part')}"
    verdict = (sheet.appraised_verdicts if appraised else sheet.verdicts)[criterion.id]
    said = said_not_applicable(criterion.id, sheet.answers)
    notes = [evidence_in_words(sheet.proofs(criterion.id), tr), "" if said else _source(criterion, tr)]
    mark = MARKS[verdict.outcome]
    if criterion.id in sheet.returned and not sheet.touched_since_return(criterion.id):
        mark = "↩️"
    suffix = ", ".join(note for note in notes if note)
    return f"{mark} {name}: {outcome_in_words(verdict.outcome, tr)}" + (f" ({suffix})" if suffix else "")


def _source(criterion: Criterion, tr: Translator) -> str:
    """Who answers it, where it is not the candidate."""
    match criterion.answered_by:
        case "program":
            return tr("counted from the register")
        case "office":
            return tr("entered by the office")
        case "council":
            return tr("decided by the council")
    return ""
