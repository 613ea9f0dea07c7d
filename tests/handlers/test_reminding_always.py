"""Whenever the program is alive: a whole year of mornings, and ticks in any order."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaigns
from scoring.reminders import VIETNAM, plan_reminders
from storage.database import Database
from storage.tables import (
    Role,
)
from tests.handlers.office import CALENDAR, CAMPAIGN, DAYS, Office, eight


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    database = Database(database_url)
    yield Office(database)
    database.close()


@pytest.mark.parametrize("campaign", load_campaigns().values(), ids=lambda campaign: campaign.id)
def test_a_year_of_mornings_is_the_plan(office: Office, campaign: Campaign) -> None:
    start = campaign.period.start
    days = [start + timedelta(days=n) for n in range((campaign.day_after_deadlines - start).days + 5)]
    opened = datetime.combine(start, time(7), VIETNAM)
    office.open(opened, campaign)
    unit = office.unit("P1")
    office.register(unit, opened, campaign)
    contact, leader = (office.person(role, unit, since=opened) for role in (Role.UNIT_CONTACT, Role.UNIT_LEADER))
    for day in days:
        office.tick(eight(day))
    planned = [
        reminder
        for reminder in plan_reminders(campaign, CALENDAR, start=days[0], end=days[-1])
        if campaign.deadline(reminder.deadline).duty_of == "units"
        and campaign.deadline(reminder.deadline).kind != "registration"  # has registered
    ]
    rows = office.rows()

    def told(person: int) -> list[tuple[datetime, str, str]]:
        return sorted((row.sent_at, row.deadline, row.offset) for row in rows if row.person_id == person)

    assert told(contact) == sorted((each.at, each.deadline, each.offset) for each in planned)
    assert told(leader) == sorted(
        (each.at, each.deadline, each.offset) for each in planned if "leader" in each.audience
    )
    assert not any(row.caught_up for row in rows)
    mornings = Counter((moment, reply.to) for moment, reply in office.sent)
    assert set(mornings.values()) <= {1}  # several deadlines, one message


moments = st.tuples(st.sampled_from(DAYS), st.sampled_from([7 * 60, 8 * 60, 8 * 60 + 1, 11 * 60, 15 * 60, 21 * 60]))


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(ticks=st.lists(moments, min_size=5, max_size=60))
def test_random_ticks_send_nothing_twice_and_forget_nobody(
    ticks: list[tuple[date, int]], new_database: Callable[[], str]
) -> None:
    """In any order: the clock may jump back. What is said once is never said again; on a working morning nobody is left
    without what was planned until then, unless the clock jumped back from that day's afternoon, which had finished the
    morning: then the next one makes up for it."""
    database = Database(new_database())
    office = Office(database)
    office.open()
    unit = office.unit("P1")
    person = office.person(Role.UNIT_CONTACT, unit)
    office.register(unit)
    planned = [
        each for each in plan_reminders(CAMPAIGN, CALENDAR, start=DAYS[0], end=DAYS[-1]) if each.deadline != "003-D1"
    ]
    messages: Counter[date] = Counter()
    over: set[date] = set()  # mornings that an afternoon finished
    for day, minute in ticks:
        now = datetime.combine(day, time(minute // 60, minute % 60), VIETNAM)
        told = {(row.deadline, row.offset) for row in office.rows()}
        replies = office.tick(now)
        assert len(replies) <= 1
        messages[day] += len(replies)
        fresh = [(row.deadline, row.offset) for row in office.rows() if (row.deadline, row.offset) not in told]
        assert bool(fresh) is bool(replies)
        if replies:
            assert time(8) <= now.time() < time(20)
            assert CALENDAR.is_working_day(day) or all(offset == "T0" for _, offset in fresh)
        if 12 * 60 <= minute < 20 * 60:
            over.add(day)
        if CALENDAR.is_working_day(day) and 8 * 60 <= minute < 12 * 60 and day not in over:
            known = {(row.deadline, row.offset) for row in office.rows() if row.person_id == person}
            assert {(each.deadline, each.offset) for each in planned if each.at <= now} <= known
    assert len({(row.deadline, row.offset) for row in office.rows()}) == len(office.rows())
    assert set(messages.values()) <= {0, 1}
    database.close()
