"""Why points are as they are, and why a value is refused: the rules' reasons in one short, plain sentence."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from locales import Translator
from reports.explaining_verdicts import CLAUSES as VERDICT_CLAUSES
from reports.explaining_verdicts import outcome_in_words
from reports.wording import value_in_words
from scoring.answers import Value
from scoring.campaign import Criterion, Fact
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from scoring.refusals import Refusal
from scoring.score import CriterionScore, Reason
from scoring.verdict import Verdict

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def explain_score(given: CriterionScore, criterion: Criterion, tr: Translator) -> str:
    """All reasons of a row as one sentence; empty when there is none."""
    words = "; ".join(explain(reason, criterion, tr) for reason in given.reasons)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def explain_verdict(verdict: Verdict, criterion: Criterion, tr: Translator) -> str:
    """All reasons of a verdict as one sentence."""
    return explain_score(CriterionScore(Decimal(0), Decimal(0), verdict.reasons), criterion, tr)


def verdict_in_words(verdict: Verdict, criterion: Criterion, tr: Translator) -> str:
    """``đạt``; ``chưa đạt. Số văn bản đúng quy trình: 3, cần: 4.``"""
    word = outcome_in_words(verdict.outcome, tr)
    if verdict.outcome == "met":
        return f"{word}."
    why = explain_verdict(verdict, criterion, tr)
    if why.casefold().startswith(word.casefold()):
        return f"{why[:1].casefold()}{why[1:]}"
    return f"{word}. {why}".rstrip()


def explain(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    """One reason as a clause, without capital and full stop."""
    return _CLAUSES[reason.code](reason, criterion, tr)


def explain_problem(refusal: Refusal, criterion: Criterion, tr: Translator) -> str:
    """Why a value of this criterion is refused, as a sentence (the question with its example follows)."""
    if refusal.fact in {NOT_APPLICABLE, NOT_APPLICABLE_REASON}:
        return tr("“Not applicable” is true or false, with a reason in words.")
    fact = criterion.fact(refusal.fact)
    label = fact.label.within(tr.locale)
    params = {name: _shown(fact, value, tr) for name, value in refusal.params.items()}
    match refusal.code:
        case "more_than":
            params["other"] = criterion.fact(refusal.params["other"]).label.within(tr.locale)
            return tr("“{label}” ({value}) cannot be more than “{other}” ({limit}).", label=label, **params)
        case "out_of_range" if refusal.params["maximum"] is not None:
            return tr("“{label}” lies between {minimum} and {maximum}, not {value}.", label=label, **params)
        case "out_of_range" | "at_least":
            return tr("“{label}” must be at least {minimum}, not {value}.", label=label, **params)
        case "in_future":
            return tr("{value} lies in the future; today is {today}.", **params)
        case "missing":
            return tr("“{label}” is missing.", label=label)
        case "not_offered" | "unknown_option" | "unknown_document":
            return _wrong_option(refusal, fact, label, tr)
    return _wrong_type(fact, label, tr)


def _documents(refusal: Refusal) -> dict[str, str]:
    known: tuple[str, ...] = refusal.params["documents"]
    return {"document": refusal.params["document"], "documents": ", ".join(known)}


def _wrong_option(refusal: Refusal, fact: Fact, label: str, tr: Translator) -> str:
    if refusal.code == "unknown_option":
        options = ", ".join(option.label.within(tr.locale) for option in fact.options)
        return tr("“{label}” is one of: {options}.", label=label, options=options)
    if refusal.code == "unknown_document":
        return tr("There is no document {document}: known are {documents}.", **_documents(refusal))
    option = fact.option(refusal.params["option"]).label.within(tr.locale)
    because = ", ".join(refusal.params["because"])
    return tr("“{option}” cannot be chosen because of the answer to {because}.", option=option, because=because)


def _wrong_type(fact: Fact, label: str, tr: Translator) -> str:
    match fact.type:
        case "yes_no":
            return tr("“{label}” is yes or no.", label=label)
        case "percent":
            return tr("“{label}” is a percentage from 0 to 100.", label=label)
        case "date":
            return tr("“{label}” is a day of the calendar.", label=label)
        case "score":
            return tr("“{label}” is a number such as 91.25.", label=label)
        case "documents":
            return tr("“{label}” is a list of documents.", label=label)
    return tr("“{label}” is a whole number from 0 up.", label=label)


def _shown(fact: Fact, value: Any, tr: Translator) -> str:
    if fact.type == "percent" and isinstance(value, int | Decimal):
        return tr.percent(Decimal(value))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return tr.points(Decimal(value))
    return value_in_words(fact, value, tr) if fact.type == "date" else str(value)


Clause = Callable[[Reason, Criterion, Translator], str]


def _numbers(params: Mapping[str, Any], tr: Translator) -> dict[str, str]:
    """The numbers of a reason as people read them; ``points`` with its noun."""
    shown = {name: tr.points(Decimal(value)) for name, value in params.items() if isinstance(value, int | Decimal)}
    return {**shown, "points": _points(params.get("points", Decimal(0)), tr)}


def _points(points: Decimal, tr: Translator) -> str:
    if points == int(points):
        return tr.plural("{n} point", "{n} points", int(points))
    return tr("{points} points", points=tr.points(points))


def _text(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    """The plan's own words, with the facts that they name filled in."""
    facts: Mapping[str, Value | None] = reason.params.get("facts", {})

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return value_in_words(criterion.fact(name), facts[name], tr) if name in facts else match[0]

    return _PLACEHOLDER.sub(fill, reason.text.within(tr.locale)) if reason.text else ""


def _why(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    points = _points(reason.params.get("points", Decimal(0)), tr)
    return f"{_text(reason, criterion, tr)}: {points}" if reason.text else points


def _void(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return _why(reason, criterion, tr) if criterion.scored else _text(reason, criterion, tr)


def _deduction(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    numbers, items = _numbers(reason.params, tr), _text(reason, criterion, tr)
    if not reason.params["count"]:
        return tr("{items}: {count}, full {points}", items=items, **numbers)
    words = tr("{items}: {count} × {per_item} = {deducted} off {start}", items=items, **numbers)
    return words + _left(reason, numbers, tr)


def _left(reason: Reason, numbers: Mapping[str, str], tr: Translator) -> str:
    if reason.params["deducted"] > reason.params["start"]:
        return tr(", never below 0: {points}", **numbers)
    return f": {numbers['points']}"


def _in_month(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    days = {"date": tr.date(reason.params["date"]), "month": _month(reason)}
    return tr("{date} is not later than {month}: {points}", **days, points=_points(reason.params["points"], tr))


def _months_late(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    numbers = _numbers(reason.params, tr)
    words = tr(
        "{date}, due in {month}: {late}, {months} × {per_month} = {deducted} off {start}",
        date=tr.date(reason.params["date"]),
        month=_month(reason),
        late=tr.plural("{n} month late", "{n} months late", int(reason.params["months"])),
        **numbers,
    )
    return words + _left(reason, numbers, tr)


def _month(reason: Reason) -> str:
    return f"{reason.params['due_month']:%m/%Y}"


def _bracket(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    fact = criterion.fact(reason.params["fact"])
    shown = {name: _shown(fact, reason.params[name], tr) for name in ("value", "at_least", "below")}
    shown["points"] = _points(reason.params["points"], tr)
    if reason.params["below"] is None:
        return tr("{value} reaches {at_least}: {points}", **shown)
    return tr("{value} lies from {at_least} to under {below}: {points}", **shown)


def _below_brackets(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    fact = criterion.fact(reason.params["fact"])
    shown = {name: _shown(fact, reason.params[name], tr) for name in ("value", "lowest")}
    return tr("{value} is under {lowest}: {points}", points=_points(reason.params["points"], tr), **shown)


def _sending(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    params = {name: tr.date(reason.params[name]) for name in ("sent_on", "due_on") if name in reason.params}
    params["label"] = criterion.fact(reason.params["fact"]).label.within(tr.locale)
    match reason.code:
        case "sent_late":
            return tr("{label}: {sent_on}, due {due_on}, late", **params)
        case "not_sent":
            return tr("{label}: not sent, due {due_on}", **params)
    return tr("{label}: not sent yet, due {due_on}", **params)


def _failures(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    items = _text(reason, criterion, tr)
    return tr("{items} late or not sent: {count}, {points}", items=items, **_numbers(reason.params, tr))


def _all_on_time(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    items = _text(reason, criterion, tr)
    return tr("all {count} {items} sent on time: {points}", items=items, **_numbers(reason.params, tr))


def _per_item(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    numbers, items = _numbers(reason.params, tr), _text(reason, criterion, tr)
    if reason.params["counted"] < reason.params["count"]:
        return tr("{items}: {count}, {counted} counted × {each} = {points}", items=items, **numbers)
    return tr("{items}: {count} × {each} = {points}", items=items, **numbers)


def _part(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    """A part that gives all its points needs no further reason."""
    points, most = reason.params["points"], reason.params["max"]
    words = f"{_text(reason, criterion, tr)} {tr.points(points)}/{tr.points(most)}"
    inner = "; ".join(explain(each, criterion, tr) for each in reason.params["reasons"])
    return words if points == most or not inner else f"{words} ({inner})"


def _unanswered(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    labels = ", ".join(criterion.fact(name).label.within(tr.locale) for name in reason.params["facts"])
    return tr("not answered yet: {labels}", labels=labels)


def _waits_for(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return tr("waits for the answer to {criteria}", criteria=", ".join(reason.params["criteria"]))


def _bonus(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return tr("added to the total: {points}", points=_points(reason.params["points"], tr))


def _penalty(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return tr("taken off the total: {points}", points=_points(reason.params["points"], tr))


_CLAUSES: dict[str, Clause] = {
    "void": _void,
    "fixed": _why,
    "case": _why,
    "deduction": _deduction,
    "in_month": _in_month,
    "months_late": _months_late,
    "bracket": _bracket,
    "below_brackets": _below_brackets,
    "all_met": _why,
    "unmet": _text,
    "sent_late": _sending,
    "not_sent": _sending,
    "not_due": _sending,
    "failures": _failures,
    "all_on_time": _all_on_time,
    "per_item": _per_item,
    "part": _part,
    "unanswered": _unanswered,
    "waits_for": _waits_for,
    "bonus": _bonus,
    "penalty": _penalty,
    **VERDICT_CLAUSES,
}
