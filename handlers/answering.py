"""From what was typed or pressed to checked facts of one criterion; what is stored is the caller's business."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from handlers.asking import working_facts
from handlers.reading import NOT_SENT, FactSpec, read_choices, read_facts
from handlers.sheet import Sheet
from handlers.turn import Turn
from reports.explaining import explain_problem
from scoring import answers as facts_of
from scoring.campaign import Criterion, Fact


def read_values(turn: Turn, sheet: Sheet, criterion: Criterion, text: str) -> Mapping[str, Any]:
    """The facts in what was typed ("có, 15/2" says more than the choice "có"), else the choice.

    Where part of the criterion is known, the whole of it may be typed again ("12 0" after a refused "12 13").
    """
    known = working_facts(turn, sheet, criterion)
    if text:
        values = _read_text(turn, sheet, criterion, text, known)
        if not values and known:
            values = _read_text(turn, sheet, criterion, text, {})
        if values:
            return values
    if turn.choice and turn.choice.startswith("fact:"):
        _, name, value = turn.choice.split(":", 2)
        if value == "?":
            return {name: None}
        if criterion.fact(name).type == "choice":
            return {name: value}
        return {name: {"yes": True, "no": False, "unsent": None}[value]}
    return {}


def _read_text(
    turn: Turn, sheet: Sheet, criterion: Criterion, text: str, known: Mapping[str, Any]
) -> Mapping[str, Any]:
    answers = {**sheet.answers, criterion.id: dict(known)}
    asked = facts_of.open_facts(sheet.campaign, criterion.id, answers)
    specs = [_spec(turn, sheet, criterion, fact, answers) for fact in asked]
    day: _Day = {"today": turn.today, "year": sheet.campaign.period.start.year}
    ticked = _ticked(text, specs, len(asked[0].items), day) if asked and asked[0].items else None
    values = ticked or read_facts(text, specs, **day) or _numbered_yes_no(text, specs, day) or {}
    return {name: None if value is NOT_SENT else value for name, value in values.items()}


class _Day(TypedDict):
    today: date
    year: int


def _ticked(text: str, specs: Sequence[FactSpec], count: int, day: _Day) -> dict[str, object] | None:
    """What is ticked in the list of the first fact ("1,2,5", "tất cả"), and what follows it ("tất cả, 1").

    Two numbers where two facts are asked are the answers of both ("9 1"), as the example shows, and tick nothing.
    """
    whole = read_choices(text, count)
    if whole is not None and len(whole) > 1:
        return None if len(whole) == 2 and len(specs) > 1 else {specs[0].name: len(whole)}
    words = re.split(r"[\s,;]+", text.strip())
    for cut in range(len(words) - 1, 0, -1):
        head = read_choices(" ".join(words[:cut]), count)
        rest = read_facts(" ".join(words[cut:]), specs[1:], **day)
        if head is not None and len(head) > 2 and rest:
            return {specs[0].name: len(head), **rest}
    return None


def _spec(turn: Turn, sheet: Sheet, criterion: Criterion, fact: Fact, answers: facts_of.TypedAnswers) -> FactSpec:
    offered = facts_of.offered_options(sheet.campaign, criterion.id, fact.name, answers)
    options = tuple((option.id, option.label.within(turn.tr.locale), tuple(option.words)) for option in offered)
    needs = facts_of.implied_yes(sheet.campaign, criterion.id, fact.name, answers)
    return FactSpec(fact.name, fact.type, fact.label.within(turn.tr.locale), options, fact.may_be_unsent, needs)


def _numbered_yes_no(text: str, specs: Sequence[FactSpec], day: _Day) -> dict[str, object] | None:
    """ "1, 100%, 3, 0": yes and no by the numbers that they are shown with, and what follows."""
    found = re.fullmatch(r"\s*([12])[\s,;]+(.+)", text)
    if not specs or specs[0].type != "yes_no" or found is None:
        return None
    rest = read_facts(found[2], specs[1:], **day)
    return {specs[0].name: found[1] == "1", **rest} if rest else None


def take_values(
    turn: Turn, sheet: Sheet, criterion: Criterion, values: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    """What is known of the criterion with these values, and why the first of them that cannot be is refused."""
    known = working_facts(turn, sheet, criterion)
    for name, value in values.items():
        answers = {**sheet.answers, criterion.id: known}
        if name not in {fact.name for fact in facts_of.asked_facts(sheet.campaign, criterion.id, answers)}:
            continue  # void because of an answer before it in the same message ("0 0": no task, so none incomplete)
        problem = facts_of.check_value(sheet.campaign, criterion.id, name, value, answers, today=turn.today)
        if problem is not None:
            return known, explain_problem(problem, criterion, turn.tr)
        known[name] = value
    return known, ""
