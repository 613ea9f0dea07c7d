"""What was sent stays as it was sent: each version whole, with the verdicts that still hold carried along."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlmodel import Session

from handlers.noting import note_about
from handlers.sheet import Sheet
from scoring import answers as facts_of
from storage.tables import Appraisal, Decision, Evidence, SubmissionVersion, Verdict


def freeze(session: Session, sheet: Sheet, *, number: int, by: int | None, now: datetime) -> None:
    """Keep the sheet as it is now as version ``number``, and note it in the history."""
    assert sheet.submission.id is not None
    content = {criterion.id: _frozen(sheet, criterion.id) for criterion in sheet.criteria}
    total = None if sheet.scores.total is None else str(sheet.scores.total)
    session.add(
        SubmissionVersion(
            submission_id=sheet.submission.id, number=number, content=content, total=total, sent_by=by, sent_at=now
        )
    )
    sent = {"number": number, "total": total, "receipt": sheet.submission.receipt}
    note_about(session, sheet.submission, "submission", "sent", by=by, now=now, after=sent)


def _frozen(sheet: Sheet, criterion_id: str) -> dict[str, Any]:
    given, verdict = sheet.scores.criteria.get(criterion_id), sheet.verdicts.get(criterion_id)
    row = sheet.rows.get(criterion_id)
    frozen = {
        "revision": row.revision if row else 0,
        "facts": facts_of.dump_facts(sheet.answers.get(criterion_id) or {}),
        "points": None if given is None or given.points is None else str(given.points),
        "evidence": [_proof(proof) for proof in sheet.proofs(criterion_id)],
    }
    return frozen if verdict is None else {**frozen, "verdict": verdict.outcome}


def _proof(proof: Evidence) -> dict[str, Any]:
    return {"id": proof.id, "kind": proof.kind.value, "digest": proof.digest, "name": proof.name, "text": proof.text}


def carry_verdicts(session: Session, sheet: Sheet, reopened: AbstractSet[str], *, number: int) -> None:
    """The criteria that were not reopened keep their verdicts and corrections in the next version."""
    for criterion_id, decision in sheet.decisions.items():
        if criterion_id not in reopened and decision.verdict is Verdict.APPROVED:
            kept = decision.model_dump(exclude={"id", "number"})
            session.add(Decision(**kept, number=number))
    for criterion_id, appraisal in sheet.appraisals.items():
        if criterion_id not in reopened:
            session.add(Appraisal(**appraisal.model_dump(exclude={"id", "number"}), number=number))
