"""Why something without points is met or not: the reasons of a verdict, and the verdicts themselves, in words."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from locales import Translator
from reports.wording import fact_in_words, value_in_words
from scoring.campaign import Criterion, Fact
from scoring.evaluation import Reason

_FROM_THE_BEST = ("met", "not_applicable", "not_met", "needs_decision", "deferred", "excluded")
Clause = Callable[[Reason, Criterion, Translator], str]


def outcome_in_words(outcome: str, tr: Translator) -> str:
    """A verdict, or the outcome for an award. KeyError when it is neither."""
    return {
        "met": tr("met"),
        "not_applicable": tr("not applicable"),
        "not_met": tr("not met"),
        "needs_decision": tr("to be decided"),
        "deferred": tr("postponed"),
        "excluded": tr("excluded"),
        "eligible": tr("eligible"),
    }[outcome]


def tally_in_words(outcomes: Sequence[str], tr: Translator) -> str:
    """``đạt 8, chưa đạt 1, chờ quyết định 2``: what occurs, from the best on."""
    return ", ".join(
        f"{outcome_in_words(each, tr)} {tr.number(outcomes.count(each))}" for each in _FROM_THE_BEST if each in outcomes
    )


def _met(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return tr("met")


def _not_applicable(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    because = reason.params["because"]
    return tr("not applicable: {because}", because=because) if because else tr("not applicable")


def _does_not_apply(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return tr("not applicable: {because}", because=_facts(reason, criterion, tr))


def _unknown(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    labels = ", ".join(criterion.fact(name).label.within(tr.locale) for name in reason.params["facts"])
    return tr("not known yet: {labels}", labels=labels)


def _facts(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    return "; ".join(fact_in_words(criterion.fact(name), value, tr) for name, value in reason.params["facts"].items())


def _none_of(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    """Every way failed."""
    ways = ["; ".join(CLAUSES[each.code](each, criterion, tr) for each in way) for way in reason.params["reasons"]]
    return f" {tr('and')} ".join(dict.fromkeys(ways))


def _test(reason: Reason, criterion: Criterion, tr: Translator) -> str:
    params = reason.params
    fact = next((each for each in criterion.facts if each.name == params["fact"]), None)
    if fact is None:  # of another criterion
        return tr("a condition of {criteria}", criteria=criterion.id)
    label, value = fact.label.within(tr.locale), value_in_words(fact, params["value"], tr)
    if params["test"] == "contains":
        missing = ", ".join(title.within(tr.locale) for title in params["missing"])
        return tr("missing: {missing}", missing=missing)
    if params["test"] == "by_deadline":
        return _in_time(label, params["value"], params["limit"], tr)
    needed = _needed(fact, params, criterion, tr)
    return tr("{label}: {value}, needed: {needed}", label=label, value=value, needed=needed)


def _in_time(label: str, day: date | None, due: date, tr: Translator) -> str:
    if day is None:
        return tr("{label}: not sent, due {due_on}", label=label, due_on=tr.date(due))
    return tr("{label}: {sent_on}, due {due_on}, late", label=label, sent_on=tr.date(day), due_on=tr.date(due))


def _needed(fact: Fact, params: Any, criterion: Criterion, tr: Translator) -> str:  # noqa: PLR0911 - one per test
    wanted = params["wanted"]
    limit = value_in_words(criterion.fact(params["other"]), params["limit"], tr) if "other" in params else ""
    match params["test"]:
        case "at_least_percent":
            return tr("at least {percent} of {whole}", percent=tr.percent(wanted), whole=limit)
        case "equals_fact":
            return limit
        case "at_least_fact":
            return tr("at least {value}", value=limit)
        case "above_fact":
            return tr("more than {value}", value=limit)
        case "in":
            return f" {tr('or')} ".join(value_in_words(fact, each, tr) for each in wanted)
        case "at_least" | "at_least_option":
            return tr("at least {value}", value=value_in_words(fact, wanted, tr))
        case "above":
            return tr("more than {value}", value=value_in_words(fact, wanted, tr))
        case "at_most":
            return tr("at most {value}", value=value_in_words(fact, wanted, tr))
        case "below":
            return tr("less than {value}", value=value_in_words(fact, wanted, tr))
    return value_in_words(fact, wanted, tr)


CLAUSES: dict[str, Clause] = {
    "met": _met,
    "not_applicable": _not_applicable,
    "does_not_apply": _does_not_apply,
    "unknown": _unknown,
    "test": _test,
    "none_of": _none_of,
    "true": _facts,
}
