"""A campaign as people read it, in plain text."""

from collections.abc import Iterable, Iterator

from locales import Translator
from scoring.campaign import Campaign, CandidateKind, Criterion, Deadline, Round
from scoring.text import plain


def describe(campaign: Campaign, tr: Translator) -> str:
    """The whole definition: what it is, the table, the days, the way of the review, and what is to be confirmed."""
    sections = [
        _identity(campaign, tr),
        [tr("Table:") if campaign.has_points else tr("Criteria:"), *_table(campaign, tr)],
        [tr("Conditions for awards:"), *_asked(campaign.award_standards, tr)],
        [tr("Gates:"), *_asked(campaign.gates, tr)],
        [tr("Targets of the whole campaign:"), *_asked(campaign.targets, tr)],
        [tr("Rounds:"), *(_round(each, tr) for each in campaign.rounds)],
        [tr("Deadlines:"), *(_deadline(each, tr) for each in campaign.deadlines)],
        [tr("Review:"), *(f"  {n}. {step.title.within(tr.locale)}" for n, step in enumerate(campaign.review_chain, 1))],
        [tr("Awards:"), *_awards(campaign, tr)],
        [tr("To be confirmed before opening:"), *_assumptions(campaign, tr)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if len(lines) > 1)


def _identity(campaign: Campaign, tr: Translator) -> list[str]:
    paper = campaign.document
    number = paper.number or tr("(no number)")
    day = tr.date(paper.issued_on) if paper.issued_on else tr("(no date)")
    issuer = paper.issuer.within(tr.locale)
    where = tr("No. {number}, {place}, {day}, {issuer}", number=number, place=paper.place, day=day, issuer=issuer)
    types = "; ".join(each.name.within(tr.locale) for each in campaign.unit_types)
    return [
        campaign.name.within(tr.locale),
        f"  {campaign.id}",
        f"  {paper.title.within(tr.locale)}",
        "  " + (where if paper.number or paper.issued_on else tr("Plan of {issuer}", issuer=issuer)),
        "  " + tr("From {start} to {end}", start=tr.date(campaign.period.start), end=tr.date(campaign.period.end)),
        "  " + tr("Who takes part: {types}", types=types),
        *(f"  {each.name.within(tr.locale)}: {_who(each, tr)}" for each in campaign.candidates),
    ]


def _who(kind: CandidateKind, tr: Translator) -> str:
    return "; ".join(each.within(tr.locale) for each in kind.who)


def _table(campaign: Campaign, tr: Translator) -> Iterator[str]:
    for row in campaign.rows:
        if isinstance(row, Criterion):
            yield from _asked((row,), tr)
        else:
            yield f"  {row.id:<5} {row.title.within(tr.locale)} – {plain(row.max_points)}"
    if campaign.has_points:
        yield f"  {tr('Total')} – {plain(campaign.total)}"


def _asked(criteria: Iterable[Criterion], tr: Translator) -> Iterator[str]:
    for row in criteria:
        points = f" – {plain(row.max_points)}" if row.scored else ""
        yield f"  {row.id:<5} {row.title.within(tr.locale)}{points}"
        yield from (f"        · {fact.question.within(tr.locale)}" for fact in row.facts)


def _round(each: Round, tr: Translator) -> str:
    return f"  {each.id}  {tr.date(each.start)} – {tr.date(each.end)}  {each.title.within(tr.locale)}"


def _deadline(deadline: Deadline, tr: Translator) -> str:
    if deadline.due_on is None:
        days = tr("no date")
    elif deadline.opens_on is not None:
        days = f"{tr.date(deadline.opens_on)} – {tr.date(deadline.due_on)}"
    else:
        days = tr.date(deadline.due_on)
    mark = " " + tr("(assumed)") if deadline.assumed else ""
    return f"  {deadline.id}  {days}{mark}  {deadline.title.within(tr.locale)}"


def _awards(campaign: Campaign, tr: Translator) -> Iterator[str]:
    for award in campaign.awards:
        yield f"  {award.title.within(tr.locale)}"
        yield from (f"    · {each.within(tr.locale)}" for each in (award.collectives, award.individuals) if each)


def _assumptions(campaign: Campaign, tr: Translator) -> Iterator[str]:
    for each in campaign.assumptions:
        yield f"  {each.about}: {each.text.within(tr.locale)}"
