"""Which round a day belongs to, and when each is open: two yearly rounds and one that looks back on both."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scoring.campaign_files import load_campaigns
from scoring.rounds import closes_on, in_its_round, is_open, last_open_day, round_id_on, round_of, round_on

CAMPAIGNS = load_campaigns()
TWO_YEARS = CAMPAIGNS["danvan-phung-chi-kien-2025-2026"]
FIRST, SECOND, CLOSING = TWO_YEARS.rounds


def test_the_year_turns_at_midnight() -> None:
    assert [round_id_on(TWO_YEARS, day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == ["2025", "2026"]


def test_outside_all_rounds_it_is_the_nearest() -> None:
    assert round_on(TWO_YEARS, date(2024, 12, 1)) == FIRST
    assert round_on(TWO_YEARS, date(2027, 3, 1)) == SECOND


def test_a_campaign_without_rounds_has_none() -> None:
    campaign = CAMPAIGNS["cchc-vinh-long-2024"]
    assert round_on(campaign, date(2024, 6, 1)) is None
    assert round_id_on(campaign, date(2024, 6, 1)) == ""


def test_a_deadline_knows_its_round() -> None:
    assert round_of(TWO_YEARS, "004-D2.2026") == SECOND
    assert round_of(TWO_YEARS, TWO_YEARS.deadline("004-D3")) == CLOSING
    assert round_of(TWO_YEARS, "004-D4") is None
    assert round_of(TWO_YEARS, None) is None


def test_a_round_without_a_date_is_not_closed_by_itself() -> None:
    assert closes_on(TWO_YEARS, FIRST) is None
    assert is_open(TWO_YEARS, FIRST, date(2026, 3, 1))
    assert not is_open(TWO_YEARS, SECOND, date(2025, 12, 31))


def test_a_date_closes_it_but_never_before_its_last_day() -> None:
    later, earlier = ({"004-D2.2025": day} for day in (date(2026, 1, 15), date(2025, 12, 10)))
    assert closes_on(TWO_YEARS, FIRST, moved=later) == date(2026, 1, 15)
    assert closes_on(TWO_YEARS, FIRST, moved=earlier) == date(2025, 12, 31)
    assert [is_open(TWO_YEARS, FIRST, date(2026, 1, day), moved=later) for day in (15, 16)] == [True, False]


def test_a_dated_deadline_is_due_from_the_first_day_of_its_round() -> None:
    dated = TWO_YEARS.deadline("004-D2.2026").model_copy(update={"due_on": date(2026, 12, 10)})
    assert in_its_round(TWO_YEARS, dated).opens_on == date(2026, 1, 1)
    early = dated.model_copy(update={"due_on": date(2025, 12, 10)})
    looking_back = TWO_YEARS.deadline("004-D3").model_copy(update={"due_on": date(2026, 12, 20)})
    for other in (early, looking_back, TWO_YEARS.deadline("004-D2.2026"), TWO_YEARS.deadline("004-D4")):
        assert in_its_round(TWO_YEARS, other) is other


@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_every_day_has_a_round_that_is_answered(day: date) -> None:
    found = round_on(TWO_YEARS, day)
    assert found is not None
    assert not found.reads
    if TWO_YEARS.period.start <= day <= TWO_YEARS.period.end:
        assert found.start <= day <= found.end


@given(st.dates(date(2025, 1, 3), date(2026, 12, 30)))
def test_rounds_follow_each_other(day: date) -> None:
    now, then = round_on(TWO_YEARS, day), round_on(TWO_YEARS, day + timedelta(days=1))
    assert now is not None
    assert then is not None
    assert now.start <= then.start


def test_no_round_outlives_the_campaign_unless_its_date_says_so() -> None:
    assert last_open_day(TWO_YEARS, FIRST) == last_open_day(TWO_YEARS, SECOND) == date(2026, 12, 31)
    assert not is_open(TWO_YEARS, SECOND, date(2027, 1, 1))
    assert is_open(TWO_YEARS, SECOND, date(2027, 1, 1), moved={"004-D2.2026": date(2027, 1, 10)})


def test_a_round_that_looks_back_takes_no_answers() -> None:
    assert not any(is_open(TWO_YEARS, CLOSING, each.start) for each in TWO_YEARS.rounds)
