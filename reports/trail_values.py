"""What stands in a line of history as a word of the program, in words of whoever reads it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from locales import Translator
from reports.trail_papers import Papers, is_digest
from reports.wording import field_in_words, role_words, state_words, type_words
from scoring.calendar import DayKind
from scoring.campaign import Campaign, FormField
from storage.tables import DataRequestKind, SourceKind

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHORT = 12  # digits of the digest of a version of the campaign


Vocabulary = Mapping[str, Mapping[str, str]]


def vocabulary(campaign: Campaign, tr: Translator, done: Mapping[str, str]) -> Vocabulary:
    """Name of a value, or ``subject:name``, → its words. ``done``: what was done, in words."""
    types = {each.id: each.name.within(tr.locale) for each in campaign.unit_types}
    steps = {each.id: each.title.within(tr.locale) for each in campaign.review_chain}
    register = campaign.initiative_register
    return {
        "source": {SourceKind.PAPER: tr("On paper"), SourceKind.PHONE: tr("By phone")},
        "state": {state.value: said for state, said in state_words(tr).items()},
        "verdict": done,
        "step": steps,
        "step:to": steps,
        "role": {role.value: said for role, said in role_words(tr).items()},
        "candidate:kind": {each.id: each.name.within(tr.locale) for each in campaign.candidates},
        "data_request:kind": _request_words(tr),
        "type": {**type_words(tr), **types},
        "deadline": {each.id: each.title.within(tr.locale) for each in campaign.deadlines},
        "status": {each.id: each.title.within(tr.locale) for each in register.statuses} if register else {},
        "language": {"vi": tr("Vietnamese"), "en": tr("English")},
        "channel": {"telegram": "Telegram", "zalo_bot": "Zalo", "zalo_oa": "Zalo OA"},
        "target": {
            "all": tr("all units"),
            "open": tr("those who are open"),
            "late": tr("those who are late"),
            **{f"type:{each}": said for each, said in types.items()},
        },
        "settled": {"asked": tr("left open, to be asked")},
        "calendar": {DayKind.OFF: tr("off"), DayKind.WORKED: tr("worked"), DayKind.ORDINARY: tr("as usual")},
    }


def _request_words(tr: Translator) -> Mapping[str, str]:
    return {
        DataRequestKind.ACCESS: tr("to see them"),
        DataRequestKind.CORRECTION: tr("to correct them"),
        DataRequestKind.DELETION: tr("to delete them"),
        DataRequestKind.OTHER: tr("something else"),
    }


def readable(
    kind: str, values: Mapping[str, Any], words: Vocabulary, campaign: Campaign, tr: Translator, papers: Papers
) -> dict[str, Any]:
    """The same values in words; one that is not known here stays. ``kind``: of the subject."""
    found = {}
    for name, value in values.items():
        known = words.get(f"{kind}:{name}") or words.get(kind if kind == "calendar" else name) or {}
        found[name] = _value(name, value, known, tr, papers)
    if isinstance(found.get("dropped"), list):  # by the names of questions that this version does not know
        found["dropped"] = tr.number(len(found["dropped"]))
    if kind == "campaign" and isinstance(found.get("units"), int):
        found["count"] = found.pop("units")
    if kind in ("submission", "review", "second") and "number" in found:
        found = {"version" if name == "number" else name: value for name, value in found.items()}
    points = found.get("points")  # beside a criterion they need no name; alone they do
    if isinstance(points, str):
        found = {tr("points") if name == "points" else name: value for name, value in found.items()}
    if kind == "registration":
        found |= _form(found, campaign, tr)
    if kind == "initiative" and campaign.initiative_register is not None:
        found = _labelled(found, campaign.initiative_register.fields, tr)
    if kind == "calendar":
        found = {_date(name, tr): value for name, value in found.items()}
    return found


def _value(name: str, value: Any, known: Mapping[str, str], tr: Translator, papers: Papers) -> Any:
    if name == "candidate":  # stands with what the line is about
        return None
    if name == "brief" and isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if not isinstance(value, str):
        return value
    if is_digest(value):
        return papers.file(value) if name == "file" else value[:_SHORT]
    return _date(value, tr) if _DAY.fullmatch(value) else known.get(value, value)


def _form(values: Mapping[str, Any], campaign: Campaign, tr: Translator) -> dict[str, Any]:
    """What was ticked and written in a registration form, by the form's own words."""
    found: dict[str, Any] = {}
    marks = {each.id: each.title.within(tr.locale) for each in campaign.registration.marks}
    if isinstance(values.get("marks"), list):
        found["marks"] = [marks.get(each, each) for each in values["marks"]]
    if isinstance(values.get("fields"), Mapping):
        found["fields"] = _labelled(values["fields"], campaign.registration.fields, tr)
    return found


def _labelled(values: Mapping[str, Any], fields: tuple[FormField, ...], tr: Translator) -> dict[str, Any]:
    by_id = {each.id: each for each in fields}
    return {
        by_id[name].label.within(tr.locale) if name in by_id else name: field_in_words(by_id[name], value, tr)
        if name in by_id and isinstance(value, str)
        else value
        for name, value in values.items()
    }


def _date(text: str, tr: Translator) -> str:
    try:
        return tr.date(date.fromisoformat(text))
    except ValueError:
        return text


def names_of_values(tr: Translator) -> Mapping[str, str]:
    """What is written down beside facts, in words; the points of a registration need no name beside the criterion's."""
    return {
        "points": "",
        "number": tr("number"),
        "date": tr("date"),
        "file": tr("file"),
        "person": tr("person number"),
        "candidate": tr("individual number"),
        "undoes": tr("undoes line"),
        "total": tr("total points"),
        "receipt": tr("receipt"),
        "step": tr("step"),
        "state": tr("state"),
        "done_on": tr("done on"),
        "due_on": tr("due on"),
        "counts": tr("counts for the points"),
        "kind": tr("kind"),
        "value": tr("value"),
        "role": tr("role"),
        "version": tr("version"),
        "differences": tr("what changed"),
        "units": tr("units touched"),
        "dropped": tr("no longer asked"),
        "again": tr("asked again"),
        "count": tr("how many"),
        "source": tr("source"),
        "verdict": tr("verdict"),
        "to": tr("to"),
        "from": tr("from (day)"),
        "until": tr("until"),
        "stands_in_for": tr("in place of person number"),
        "percent": tr("percent drawn"),
        "seed": tr("seed of the sample"),
        "least": tr("from a difference of"),
        "blind": tr("independently"),
        "drawn": tr("drawn"),
        "difference": tr("difference"),
        "differing": tr("where they differ"),
        "holds": tr("which holds"),
        "facts": tr("figures"),
        "campaign": tr("campaign"),
        "digest": tr("digest"),
        "before": tr("before"),
        "after": tr("after"),
        "settled": tr("dates left open"),
        "text": tr("text"),
        "target": tr("to whom"),
        "deadline": tr("deadline"),
        "people": tr("people"),
        "request": tr("request no."),
        "question": tr("question no."),
        "contact": tr("line of the list no."),
        "criterion": tr("criterion"),
        "replaces": tr("instead of no."),
        "channel": tr("channel"),
        "brief": tr("few words"),
        "language": tr("language"),
        "hour": tr("hour of reminders"),
        "code": tr("code"),
        "name": tr("name"),
        "type": tr("type"),
        "marks": tr("ticked"),
        "fields": "",
        "status": tr("status"),
    }


def pairs(values: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """``name: value``, nested values after their own names; what is empty is left out."""
    said: list[str] = []
    for name, value in values.items():
        shown = names.get(name, name)
        if isinstance(value, Mapping):
            said += [f"{shown} {pair}".strip() for pair in pairs(value, names)]
        elif isinstance(value, list):
            said += [f"{shown}: {', '.join(map(str, value))}"] if value else []
        elif value is True or value is False:
            said += [shown] if value else []
        elif value is not None and value != "":
            said.append(f"{shown}: {value}")
    return said
