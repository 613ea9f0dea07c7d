"""From one version of a campaign to the next: what becomes of the answers given before, and what must stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from scoring.answers import TypedAnswers, drop_void
from scoring.campaign import Campaign, Criterion
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.refusals import UnreadableValue, parse_value

# criterion -> fact -> value, as stored (``dump_facts``)
Stored: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers taken over into another version. ``dropped``: criterion -> fact -> what stood there, as stored."""

    answers: TypedAnswers
    dropped: Mapping[str, Mapping[str, Any]]


def carry_answers(old: Campaign, new: Campaign, stored: Stored) -> Carried:
    """What of these answers holds under the new definition: facts that are still asked, of the same type, with a value
    that may still be; what a dropped answer made possible goes too."""
    kept: TypedAnswers = {}
    for criterion in new.items:
        if criterion.id in stored:
            before = next((each for each in old.items if each.id == criterion.id), None)
            facts = stored[criterion.id].items()
            kept[criterion.id] = {
                name: value for name, raw in facts for value in _carried(before, criterion, name, raw)
            }
    kept, _ = drop_void(new, kept)
    dropped = {
        name: lost
        for name, facts in stored.items()
        if (lost := {fact: raw for fact, raw in facts.items() if fact not in kept.get(name, {})})
    }
    return Carried(kept, dropped)


def _carried(old: Criterion | None, new: Criterion, name: str, raw: Any) -> list[Any]:
    """The value, typed; nothing when it no longer fits."""
    if name in (NOT_APPLICABLE, NOT_APPLICABLE_REASON):
        return [raw] if new.may_be_not_applicable else []
    fact = next((each for each in new.facts if each.name == name), None)
    was = next((each for each in old.facts if each.name == name), None) if old else None
    if fact is None or was is None or fact.type != was.type:
        return []
    if raw is None and not (fact.may_be_unsent or fact.may_be_unknown):
        return []
    try:
        return [parse_value(fact, raw)]
    except UnreadableValue:
        return []


def readable_answers(campaign: Campaign, stored: Stored) -> TypedAnswers:
    """What of answers that may have been given under another version can be read under this one."""
    return {
        criterion.id: {
            name: value
            for name, raw in stored[criterion.id].items()
            for value in _carried(criterion, criterion, name, raw)
        }
        for criterion in campaign.items
        if criterion.id in stored
    }


def refuse_change(old: Campaign, new: Campaign) -> Iterator[tuple[str, str]]:
    """What cannot be changed once units have begun, as (what, id): "id" (another campaign), "points" (points or none),
    "registration" (another form), and what was removed: "candidate", "unit_type", "round", "step", "deadline",
    "mark", "award", "register"."""
    if old.id != new.id:
        yield "id", new.id
    if old.has_points != new.has_points:
        yield "points", ""
    if old.registration.kind != new.registration.kind:
        yield "registration", new.registration.kind
    removed = {
        "candidate": {each.id for each in old.candidates} - {each.id for each in new.candidates},
        "unit_type": {each.id for each in old.unit_types} - {each.id for each in new.unit_types},
        "round": {each.id for each in old.rounds} - {each.id for each in new.rounds},
        "step": {each.id for each in old.review_chain} - {each.id for each in new.review_chain},
        "deadline": {each.id for each in old.deadlines} - {each.id for each in new.deadlines},
    }
    removed["mark"] = {each.id for each in old.registration.marks} - {each.id for each in new.registration.marks}
    removed["award"] = {each.id for each in old.awards} - {each.id for each in new.awards}
    if old.initiative_register is not None and new.initiative_register is None:
        removed["register"] = {old.id}
    for what, names in removed.items():
        for name in sorted(names):
            yield what, name
