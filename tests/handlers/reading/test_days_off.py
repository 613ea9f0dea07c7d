"""Decrees as officers write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading import read_days_off
from scoring.calendar import DayKind

TODAY = date(2025, 12, 20)
OFF, WORKED, ORDINARY = DayKind.OFF, DayKind.WORKED, DayKind.ORDINARY


def run(first: date, last: date, kind: DayKind) -> dict[date, DayKind]:
    return {first + timedelta(days=n): kind for n in range((last - first).days + 1)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("nghỉ 02/01/2026, làm bù 10/01/2026", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("nghi 2/1/2026 lam bu 10/1/2026", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("02/01/2026 nghỉ, 10/01/2026 làm bù", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("Nghỉ thứ Sáu ngày 2 tháng 1 năm 2026", {date(2026, 1, 2): OFF}),
        ("làm bù thứ Bảy 10/01", {date(2026, 1, 10): WORKED}),
        ("nghỉ 31/12", {date(2025, 12, 31): OFF}),
        ("nghỉ 2/1, làm bù 10/1/2026", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("nghỉ Tết từ 14/02/2026 đến hết 22/02/2026", run(date(2026, 2, 14), date(2026, 2, 22), OFF)),
        ("nghỉ 30/12/2025, 27/12/2025 làm bù", {date(2025, 12, 30): OFF, date(2025, 12, 27): WORKED}),
        ("nghỉ 30/4/2026, 1/5, làm bù 9/5", {date(2026, 4, 30): OFF, date(2026, 5, 1): OFF, date(2026, 5, 9): WORKED}),
        ("thứ Sáu, 02/01/2026 nghỉ", {date(2026, 1, 2): OFF}),
        ("2/1/2026, 5/1/2026 nghỉ", {date(2026, 1, 2): OFF, date(2026, 1, 5): OFF}),
        ("nghỉ 2/1/2026 làm bù 10/1/2026", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("02/01/2026;nghỉ\n10/01/2026;làm bù", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
        ("Nghỉ:\n02/01/2026\n05/01/2026", {date(2026, 1, 2): OFF, date(2026, 1, 5): OFF}),
        ("nghỉ 14-16/2/2026", run(date(2026, 2, 14), date(2026, 2, 16), OFF)),
        ("nghỉ lễ 30/4/2026 và 1/5/2026", {date(2026, 4, 30): OFF, date(2026, 5, 1): OFF}),
        ("24/11/2026 làm việc bình thường", {date(2026, 11, 24): ORDINARY}),
        ("không nghỉ 24/11/2026", {date(2026, 11, 24): ORDINARY}),
        ("nghỉ 2026-01-02; làm bù 2026-01-10", {date(2026, 1, 2): OFF, date(2026, 1, 10): WORKED}),
    ],
)
def test_what_each_day_becomes(text: str, days: dict[date, DayKind]) -> None:
    found = read_days_off(text, today=TODAY)
    assert found is not None
    assert (found.days, found.wrong, found.twice) == (days, (), ())


@pytest.mark.parametrize("text", ["", "nghỉ", "02/01/2026", "xin chào", "ngày mai nghỉ nhé", "quý I"])
def test_what_names_no_day_or_no_kind_is_none(text: str) -> None:
    assert read_days_off(text, today=TODAY) is None


def test_a_day_that_does_not_exist_is_named() -> None:
    found = read_days_off("nghỉ 31/2/2026, làm bù 10/01/2026", today=TODAY)
    assert found is not None
    assert found.wrong == ("31/2/2026",)


@pytest.mark.parametrize("text", ["nghỉ 02/01/2062", "nghỉ 22/02/2026 đến 14/02/2026", "nghỉ 1/1/2026 - 31/12/2026"])
def test_too_far_backwards_or_too_long_is_wrong(text: str) -> None:
    found = read_days_off(text, today=TODAY)
    assert found is not None
    assert found.wrong


def test_a_day_both_off_and_worked_is_named() -> None:
    found = read_days_off("nghỉ 02/01/2026, làm bù 02/01/2026", today=TODAY)
    assert found is not None
    assert found.twice == (date(2026, 1, 2),)


@given(st.text(max_size=80))
def test_any_text_is_understood_or_not(text: str) -> None:
    read_days_off(text, today=TODAY)
    read_days_off(f"nghỉ {text} 2/1/2026 {text} làm bù {text}", today=TODAY)
