"""Answers: from raw JSON to typed facts, what is asked, and what is void.

Typed answers are ``{criterion: {fact: value}}``. A fact that is missing is unanswered; None stands for "not sent" in a
sending date (``may_be_unsent``) and for "not known" where that is an answer (``may_be_unknown``), and occurs nowhere
else. Instead of its facts a criterion may hold ``not_applicable`` (true) and the reason. What is refused:
``scoring.refusals``.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, cast

from scoring.campaign import Campaign, Criterion, Fact, Option
from scoring.conditions import Answers as Answers
from scoring.conditions import Value as Value
from scoring.conditions import facts_read, holds
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.refusals import Contradiction, Refusal, UnreadableValue, bounds_refusal
from scoring.refusals import check_value as check_value
from scoring.refusals import parse_value as parse_value

Facts: TypeAlias = dict[str, Value | None]
TypedAnswers: TypeAlias = dict[str, Facts]


def parse_answers(campaign: Campaign, raw: Mapping[str, Any]) -> TypedAnswers:
    """Raw JSON (``{criterion: {fact: value} or null}``) as typed answers.

    Null is unanswered, except where None is an answer. Award standards, gates and targets may be answered too. Raises
    ``Contradiction`` for the first value, in plan order, that cannot be. A void fact must be of its type and range all
    the same, and is otherwise ignored.
    """
    known = {each.id for each in campaign.items}
    for name in raw:
        if name not in known:
            raise Contradiction(Refusal(str(name), "", "unknown_criterion", {}))
    answers = {
        criterion.id: _parse_facts(criterion, raw[criterion.id])
        for criterion in campaign.items
        if raw.get(criterion.id) is not None
    }
    for criterion_id, facts in answers.items():
        _refuse_contradictions(campaign, campaign.criterion(criterion_id), facts, answers)
    return answers


def load_answers(campaign: Campaign, stored: Mapping[str, Mapping[str, Any]]) -> TypedAnswers:
    """What ``dump_facts`` gave per criterion, typed again; half-answered criteria are welcome. UnreadableValue or
    KeyError when it was not made by ``dump_facts`` for this campaign."""
    return {
        criterion.id: load_facts(criterion, stored[criterion.id])
        for criterion in campaign.items
        if criterion.id in stored
    }


def load_facts(criterion: Criterion, stored: Mapping[str, Any]) -> Facts:
    """The stored facts of one criterion, typed again."""
    return {name: _load(criterion, name, raw) for name, raw in stored.items()}


def dump_facts(facts: Mapping[str, Value | None]) -> dict[str, Any]:
    """Typed facts as JSON-able data: decimals and dates as text, exactly."""
    return {name: _dump(value) for name, value in facts.items()}


def asked_facts(campaign: Campaign, criterion_id: str, answers: Answers) -> tuple[Fact, ...]:
    """The facts of a criterion that are asked, in order, answered or not, as far as its own answers tell. A fact that
    may yet become void through an unanswered one of the same criterion is not among them."""
    if void_criterion(campaign, criterion_id, answers) or said_not_applicable(criterion_id, answers):
        return ()
    facts = campaign.criterion(criterion_id).facts
    return tuple(fact for fact in facts if _is_asked(campaign, fact, criterion_id, answers))


def missing_facts(campaign: Campaign, criterion_id: str, answers: Answers) -> tuple[Fact, ...]:
    """The unanswered facts of a criterion that are not void, in order; also those that an answer still to come may
    make void (they can be answered in the same message)."""
    if void_criterion(campaign, criterion_id, answers) or said_not_applicable(criterion_id, answers):
        return ()
    known, ground = answers.get(criterion_id) or {}, campaign.ground()
    return tuple(
        fact
        for fact in campaign.criterion(criterion_id).facts
        if fact.name not in known
        and holds(fact.asked_when, answers, criterion=criterion_id, ground=ground) is not False
    )


open_facts = missing_facts  # what is missing is what can be asked


def implied_yes(campaign: Campaign, criterion_id: str, fact_name: str, answers: Answers) -> str | None:
    """The unanswered yes-or-no fact of the same criterion without whose yes this one is not asked: whoever answers it
    says yes to that, too. None where there is none, or more than one."""
    criterion, known = campaign.criterion(criterion_id), answers.get(criterion_id) or {}
    asked_when, ground = criterion.fact(fact_name).asked_when, campaign.ground()

    def is_asked_after(other: str, *, answer: bool) -> bool:
        supposed = {**answers, criterion_id: {**known, other: answer}}
        return holds(asked_when, supposed, criterion=criterion_id, ground=ground) is not False

    unanswered = [each.name for each in criterion.facts if each.type == "yes_no" and each.name not in known]
    found = [
        each for each in unanswered if is_asked_after(each, answer=True) and not is_asked_after(each, answer=False)
    ]
    return found[0] if len(found) == 1 else None


def void_criterion(campaign: Campaign, criterion_id: str, answers: Answers) -> bool:
    """Whether an earlier answer made the whole criterion pointless: nothing is asked, it has 0 points."""
    asked_when = campaign.criterion(criterion_id).asked_when
    return holds(asked_when, answers, criterion=criterion_id, ground=campaign.ground()) is False


def said_not_applicable(criterion_id: str, answers: Answers) -> bool:
    """Whether the unit answered that the criterion lies outside its functions."""
    return (answers.get(criterion_id) or {}).get(NOT_APPLICABLE) is True


def offered_options(campaign: Campaign, criterion_id: str, fact_name: str, answers: Answers) -> tuple[Option, ...]:
    """The options of a choice that the other answers leave open."""
    options = campaign.criterion(criterion_id).fact(fact_name).options
    ground = campaign.ground()
    return tuple(
        each
        for each in options
        if holds(each.offered_when, answers, criterion=criterion_id, ground=ground) is not False
    )


def dependents(campaign: Campaign, criterion_id: str) -> tuple[str, ...]:
    """The criteria whose rule, questions or options look at this one, directly or through another; plan order."""
    reached = {criterion_id}
    for criterion in campaign.items:  # dependencies point backwards in plan order, so one pass is enough
        if any(home in reached for home, _ in criterion.reads() if home != criterion.id):
            reached.add(criterion.id)
    return tuple(each for each in campaign.criterion_ids if each in reached and each != criterion_id)


def waits_for(campaign: Campaign, criterion_id: str, answers: Answers) -> tuple[str, ...]:
    """Earlier criteria that must be answered before it is known what is asked here; plan order."""
    criterion = campaign.criterion(criterion_id)
    conditions = [criterion.asked_when, *(fact.asked_when for fact in criterion.facts)]
    unknown = {
        home
        for condition in conditions
        if holds(condition, answers, criterion=criterion_id, ground=campaign.ground()) is None
        for home, name in facts_read(condition, criterion=criterion_id)
        if home != criterion_id and name not in (answers.get(home) or {})
    }
    return tuple(each for each in campaign.criterion_ids if each in unknown)


def drop_void(campaign: Campaign, answers: Answers) -> tuple[TypedAnswers, dict[str, tuple[str, ...]]]:
    """The answers without those that an earlier one made impossible, and what was dropped (criterion -> facts).

    Dropped are void facts, a chosen option that is no longer offered, and a number that now exceeds what it is part
    of: the last two are to be asked again.
    """
    kept: TypedAnswers = {name: dict(facts or {}) for name, facts in answers.items()}
    dropped: dict[str, tuple[str, ...]] = {}
    for criterion in campaign.items:
        facts = kept.get(criterion.id, {})
        known = [fact for fact in criterion.facts if fact.name in facts]
        lost = tuple(fact.name for fact in known if _is_lost(campaign, criterion, fact, answers))
        if lost:
            dropped[criterion.id] = lost
            kept[criterion.id] = {name: value for name, value in facts.items() if name not in lost}
    return kept, dropped


def _is_lost(campaign: Campaign, criterion: Criterion, fact: Fact, answers: Answers) -> bool:
    conditions, ground = (criterion.asked_when, fact.asked_when), campaign.ground()
    if said_not_applicable(criterion.id, answers):
        return True
    if any(holds(each, answers, criterion=criterion.id, ground=ground) is False for each in conditions):
        return True
    value = (answers.get(criterion.id) or {})[fact.name]
    return value is not None and check_value(campaign, criterion.id, fact.name, value, answers) is not None


def _is_asked(campaign: Campaign, fact: Fact, criterion_id: str, answers: Answers) -> bool:
    asked = holds(fact.asked_when, answers, criterion=criterion_id, ground=campaign.ground())
    if asked is not None:
        return asked
    known = answers.get(criterion_id) or {}
    own = [name for home, name in facts_read(fact.asked_when, criterion=criterion_id) if home == criterion_id]
    return all(name in known for name in own)


def _parse_facts(criterion: Criterion, raw: Any) -> Facts:
    if not isinstance(raw, Mapping):
        raise Contradiction(Refusal(criterion.id, "", "not_facts", {}))
    names = {fact.name for fact in criterion.facts}
    if criterion.may_be_not_applicable:
        names |= {NOT_APPLICABLE, NOT_APPLICABLE_REASON}
    for name in raw:
        if name not in names:
            raise Contradiction(Refusal(criterion.id, str(name), "unknown_fact", {"facts": tuple(sorted(names))}))
    facts: Facts = {}
    for name in (*(fact.name for fact in criterion.facts), NOT_APPLICABLE, NOT_APPLICABLE_REASON):
        if name in raw and (raw[name] is not None or _may_be_none(criterion, name)):
            try:
                facts[name] = _load(criterion, name, raw[name])
            except UnreadableValue as error:
                raise Contradiction(Refusal(criterion.id, name, error.code, error.params)) from None
    return facts


def _may_be_none(criterion: Criterion, name: str) -> bool:
    return any(fact.name == name and (fact.may_be_unsent or fact.may_be_unknown) for fact in criterion.facts)


def _load(criterion: Criterion, name: str, raw: Any) -> Value | None:
    kinds: dict[str, type] = {NOT_APPLICABLE: bool, NOT_APPLICABLE_REASON: str}
    if name in kinds and criterion.may_be_not_applicable:
        if raw is None or isinstance(raw, kinds[name]):
            return cast("Value | None", raw)
        raise UnreadableValue("wrong_type", type="yes_no" if name == NOT_APPLICABLE else "text")
    return parse_value(criterion.fact(name), raw)


def _refuse_contradictions(campaign: Campaign, criterion: Criterion, facts: Facts, answers: Answers) -> None:
    asked = {fact.name for fact in asked_facts(campaign, criterion.id, answers)}
    for fact in criterion.facts:
        value = facts.get(fact.name)
        refusal = None
        if value is not None:
            refusal = bounds_refusal(campaign, criterion.id, fact, value, answers)
        elif fact.required and fact.name in asked and fact.name not in facts:
            refusal = Refusal(criterion.id, fact.name, "missing", {})
        if refusal is not None:
            raise Contradiction(refusal)


def _dump(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
