"""The definition of Vĩnh Long as a value: lookups, languages, the table, freezing."""

import json
import unicodedata
from datetime import date, time

import pytest
from pydantic import ValidationError

from scoring.campaign import Campaign, Criterion
from scoring.text import Text, plain


def test_identity(campaign):
    assert campaign.document.number == "20/KH-UBND"
    assert (campaign.period.start, campaign.period.end) == (date(2024, 3, 14), date(2024, 12, 31))
    assert [each.id for each in campaign.unit_types] == ["city_department", "vertical_agency", "ward_committee"]
    assert campaign.day_after_deadlines == date(2025, 1, 1)
    assert (campaign.reminders.hour, campaign.reminders.quiet_hours.start) == (time(8), time(20))
    assert {each.about for each in campaign.assumptions} == {"003-D8", "I.3", "II.2", "provincial_merit_certificate"}
    assert [each.id for each in campaign.readings] == [
        *(f"A{number}" for number in range(1, 29)),
        *(f"B{number}" for number in range(1, 7)),
    ]


def test_lookups(campaign):
    assert campaign.criterion("I.2.2").fact("funding").option("none").label.within("en") == "No funding"
    assert campaign.deadline("003-D7").opens_on == date(2024, 12, 1)
    assert campaign.deadline_of_kind("registration").id == "003-D1"
    assert campaign.deadline_of_kind("goal") is None
    for lookup in (campaign.criterion, campaign.deadline, campaign.group, campaign.criterion("V").fact):
        with pytest.raises(KeyError):
            lookup("XII")


def test_the_table_as_it_is_printed(campaign):
    assert [(row.id, int(row.max_points)) for row in campaign.rows] == [
        ("I", 40),
        ("I.1", 10),
        ("I.2", 20),
        ("I.2.1", 5),
        ("I.2.2", 5),
        ("I.2.3", 10),
        ("I.3", 10),
        ("II", 20),
        ("II.1", 10),
        ("II.2", 10),
        ("III", 10),
        ("IV", 20),
        ("IV.1", 10),
        ("IV.2", 10),
        ("V", 10),
    ]
    assert sum(isinstance(row, Criterion) for row in campaign.rows) == 11


def test_everything_that_people_read_is_there_in_english_too(campaign):
    texts = [*(group.title for group in campaign.groups), *(unit.name for unit in campaign.unit_types)]
    for criterion in campaign.criteria:
        texts += [criterion.title, criterion.evidence]
        for fact in criterion.facts:
            texts += [fact.question, fact.label, *fact.items, *(option.label for option in fact.options)]
    texts += [deadline.title for deadline in campaign.deadlines]
    assert [text.vi for text in texts if text.en is None] == []


def test_frozen_as_json_and_read_back(campaign):
    document = json.loads(json.dumps(campaign.to_document()))
    again = Campaign.from_document(document)
    assert again == campaign
    assert again.digest == campaign.digest
    assert campaign.model_copy(update={"correction_days": 4}).digest != campaign.digest


def test_a_definition_cannot_be_changed(campaign):
    with pytest.raises(ValidationError, match="frozen"):
        campaign.total = 90


def test_texts():
    text = Text.model_validate({"vi": "Kế hoạch", "en": "Plan"})
    assert [text.within(locale) for locale in ("vi", "en", "en_GB", "fr")] == ["Kế hoạch", "Plan", "Plan", "Kế hoạch"]
    assert Text.model_validate(unicodedata.normalize("NFD", "Kế hoạch")).within("en") == "Kế hoạch"


@pytest.mark.parametrize(
    ("number", "text"), [("10", "10"), ("1E+1", "10"), ("2.50", "2.5"), ("0.00", "0"), ("-0", "0")]
)
def test_plain_numbers(number, text):
    from decimal import Decimal

    assert plain(Decimal(number)) == text
