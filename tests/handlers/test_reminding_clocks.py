"""A clock that jumps, a machine that was off over the turn of the year: nobody twice, nobody forgotten."""

import pytest

from storage.tables import Role
from tests.handlers.office import Office


def test_a_clock_that_goes_back_a_day_repeats_nothing(office: Office) -> None:
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    office.person(Role.ORGANIZER)
    assert len(office.tick("2024-04-12 08:00")) == 1
    for moment in ("2024-04-11 08:00", "2024-04-11 09:00", "2024-04-12 07:59", "2024-04-12 08:00", "2024-04-15 08:00"):
        assert office.tick(moment) == []
    assert len(office.tick("2024-04-19 08:00")) == 1


def test_a_clock_that_jumps_forward_and_back_forgets_nothing(office: Office) -> None:
    """It showed a day of next week for a while: what that morning said is not said again, the days between are."""
    office.person(Role.UNIT_CONTACT, office.unit("P1"))
    office.tick("2024-04-11 08:00")
    (reply,) = office.tick("2024-04-19 08:00")
    assert "còn 7 ngày" in reply.text
    told = {
        moment: len(office.tick(f"2024-04-{moment} 08:00")) for moment in ("12", "15", "19", "22", "23", "25", "26")
    }
    assert told == {"12": 0, "15": 0, "19": 0, "22": 0, "23": 1, "25": 1, "26": 1}


def test_off_over_the_turn_of_the_year(office: Office) -> None:
    unit = office.unit("P1")
    office.register(unit)
    office.person(Role.UNIT_CONTACT, unit)
    office.tick("2024-12-30 08:00")
    before = len(office.rows())
    (reply,) = office.tick("2025-01-06 08:00")  # a Monday; off since before the last day
    assert "Đã quá hạn 6 ngày; hạn là thứ Ba, 31/12/2024" in reply.text
    fresh = {(row.deadline, row.offset, row.caught_up) for row in office.rows()[before:]}
    assert fresh == {(deadline, offset, True) for deadline in ("003-D7", "003-D8") for offset in ("T+1", "T0")}
    assert office.tick("2025-01-06 08:01") == office.tick("2025-01-07 08:00") == []


@pytest.mark.parametrize("day", ["2024-12-31", "2025-01-02"])
def test_the_mornings_around_new_year_are_those_of_the_table(office: Office, day: str) -> None:
    unit = office.unit("P1")
    office.register(unit)
    office.person(Role.UNIT_CONTACT, unit)
    office.tick("2024-12-30 08:00")
    if day == "2025-01-02":
        office.tick("2024-12-31 08:00")
        assert office.tick("2025-01-01 08:00") == []
    (reply,) = office.tick(f"{day} 08:00")
    assert ("Hôm nay là ngày cuối" in reply.text) == (day == "2024-12-31")
    assert ("Đã quá hạn 2 ngày" in reply.text) == (day == "2025-01-02")
