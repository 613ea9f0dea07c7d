"""From what was typed or pressed to checked facts of one criterion; what is stored is the caller's business."""

from collections.abc import Mapping
from typing import Any

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
    if asked and asked[0].items:  # shown as a numbered list: several numbers tick it
        ticked = read_choices(text, len(asked[0].items))
        if ticked is not None and len(ticked) > 1:
            return {asked[0].name: len(ticked)}
        asked = asked[:1]
    specs = [_spec(turn, sheet, criterion, fact, answers) for fact in asked]
    values = read_facts(text, specs, today=turn.today, year=sheet.campaign.period.start.year) or {}
    return {name: None if value is NOT_SENT else value for name, value in values.items()}


def _spec(turn: Turn, sheet: Sheet, criterion: Criterion, fact: Fact, answers: facts_of.TypedAnswers) -> FactSpec:
    offered = facts_of.offered_options(sheet.campaign, criterion.id, fact.name, answers)
    options = tuple((option.id, option.label.within(turn.tr.locale), tuple(option.words)) for option in offered)
    return FactSpec(fact.name, fact.type, fact.label.within(turn.tr.locale), options, fact.may_be_unsent)


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
