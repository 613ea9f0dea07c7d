"""Every key of a definition, and every word that one may hold, is said in the words of those who write plans."""

import re
import types
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from locales import translator
from reports.changing import difference_lines
from reports.naming.choices import CHOICES
from reports.naming.speaking import NAMES, Speaker
from scoring.campaign import Campaign
from scoring.campaign_files import CampaignFileError, load_campaign, validate_text
from scoring.conditions import NUMERIC, TESTS, All, AnyOf, FactTest, Not
from scoring.text import Text
from tests.bot.cli.test_campaign_check import PLANS, TEXTS, mutate

SAID_WHOLE = (Text, FactTest, All, AnyOf, Not)
CAMPAIGNS = [load_campaign(path) for path in PLANS]


def models(annotation: Any, found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """All that lie in it, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in found and annotation not in SAID_WHOLE:
            found.add(annotation)
            for field in annotation.model_fields.values():
                models(field.annotation, found)
        return found
    for part in get_args(annotation):
        models(part, found)
    return found


def literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) in {Annotated, tuple, Union, types.UnionType}:
        for part in get_args(annotation):
            yield from literals(part)


KEYS = [
    (f"{model.__name__}.{field.alias or name}", field.annotation)
    for model in models(Campaign, set())
    for name, field in model.model_fields.items()
]


def test_every_key_and_every_word_has_a_name():
    assert len(KEYS) > 200
    assert {name for name, _ in KEYS} == set(NAMES)
    assert {f"{name}={word}" for name, annotation in KEYS for word in literals(annotation)} == set(CHOICES)
    tr = translator("vi")
    for name in (*NAMES.values(), *CHOICES.values()):
        assert "_" not in name
        assert tr.said(name) != name, f"{name} has no Vietnamese"


RAW = {name.rpartition(".")[2] for name, _ in KEYS if "_" in name} | {
    word for _, annotation in KEYS for word in literals(annotation) if "_" in word
} | {f"{test}" for test in TESTS if "_" in test}  # fmt: skip


def raw_words(lines: list[str], *campaigns: Campaign) -> set[str]:
    """Keys of the file, and codes of questions, that stand in the lines."""
    codes = {fact.name for each in campaigns for item in each.items for fact in item.facts if "_" in fact.name}
    words = set(re.findall(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", "\n".join(lines)))
    return words & (RAW | codes)


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize(("old", "new"), list(permutations(range(len(CAMPAIGNS)), 2)))
def test_one_plan_turned_into_another_is_said_without_a_key(old, new, locale):
    pair = CAMPAIGNS[old], CAMPAIGNS[new]
    lines = difference_lines(*pair, translator(locale))
    assert len(lines) > 20
    assert raw_words(lines, *pair) == set()
    assert not any("None" in line or "vi=" in line for line in lines)


@pytest.mark.parametrize("seed", range(20))
def test_small_changes_are_said_without_a_key(seed):
    old = CAMPAIGNS[seed % len(CAMPAIGNS)]
    new = None
    for attempt in range(40):
        try:
            new = validate_text("x.yaml", mutate(TEXTS[seed % len(CAMPAIGNS)], seed * 100 + attempt))
        except CampaignFileError:
            continue
        if new != old:
            break
    if new is None or new == old:
        return
    for locale in ("vi", "en"):
        lines = difference_lines(old, new, translator(locale))
        assert lines
        assert raw_words(lines, old, new) == set()


def speaker(locale: str) -> Speaker:
    return Speaker(CAMPAIGNS[0], CAMPAIGNS[0], translator(locale))


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("test", TESTS)
def test_every_test_of_a_condition_has_words(test, locale):
    values: dict[str, Any] = {"is": True, "in": ["a"], "contains": ["a"], "at_least_option": "a", "by_deadline": "d"}
    value = values.get(test, "5" if test in (*NUMERIC, "at_least_percent") else "other")
    data = {"fact": "some", test: value} | ({"of": "whole"} if test == "at_least_percent" else {})
    said = speaker(locale).value("Case.when", FactTest.model_validate(data))
    assert said.startswith("some")
    assert test not in re.findall(r"\w+", said) or test in ("is", "in", "contains")
    both = All(all=(FactTest.model_validate(data), Not.model_validate({"not": data})))
    assert said in speaker(locale).value("Case.when", both)


def test_values_as_people_write_them():
    say = speaker("vi")
    assert say.value("Deadline.late", "needs_decision") == "chờ quyết định"
    assert say.value("Period.start", date(2024, 4, 26)) == "26/04/2024"
    assert say.value("MonthlyDeduction.due_month", "2024-02") == "02/2024"
    with pytest.raises(KeyError):
        say.key("Deadline.unheard_of")
