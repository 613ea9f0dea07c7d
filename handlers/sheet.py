"""A unit's self-assessment as a whole: its answers, evidence and points, and how one answer is stored.

Reading and writing rows only; what is said about it is in ``assessment``, ``evidence`` and ``summary``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from handlers.noting import note_about
from handlers.sheet_knowledge import scored, sent_content
from reports.knowing import judge_all, kind_of, known_besides
from scoring import answers as facts_of
from scoring import workflow
from scoring.answers import TypedAnswers
from scoring.campaign import Campaign, Criterion, Fact
from scoring.candidates import sheet_criteria
from scoring.score import CriterionScore, ScoreSheet, score
from scoring.verdict import Verdict as Judgement
from storage import queries
from storage.locks import lock_unit
from storage.queries.counting import as_counted
from storage.remembering import forget
from storage.tables import (
    Answer,
    Appraisal,
    Decision,
    Evidence,
    Submission,
    SubmissionState,
    Verdict,
)


class Standing(StrEnum):
    """Where one criterion stands."""

    VOID = "void"  # another answer made it pointless: nothing is asked, it gives 0
    UNANSWERED = "unanswered"
    PARTIAL = "partial"
    EVIDENCE_MISSING = "evidence_missing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One submission, loaded.

    ``criteria``   what stands in it, in plan order: what the kind of its candidate is asked.
    ``answers``    what was answered, and what the program counts or the office knows.
    ``verdicts``   of the criteria without points; ``appraised_verdicts``: with a reviewer's corrections.
    ``decisions``  what was decided about the version that was sent last.
    ``appraised``  the points with a reviewer's corrections; the same as ``scores`` without any.
    ``sent``       that version's content while it is returned (else empty).
    """

    campaign: Campaign
    submission: Submission
    kind: str | None
    criteria: tuple[Criterion, ...]
    rows: Mapping[str, Answer]
    evidence: Mapping[str, list[Evidence]]
    answers: TypedAnswers
    scores: ScoreSheet
    decisions: Mapping[str, Decision]
    appraisals: Mapping[str, Appraisal]
    appraised: ScoreSheet
    verdicts: Mapping[str, Judgement]
    appraised_verdicts: Mapping[str, Judgement]
    sent: Mapping[str, Any]

    def score_of(self, criterion_id: str) -> CriterionScore:
        return self.scores.criteria[criterion_id]

    def proofs(self, criterion_id: str) -> list[Evidence]:
        return self.evidence.get(criterion_id, [])

    @property
    def returned(self) -> frozenset[str]:
        """The criteria that the last decision round sent back."""
        if self.submission.state is not SubmissionState.RETURNED:
            return frozenset()
        return frozenset(
            criterion for criterion, decision in self.decisions.items() if decision.verdict is Verdict.RETURNED
        )

    @property
    def editable(self) -> frozenset[str]:
        """What the unit may change now: everything in a draft, else the returned criteria and what hangs on them."""
        own = frozenset(each.id for each in self.asked)
        if self.submission.state is SubmissionState.DRAFT:
            return own
        return own & workflow.editable_criteria(self.campaign, self.submission.state.value, self.returned)

    @property
    def waivable(self) -> frozenset[str]:
        """What the program counts, and the unit may call not applicable now."""
        counted = {each.id for each in self.criteria if each.answered_by == "program" and each.may_be_not_applicable}
        if self.submission.state is SubmissionState.DRAFT:
            return frozenset(counted)
        return self.returned & counted

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """What its candidate answers."""
        return tuple(each for each in self.criteria if each.answered_by == "unit")

    @property
    def reviewed(self) -> tuple[Criterion, ...]:
        """What a reviewer judges: everything but what the office or the council answers itself."""
        return tuple(each for each in self.criteria if each.answered_by in ("unit", "program"))

    def standing(self, criterion_id: str) -> Standing:
        if self.campaign.criterion(criterion_id).answered_by != "unit":
            return Standing.DONE
        answered = self.answers.get(criterion_id) or {}
        if facts_of.void_criterion(self.campaign, criterion_id, self.answers):
            return Standing.VOID
        if facts_of.missing_facts(self.campaign, criterion_id, self.answers):
            return Standing.PARTIAL if answered else Standing.UNANSWERED
        if self.evidence_wanted(criterion_id) and not self.proofs(criterion_id):
            return Standing.EVIDENCE_MISSING
        return Standing.DONE

    def evidence_wanted(self, criterion_id: str) -> bool:
        """Required, or (of what is met without points) asked for and not declined."""
        criterion = self.campaign.criterion(criterion_id)
        if criterion.scored:
            return self.evidence_required(criterion_id)
        row = self.rows.get(criterion_id)
        declined = row is None or row.evidence_postponed
        return criterion.evidence is not None and not declined and self.verdicts[criterion_id].outcome == "met"

    def evidence_required(self, criterion_id: str) -> bool:
        """Every row above 0 needs evidence or an explanation (a row that is still open does not yet)."""
        if not self.campaign.criterion(criterion_id).scored:
            return False
        points = self.score_of(criterion_id).points
        return points is not None and points > self.campaign.self_assessment.evidence_required_above

    def touched_since_return(self, criterion_id: str) -> bool:
        """Whether the unit answered again, or changed the evidence, after the criterion was sent back."""
        sent = self.sent.get(criterion_id)
        if sent is None:
            return True
        row = self.rows.get(criterion_id)
        proofs = [proof.id for proof in self.proofs(criterion_id)]
        return (row.revision if row else 0, proofs) != (sent["revision"], [proof["id"] for proof in sent["evidence"]])

    def is_open(self, criterion_id: str) -> bool:
        """Whether it still asks something of the unit."""
        return criterion_id in self.editable and self._asks(criterion_id)

    def _asks(self, criterion_id: str) -> bool:
        if criterion_id in self.returned and not self.touched_since_return(criterion_id):
            return True
        return self.standing(criterion_id) not in (Standing.DONE, Standing.VOID)

    @property
    def open_criteria(self) -> tuple[str, ...]:
        """Plan order."""
        editable = self.editable
        return tuple(
            criterion.id for criterion in self.criteria if criterion.id in editable and self._asks(criterion.id)
        )

    @property
    def points_so_far(self) -> Decimal:
        return self.scores.decided_total


def load_sheet(session: Session, campaign: Campaign, submission: Submission, *, on: date) -> Sheet:
    """Everything about one submission, scored as of the local day ``on`` with the definition that it stands under:
    ``campaign`` may be another version of it."""
    assert submission.id is not None
    if lock_unit(session, submission.unit_id):
        session.refresh(submission)  # another process may have changed it until now
        forget(session)
    campaign = as_counted(session, queries.definition(session, campaign.id, submission.campaign_version), submission)
    kind = kind_of(session, campaign, submission)
    criteria = sheet_criteria(campaign, kind)
    rows = queries.answers_of(session, submission.id)
    typed, scores = scored(campaign, {name: row.facts for name, row in rows.items()}, on)
    if besides := known_besides(session, campaign, submission):
        said = {name: facts for name, facts in typed.items() if facts or name not in besides}
        typed = {**besides, **said}
    appraisals = queries.appraisals_of(session, submission.id, submission.number) if submission.number else {}
    corrected = facts_of.load_answers(campaign, {name: one.facts for name, one in appraisals.items()})
    verdicts = judge_all(campaign, criteria, typed, kind=kind, on=on)
    return Sheet(
        campaign=campaign,
        submission=submission,
        kind=kind,
        criteria=criteria,
        rows=rows,
        evidence=queries.evidence_of(session, submission.id),
        answers=typed,
        scores=scores,
        decisions=_decisions_here(session, campaign, submission),
        appraisals=appraisals,
        appraised=score(campaign, {**typed, **corrected}, on=on) if corrected else scores,
        verdicts=verdicts,
        appraised_verdicts=judge_all(campaign, criteria, {**typed, **corrected}, kind=kind, on=on)
        if corrected
        else verdicts,
        sent=sent_content(session, submission),
    )


def _decisions_here(session: Session, campaign: Campaign, submission: Submission) -> Mapping[str, Decision]:
    """While it waits to be appraised, what was decided at this step, or at a later one that sent it back: a step before
    may have appraised it, too, and that is judged anew."""
    assert submission.id is not None
    found = queries.decisions_of(session, submission.id, submission.number)
    if submission.state is not SubmissionState.SUBMITTED:
        return found
    names = [each.id for each in campaign.review_chain]
    from_here = names[names.index(submission.step) :] if submission.step in names else []
    return {name: decision for name, decision in found.items() if decision.step in from_here}


def stale_unsent(fact: Fact, row: Answer, on: date, answered_on: date) -> bool:
    """A report said to be unsent before its day, when that day has passed since: to be asked again."""
    return (
        fact.may_be_unsent
        and fact.due_on is not None
        and fact.name in row.facts
        and row.facts[fact.name] is None
        and answered_on <= fact.due_on < on
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """What storing an answer changed. ``dropped``: criterion -> facts that the change made void."""

    answer: Answer
    dropped: Mapping[str, tuple[str, ...]]


def save_facts(
    session: Session,
    sheet: Sheet,
    criterion_id: str,
    facts: Mapping[str, Any],
    *,
    by: int,
    now: datetime,
    action: str = "answered",
) -> Saved:
    """Store the facts of one criterion (all that are known of it), remove what they make void, write the history."""
    answer = _write(session, sheet, criterion_id, facts, by=by, now=now, action=action)
    changed = {**sheet.answers, criterion_id: dict(facts)}
    kept, dropped = facts_of.drop_void(sheet.campaign, changed)
    for other, names in dropped.items():
        if names and other in sheet.rows:
            _write(session, sheet, other, kept.get(other) or {}, by=by, now=now, action="became void")
    return Saved(answer, {other: tuple(names) for other, names in dropped.items() if names})


def _write(
    session: Session,
    sheet: Sheet,
    criterion_id: str,
    facts: Mapping[str, Any],
    *,
    by: int,
    now: datetime,
    action: str,
) -> Answer:
    stored = facts_of.dump_facts(facts)
    row = sheet.rows.get(criterion_id) or _new_row(session, sheet, criterion_id, now)
    before = dict(row.facts) or None
    row.revision += 1
    row.facts, row.answered_by, row.answered_at = stored, by, now
    submission = sheet.submission
    note_about(session, submission, f"answer:{criterion_id}", action, by=by, now=now, before=before, after=stored)
    return row


def _new_row(session: Session, sheet: Sheet, criterion_id: str, now: datetime) -> Answer:
    assert sheet.submission.id is not None
    row = Answer(submission_id=sheet.submission.id, criterion=criterion_id, facts={}, revision=0, answered_at=now)
    session.add(row)
    return row
