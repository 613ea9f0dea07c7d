"""Working days, quiet hours, and the table of holidays."""

from datetime import date, datetime

import pytest

from scoring.calendar import WorkingCalendar
from scoring.calendar_files import load_calendar
from scoring.yaml_source import CampaignFileError


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-04-26", True),  # Friday
        ("2024-04-27", False),  # Saturday
        ("2024-04-28", False),  # Sunday
        ("2024-04-29", False),  # swapped off
        ("2024-05-02", True),
        ("2024-05-04", True),  # Saturday worked instead
        ("2024-02-14", False),  # Tết
        ("2025-09-02", False),
        ("2026-08-22", True),
        ("2026-11-24", False),
        ("2027-01-01", False),
    ],
)
def test_working_days(calendar, day, worked):
    assert calendar.is_working_day(date.fromisoformat(day)) is worked


def test_neighbours(calendar):
    friday, saturday, thursday = date(2024, 4, 26), date(2024, 4, 27), date(2024, 5, 2)
    assert calendar.next_working_day(friday) == calendar.on_or_after(saturday) == thursday
    assert calendar.previous_working_day(thursday) == calendar.on_or_before(saturday) == friday
    assert calendar.on_or_after(friday) == calendar.on_or_before(friday) == friday
    assert calendar.add_working_days(friday, 3) == date(2024, 5, 4)  # 2, 3 and the Saturday 4 May


@pytest.mark.parametrize(
    ("ready", "sent"),
    [
        ("2024-12-18T10:15", "2024-12-18T10:15"),
        ("2024-12-18T07:30", "2024-12-18T07:30"),
        ("2024-12-18T07:29", "2024-12-18T08:00"),
        ("2024-12-18T19:59", "2024-12-18T19:59"),
        ("2024-12-18T20:00", "2024-12-19T08:00"),
        ("2024-12-20T21:00", "2024-12-23T08:00"),  # Friday evening
        ("2024-12-21T10:00", "2024-12-23T08:00"),  # Saturday
        ("2024-12-22T00:00", "2024-12-23T08:00"),
        ("2024-12-31T22:00", "2025-01-02T08:00"),  # New Year's Day
        ("2024-05-04T09:00", "2024-05-04T09:00"),  # a Saturday that is worked
    ],
)
def test_quiet_hours(calendar, vietnam, ready, sent):
    moment = datetime.fromisoformat(ready).replace(tzinfo=vietnam)
    assert calendar.next_allowed(moment) == datetime.fromisoformat(sent).replace(tzinfo=vietnam)


def test_the_shipped_table(calendar):
    assert (len(calendar.holidays), len(calendar.makeup_days)) == (39, 4)
    assert all(day.weekday() < 5 for day in calendar.holidays)
    assert all(day.weekday() == 5 for day in calendar.makeup_days)


def test_a_year_of_ones_own_replaces_the_year(tmp_path):
    (tmp_path / "holidays.yaml").write_text("2027:\n  off: [2027-01-01, 2027-02-05]\n  worked: []\n", "utf-8")
    calendar = load_calendar(None, tmp_path)
    assert not calendar.is_working_day(date(2027, 2, 5))
    assert not calendar.is_working_day(date(2024, 2, 14))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("2027:\n  off: [2026-01-01]\n", "2027.off[0]"),
        ("2027:\n  off: [today]\n", "2027.off[0]"),
        ("2027:\n  free: [2027-01-01]\n", "2027.free"),
        ("next: {off: []}\n", "next"),
        ("2027: 5\n", "2027"),
    ],
)
def test_a_wrong_table(tmp_path, text, path):
    (tmp_path / "holidays.yaml").write_text(text, "utf-8")
    with pytest.raises(CampaignFileError) as refused:
        load_calendar(tmp_path)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_no_table_at_all():
    assert WorkingCalendar().is_working_day(date(2024, 1, 1))
