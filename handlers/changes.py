"""What stood at a criterion before: in the version sent before this one, and in the round before."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from handlers.sheet import Sheet
from handlers.wording import points_of
from locales import Translator
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from scoring.refusals import UnreadableValue
from storage import queries
from storage.tables import Submission, SubmissionState, SubmissionVersion, Verdict


def changes_in_words(session: Session, sheet: Sheet, criterion: Criterion, tr: Translator) -> list[str]:
    """What the last version said and why it came back, what has changed since, and the value of the last round."""
    submission = sheet.submission
    lines = []
    if submission.number > 1:
        before = session.get(SubmissionVersion, (submission.id, submission.number - 1))
        content: Mapping[str, Any] = (before.content if before else {}).get(criterion.id, {})
        lines += _since_last(session, sheet, criterion, content, tr) if content else []
    if (earlier := _last_round(session, submission)) is not None:
        content = earlier.content.get(criterion.id, {})
        shown = _in_words(sheet, criterion, content, tr)
        lines += [tr("In the round before: {what}", what=shown)] if shown else []
    return lines


def _since_last(
    session: Session, sheet: Sheet, criterion: Criterion, content: Mapping[str, Any], tr: Translator
) -> list[str]:
    submission, lines = sheet.submission, []
    assert submission.id is not None
    judged = queries.decisions_of(session, submission.id, submission.number - 1).get(criterion.id)
    if judged is not None and judged.verdict is Verdict.RETURNED:
        lines.append(tr("Returned last time: {reason}", reason=judged.reason))
    now = facts_of.dump_facts(sheet.answers.get(criterion.id) or {})
    if now != content.get("facts"):
        lines.append(tr("Before: {what}", what=_in_words(sheet, criterion, content, tr) or "–"))
    old = {proof["id"] for proof in content.get("evidence", ())}
    new = {proof.id for proof in sheet.proofs(criterion.id)}
    if new - old:
        lines.append(tr.plural("{n} new piece of evidence.", "{n} new pieces of evidence.", len(new - old)))
    if old - new:
        lines.append(tr.plural("{n} piece of evidence removed.", "{n} pieces of evidence removed.", len(old - new)))
    if judged is not None and judged.verdict is Verdict.RETURNED and now == content.get("facts") and new == old:
        lines.append(tr("Nothing has changed since."))
    return lines


def _in_words(sheet: Sheet, criterion: Criterion, content: Mapping[str, Any], tr: Translator) -> str:
    try:
        facts = facts_of.load_answers(sheet.campaign, {criterion.id: content.get("facts", {})})[criterion.id]
    except (KeyError, UnreadableValue):
        return ""  # the round before had other facts
    said = facts_in_words(criterion, facts, tr)
    if not said or not criterion.scored:
        return said
    points = content.get("points")
    return f"{said} ({points_of(Decimal(points) if points else None, Decimal(criterion.max_points), tr)})"


def _last_round(session: Session, submission: Submission) -> SubmissionVersion | None:
    """What the unit sent in the round before of the same campaign, as it was approved."""
    wanted = (
        select(SubmissionVersion)
        .join(
            Submission,
            (col(Submission.id) == col(SubmissionVersion.submission_id))
            & (col(Submission.number) == col(SubmissionVersion.number)),
        )
        .where(
            Submission.campaign_id == submission.campaign_id,
            Submission.unit_id == submission.unit_id,
            col(Submission.round) < submission.round,
            Submission.state == SubmissionState.APPROVED,
        )
        .order_by(col(Submission.round).desc())
        .limit(1)
    )
    return session.exec(wanted).first()
