"""The criteria of a candidate with the verdict of each: by its own answers, and as it was appraised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from sqlmodel import Session

from locales import Translator
from reports.explained import explanations_in_words
from reports.explaining import explain_verdict
from reports.explaining_verdicts import outcome_in_words
from reports.filling import sent_evidence
from reports.knowing import judge_all, known_besides
from reports.table_rows import proof_in_words, remark
from reports.wording import facts_in_words
from scoring import answers as facts_of
from scoring.answers import TypedAnswers
from scoring.campaign import Campaign, Criterion
from scoring.candidates import sheet_criteria
from scoring.changes import readable_answers
from scoring.verdict import Verdict as Judgement
from storage import queries
from storage.queries.second import is_veiled
from storage.tables import Evidence, Submission, SubmissionVersion, Verdict

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One criterion. ``title`` is the plan's wording, ``name`` the short one. ``own``, ``appraised``: the outcome (a
    word of ``scoring.verdict``), empty while there is none; each with its reason in words."""

    id: str
    title: str
    name: str
    facts: str
    own: str
    own_reason: str
    evidence: tuple[str, ...]
    appraised: str = ""
    appraised_reason: str = ""
    remark: str = ""


def own_rows(
    session: Session, campaign: Campaign, submission: Submission, kind: str | None, tr: Translator, *, on: date
) -> Iterator[VerdictRow]:
    """What is being worked on, judged as of a day. A submission without id has no answers."""
    rows = queries.answers_of(session, submission.id) if submission.id is not None else {}
    answers = known_besides(session, campaign, submission)
    answers |= readable_answers(campaign, {name: row.facts for name, row in rows.items()})
    evidence = queries.evidence_of(session, submission.id) if submission.id is not None else {}
    criteria = sheet_criteria(campaign, kind)
    verdicts = judge_all(campaign, criteria, answers, kind=kind, on=on)
    for each in criteria:
        yield _row(campaign, each, answers, verdicts[each.id], evidence.get(each.id, []), tr)


def sent_rows(
    session: Session,
    campaign: Campaign,
    submission: Submission,
    kind: str | None,
    tr: Translator,
    *,
    veiled: bool = False,
) -> Iterator[VerdictRow]:
    """What was sent last, judged as of that day, and what was decided about it (``veiled``: without what a blind second
    reviewer must not see). An appraised verdict has what was
    approved, and what the office answers itself."""
    assert submission.id is not None
    sent = session.get_one(SubmissionVersion, (submission.id, submission.number))
    answers = known_besides(session, campaign, submission)
    of_unit = {each.id for each in campaign.items if each.answered_by in ("unit", "program")}
    answers |= readable_answers(
        campaign, {name: each["facts"] for name, each in sent.content.items() if name in of_unit}
    )
    appraisals = queries.appraisals_of(session, submission.id, submission.number)
    decisions = queries.decisions_of(session, submission.id, submission.number)
    if veiled and is_veiled(session, submission):
        appraisals, decisions = {}, {}
    explained: Mapping[str, str] = {}
    if not (veiled and is_veiled(session, submission)):
        explained = explanations_in_words(session, submission, tr)
    corrected = readable_answers(campaign, {name: each.facts for name, each in appraisals.items()})
    evidence, criteria = sent_evidence(session, sent.content), sheet_criteria(campaign, kind)
    day = sent.sent_at.astimezone(_VIETNAM).date()
    own = judge_all(campaign, criteria, answers, kind=kind, on=day)
    given = judge_all(campaign, criteria, {**answers, **corrected}, kind=kind, on=day)
    for each in criteria:
        row = _row(campaign, each, answers, own[each.id], evidence.get(each.id, []), tr)
        decision = decisions.get(each.id)
        approved = decision is not None and decision.verdict is Verdict.APPROVED
        said = remark(each, corrected.get(each.id) or {}, appraisals.get(each.id), decision, tr)
        shown = given[each.id] if approved or each.id not in of_unit else None
        yield VerdictRow(
            row.id,
            row.title,
            row.name,
            row.facts,
            row.own,
            row.own_reason,
            row.evidence,
            shown.outcome if shown else "",
            _why(shown, each, tr) if shown else "",
            "\n".join(filter(None, (said, explained.get(each.id)))),
        )


def _row(
    campaign: Campaign,
    criterion: Criterion,
    answers: TypedAnswers,
    verdict: Judgement,
    evidence: list[Evidence],
    tr: Translator,
) -> VerdictRow:
    missing = _not_there(campaign, criterion, answers, tr)
    return VerdictRow(
        id=criterion.id,
        title=criterion.wording.within(tr.locale).strip(),
        name=criterion.title.within(tr.locale),
        facts=facts_in_words(criterion, answers.get(criterion.id) or {}, tr),
        own="" if missing else verdict.outcome,
        own_reason=missing or _why(verdict, criterion, tr),
        evidence=tuple(proof_in_words(proof, tr) for proof in evidence),
    )


def _not_there(campaign: Campaign, criterion: Criterion, answers: TypedAnswers, tr: Translator) -> str:
    """Why there is no verdict of the candidate's own; empty when there is one."""
    match criterion.answered_by:
        case "office":
            return tr("entered by the office")
        case "council":
            return tr("decided by the council")
        case "unit" if facts_of.missing_facts(campaign, criterion.id, answers):
            return tr("answered in part") if answers.get(criterion.id) else tr("not answered")
    return ""


def _why(verdict: Judgement, criterion: Criterion, tr: Translator) -> str:
    """The reason beside the word: nothing where it is the word alone."""
    why = explain_verdict(verdict, criterion, tr)
    word = outcome_in_words(verdict.outcome, tr)
    if why.rstrip(".").casefold() == word.casefold():
        return ""
    rest = why[len(word) :].lstrip(": ") if why.casefold().startswith(f"{word.casefold()}: ") else why
    return rest[:1].upper() + rest[1:]
