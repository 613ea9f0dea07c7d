"""What a unit says about every criterion, and what became of it: loaded for the documents.

As sent (``on`` None): the version that was sent last, with what was decided about it. The unit's own copy (``on`` a
day): what it works on now, scored as of that day, without decisions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from scoring.answers import TypedAnswers, load_answers
from scoring.campaign import Campaign, Criterion
from scoring.score import ScoreSheet, score
from storage import queries
from storage.queries.counting import as_counted, as_counted_when_sent
from storage.queries.second import is_veiled
from storage.tables import Appraisal, Decision, Evidence, Submission, SubmissionVersion, Verdict

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving


@dataclass(frozen=True, slots=True)
class Filled:
    """``scores``: by the unit's own answers; ``appraised``: with the reviewer's ``corrected`` ones."""

    answers: TypedAnswers
    evidence: Mapping[str, list[Evidence]]
    scores: ScoreSheet
    corrected: TypedAnswers
    appraised: ScoreSheet
    decisions: Mapping[str, Decision]
    appraisals: Mapping[str, Appraisal]

    def is_approved(self, criterion_id: str) -> bool:
        decision = self.decisions.get(criterion_id)
        return decision is not None and decision.verdict is Verdict.APPROVED

    def are_approved(self, criteria: Iterable[Criterion]) -> bool:
        return all(self.is_approved(each.id) for each in criteria)

    def appraised_points(self, criterion_id: str) -> Decimal | None:
        """Only what was approved has appraised points."""
        return self.appraised.criteria[criterion_id].points if self.is_approved(criterion_id) else None


def load_filled(
    session: Session, campaign: Campaign, submission: Submission, *, on: date | None, veiled: bool = False
) -> Filled:
    """``campaign``: the definition that the submission is scored with. ``veiled``: without what a blind second reviewer
    must not see. NoResultFound when nothing was sent."""
    if on is not None:
        return _own_copy(session, campaign, submission, on)
    filled = _as_sent(session, campaign, submission)
    if not veiled or not is_veiled(session, submission):
        return filled
    return replace(filled, corrected={}, appraised=filled.scores, decisions={}, appraisals={})


def _own_copy(session: Session, campaign: Campaign, submission: Submission, on: date) -> Filled:
    assert submission.id is not None
    campaign = as_counted(session, campaign, submission)
    rows = queries.answers_of(session, submission.id)
    answers = load_answers(campaign, {name: row.facts for name, row in rows.items()})
    scores = score(campaign, answers, on=on)
    return Filled(answers, queries.evidence_of(session, submission.id), scores, {}, scores, {}, {})


def _as_sent(session: Session, campaign: Campaign, submission: Submission) -> Filled:
    assert submission.id is not None
    campaign = as_counted_when_sent(session, campaign, submission)
    sent = session.get_one(SubmissionVersion, (submission.id, submission.number))
    answers = load_answers(campaign, {name: each["facts"] for name, each in sent.content.items()})
    appraisals = queries.appraisals_of(session, submission.id, submission.number)
    corrected = load_answers(campaign, {name: each.facts for name, each in appraisals.items()})
    day = sent.sent_at.astimezone(_VIETNAM).date()
    return Filled(
        answers=answers,
        evidence=sent_evidence(session, sent.content),
        scores=score(campaign, answers, on=day),
        corrected=corrected,
        appraised=score(campaign, {**answers, **corrected}, on=day),
        decisions=queries.decisions_of(session, submission.id, submission.number),
        appraisals=appraisals,
    )


def sent_evidence(session: Session, content: Mapping[str, Any]) -> dict[str, list[Evidence]]:
    """The evidence that was sent, also where the unit has removed it since."""
    ids = [proof["id"] for each in content.values() for proof in each["evidence"]]
    found: dict[str, list[Evidence]] = {}
    for proof in session.exec(select(Evidence).where(col(Evidence.id).in_(ids)).order_by(col(Evidence.id))):
        found.setdefault(proof.criterion, []).append(proof)
    return found
