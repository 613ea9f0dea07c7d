"""A campaign is the same after it was a workbook: all that are shipped, changed ones, and every field of the model."""

import io
from decimal import Decimal
from typing import Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from locales import translator
from reports.workbook import layout
from reports.workbook.columns import Kind
from reports.workbook.layout_questions import RULE_KINDS
from reports.workbook.reading import read_draft, read_workbook
from reports.workbook.rule_rows import CHILDREN, KIND_KEYS, ROW_KEYS
from reports.workbook.writing import TooLong, write_workbook
from scoring.campaign import Campaign
from scoring.campaign_files import load_campaigns
from scoring.rules import KINDS
from scoring.text import plain
from tests.campaign_books import edited, shipped

TR = translator("en")
CAMPAIGNS = load_campaigns()
everyone = pytest.mark.parametrize("campaign", CAMPAIGNS.values(), ids=CAMPAIGNS.keys())


@everyone
def test_a_shipped_campaign_is_equal_after_it_was_a_workbook(campaign):
    read = read_workbook(shipped(campaign.id), TR)
    assert read.faults == ()
    assert read.unread == ()
    assert read.campaign is not None
    assert (read.campaign, read.campaign.digest) == (campaign, campaign.digest)


@everyone
def test_another_program_may_save_it(campaign):
    assert read_workbook(edited(shipped(campaign.id), lambda book: None), TR).campaign == campaign


def test_the_same_campaign_gives_the_same_bytes():
    campaign = CAMPAIGNS["cchc-vinh-long-2024"]
    assert write_workbook(campaign) == write_workbook(campaign)


# ---------------------------------------------------------------- changed values

WORDS = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\xa0↵{}") | st.just("\n"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() and "\xa0" not in text)
SCORES = st.decimals(0, 1000, places=3).map(lambda number: number.normalize() + 0)


def changed(document: Any, draw: Any) -> Any:
    """The document with some texts, points, flags and days exchanged."""
    if isinstance(document, dict) and "vi" in document:
        translation = {"en": draw(WORDS)} if draw(st.booleans()) else {}
        return {"vi": draw(WORDS), **translation} if draw(st.integers(0, 9)) == 0 else document
    if isinstance(document, dict):
        return {key: changed_key(key, value, draw) for key, value in document.items()}
    return [changed(each, draw) for each in document] if isinstance(document, list) else document


def changed_key(key: str, value: Any, draw: Any) -> Any:
    if key in ("points", "max_points", "from", "below", "at_least", "total") and isinstance(value, str):
        return plain(draw(SCORES)) if draw(st.integers(0, 3)) == 0 else value
    if key in ("due_on", "issued_on"):
        return draw(st.dates()).isoformat() if draw(st.booleans()) else value
    if key == "evidence_required_above":
        return plain(draw(SCORES))
    if key in ("shared", "may_be_not_applicable", "assumed", "person"):
        return draw(st.booleans())
    return changed(value, draw)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],  # one takes a second: no shrinking
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_changed_values_come_back_too(data):
    """The sums no longer add up, so the document is compared, not the verdict of the checks."""
    shipped_one = CAMPAIGNS[data.draw(st.sampled_from(sorted(CAMPAIGNS)))]
    campaign = Campaign.from_document(changed(shipped_one.to_document(), data.draw))
    read = read_back(write_workbook(campaign))
    assert read == campaign


def read_back(data: bytes) -> Campaign:
    """Without the checks: what the sheets say."""
    draft = read_draft(data, TR)
    assert not draft.findings.faults
    return Campaign.model_validate(draft.document)


# ---------------------------------------------------------------- nothing is forgotten


def keys_of(model: type[BaseModel], prefix: str = "", stops: frozenset[str] = frozenset()) -> set[str]:
    """The keys of a model, with dots for single parts (lists of parts have sheets of their own)."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        key = f"{prefix}{field.alias or name}"
        arguments = () if get_origin(field.annotation) is tuple else get_args(field.annotation)
        inner = [each for each in (field.annotation, *arguments) if isinstance(each, type)]
        part = next((each for each in inner if issubclass(each, BaseModel) and each.__name__ != "Text"), None)
        found |= keys_of(part, f"{key}.", stops) if part is not None and key not in stops else {key}
    return found


def test_every_field_of_the_campaign_has_its_place():
    """A new field of the model needs a column: without one it would be lost silently."""
    lists = {path for sheet in layout.SHEETS for path in sheet.lists.values()}
    columns = {column.key for column in layout.CAMPAIGN.columns}
    conditions = frozenset({"priority.condition"})
    assert keys_of(Campaign, stops=conditions) - columns - lists == set()


@pytest.mark.parametrize("sheet", [each for each in layout.SHEETS if not each.rules], ids=lambda sheet: sheet.name)
def test_every_field_of_an_item_has_its_column(sheet):
    model: Any = Campaign
    where = next(iter(sheet.lists.values()), None)
    path = where.split(".") if where else ["criteria", *(["facts"] if "fact" in sheet.within else []), sheet.into]
    for key in path:
        model = item_model(model, key)
    below = {each.into for each in layout.SHEETS if each.within} | {"award_standards"}
    columns = {column.key for column in sheet.columns}
    if model.__name__ != "Text":
        assert keys_of(model, stops=frozenset({"minimum_unless.unless"})) - columns - below == set()


def item_model(model: Any, key: str) -> Any:
    parts: list[Any] = [model.model_fields[key].annotation]
    while not (isinstance(parts[0], type) and issubclass(parts[0], BaseModel)):
        parts = [*(each for each in get_args(parts[0]) if each not in (Ellipsis, type(None))), *parts[1:]]
    return parts[0]


def test_every_rule_and_every_key_of_it_has_its_row():
    assert set(RULE_KINDS) == set(KIND_KEYS) == set(KINDS)
    for kind, model in KINDS.items():
        written = {*KIND_KEYS[kind].values(), *CHILDREN.get(kind, {}).values()}
        assert written == {field.alias or name for name, field in model.model_fields.items()} - {"kind"}
    for row, kind, key in (
        ("case", "cases", "cases"),
        ("part", "parts", "parts"),
        ("requirement", "all_or_nothing", "requires"),
    ):
        extra = {"case": {"points", "rule"}, "part": {"rule"}}.get(row, set())
        assert {*ROW_KEYS[row].values(), *extra} == set(item_model(KINDS[kind], key).model_fields)


@pytest.mark.parametrize("sheet", [layout.CAMPAIGN, *layout.SHEETS], ids=lambda sheet: sheet.name)
def test_words_of_a_list_are_those_of_the_model_and_fit_into_a_list_of_excel(sheet):
    for column in sheet.columns:
        words = list(column.choices.values())
        assert len(",".join(words)) <= 255
        assert not [word for word in words if "," in word]
        assert len(set(words)) == len(words)
        assert column.kind is not Kind.CHOICE or words or column.key == "section"


# ---------------------------------------------------------------- how it looks


def test_headings_stay_in_sight_and_lists_are_offered():
    book = load_workbook(io.BytesIO(shipped("cchc-vinh-long-2024")))
    assert book.sheetnames[:3] == ["Hướng dẫn", "Phong trào", "Đối tượng"]
    assert book.sheetnames[-1] == "Tiếng Anh"
    for sheet in layout.SHEETS:
        made = book[sheet.name]
        assert made.freeze_panes is not None
        headings = [cell.value for cell in made[2]]
        assert [str(heading).removesuffix(" *") for heading in headings] == [column.heading for column in sheet.columns]
        offered = {area.min_col for each in made.data_validations.dataValidation for area in each.sqref.ranges}
        wanted = {
            place
            for place, column in enumerate(sheet.columns, 1)
            if column.choices or column.source or column.kind is Kind.FLAG or column.key == "section"
        }
        assert offered == wanted


def test_no_cell_holds_code():
    """An officer reads it: no braces, no lists of keys, no dates as text."""
    book = load_workbook(io.BytesIO(shipped("cchc-vinh-long-2024")))
    for sheet in layout.SHEETS:
        for row in book[sheet.name].iter_rows(min_row=4, values_only=True):
            said = [str(value) for value in row if value is not None]
            assert not [text for text in said if text.startswith(("{", "[")) or "': " in text]


def test_a_text_that_no_cell_takes_is_refused():
    campaign = CAMPAIGNS["cchc-vinh-long-2024"]
    document = campaign.to_document()
    document["criteria"][0]["wording"] = {"vi": "dài " * 10_000}
    with pytest.raises(TooLong):
        write_workbook(Campaign.from_document(document))


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_stays_exact():
    document = CAMPAIGNS["cchc-vinh-long-2024"].to_document()
    document["self_assessment"]["evidence_required_above"] = "0.12345678901234567"
    read = read_workbook(write_workbook(Campaign.from_document(document)), TR)
    assert read.campaign is not None
    assert read.campaign.self_assessment.evidence_required_above == Decimal("0.12345678901234567")
