"""Which values are refused, and why, as data (plan 003, dependency and contradiction rules).

A refused value is asked again; it is never capped, rounded or guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.campaign import Campaign, Fact
from scoring.conditions import Answers, Value, facts_read, holds

_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value is refused. ``code`` and its ``params``:

    unknown_criterion; not_facts; unknown_fact {facts}; wrong_type {type}; not_whole; negative;
    out_of_range {value, minimum, maximum} (maximum may be None); at_least {value, minimum}; more_than {value, other,
    limit}; unknown_option {options}; unknown_document {document, documents}; not_offered {option, because};
    missing; in_future {value, today}.
    """

    criterion: str
    fact: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Contradiction(ValueError):
    """Answers that cannot be: nothing is computed from them."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.criterion} {refusal.fact}: {refusal.code}")
        self.refusal = refusal
        self.criterion = refusal.criterion
        self.fact = refusal.fact
        self.code = refusal.code
        self.params = refusal.params


class UnreadableValue(ValueError):
    """Raw data that is not of the fact's type; ``code`` and ``params`` as in ``Refusal``."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


def parse_value(fact: Fact, raw: Any) -> Value | None:
    """One JSON value as the fact's type: int, Decimal (from text or number), date (ISO), bool, an option's id, or a set
    of ids.
    None stays None. Raises ``UnreadableValue``; ranges are not looked at."""
    if raw is None:
        return None
    match fact.type:
        case "yes_no":
            if isinstance(raw, bool):
                return raw
        case "count":
            return _whole(raw)
        case "percent" | "score":
            return _decimal(raw)
        case "documents":
            return _ids(raw)
        case "date":
            return _date(raw)
        case "choice":
            options = {option.id for option in fact.options}
            if isinstance(raw, str) and (chosen := unicodedata.normalize("NFC", raw)) in options:
                return chosen
            raise UnreadableValue("unknown_option", options=tuple(option.id for option in fact.options))
    raise UnreadableValue("wrong_type", type=fact.type)


def check_value(
    campaign: Campaign,
    criterion_id: str,
    fact_name: str,
    value: Value | None,
    answers: Answers,
    *,
    today: date | None = None,
) -> Refusal | None:
    """Why a typed value cannot be the answer, given the other answers so far; None when it can.

    ``today``: a date after it is refused.
    """
    fact = campaign.criterion(criterion_id).fact(fact_name)
    if value is None:
        open_ = fact.may_be_unsent or fact.may_be_unknown
        return None if open_ else Refusal(criterion_id, fact_name, "missing")
    option = fact.option(str(value)) if fact.type == "choice" else None
    if option is not None and (
        holds(option.offered_when, answers, criterion=criterion_id, ground=campaign.ground()) is False
    ):
        because = sorted({home for home, _ in facts_read(option.offered_when, criterion=criterion_id)})
        return Refusal(criterion_id, fact_name, "not_offered", {"option": option.id, "because": tuple(because)})
    if today is not None and isinstance(value, date) and value > today:
        return Refusal(criterion_id, fact_name, "in_future", {"value": value, "today": today})
    return bounds_refusal(campaign, criterion_id, fact, value, answers)


def bounds_refusal(campaign: Campaign, criterion_id: str, fact: Fact, value: Value, answers: Answers) -> Refusal | None:
    """The part of ``check_value`` that is about numbers and documents."""
    if isinstance(value, frozenset):
        return _document_refusal(campaign, criterion_id, fact, value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    low, high = bounds(fact)
    if fact.type == "count" and value < 0:
        return Refusal(criterion_id, fact.name, "negative")
    if value < low or (high is not None and value > high):
        return Refusal(criterion_id, fact.name, "out_of_range", {"value": value, "minimum": low, "maximum": high})
    unless, ground = fact.minimum_unless, campaign.ground()
    if (
        unless
        and value < unless.minimum
        and holds(unless.unless, answers, criterion=criterion_id, ground=ground) is False
    ):
        return Refusal(criterion_id, fact.name, "at_least", {"value": value, "minimum": unless.minimum})
    limit = (answers.get(criterion_id) or {}).get(fact.at_most) if fact.at_most else None
    if isinstance(limit, int | Decimal) and value > limit:
        params = {"value": value, "other": fact.at_most, "limit": limit}
        return Refusal(criterion_id, fact.name, "more_than", params)
    return None


def _document_refusal(campaign: Campaign, criterion_id: str, fact: Fact, value: frozenset[str]) -> Refusal | None:
    known = tuple(each.id for each in campaign.dossier.documents) if campaign.dossier else ()
    strange = sorted(value - set(known))
    if not strange:
        return None
    return Refusal(criterion_id, fact.name, "unknown_document", {"document": strange[0], "documents": known})


def bounds(fact: Fact) -> tuple[Decimal, Decimal | None]:
    """The least and the greatest value of a number: a count starts at 0, a percentage lies from 0 to 100."""
    high = Decimal(100) if fact.type == "percent" else None
    return fact.minimum or Decimal(0), high if fact.maximum is None else fact.maximum


def _whole(raw: Any) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, Decimal) and raw.is_finite():
        if raw == raw.to_integral_value():
            return int(raw)
        raise UnreadableValue("not_whole")
    raise UnreadableValue("wrong_type", type="count")


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, str) and _DECIMAL.fullmatch(raw):
        return Decimal(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if isinstance(raw, Decimal) and raw.is_finite():
        return raw
    raise UnreadableValue("wrong_type", type="percent")


def _ids(raw: Any) -> frozenset[str]:
    if isinstance(raw, list | tuple | frozenset) and all(isinstance(each, str) for each in raw):
        return frozenset(raw)
    raise UnreadableValue("wrong_type", type="documents")


def _date(raw: Any) -> date:
    try:
        return date.fromisoformat(raw if len(raw) == 10 else "")
    except (TypeError, ValueError):
        raise UnreadableValue("wrong_type", type="date") from None
