"""What belongs to plans without points, and to awards: candidates, verdicts, gates, standards, forms, rounds."""

from collections.abc import Iterable, Iterator, Sequence

from scoring.campaign import Campaign, Criterion
from scoring.checking_rules import Finding, check_condition, check_words, unknown
from scoring.conditions import Condition, leaves
from scoring.said import said
from scoring.yaml_source import PathInFile

# What only a criterion without points has.
JUDGED_ONLY = (
    "met_when",
    "not_applicable_when",
    "unmet_cases",
    "may_be_not_applicable",
    "needs_decision_for",
    "target",
)


def check_judged(
    path: PathInFile, campaign: Campaign, criterion: Criterion, earlier: Sequence[Criterion]
) -> Iterator[Finding]:
    """A criterion without points, an award standard, a gate or a target."""
    own = criterion.facts
    if criterion.met_when is None:
        yield (*path, "met_when"), said("is missing: say when it is met (or give max_points and rule)")
    if criterion.rule is not None or criterion.max_points:
        yield path, said("has points: only criteria can have max_points and rule")
    if criterion.effect != "points":
        yield (*path, "effect"), said("belongs to a row with points: remove it")
    conditions = [("met_when", criterion.met_when), ("not_applicable_when", criterion.not_applicable_when)]
    for key, condition in conditions:
        yield from check_condition((*path, key), condition, criterion, earlier, own=own)
        yield from _named((*path, key), condition, campaign)
    for index, case in enumerate(criterion.unmet_cases):
        here = (*path, "unmet_cases", index)
        yield from check_condition((*here, "when"), case.when, criterion, earlier, own=own)
        yield from _named((*here, "when"), case.when, campaign)
        if case.because is not None:
            yield from check_words((*here, "because"), case.because, criterion)
    kinds = [each.id for each in campaign.candidates]
    yield from _known((*path, "candidates"), said("candidate"), criterion.candidates, kinds)
    yield from _known((*path, "needs_decision_for"), said("candidate"), criterion.needs_decision_for, kinds)


def check_awards(campaign: Campaign) -> Iterator[Finding]:
    """Names in awards, forms, shares, rounds and the review chain."""
    kinds = [each.id for each in campaign.candidates]
    lists = {
        "gates": (said("gate"), [each.id for each in campaign.gates]),
        "standards": (said("award standard"), [each.id for each in campaign.award_standards]),
        "criteria": (said("criterion without points"), [each.id for each in campaign.criteria if not each.scored]),
        "candidates": (said("candidate"), kinds),
    }
    for index, award in enumerate(campaign.awards):
        for key, (what, known) in lists.items():
            yield from _known(("awards", index, key), what, getattr(award, key) or (), known)
    for key in ("award_standards", "gates"):
        asked = {name for award in campaign.awards for name in (*award.standards, *award.gates)}
        for index, criterion in enumerate(getattr(campaign, key)):
            if criterion.id not in asked:
                yield (
                    (key, index, "id"),
                    said("{id} is asked for no award: name it in an award, or remove it", id=criterion.id),
                )
    types = [each.id for each in campaign.unit_types]
    for index, kind in enumerate(campaign.candidates):
        yield from _known(("candidates", index, "unit_types"), "unit type", kind.unit_types, types)
    yield from _forms(campaign, kinds)
    yield from _rounds(campaign)
    yield from _shares(campaign)
    for index, step in enumerate(campaign.review_chain):
        yield from _known(("review_chain", index, "candidates"), said("candidate"), step.candidates, kinds)


def judged_kinds(campaign: Campaign) -> set[str]:
    """The kinds of candidates that some award with conditions is for."""
    kinds = [each.id for each in campaign.candidates]
    return {kind for award in campaign.awards if award.standards or award.gates for kind in award.candidates or kinds}


def _forms(campaign: Campaign, kinds: Sequence[str]) -> Iterator[Finding]:
    form, register = campaign.registration, campaign.initiative_register
    yield from _known(("registration", "by"), said("candidate"), form.by, kinds)
    for index, mark in enumerate(form.marks):
        yield from _known(("registration", "marks", index, "candidates"), said("candidate"), mark.candidates, kinds)
    if form.kind == "titles" and len(form.marks) < max(form.minimum_marks, 1):
        yield (
            ("registration", "marks"),
            said("a form of titles needs at least {n} of them", n=max(form.minimum_marks, 1)),
        )
    if form.kind != "titles" and form.marks:
        yield ("registration", "marks"), said("belong to kind titles, not {kind}: remove them", kind=form.kind)
    if form.kind == "points" and not campaign.has_points:
        yield ("registration", "kind"), said("no criterion has points: write titles, initiatives or light")
    if form.kind == "initiatives" and register is None:
        yield ("initiative_register",), said("is missing: say what an entry of the register has")


def _rounds(campaign: Campaign) -> Iterator[Finding]:
    ids = [each.id for each in campaign.rounds]
    awards, deadlines = [each.id for each in campaign.awards], [each.id for each in campaign.deadlines]
    for index, each in enumerate(campaign.rounds):
        path: PathInFile = ("rounds", index)
        yield from _known((*path, "awards"), said("award"), each.awards, awards)
        yield from _known((*path, "reads"), said("earlier round"), each.reads, ids[:index])
        if each.deadline is not None and each.deadline not in deadlines:
            yield (*path, "deadline"), unknown(said("deadline"), each.deadline, deadlines)
        closed = {one.deadline: one.id for one in campaign.rounds[:index] if one.deadline is not None}
        shared = closed.get(each.deadline or "")
        if shared is not None:
            yield (*path, "deadline"), said("closes the round {name} already: give each round its own", name=shared)
        if each.start > each.end:
            yield (*path, "end"), said("lies before start")
        elif each.start < campaign.period.start or each.end > campaign.period.end:
            yield path, said("lies outside the period of the campaign")


def _shares(campaign: Campaign) -> Iterator[Finding]:
    rows = {each.id: each for each in campaign.criteria}
    for index, share in enumerate(campaign.shares):
        path: PathInFile = ("shares", index)
        if share.criterion not in rows:
            yield (*path, "criterion"), unknown(said("criterion"), share.criterion, rows)
            continue
        types = {fact.name: fact.type for fact in rows[share.criterion].facts}
        wanted = [("fact", share.fact, "count" if share.of else "yes_no")] + (
            [("of", share.of, "count")] if share.of else []
        )
        for key, name, kind in wanted:
            if name not in types:
                yield (*path, key), unknown(said("fact"), name, types)
            elif types[name] != kind:
                yield (
                    (*path, key),
                    said(
                        "{name} is of type {type}: name a fact of type {wanted}",
                        name=name,
                        type=types[name],
                        wanted=kind,
                    ),
                )


def _named(path: PathInFile, condition: Condition | None, campaign: Campaign) -> Iterator[Finding]:
    """Deadlines and documents that a condition names."""
    deadlines = [each.id for each in campaign.deadlines]
    documents = [each.id for each in campaign.dossier.documents] if campaign.dossier else []
    for place, test in leaves(condition, path):
        if test.by_deadline is not None and test.by_deadline not in deadlines:
            yield (*place, "by_deadline"), unknown(said("deadline"), test.by_deadline, deadlines)
        yield from _known((*place, "contains"), said("document of the dossier"), test.contains or (), documents)


def _known(path: PathInFile, what: str, names: Iterable[str], known: Sequence[str]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name not in known:
            yield (*path, index), unknown(what, name, known)
