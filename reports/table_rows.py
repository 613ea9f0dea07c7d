"""The rows of the plan's table with what a unit registered, said and got: groups, criteria and the total."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from locales import Translator
from reports.explaining import explain_score
from reports.filling import Filled
from reports.wording import facts_in_words
from scoring.campaign import Campaign, Criterion, Group
from storage.tables import Appraisal, Decision, Evidence, EvidenceKind, Registration, Verdict

Points: TypeAlias = Decimal | None


class Line(StrEnum):
    """What a row of the table is."""

    GROUP = "group"
    CRITERION = "criterion"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One row in the plan's order. ``number`` is what the plan prints before it ("2.1" for I.2.1), ``title`` its whole
    wording, ``name`` the short one. Points are None where there are none (yet). ``sums``: the criteria whose plain sum
    a heading is; empty where it is no plain sum."""

    line: Line
    id: str
    number: str
    title: str
    name: str
    max: Points
    registered: Points = None
    self_scored: Points = None
    appraised: Points = None
    evidence: tuple[str, ...] = ()
    facts: str = ""
    reason: str = ""
    remark: str = ""
    sums: tuple[str, ...] = ()


def plan_columns(campaign: Campaign, tr: Translator) -> tuple[str, str, str, str]:
    """The headings of the plan's form for registered points, in the plan's own words where it has them."""
    own = tuple(each.within(tr.locale) for each in campaign.registration.columns)
    if campaign.registration.kind == "points" and len(own) == 4:
        return own
    return tr("NO."), tr("CRITERION"), tr("MAXIMUM POINTS"), tr("REGISTERED POINTS")


def table_rows(
    campaign: Campaign,
    registration: Registration | None,
    filled: Filled | None,
    tr: Translator,
    *,
    explained: Mapping[str, str] | None = None,
) -> Iterable[Row]:
    """In the plan's order, the total last. ``filled`` None: nothing was answered, or nothing that is to be shown.
    ``explained``: what stands below the remarks about a criterion."""
    beside = explained or {}
    registered = {name: Decimal(points) for name, points in registration.points.items()} if registration else {}
    for each in campaign.rows:
        if isinstance(each, Criterion):
            row = _criterion(campaign, each, registered.get(each.id), filled, tr)
            yield replace(row, remark="\n".join(filter(None, (row.remark, beside.get(each.id)))))
        else:
            yield _heading(campaign, each, registered, filled, tr)
    yield _total(campaign, registered, filled, tr)


def _criterion(
    campaign: Campaign, criterion: Criterion, registered: Points, filled: Filled | None, tr: Translator
) -> Row:
    given = filled.scores.criteria[criterion.id] if filled else None
    scored = criterion.scored
    return Row(
        line=Line.CRITERION,
        id=criterion.id,
        number=_number(campaign, criterion),
        title=criterion.wording.within(tr.locale).strip(),
        name=criterion.title.within(tr.locale),
        max=criterion.max_points if scored else None,
        registered=registered,
        self_scored=given.points if given and scored else None,
        appraised=filled.appraised_points(criterion.id) if filled and scored else None,
        evidence=tuple(proof_in_words(proof, tr) for proof in filled.evidence.get(criterion.id, ())) if filled else (),
        facts=facts_in_words(criterion, filled.answers.get(criterion.id) or {}, tr) if filled else "",
        reason=explain_score(given, criterion, tr) if given else "",
        remark=_remark(filled, criterion, tr) if filled else "",
    )


def _heading(
    campaign: Campaign, group: Group, registered: Mapping[str, Decimal], filled: Filled | None, tr: Translator
) -> Row:
    below = [each for each in campaign.criteria if group in campaign.groups_of(each)]
    scored = any(each.scored for each in below)
    return Row(
        line=Line.GROUP,
        id=group.id,
        number=_number(campaign, group),
        title=group.title.within(tr.locale),
        name=group.title.within(tr.locale),
        max=group.max_points or None,
        registered=_sum(registered, below),
        self_scored=filled.scores.groups[group.id] if filled and scored else None,
        appraised=filled.appraised.groups[group.id] if filled and scored and filled.are_approved(below) else None,
        sums=_plain_sum(below),
    )


def _total(campaign: Campaign, registered: Mapping[str, Decimal], filled: Filled | None, tr: Translator) -> Row:
    tops = dict.fromkeys((campaign.groups_of(each) or (each,))[0].id for each in campaign.criteria)
    scored = campaign.has_points
    return Row(
        line=Line.TOTAL,
        id="",
        number="",
        title=tr("Total ({parts})", parts="+".join(tops)) if len(tops) > 1 else tr("Total"),
        name=tr("Total"),
        max=campaign.total if scored else None,
        registered=_sum(registered, campaign.criteria),
        self_scored=filled.scores.total if filled and scored else None,
        appraised=filled.appraised.total if filled and scored and filled.are_approved(campaign.criteria) else None,
        sums=_plain_sum(campaign.criteria),
    )


def _number(campaign: Campaign, row: Criterion | Group) -> str:
    """As the plan prints it: without the number of the heading it stands under, "2.1" under I for I.2.1."""
    if isinstance(row, Criterion):
        above = campaign.groups_of(row)
        outer = above[0].id if above else ""
    else:
        outer = row.parent or ""
        while outer and (parent := campaign.group(outer).parent):
            outer = parent
    return row.id.removeprefix(f"{outer}.") if outer else row.id


def _sum(points: Mapping[str, Decimal], criteria: Iterable[Criterion]) -> Points:
    """None while one is missing: part of a sum must not look like the sum."""
    wanted = [points.get(each.id) for each in criteria if each.scored and each.effect == "points"]
    known = [each for each in wanted if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(wanted) else None


def _plain_sum(criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """Bonuses and penalties are capped, so a spreadsheet's sum of them would be another number."""
    criteria = list(criteria)
    plain = all(each.effect == "points" and each.scored for each in criteria)
    return tuple(each.id for each in criteria) if plain else ()


def _remark(filled: Filled, criterion: Criterion, tr: Translator) -> str:
    corrected = filled.corrected.get(criterion.id) or {}
    return remark(criterion, corrected, filled.appraisals.get(criterion.id), filled.decisions.get(criterion.id), tr)


def remark(
    criterion: Criterion,
    corrected: Mapping[str, Any],
    appraisal: Appraisal | None,
    decision: Decision | None,
    tr: Translator,
) -> str:
    """What the reviewer wrote: the correction with its reason, then the reason of a return."""
    lines = []
    if appraisal is not None:
        facts = facts_in_words(criterion, corrected, tr)
        lines.append(tr("Corrected to: {facts}. Reason: {reason}", facts=facts, reason=appraisal.reason))
    if decision is not None and decision.reason:
        returned = decision.verdict is Verdict.RETURNED
        lines.append(tr("Returned: {reason}", reason=decision.reason) if returned else decision.reason)
    return "\n".join(lines)


def proof_in_words(proof: Evidence, tr: Translator) -> str:
    """One proof as it is named on paper."""
    match proof.kind:
        case EvidenceKind.EXPLANATION:
            return tr("Explanation: {text}", text=proof.text or "")
        case EvidenceKind.DOCUMENT if proof.document_date is not None:
            return tr("Document {number} of {date}", number=proof.text or "", date=tr.date(proof.document_date))
        case EvidenceKind.FILE:
            return proof.name or tr("File")
    return proof.text or ""
