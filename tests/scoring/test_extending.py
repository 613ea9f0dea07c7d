"""A day that the organizer lets count is the fact's day, for every rule; nothing is ever taken away."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import load_campaigns
from scoring.extending import with_extended_days
from scoring.score import score

CAMPAIGN = load_campaigns()["cchc-vinh-long-2024"]
DUE = date(2024, 6, 10)
LATER = date(2025, 2, 1)
DAYS = st.dates(date(2024, 5, 1), date(2024, 8, 31))


def points(sent: date | None, moved: dict[str, date], *, on: date = LATER) -> Decimal | None:
    answers = {
        "I.3": {
            "q1_sent_on": date(2024, 3, 8),
            "h1_sent_on": sent,
            "q3_sent_on": date(2024, 9, 9),
            "annual_sent_on": date(2024, 12, 12),
        }
    }
    return score(with_extended_days(CAMPAIGN, moved), answers, on=on).criteria["I.3"].points


@given(DAYS, st.none() | DAYS)
def test_in_time_is_by_the_later_of_both_days(sent: date, moved: date | None) -> None:
    until = max(DUE, moved) if moved else DUE
    assert points(sent, {"003-D4": moved} if moved else {}) == (10 if sent <= until else 5)


@given(DAYS)
def test_a_report_that_was_never_sent_stays_a_failure(moved: date) -> None:
    assert points(None, {"003-D4": moved}) == 5


def test_the_boundary_is_the_end_of_the_last_day() -> None:
    moved = {"003-D4": date(2024, 6, 17)}
    assert [points(date(2024, 6, day), moved) for day in (17, 18)] == [10, 5]


def test_a_report_is_not_missing_before_its_later_day() -> None:
    moved = {"003-D4": DUE + timedelta(days=7)}
    assert points(None, moved, on=DUE + timedelta(days=7)) is None
    assert points(None, {}, on=DUE + timedelta(days=7)) == 5


def test_other_deadlines_change_nothing() -> None:
    assert with_extended_days(CAMPAIGN, {}) is CAMPAIGN
    assert with_extended_days(CAMPAIGN, {"003-D1": LATER}) is CAMPAIGN
    extended = with_extended_days(CAMPAIGN, {"003-D4": LATER})
    assert [each.id for each in extended.criteria] == [each.id for each in CAMPAIGN.criteria]
    assert extended.criterion("I.1") == CAMPAIGN.criterion("I.1")
