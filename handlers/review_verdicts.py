"""What a reviewer is shown of a submission without points: the verdicts side by side, and why each is as it is."""

from handlers.competing import competitor_of
from handlers.conversation import strong
from handlers.sheet import Sheet
from handlers.sheet_summary import whose_sheet
from handlers.turn import Turn
from handlers.verdict_words import MARKS, sheet_tally, verdict_in_words
from handlers.wording import evidence_in_words, short_name
from locales import Translator
from reports.explaining_verdicts import outcome_in_words
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.answers import TypedAnswers
from scoring.campaign import Criterion
from scoring.verdict import judge
from storage import queries
from storage.tables import Verdict

DECIDED = {None: "⬜", Verdict.APPROVED: "✅", Verdict.RETURNED: "↩️"}


def submission_lines(turn: Turn, sheet: Sheet) -> list[str]:
    """Each criterion with its verdict, as the candidate says and, where it differs, as it was corrected."""
    tr = turn.tr
    whose = whose_sheet(turn, sheet) or competitor_of(turn.session, sheet.campaign, sheet.submission).name(tr)
    lines = [strong(whose), sheet_tally(sheet, tr, appraised=True)]
    for criterion in sheet.criteria:
        decision = sheet.decisions.get(criterion.id)
        mark = DECIDED[decision.verdict if decision else None] if criterion in sheet.reviewed else "–"
        lines.append(f"{mark} {short_name(criterion, tr)}: {_side_by_side(sheet, criterion, tr)}")
    return lines


def _side_by_side(sheet: Sheet, criterion: Criterion, tr: Translator) -> str:
    own, given = sheet.verdicts[criterion.id].outcome, sheet.appraised_verdicts[criterion.id].outcome
    words = f"{MARKS[given]} {outcome_in_words(given, tr)}"
    if own != given:
        words += " " + tr("(own assessment: {own})", own=outcome_in_words(own, tr))
    proofs = evidence_in_words(sheet.proofs(criterion.id), tr)
    return f"{words} ({proofs})" if proofs else words


def criterion_lines(turn: Turn, sheet: Sheet, criterion: Criterion) -> list[str]:
    """The facts, the verdict with its reason, and a correction beside it."""
    tr = turn.tr
    answered = sheet.answers.get(criterion.id) or {}
    lines = [
        facts_in_words(criterion, answered, tr) or tr("not asked"),
        verdict_in_words(sheet.verdicts[criterion.id], criterion, tr),
    ]
    if facts_of.said_not_applicable(criterion.id, sheet.answers):
        lines = lines[:1]
    if (appraisal := sheet.appraisals.get(criterion.id)) is not None:
        facts = facts_of.load_facts(criterion, appraisal.facts)
        lines.append(
            tr(
                "Corrected: {facts}: {verdict} – {reason}",
                facts=facts_in_words(criterion, facts, tr),
                verdict=outcome_in_words(sheet.appraised_verdicts[criterion.id].outcome, tr),
                reason=appraisal.reason,
            )
        )
    if any(fact.counted == "own_initiatives" for fact in criterion.facts):
        lines += register_lines(turn, sheet)
    return lines


def register_lines(turn: Turn, sheet: Sheet) -> list[str]:
    """The entries that are counted, by name."""
    register = sheet.campaign.initiative_register
    if register is None:
        return []
    entries = queries.initiatives_of(turn.session, sheet.campaign.id, sheet.submission.unit_id)
    first = register.fields[0].id
    return [f"{number}. {entry.fields.get(first, '–')}" for number, entry in enumerate(entries, start=1)]


def becomes(sheet: Sheet, criterion: Criterion, known: TypedAnswers, turn: Turn) -> str:
    """What a correction leads to, before its reason is asked."""
    verdict = judge(
        sheet.campaign,
        criterion,
        {**sheet.answers, **known},
        candidate=sheet.kind,
        ground=sheet.campaign.ground(turn.today),
    )
    return verdict_in_words(verdict, criterion, turn.tr)


def corrected_verdicts(sheet: Sheet, tr: Translator) -> list[str]:
    """What a reviewer corrected: both verdicts, and why."""
    lines = []
    for criterion in sheet.criteria:
        own, given = sheet.verdicts[criterion.id].outcome, sheet.appraised_verdicts[criterion.id].outcome
        appraisal = sheet.appraisals.get(criterion.id)
        if appraisal is None and own == given:
            continue
        reason = appraisal.reason if appraisal else tr("follows from another correction")
        lines.append(
            tr(
                "{criterion}: own assessment {own}, appraised {given} – {reason}",
                criterion=short_name(criterion, tr),
                own=outcome_in_words(own, tr),
                given=outcome_in_words(given, tr),
                reason=reason,
            )
        )
    return lines
