"""What stood at a criterion before: in the version sent before this one, and in the round before."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from handlers.naming import appraised_value
from handlers.sheet import Sheet, load_sheet
from handlers.wording import row_points
from locales import Translator
from reports.paper_words import Paper, describe
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.campaign import Criterion
from scoring.refusals import UnreadableValue
from scoring.score import CriterionScore
from storage import queries
from storage.tables import Evidence, EvidenceKind, Submission, SubmissionState, SubmissionVersion, Verdict

LISTED = 4  # pieces of evidence that are named; the others stand on the submission's own page


def changes_in_words(session: Session, sheet: Sheet, criterion: Criterion, tr: Translator, *, on: date) -> list[str]:
    """What the last version said and why it came back, what has changed since, and the value of the last round."""
    submission = sheet.submission
    lines = []
    if submission.number > 1:
        before = session.get(SubmissionVersion, (submission.id, submission.number - 1))
        content: Mapping[str, Any] = (before.content if before else {}).get(criterion.id, {})
        lines += _since_last(session, sheet, criterion, content, tr) if content else []
    return lines + last_round_in_words(session, sheet, criterion, tr, on=on)


def last_round_in_words(session: Session, sheet: Sheet, criterion: Criterion, tr: Translator, *, on: date) -> list[str]:
    """The value of the round before, and what has changed since; empty where there is none. It is closed: whoever
    reviews now may see it."""
    earlier = _last_round(session, sheet)
    if earlier is None:
        return []
    return _since_round(sheet, load_sheet(session, sheet.campaign, earlier, on=on), criterion, tr)


def _since_round(sheet: Sheet, then: Sheet, criterion: Criterion, tr: Translator) -> list[str]:
    """What was found in the round before, as it was appraised then, and what differs from it now."""
    if all(each.id != criterion.id for each in then.criteria):
        return []  # that round asked something else
    old = _found(then, criterion)
    said = facts_in_words(criterion, old, tr) or tr("not asked")
    title = next(each.title.within(tr.locale) for each in sheet.campaign.rounds if each.id == then.submission.round)
    value = appraised_value(then, criterion.id, tr)
    lines = [tr("{round}: {facts} – {value}", round=title, facts=said, value=value)]
    if (appraisal := then.appraisals.get(criterion.id)) is not None:
        lines.append(tr("Corrected then, because: {reason}", reason=appraisal.reason))
    if facts_of.dump_facts(old) == facts_of.dump_facts(sheet.answers.get(criterion.id) or {}):
        lines.append(tr("The figures are the same as then."))
    before = {_essence(proof) for proof in then.proofs(criterion.id)}
    if same := sum(_essence(proof) in before for proof in sheet.proofs(criterion.id)):
        lines.append(
            tr.plural(
                "{n} piece of evidence is the same as then.", "{n} pieces of evidence are the same as then.", same
            )
        )
    return lines


def _found(sheet: Sheet, criterion: Criterion) -> facts_of.Facts:
    appraisal = sheet.appraisals.get(criterion.id)
    if appraisal is None:
        return sheet.answers.get(criterion.id) or {}
    return facts_of.load_answers(sheet.campaign, {criterion.id: appraisal.facts})[criterion.id]


def _essence(proof: Evidence) -> tuple[str, str | None]:
    """What makes a piece of evidence the same one, whenever it was sent: the content of a file, or the words."""
    return proof.kind.value, proof.digest or proof.text


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
    old = {proof["id"]: _as_it_was(proof) for proof in content.get("evidence", ())}
    new = {proof.id: _as_paper(proof) for proof in sheet.proofs(criterion.id)}
    if fresh := [paper for number, paper in new.items() if number not in old]:
        words = tr.plural("{n} new piece of evidence:", "{n} new pieces of evidence:", len(fresh))
        lines.append(f"{words} {_listed(fresh, tr)}")
    if gone := [paper for number, paper in old.items() if number not in new]:
        words = tr.plural("{n} piece of evidence removed:", "{n} pieces of evidence removed:", len(gone))
        lines.append(f"{words} {_listed(gone, tr)}")
    if (
        judged is not None
        and judged.verdict is Verdict.RETURNED
        and now == content.get("facts")
        and set(new) == set(old)
    ):
        lines.append(tr("Nothing has changed since."))
    return lines


def _as_paper(proof: Evidence) -> Paper:
    return Paper(proof.kind, proof.digest, proof.name, proof.text, proof.document_date)


def _as_it_was(proof: Mapping[str, Any]) -> Paper:
    """As it stands in a version that was sent."""
    return Paper(EvidenceKind(proof["kind"]), proof.get("digest"), proof.get("name"), proof.get("text"))


def _listed(papers: Sequence[Paper], tr: Translator) -> str:
    """The first few by their names; the others are counted."""
    said = [describe(paper, tr) for paper in papers[:LISTED]]
    rest = len(papers) - len(said)
    return "; ".join([*said, *([tr.plural("{n} other", "{n} others", rest)] if rest else [])]) + "."


def _in_words(sheet: Sheet, criterion: Criterion, content: Mapping[str, Any], tr: Translator) -> str:
    try:
        facts = facts_of.load_answers(sheet.campaign, {criterion.id: content.get("facts", {})})[criterion.id]
    except (KeyError, UnreadableValue):
        return ""  # the round before had other facts
    said = facts_in_words(criterion, facts, tr)
    if not said or not criterion.scored:
        return said
    points = content.get("points")
    given = CriterionScore(Decimal(points) if points else None, criterion.max_points, ())
    return f"{said} ({row_points(given, criterion, tr)})"


def _last_round(session: Session, sheet: Sheet) -> Submission | None:
    """Of the same competitor, in the nearest round before in the plan that was appraised."""
    now = sheet.submission
    order = [each.id for each in sheet.campaign.rounds]
    before = order[: order.index(now.round)] if now.round in order else []
    wanted = select(Submission).where(
        Submission.campaign_id == now.campaign_id,
        Submission.unit_id == now.unit_id,
        Submission.candidate_id == now.candidate_id,
        col(Submission.round).in_(before),
        Submission.state == SubmissionState.APPROVED,
    )
    return max(session.exec(wanted), key=lambda each: before.index(each.round), default=None)
