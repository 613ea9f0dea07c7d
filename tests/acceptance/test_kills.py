"""Killed with -9 while several people write: nothing that was acknowledged is lost, nothing is counted twice.

More of it, or the same again: ``ACCEPTANCE_KILLS=40 ACCEPTANCE_SEED=7 pytest tests/acceptance/test_kills.py``; for
hours: ``make soak``.
"""

import os

import pytest

from tests.acceptance.enduring import endure
from tests.acceptance.killing import KillingApi, random_plans, units_for
from tests.databases import ON_BOTH

pytestmark = [pytest.mark.process, pytest.mark.longest, ON_BOTH]

KILLS = int(os.environ.get("ACCEPTANCE_KILLS", "20"))
SEED = int(os.environ.get("ACCEPTANCE_SEED", "20240314"))


async def test_killed_again_and_again_while_several_people_write(make_program, database_url, kind, record_property):
    async with KillingApi(random_plans(KILLS, SEED)) as api:
        program = make_program(api, now="2024-12-16T09:00", database_url=database_url)
        endured = await endure(program, api, kills=KILLS, units=units_for(KILLS))
        record_property(
            f"{kind}, killed at", ", ".join(f"{death.method} {death.plan.moment.name}" for death in endured.deaths)
        )
        record_property(f"{kind}, updates, and messages that came twice", (endured.updates, endured.repeats))
