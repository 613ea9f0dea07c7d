"""Conditions in words: the names of the questions instead of their codes, and plain signs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from scoring.conditions import All, AnyOf, Condition, FactTest, Not

if TYPE_CHECKING:  # it uses this module
    from reports.naming.speaking import Speaker

_SIGNS: Final = {"equals": "=", "at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}


def condition_in_words(condition: Condition, speaker: Speaker, *, criterion: str) -> str:
    """``“Số nhiệm vụ được giao” > 0 và “Đã ban hành” = có``, seen from a criterion."""
    match condition:
        case All(all=parts):
            return f" {speaker.tr('and')} ".join(_part(part, speaker, criterion) for part in parts)
        case AnyOf(any=parts):
            return f" {speaker.tr('or')} ".join(_part(part, speaker, criterion) for part in parts)
        case Not(not_=part):
            return speaker.tr("not ({condition})", condition=condition_in_words(part, speaker, criterion=criterion))
        case FactTest():
            return _test(condition, speaker, condition.criterion or criterion, away=condition.criterion is not None)


def _part(condition: Condition, speaker: Speaker, criterion: str) -> str:
    words = condition_in_words(condition, speaker, criterion=criterion)
    return f"({words})" if isinstance(condition, All | AnyOf) else words


def _test(test: FactTest, speaker: Speaker, home: str, *, away: bool) -> str:
    tr = speaker.tr
    fact = speaker.fact_label(home, test.fact) + (f" ({home})" if away else "")
    ((key, value),) = test.tests.items()
    if key in _SIGNS:
        return f"{fact} {_SIGNS[key]} {_number(test, value, speaker, home)}"
    if key.endswith("_fact"):
        return f"{fact} {_SIGNS[key.removesuffix('_fact')]} {speaker.fact_label(home, value)}"
    match key:
        case "is":
            return f"{fact} = {_answer(test, value, speaker, home)}"
        case "in":
            options = "; ".join(_answer(test, each, speaker, home) for each in value)
            return tr("{fact} is one of: {options}", fact=fact, options=options or "–")
        case "at_least_percent":
            whole = speaker.fact_label(home, test.of or "")
            return tr("{fact} ≥ {percent} of {whole}", fact=fact, percent=tr.percent(value), whole=whole)
        case "at_least_option":
            return tr("{fact}: {option} or better", fact=fact, option=_answer(test, value, speaker, home))
        case "contains":
            papers = "; ".join(speaker.document(each) for each in value)
            return tr("{fact} has all of: {papers}", fact=fact, papers=papers)
    return tr("{fact}: not later than {deadline}", fact=fact, deadline=speaker.titled("deadlines", value))


def _answer(test: FactTest, value: Any, speaker: Speaker, home: str) -> str:
    from reports.naming.speaking import option_label  # late: it uses this module

    if isinstance(value, bool):
        return speaker.tr("yes") if value else speaker.tr("no")
    return option_label(speaker.fact(home, test.fact), value, speaker.tr)


def _number(test: FactTest, value: Decimal, speaker: Speaker, home: str) -> str:
    fact = speaker.fact(home, test.fact)
    return speaker.tr.percent(value) if fact is not None and fact.type == "percent" else speaker.tr.points(value)
