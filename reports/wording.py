"""Answers in words, as people read them in the chat and on paper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from locales import Translator
from scoring.campaign import Criterion, Fact, FormField
from scoring.criteria import NOT_APPLICABLE, NOT_APPLICABLE_REASON
from storage.tables import Role, SubmissionState


def fact_in_words(fact: Fact, value: Any, tr: Translator) -> str:
    """One fact as it was understood: ``Số nhiệm vụ được giao: 12``."""
    return f"{fact.label.within(tr.locale)}: {value_in_words(fact, value, tr)}"


def value_in_words(fact: Fact, value: Any, tr: Translator) -> str:
    if value is None:
        return tr("not sent") if fact.may_be_unsent else tr("not known")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, date):
        return tr.date(value)
    if isinstance(value, Decimal):
        return tr.percent(value) if fact.type == "percent" else tr.points(value)
    if isinstance(value, int):
        return tr.number(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return next((option.label.within(tr.locale) for option in fact.options if option.id == value), str(value))


def facts_in_words(criterion: Criterion, facts: Mapping[str, Any], tr: Translator) -> str:
    """All answered facts of a criterion, in the plan's order; or that it does not apply, and why."""
    if facts.get(NOT_APPLICABLE):
        return tr("not applicable: {because}", because=facts.get(NOT_APPLICABLE_REASON) or "–")
    return "; ".join(fact_in_words(fact, facts[fact.name], tr) for fact in criterion.facts if fact.name in facts)


def short_name(criterion: Criterion, tr: Translator) -> str:
    return f"{criterion.id} {criterion.title.within(tr.locale)}"


def title_of(criterion: Criterion, tr: Translator) -> str:
    """A gate is known by its title; its id is only a key."""
    return short_name(criterion, tr) if "." in criterion.id else criterion.title.within(tr.locale)


def field_in_words(field: FormField, value: str, tr: Translator) -> str:
    return next((each.label.within(tr.locale) for each in field.options if each.id == value), value)


def state_words(tr: Translator) -> dict[SubmissionState, str]:
    """Where a self-assessment stands, in a word or two."""
    return {
        SubmissionState.DRAFT: tr("Not sent yet"),
        SubmissionState.SUBMITTED: tr("Being reviewed"),
        SubmissionState.RETURNED: tr("Returned"),
        SubmissionState.APPROVED: tr("Approved"),
    }


def role_words(tr: Translator) -> dict[Role, str]:
    """What somebody is here."""
    return {
        Role.UNIT_CONTACT: tr("contact"),
        Role.UNIT_LEADER: tr("head of the unit"),
        Role.REVIEWER: tr("reviewer"),
        Role.COUNCIL_SECRETARY: tr("council secretary"),
        Role.DECISION_MAKER: tr("decision maker"),
        Role.ORGANIZER: tr("organizer"),
        Role.INDIVIDUAL: tr("individual who competes alone"),
    }


def type_words(tr: Translator) -> dict[str, str]:
    """What the types are called that units get where no campaign has a fitting one."""
    return {
        "neighborhood": tr("neighborhood"),
        "residential_group": tr("residential group"),
        "village": tr("village"),
        "department": tr("department"),
        "mass_organization": tr("mass organization"),
        "fatherland_front": tr("Fatherland Front committee"),
        "public_service_unit": tr("public service unit"),
        "vertical_agency": tr("vertical agency"),
        "party_body": tr("party body"),
        "ward_committee": tr("ward or commune"),
        "district": tr("district"),
        "other": tr("other"),
    }
