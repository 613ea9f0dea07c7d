"""Texts by gettext, dates and numbers as the two languages write them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from locales import LOCALES, translator

FRIDAY = date(2024, 4, 26)
MOMENT = datetime(2024, 4, 25, 17, 30, tzinfo=UTC)  # half past midnight of the 26th in Vietnam


@pytest.mark.parametrize(
    ("tag", "locale"), [("vi", "vi"), ("en", "en"), ("en-US", "en"), ("EN_gb", "en"), ("fr", "vi"), ("", "vi")]
)
def test_a_language_tag_chooses_one_of_our_languages(tag, locale):
    assert translator(tag).locale == locale


def test_a_translator_is_made_once():
    assert translator("vi") is translator("vi")


def test_english_is_the_text_itself():
    tr = translator("en")
    assert tr("{unit} has {{braces}}", unit="{Ward}") == "{Ward} has {braces}"
    assert tr.plural("{n} unit", "{n} units", 1) == "1 unit"
    assert tr.plural("{n} unit of {all}", "{n} units of {all}", 1200, all=3) == "1,200 units of 3"


def test_a_parameter_that_is_not_given_is_an_error():
    with pytest.raises(KeyError):
        translator("en")("{unit}")


@pytest.mark.parametrize(
    ("locale", "friday", "sunday"),
    [
        ("vi", "thứ Sáu, 26/04/2024", "Chủ nhật, 28/04/2024"),
        ("en", "Friday, 26/04/2024", "Sunday, 28/04/2024"),
    ],
)
def test_long_dates(locale, friday, sunday):
    tr = translator(locale)
    assert (tr.long_date(FRIDAY), tr.long_date(date(2024, 4, 28))) == (friday, sunday)


@pytest.mark.parametrize("locale", LOCALES)
def test_dates_are_day_first_and_moments_in_vietnam(locale):
    tr = translator(locale)
    assert tr.date(FRIDAY) == "26/04/2024"
    assert tr.date(MOMENT) == "26/04/2024"
    assert tr.time(MOMENT) == "00:30"
    assert tr.time(time(8, 0)) == "08:00"
    assert tr.moment(MOMENT) == "00:30, 26/04/2024"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        ("7.50", "7,5", "7.5"),
        ("0.00", "0", "0"),
        ("-0", "0", "0"),
        ("100", "100", "100"),
        ("1E+2", "100", "100"),
        ("0.125", "0,125", "0.125"),
        ("-3.10", "-3,1", "-3.1"),
        ("1234.5", "1.234,5", "1,234.5"),
    ],
)
def test_points_keep_every_digit_that_counts(value, vietnamese, english):
    points = Decimal(value)
    assert (translator("vi").points(points), translator("en").points(points)) == (vietnamese, english)


def test_numbers_and_percents():
    tr = translator("vi")
    assert (tr.number(1234567), tr.percent(Decimal("97.50"))) == ("1.234.567", "97,5%")


def test_few_words_where_there_are_some_and_all_of_them_elsewhere():
    full, brief = translator("vi"), translator("vi", brief=True)
    assert brief("That was not understood.") == "Chưa hiểu."
    assert len(brief("Recorded: {facts}.", facts="x")) < len(full("Recorded: {facts}.", facts="x"))
    assert brief("Yes") == full("Yes")
    assert translator("en", brief=True)("That was not understood.") == "Not understood."
    assert translator("en")("That was not understood.") == "That was not understood."
