"""Whether a candidate may be put forward: what was sent, what the office knows, and what people decided, together.

A decision of a person is a row of its own with its reason; facts are never changed by it (plans, verdicts).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from locales import Translator
from reports.competing import Competitor
from reports.dossiers import load_dossier
from reports.explaining import explain_verdict
from reports.explaining_verdicts import outcome_in_words
from reports.knowing import known_besides
from reports.wording import title_of
from scoring.answers import TypedAnswers
from scoring.campaign import Award, Campaign, Criterion, Round
from scoring.candidates import round_named, rounds_read
from scoring.changes import readable_answers
from scoring.dossiers import gates_of_dossier
from scoring.eligibility import Eligibility, assess, awards_for
from scoring.verdict import Decided
from storage import queries
from storage.queries.deadlines import due_days
from storage.queries.second import is_veiled
from storage.tables import AwardRuling, Ruling, Submission, SubmissionVersion

DECIDED: Mapping[Ruling, Decided] = {Ruling.ACCEPTED: "accepted", Ruling.REFUSED: "refused"}


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate and one award. ``sent``: whether the self-assessment of ``round`` was sent."""

    campaign: Campaign
    who: Competitor
    award: Award
    round: str
    sent: bool
    answers: TypedAnswers
    rulings: Mapping[str, AwardRuling]
    result: Eligibility


def load_cases(
    session: Session, campaign: Campaign, who: Competitor, *, on: date, round: str | None = None
) -> list[Case]:
    """Every award that this candidate can have, judged as of a local day. ``round`` None: the one that runs."""
    if who.kind_id is None:
        return []
    wanted = round_named(campaign, round, on)
    return [
        load_case(session, campaign, who, award, wanted, on=on)
        for award in awards_for(campaign, who.kind_id)
        if wanted is None or not wanted.awards or award.id in wanted.awards
    ]


def cases_of_round(session: Session, campaign: Campaign, who: Competitor, *, on: date, round: str) -> list[Case]:
    """The awards of a round, and of those that look back on it at last."""
    looking_back = [each.id for each in campaign.rounds if each.reads and each.reads[-1] == round]
    return [case for name in (round, *looking_back) for case in load_cases(session, campaign, who, on=on, round=name)]


def load_case(
    session: Session, campaign: Campaign, who: Competitor, award: Award, round: Round | None, *, on: date
) -> Case:
    assert who.unit.id is not None
    assert who.kind_id is not None
    name = round.id if round else ""
    submission = _judged(session, campaign, who, round)
    if submission is not None:  # what was sent is judged by the version that it stands under
        own = queries.definition(session, campaign.id, submission.campaign_version)
        if award.id in {each.id for each in own.awards}:
            campaign, award = own, own.award(award.id)
    answers = sent_answers(session, campaign, submission)
    here = Submission(
        campaign_id=campaign.id, campaign_version=0, unit_id=who.unit.id, round=name, candidate_id=who.candidate_id
    )
    dossier = load_dossier(session, campaign, who, on=on, round=name)
    answers = {**known_besides(session, campaign, here, for_awards=True), **answers, **dossier.facts(on)}
    rulings = {
        each.item: each
        for each in queries.rulings_of(session, campaign.id, name, who.unit.id, who.candidate_id)
        if each.award in (None, award.id)
    }
    result = assess(
        campaign,
        answers,
        candidate=who.kind_id,
        award=award.id,
        on=on,
        decisions={item: DECIDED[each.ruling] for item, each in rulings.items()},
        extended=due_days(session, campaign.id).moved(who.unit.id),
    )
    return Case(campaign, who, award, name, submission is not None, answers, rulings, result)


def _judged(session: Session, campaign: Campaign, who: Competitor, round: Round | None) -> Submission | None:
    """What counts for the awards of a round: of the rounds that it reads, the last that was sent."""
    assert who.unit.id is not None
    found = (
        queries.submission_for(session, campaign.id, who.unit.id, each, candidate_id=who.candidate_id)
        for each in rounds_read(round)
    )
    return next((each for each in reversed(list(found)) if each is not None and each.number), None)


def sent_answers(session: Session, campaign: Campaign, submission: Submission | None) -> TypedAnswers:
    """What was sent last, with the corrections of a reviewer; nothing before it was sent. What was counted stays as it
    was sent; what the office answers is not the candidate's and is left out."""
    if submission is None or submission.id is None or submission.number == 0:
        return {}
    version = session.get_one(SubmissionVersion, (submission.id, submission.number))
    items = {each.id: each for each in campaign.items}
    stored = {
        name: each["facts"]
        for name, each in version.content.items()
        if name in items and items[name].answered_by in ("unit", "program")
    }
    if is_veiled(session, submission):  # not to be seen yet by whoever reviews it a second time
        return readable_answers(campaign, stored)
    appraisals = queries.appraisals_of(session, submission.id, submission.number)
    return readable_answers(campaign, {**stored, **{name: each.facts for name, each in appraisals.items()}})


def outcome_line(case: Case, tr: Translator) -> str:
    """``Giấy khen của …: chưa đạt``."""
    return f"{case.award.title.within(tr.locale)}: {outcome_in_words(case.result.outcome, tr)}"


def reason_line(case: Case, item: str, tr: Translator) -> str:
    """``II.2.1.5 Thanh toán điện tử: chưa biết: …``, and what was decided about it."""
    criterion: Criterion = case.campaign.criterion(item)
    why = why_in_words(case, item, tr)
    return f"• {title_of(criterion, tr)}: {why[:1].lower()}{why[1:]}"


def why_in_words(case: Case, item: str, tr: Translator) -> str:
    """Why an item has its outcome; of a dossier that nobody has looked through, that."""
    criterion = case.campaign.criterion(item)
    if criterion in gates_of_dossier(case.campaign) and not case.answers.get(item):
        return tr("The dossier was not found complete yet.")
    return explain_verdict(case.result.verdicts[item], criterion, tr)


def ruling_line(case_campaign: Campaign, ruling: AwardRuling, tr: Translator) -> str:
    """Who is never named to the unit: the decision, its day and its reason are."""
    word = tr("accepted") if ruling.ruling is Ruling.ACCEPTED else tr("not accepted")
    return tr(
        "Decision about {item}: {ruling}, {date} – {reason}",
        item=title_of(case_campaign.criterion(ruling.item), tr),
        ruling=word,
        date=tr.date(ruling.decided_at),
        reason=ruling.reason,
    )
