"""Every reminder of the plan of Vĩnh Long, and the rules behind them on other deadlines."""

from datetime import date, datetime, time

import pytest

from scoring.calendar import WorkingCalendar
from scoring.campaign import Deadline, Reminders
from scoring.campaign_files import load_campaigns
from scoring.reminders import PlannedReminder, deadline_reminders, plan_reminders, reminder_days

WHO = {"T-1": "contacts+leader", "T0": "contacts+leader", "T+1": "contacts+leader+reviewer"}
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)

# deadline: offset -> day on which it is sent at 08:00
SENT = {
    "003-D1": {"T-14": "04-12", "T-7": "04-19", "T-3": "04-23", "T-1": "04-25", "T0": "04-26", "T+1": "05-02"},
    "003-D2": {},
    "003-D3": {},
    "003-D4": {"T-14": "05-27", "T-7": "06-03", "T-1": "06-07", "T0": "06-10", "T+1": "06-11"},
    "003-D5": {"T-14": "08-27", "T-7": "08-30", "T-3": "09-06", "T-1": "09-09", "T0": "09-10", "T+1": "09-11"},
    "003-D6": {"T-14": "11-28", "T-7": "12-05", "T-3": "12-09", "T-1": "12-11", "T0": "12-12", "T+1": "12-13"},
    "003-D7": {
        "opening": "12-02",
        "T-14": "12-17",
        "T-7": "12-24",
        "T-3": "12-27",
        "T-1": "12-30",
        "T0": "12-31",
        "T+1": "2025-01-02",
    },
    "003-D8": {"T-14": "12-17", "T-7": "12-24", "T-3": "12-27", "T-1": "12-30", "T0": "12-31", "T+1": "2025-01-02"},
    "003-D9": {},
    "003-D10": {},
}


@pytest.mark.parametrize("deadline", SENT)
def test_the_plan_of_vinh_long(campaign, calendar, vietnam, deadline):
    planned = [each for each in plan_reminders(campaign, calendar, start=FIRST, end=LAST) if each.deadline == deadline]
    days = {
        offset: date.fromisoformat(day if len(day) > 5 else f"2024-{day}") for offset, day in SENT[deadline].items()
    }
    assert planned == [
        PlannedReminder(datetime.combine(day, time(8), vietnam), deadline, offset, WHO.get(offset, "contacts"))
        for offset, day in days.items()
    ]


def test_in_order_of_time_and_both_days_inclusive(campaign, calendar):
    planned = plan_reminders(campaign, calendar, start=date(2024, 12, 13), end=date(2024, 12, 17))
    assert [(each.at.isoformat(), each.deadline, each.offset) for each in planned] == [
        ("2024-12-13T08:00:00+07:00", "003-D6", "T+1"),
        ("2024-12-17T08:00:00+07:00", "003-D7", "T-14"),
        ("2024-12-17T08:00:00+07:00", "003-D8", "T-14"),
    ]


@pytest.mark.parametrize(
    ("due_on", "days"),
    [  # plans 001 and 002
        ("2024-04-25", ["04-11", "04-17", "04-22", "04-24", "04-25", "04-26"]),
        ("2024-12-09", ["11-25", "12-02", None, "12-06", "12-09", "12-10"]),
        ("2024-03-31", ["03-15", "03-22", "03-28", "03-29", "03-31", "04-01"]),
        ("2024-09-30", ["09-16", "09-23", None, "09-27", "09-30", "10-01"]),
        ("2024-03-10", ["02-23", "03-01", "03-07", "03-08", "03-10", "03-11"]),
    ],
)
def test_moved_and_merged(calendar, due_on, days):
    offsets = (-14, -7, -3, -1, 0, 1)
    expected = {date.fromisoformat(f"2024-{day}"): each for each, day in zip(offsets, days, strict=True) if day}
    assert reminder_days(date.fromisoformat(due_on), offsets, calendar) == expected


def test_a_swap_of_days_that_is_not_known_yet(campaign, calendar):
    early = WorkingCalendar(holidays=calendar.holidays - {date(2024, 4, 29)}, makeup_days=calendar.makeup_days)
    planned = plan_reminders(campaign, early, start=FIRST, end=LAST)
    overdue = next(each for each in planned if (each.deadline, each.offset) == ("003-D1", "T+1"))
    assert overdue.at.date() == date(2024, 4, 29)


@pytest.mark.parametrize("change", [{"due_on": None}, {"remind": False}])
def test_no_date_or_no_wish_no_reminder(campaign, calendar, change):
    deadline: Deadline = campaign.deadline("003-D1").model_copy(update=change)
    assert deadline_reminders(deadline, Reminders(), calendar) == []


def test_hour_and_offsets_are_settings_of_the_campaign(campaign, calendar):
    rules = Reminders.model_validate({"offsets": [-2, 0], "hour": "09:30"})
    planned = deadline_reminders(campaign.deadline("003-D1"), rules, calendar)
    assert [(each.at.isoformat(), each.offset) for each in planned] == [
        ("2024-04-24T09:30:00+07:00", "T-2"),
        ("2024-04-26T09:30:00+07:00", "T0"),
    ]


# The other four plans, as if each was opened on its plan's first day.
OTHERS = {
    "001-D1": {"T-7": "04-17", "T-3": "04-22", "T-1": "04-24", "T0": "04-25", "T+1": "04-26"},
    "001-D2": {"T-14": "11-25", "T-7": "12-02", "T-1": "12-06", "T0": "12-09", "T+1": "12-10"},
    "002-D1": {"T-14": "03-15", "T-7": "03-22", "T-3": "03-28", "T-1": "03-29", "T0": "03-31", "T+1": "04-01"},
    "002-D2": {"T-14": "09-16", "T-7": "09-23", "T-1": "09-27", "T0": "09-30", "T+1": "10-01"},
    "002-D3": {"T-14": "12-17", "T-7": "12-24", "T-3": "12-27", "T-1": "12-30", "T0": "12-31", "T+1": "2025-01-02"},
    "000-D1": {"T-14": "03-15", "T-7": "03-22", "T-3": "03-28", "T-1": "03-29", "T0": "03-31", "T+1": "04-01"},
    "000-D2": {"T-14": "03-15", "T-7": "03-22", "T-3": "03-28", "T-1": "03-29", "T0": "03-31", "T+1": "04-01"},
}
PLANS = {
    "cchc-hai-hoa-2024": ("000-D1", "000-D2"),
    "cchc-dinh-du-2024": ("001-D1", "001-D2"),
    "cchc-quang-ninh-2024": ("002-D1", "002-D2", "002-D3"),
    "danvan-phung-chi-kien-2025-2026": (),
}


@pytest.mark.parametrize("plan", PLANS)
def test_the_other_plans(calendar, vietnam, plan):
    planned = plan_reminders(load_campaigns()[plan], calendar, start=FIRST, end=date(2027, 12, 31))
    expected = [
        PlannedReminder(
            datetime.combine(date.fromisoformat(day if len(day) > 5 else f"2024-{day}"), time(8), vietnam),
            deadline,
            offset,
            WHO.get(offset, "contacts"),
        )
        for deadline in PLANS[plan]
        for offset, day in OTHERS[deadline].items()
    ]
    assert planned == sorted(expected, key=lambda reminder: reminder.at)
