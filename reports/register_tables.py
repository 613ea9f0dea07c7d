"""The register of models, solutions and initiatives as data, and how far the targets of the campaign are reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from locales import Translator
from reports.awards import sent_answers
from reports.explaining import explain_verdict
from reports.explaining_verdicts import outcome_in_words
from reports.wording import facts_in_words, field_in_words
from scoring.answers import TypedAnswers
from scoring.campaign import Campaign
from scoring.targets import APPLIED, count_targets, judge_targets, share
from storage import queries
from storage.tables import Submission, Unit


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. ``values``: one for each field of the register, in words."""

    code: str
    unit: str
    values: tuple[str, ...]
    receipt: str
    at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target with its numbers, its outcome in words, and what is missing."""

    id: str
    title: str
    numbers: str
    outcome: str
    reason: str


def entry_rows(session: Session, campaign: Campaign, tr: Translator, *, unit: Unit | None = None) -> list[EntryRow]:
    """The whole register, or what one unit registered; in the order of the units. Empty without a register."""
    register = campaign.initiative_register
    if register is None:
        return []
    titles = {each.id: each.title.within(tr.locale) for each in register.statuses}
    return [
        EntryRow(
            code=of.code,
            unit=of.name,
            values=tuple(field_in_words(each, str(entry.fields.get(each.id) or ""), tr) for each in register.fields),
            receipt=entry.receipt or "",
            at=entry.registered_at,
            status=titles.get(entry.status or "", ""),
        )
        for entry, of in queries.register_of(session, campaign.id)
        if unit is None or of.id == unit.id
    ]


def target_rows(session: Session, campaign: Campaign, tr: Translator, *, round: str) -> Iterator[TargetRow]:
    """Every target, counted from the rows of this moment, then the shares over all units."""
    answers = count_targets(campaign, **queries.count_register(session, campaign.id, (APPLIED,)))
    verdicts = judge_targets(campaign, answers)
    for criterion in campaign.targets:
        verdict = verdicts[criterion.id]
        yield TargetRow(
            criterion.id,
            criterion.wording.within(tr.locale).strip(),
            facts_in_words(criterion, answers[criterion.id], tr),
            outcome_in_words(verdict.outcome, tr),
            "" if verdict.satisfied else explain_verdict(verdict, criterion, tr),
        )
    given = list(own_answers(session, campaign, round)) if campaign.shares else []
    for wanted in campaign.shares:
        found = share(wanted, given)
        numbers = tr(
            "{part} of {whole} (target {percent})",
            part=tr.points(found.part),
            whole=tr.points(found.whole),
            percent=tr.percent(wanted.at_least_percent),
        )
        title = wanted.title.within(tr.locale)
        yield TargetRow(wanted.criterion, title, numbers, outcome_in_words(found.outcome, tr), "")


def own_answers(session: Session, campaign: Campaign, round: str) -> Iterator[TypedAnswers]:
    """What the active units sent of themselves."""
    wanted = (
        select(Submission)
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(
            Submission.campaign_id == campaign.id,
            Submission.round == round,
            col(Submission.candidate_id).is_(None),
            Submission.number > 0,
            Unit.active,
        )
    )
    for submission in session.exec(wanted):
        yield sent_answers(session, campaign, submission)
