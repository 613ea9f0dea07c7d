"""A reviewer corrects a fact: the unit's own answer stays, the points are computed anew by the rule, and a reason is
required. The points themselves are never typed.
"""

from typing import Any

from handlers.answering import read_values, take_values
from handlers.asking import facts_question
from handlers.conversation import Choice, Reply, strong
from handlers.noting import note
from handlers.review_verdicts import becomes, corrected_verdicts
from handlers.sheet import Sheet
from handlers.turn import Turn, ask, prefixed
from handlers.wording import row_points, short_name
from locales import Translator
from reports.explaining import explain_score
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.score import score
from storage.tables import Appraisal

SHORTEST_REASON = 5


def show_facts(turn: Turn, sheet: Sheet) -> Reply:
    """The same questions as the unit was asked; their answer is said first."""
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    question = facts_question(turn, sheet, criterion, way_out=Choice("overview", tr("Do not correct"), ("quay lai",)))
    own = facts_in_words(criterion, sheet.answers.get(criterion.id) or {}, tr)
    return prefixed(tr("The unit's figures: {facts}.", facts=own), question)


def take(turn: Turn, sheet: Sheet) -> Reply:
    """One more corrected fact; when all are known the reason is asked."""
    criterion = sheet.campaign.criterion(turn.data["criterion"])
    values = read_values(turn, sheet, criterion, turn.text)
    if not values:
        return prefixed(turn.tr("That was not understood."), show_facts(turn, sheet))
    known, refusal = take_values(turn, sheet, criterion, values)
    turn.remember(pending=facts_of.dump_facts(known))
    if refusal:
        return prefixed(refusal, show_facts(turn, sheet))
    if facts_of.missing_facts(sheet.campaign, criterion.id, {**sheet.answers, criterion.id: known}):
        return show_facts(turn, sheet)
    turn.talk.step = "correct_reason"
    return show_reason(turn, sheet)


def show_reason(turn: Turn, sheet: Sheet) -> Reply:
    tr, criterion = turn.tr, sheet.campaign.criterion(turn.data["criterion"])
    known = facts_of.load_answers(sheet.campaign, {criterion.id: turn.data["pending"]})
    way_out = Choice("overview", tr("Do not correct"), ("quay lai",))
    if not criterion.scored:
        words = tr(
            "{criterion} becomes: {facts}. {verdict}\nWhy is it corrected? The unit reads the reason.",
            criterion=strong(short_name(criterion, tr)),
            facts=facts_in_words(criterion, known[criterion.id], tr),
            verdict=becomes(sheet, criterion, known, turn),
        )
        return ask(words, way_out, numbered=False, verb=tr("RECORD"))
    given = score(sheet.campaign, {**sheet.answers, **known}, on=turn.today).criteria[criterion.id]
    words = tr(
        "{criterion} becomes {points} points: {facts}. {why}\nWhy is it corrected? The unit reads the reason.",
        criterion=strong(short_name(criterion, tr)),
        points=row_points(given, criterion, tr),
        facts=facts_in_words(criterion, known[criterion.id], tr),
        why=explain_score(given, criterion, tr),
    )
    return ask(words, way_out, numbered=False, verb=tr("RECORD"))


def not_applicable(reason: str) -> dict[str, Any]:
    """The facts of a criterion that lies outside the unit's functions."""
    return {NOT_APPLICABLE: True, NOT_APPLICABLE_REASON: reason}


def corrected_facts_in_words(sheet: Sheet, criterion: Criterion, appraisal: Appraisal, tr: Translator) -> str:
    """What the reviewer put in the place of the unit's facts."""
    facts = facts_of.load_answers(sheet.campaign, {criterion.id: appraisal.facts})[criterion.id]
    return tr("not applicable") if facts.get(NOT_APPLICABLE) is True else facts_in_words(criterion, facts, tr)


def store(turn: Turn, sheet: Sheet, facts: dict[str, Any]) -> bool:
    """Keep the corrected ``facts`` (as dumped) with the typed reason; False when the reason is missing."""
    if len(turn.text) < SHORTEST_REASON:
        return False
    submission, criterion_id = sheet.submission, turn.data["criterion"]
    assert submission.id is not None
    if (earlier := sheet.appraisals.get(criterion_id)) is not None:
        earlier.undone_at = turn.now
    turn.session.add(
        Appraisal(
            submission_id=submission.id,
            number=submission.number,
            criterion=criterion_id,
            facts=facts,
            reason=turn.text,
            decided_by=turn.event.person,
            decided_at=turn.now,
        )
    )
    submission.review_touched_at = turn.now
    row = sheet.rows.get(criterion_id)
    note(
        turn,
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        subject=f"appraisal:{criterion_id}",
        action="corrected",
        before=dict(row.facts) if row else None,
        after=facts,
        why=turn.text,
    )
    return True


def corrections_in_words(sheet: Sheet, tr: Translator) -> list[str]:
    """What a reviewer corrected: both points, and why."""
    if not sheet.campaign.has_points:
        return corrected_verdicts(sheet, tr)
    lines = []
    for criterion in sheet.criteria:
        own, given = sheet.score_of(criterion.id), sheet.appraised.criteria[criterion.id]
        appraisal = sheet.appraisals.get(criterion.id)
        if appraisal is None and own.points == given.points:
            continue
        reason = appraisal.reason if appraisal else tr("follows from another correction")
        lines.append(
            tr(
                "{criterion}: self-scored {own}, appraised {given} – {reason}",
                criterion=short_name(criterion, tr),
                own=row_points(own, criterion, tr),
                given=row_points(given, criterion, tr),
                reason=reason,
            )
        )
    return lines
