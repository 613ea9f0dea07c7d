"""What can never happen: a question that nobody is asked, an option never offered, an award that nobody reaches.

Whether a condition can be true is tried with the values at which it can change: both answers of a yes/no, every option,
the numbers around each bound. Where that would be too many, it is taken for possible.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from scoring.campaign import Award, Campaign, Criterion, Fact
from scoring.conditions import NUMERIC, All, Condition, FactTest, facts_read, holds, leaves
from scoring.said import said
from scoring.yaml_source import PathInFile

Finding = tuple[PathInFile, str]
TRIED = 20_000
FAR = Decimal(1_000_000)  # above any bound that a plan writes
SECTIONS = ("criteria", "award_standards", "gates", "targets")


def can_be(campaign: Campaign, criterion: Criterion, *conditions: Condition | None) -> bool:
    """Whether some answers make all of these true, seen from a criterion."""
    wanted = [each for each in conditions if each is not None]
    if not wanted:
        return True
    condition = wanted[0] if len(wanted) == 1 else All(all=tuple(wanted))
    read = sorted(facts_read(condition, criterion=criterion.id))
    tests = [test for _, test in leaves(condition)]
    values = [_values(campaign, campaign.criterion(home).fact(name), tests) for home, name in read]
    tries = 1
    for each in values:
        tries *= len(each)
    if tries > TRIED:
        return True
    ground = campaign.ground()
    for chosen in product(*values):
        answers: dict[str, dict[str, Any]] = {}
        for (home, name), value in zip(read, chosen, strict=True):
            answers.setdefault(home, {})[name] = value
        if holds(condition, answers, criterion=criterion.id, ground=ground) is True:
            return True
    return False


def _values(campaign: Campaign, fact: Fact, tests: list[FactTest]) -> list[Any]:
    match fact.type:
        case "yes_no":
            return [True, False]
        case "choice":
            return [option.id for option in fact.options]
        case "documents":
            documents = campaign.dossier.documents if campaign.dossier else ()
            return [frozenset(each.id for each in documents), frozenset()]
        case "date":
            days = [campaign.deadline(test.by_deadline).due_on for test in tests if test.by_deadline]
            known = [day for day in days if day is not None] or [date(2000, 1, 1)]
            return [day + timedelta(days=n) for day in known for n in (0, 1)]
    return _numbers(fact, tests)


def _numbers(fact: Fact, tests: list[FactTest]) -> list[Decimal]:
    """Every bound that is compared with, the numbers beside it, and the ends of what can be answered."""
    least = max(fact.minimum or Decimal(0), Decimal(0))
    most = fact.maximum if fact.maximum is not None else Decimal(100) if fact.type == "percent" else FAR
    step = Decimal(1) if fact.type == "count" else Decimal("0.01")
    bounds = [getattr(test, name) for test in tests for name in NUMERIC if getattr(test, name) is not None]
    near = {bound + n * step for bound in [*bounds, least, most] for n in (-1, 0, 1)}
    return sorted(value for value in near if least <= value <= most and (fact.type != "count" or value == int(value)))


def never_asked(campaign: Campaign) -> Iterator[Finding]:
    """Criteria, facts and options that no answers lead to."""
    for section in SECTIONS:
        for index, criterion in enumerate(getattr(campaign, section)):
            path: PathInFile = (section, index)
            if not can_be(campaign, criterion, criterion.asked_when):
                yield (*path, "asked_when"), said("can never be true: nobody is asked {id}", id=criterion.id)
                continue
            for place, fact in enumerate(criterion.facts):
                here = (*path, "facts", place)
                if not can_be(campaign, criterion, criterion.asked_when, fact.asked_when):
                    yield (*here, "asked_when"), said("can never be true: nobody is asked {id}", id=fact.name)
                for number, option in enumerate(fact.options):
                    if not can_be(campaign, criterion, option.offered_when):
                        yield (
                            (*here, "options", number, "offered_when"),
                            said("can never be true: {id} is never offered", id=option.id),
                        )
    yield from _asked_of_nobody(campaign)


def _asked_of_nobody(campaign: Campaign) -> Iterator[Finding]:
    """Gates and award standards of awards that are for other candidates."""
    kinds = [each.id for each in campaign.candidates]
    for section, key in (("award_standards", "standards"), ("gates", "gates")):
        for index, criterion in enumerate(getattr(campaign, section)):
            awards = [award for award in campaign.awards if criterion.id in getattr(award, key)]
            asked = {kind for award in awards for kind in (award.candidates or kinds) if criterion.is_asked_of(kind)}
            if awards and kinds and not asked:
                message = said(
                    "nobody is asked {id}: the awards that name it are for other candidates", id=criterion.id
                )
                yield (section, index, "candidates"), message


def never_reached(campaign: Campaign) -> Iterator[Finding]:
    """Awards that no candidate can be put forward for, or that nobody decides."""
    decided = {name for each in campaign.rounds for name in each.awards}
    for index, award in enumerate(campaign.awards):
        path: PathInFile = ("awards", index)
        if campaign.rounds and award.id not in decided:
            yield path, said("{id} is decided in no round: name it in one", id=award.id)
        kinds: list[str | None] = [*(award.candidates or (each.id for each in campaign.candidates))]
        stopping = {kind: _stopped_by(campaign, award, kind) for kind in kinds or [None]}
        if all(stopping.values()):
            stopped = next(iter(stopping.values()))
            yield path, said("nobody can reach {id}: {criterion} can never be met", id=award.id, criterion=stopped)
            continue
        for kind, stopped in stopping.items():
            if stopped:
                yield (
                    path,
                    said(
                        "no {kind} can reach {id}: {criterion} can never be met",
                        kind=kind,
                        id=award.id,
                        criterion=stopped,
                    ),
                )


def _stopped_by(campaign: Campaign, award: Award, kind: str | None) -> str | None:
    """The first condition of an award that a kind of candidate can never satisfy."""
    judged = [each.id for each in campaign.criteria if not each.scored] if award.criteria is None else award.criteria
    for name in (*award.gates, *judged, *award.standards):
        item = campaign.criterion(name)
        asked = kind is None or item.is_asked_of(kind)
        excused = item.may_be_not_applicable or item.on_unmet == "needs_decision" or kind in item.needs_decision_for
        if asked and not excused and not _can_be_met(campaign, item) and award.on_unmet != "needs_decision":
            return item.id
    return None


def _can_be_met(campaign: Campaign, item: Criterion) -> bool:
    void = item.not_applicable_when is not None and can_be(campaign, item, item.not_applicable_when)
    return void or can_be(campaign, item, item.met_when)
