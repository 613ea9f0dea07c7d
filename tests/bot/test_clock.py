"""The campaign's clock is the real one, shifted."""

from datetime import UTC, datetime, timedelta
from time import sleep

from bot.clock import Clock


def close(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=5)


def test_without_a_setting_it_is_the_real_time(vietnam):
    clock = Clock.starting_at(None, timezone=vietnam)
    assert clock.offset == timedelta()
    assert close(clock.now(), datetime.now(UTC))


def test_a_naive_start_is_local_and_it_runs_on(vietnam):
    clock = Clock.starting_at(datetime(2024, 4, 26, 8), timezone=vietnam)  # noqa: DTZ001 - naive as people write it
    assert close(clock.now(), datetime(2024, 4, 26, 1, tzinfo=UTC))
    first = clock.now()
    sleep(0.001)  # a clock may tick in microseconds
    assert clock.now() > first


def test_an_aware_start_keeps_its_zone(vietnam):
    clock = Clock.starting_at(datetime(2024, 4, 26, 8, tzinfo=UTC), timezone=vietnam)
    assert close(clock.now(), datetime(2024, 4, 26, 8, tzinfo=UTC))


def test_moments_are_shifted_both_ways():
    clock = Clock(timedelta(days=-10))
    assert clock.campaign(datetime(2026, 1, 11, tzinfo=UTC)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert 3590 < clock.until(clock.now() + timedelta(hours=1)) <= 3600
    clock.move_to(datetime(2024, 12, 31, tzinfo=UTC))
    assert close(clock.now(), datetime(2024, 12, 31, tzinfo=UTC))
