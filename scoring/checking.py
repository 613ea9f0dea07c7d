"""What a campaign's parts must be to each other: names that exist, sums that add up, dependencies that point back.

Every finding is (path in the file, what is wrong and what to write instead).
"""

from collections.abc import Iterator
from decimal import Decimal

from scoring.campaign import Campaign, Criterion, Fact
from scoring.checking_awards import JUDGED_ONLY, check_awards, check_judged
from scoring.checking_rules import check_condition, check_rule, unknown
from scoring.rules import Rule, greatest_points
from scoring.said import said
from scoring.text import plain
from scoring.yaml_source import PathInFile

Finding = tuple[PathInFile, str]
NUMBERS = ("count", "percent", "score")
SECTIONS = ("criteria", "award_standards", "gates", "targets")


def check_campaign(campaign: Campaign) -> list[Finding]:
    """Everything that does not fit together; empty when the campaign can be opened."""
    return [
        *_ids(campaign),
        *_groups(campaign),
        *_sums(campaign),
        *_criteria(campaign),
        *_deadlines(campaign),
        *_places(campaign),
        *check_awards(campaign),
    ]


def _ids(campaign: Campaign) -> Iterator[Finding]:
    lists = (
        "unit_types",
        "candidates",
        "groups",
        "deadlines",
        "review_chain",
        "awards",
        "shares",
        "rounds",
        "readings",
    )
    for key in lists:
        yield from _unique((key,), [each.id for each in getattr(campaign, key)], "id")
    used: list[str] = []
    for section in SECTIONS:
        for index, criterion in enumerate(getattr(campaign, section)):
            if criterion.id in used:
                yield (section, index, "id"), said("{id} is used twice: give each its own", id=criterion.id)
            used.append(criterion.id)
            path: PathInFile = (section, index, "facts")
            yield from _unique(path, [fact.name for fact in criterion.facts], "name")
            for place, fact in enumerate(criterion.facts):
                yield from _unique((*path, place, "options"), [option.id for option in fact.options], "id")


def _unique(path: PathInFile, names: list[str], key: str) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (*path, index, key), said("{id} is used twice: give each its own", id=name)


def _groups(campaign: Campaign) -> Iterator[Finding]:
    known = [group.id for group in campaign.groups]
    for index, group in enumerate(campaign.groups):
        if group.parent is not None and group.parent not in known[:index]:
            yield ("groups", index, "parent"), unknown(said("group"), group.parent, known[:index])
    for index, criterion in enumerate(campaign.criteria):
        if criterion.group is not None and criterion.group not in known:
            yield ("criteria", index, "group"), unknown(said("group"), criterion.group, known)


def _sums(campaign: Campaign) -> Iterator[Finding]:
    def parts(group_id: str | None) -> list[Decimal]:
        rows = [each.max_points for each in campaign.criteria if each.group == group_id and each.effect == "points"]
        return rows + [
            each.max_points for each in campaign.groups if each.parent == group_id and not extra(campaign, each.id)
        ]

    def below(group_id: str | None) -> str:
        return " + ".join(plain(part) for part in parts(group_id)) + f" = {plain(sum(parts(group_id)))}"

    for index, group in enumerate(campaign.groups):
        if not extra(campaign, group.id) and sum(parts(group.id)) != group.max_points:
            yield ("groups", index, "max_points"), said(
                "{points} is not the sum of its rows ({sum}): correct one of them",
                points=plain(group.max_points), sum=below(group.id),
            )  # fmt: skip
    if sum(parts(None)) != campaign.total:
        yield ("total",), said(
            "{points} is not the sum of groups and rows ({sum}): correct one of them",
            points=plain(campaign.total), sum=below(None),
        )  # fmt: skip


def extra(campaign: Campaign, group_id: str) -> bool:
    """Whether a heading stands over bonuses or penalties alone: it caps them and is not part of the total."""
    rows = [each for each in campaign.criteria if group_id in _above(campaign, each)]
    return bool(rows) and all(each.effect != "points" for each in rows)


def _above(campaign: Campaign, criterion: Criterion) -> list[str]:
    """The headings above a criterion; it may name one that does not exist, and headings may name each other."""
    parents = {group.id: group.parent for group in campaign.groups}
    above: list[str] = []
    name = criterion.group
    while name in parents and name not in above:
        above.append(name)
        name = parents[name]
    return above


def _criteria(campaign: Campaign) -> Iterator[Finding]:
    earlier: tuple[Criterion, ...] = ()
    for section in SECTIONS:
        for index, criterion in enumerate(getattr(campaign, section)):
            path: PathInFile = (section, index)
            yield from check_condition((*path, "asked_when"), criterion.asked_when, criterion, earlier, own=())
            if criterion.asked_when is not None and criterion.void is None:
                yield (*path, "void"), said("is missing: say why the row has 0 points when nothing is asked")
            for place, fact in enumerate(criterion.facts):
                yield from _fact((*path, "facts", place), fact, criterion, earlier, place)
            if section == "criteria" and (criterion.rule or criterion.max_points):
                yield from _scored(path, criterion, earlier)
            else:
                yield from check_judged(path, campaign, criterion, earlier)
            earlier = (*earlier, criterion)


def _scored(path: PathInFile, criterion: Criterion, earlier: tuple[Criterion, ...]) -> Iterator[Finding]:
    if criterion.rule is None:
        yield (*path, "rule"), said("is missing: say how the points follow from the facts")
        return
    if not criterion.max_points:
        yield (*path, "max_points"), said("is missing: add it")
    yield from check_rule((*path, "rule"), criterion.rule, criterion, earlier)
    yield from check_maximum((*path, "max_points"), criterion, criterion.rule)
    for key in JUDGED_ONLY:
        if getattr(criterion, key):
            yield (*path, key), said("belongs to a criterion without points: remove it, or remove max_points and rule")
    for place, fact in enumerate(criterion.facts):
        if fact.may_be_unknown:
            yield (*path, "facts", place, "may_be_unknown"), said("leaves points open for ever: remove it")


def check_maximum(path: PathInFile, criterion: Criterion, rule: Rule) -> Iterator[Finding]:
    most = greatest_points(rule, cap=criterion.max_points)
    if most < criterion.max_points:
        yield path, said(
            "is {points}, but the rule gives at most {most}: correct one of them",
            points=plain(criterion.max_points), most=plain(most),
        )  # fmt: skip


def _fact(
    path: PathInFile, fact: Fact, criterion: Criterion, earlier: tuple[Criterion, ...], place: int
) -> Iterator[Finding]:
    before = criterion.facts[:place]
    yield from check_condition((*path, "asked_when"), fact.asked_when, criterion, earlier, own=before)
    if fact.minimum_unless is not None:
        unless = (*path, "minimum_unless", "unless")
        yield from check_condition(unless, fact.minimum_unless.unless, criterion, earlier, own=before)
    for index, option in enumerate(fact.options):
        offered = (*path, "options", index, "offered_when")
        yield from check_condition(offered, option.offered_when, criterion, earlier, own=before)
    if fact.at_most is not None and fact.at_most not in [each.name for each in before if each.type == "count"]:
        yield (*path, "at_most"), unknown(said("earlier count"), fact.at_most, [each.name for each in before])
    yield from _shape(path, fact)


def _shape(path: PathInFile, fact: Fact) -> Iterator[Finding]:
    if fact.type == "choice" and len(fact.options) < 2:
        yield (*path, "options"), said("a choice needs at least two options")
    if fact.type != "choice" and fact.options:
        yield (*path, "options"), said("belongs to type choice, not {type}: remove it", type=fact.type)
    if fact.type not in NUMBERS and (fact.minimum is not None or fact.maximum is not None or fact.minimum_unless):
        yield path, said("minimum and maximum belong to a count or a percent, not {type}: remove them", type=fact.type)
    if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
        yield (
            (*path, "minimum"),
            said("{least} is above maximum {most}", least=plain(fact.minimum), most=plain(fact.maximum)),
        )
    if fact.type != "date" and (fact.may_be_unsent or fact.due_on):
        yield path, said("may_be_unsent and due_on belong to a date, not {type}: remove them", type=fact.type)
    if fact.may_be_unsent and fact.may_be_unknown:
        yield (*path, "may_be_unknown"), said("null cannot mean both “not sent” and “not known”: remove one of them")
    if fact.type in (*NUMBERS, "date") and fact.example is None:
        yield (*path, "example"), said("is missing: show how the answer is typed")


def _deadlines(campaign: Campaign) -> Iterator[Finding]:
    if campaign.period.start > campaign.period.end:
        yield ("period", "end"), said("lies before start")
    for index, deadline in enumerate(campaign.deadlines):
        path: PathInFile = ("deadlines", index)
        if deadline.opens_on and deadline.due_on and deadline.opens_on > deadline.due_on:
            yield (*path, "opens_on"), said("lies after due_on")
        if deadline.opens_on and not deadline.due_on:
            yield (*path, "due_on"), said("is missing: a window has a last day")
        fact = _prefilled(campaign, deadline.prefills.criterion, deadline.prefills.fact) if deadline.prefills else None
        if deadline.prefills and (fact is None or fact.type != "date"):
            yield (*path, "prefills"), said("must name a criterion and one of its date facts")
        elif fact is not None and fact.due_on is not None and fact.due_on != deadline.due_on:
            yield (
                (*path, "due_on"),
                said("is not the due_on of fact {name} ({day}): correct one of them", name=fact.name, day=fact.due_on),
            )


def _prefilled(campaign: Campaign, criterion_id: str, name: str) -> Fact | None:
    facts = [fact for each in campaign.items if each.id == criterion_id for fact in each.facts]
    return next((fact for fact in facts if fact.name == name), None)


def _places(campaign: Campaign) -> Iterator[Finding]:
    known = {deadline.id: deadline for deadline in campaign.deadlines}
    wanted = [("registration", campaign.registration.deadline, "registration")]
    wanted.append(("self_assessment", campaign.self_assessment.deadline, "self_assessment"))
    wanted += [("dossier", campaign.dossier.deadline, "dossier")] if campaign.dossier else []
    for section, name, kind in wanted:
        if name is None:
            continue
        if name not in known:
            yield (section, "deadline"), unknown(said("deadline"), name, known)
        elif known[name].kind != kind:
            yield (
                (section, "deadline"),
                said("{id} is of kind {kind}: name one of kind {wanted}", id=name, kind=known[name].kind, wanted=kind),
            )
    if not any(step.in_program and step.appraises for step in campaign.review_chain):
        yield ("review_chain",), said("no step is in_program and appraises: somebody must judge the criteria")
    if campaign.priority is not None:
        ids = list(campaign.criterion_ids)
        if campaign.priority.criterion not in ids:
            yield ("priority", "criterion"), unknown(said("criterion"), campaign.priority.criterion, ids)
        else:
            criterion = campaign.criterion(campaign.priority.criterion)
            path: PathInFile = ("priority", "condition")
            condition, facts = campaign.priority.condition, criterion.facts
            yield from check_condition(path, condition, criterion, campaign.criteria, own=facts)
