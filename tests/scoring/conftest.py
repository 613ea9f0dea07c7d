"""The shipped campaign and calendar, read once; the worked cases."""

import json
from pathlib import Path

import pytest

from scoring.calendar_files import load_calendar
from scoring.campaign_files import load_campaigns

CASES = Path(__file__).parents[1] / "data" / "scoring-cases.json"


@pytest.fixture(scope="session")
def campaign():
    return load_campaigns()["cchc-vinh-long-2024"]


@pytest.fixture(scope="session")
def calendar():
    return load_calendar()


@pytest.fixture
def answered_well():
    """Raw answers that give 100 points."""
    cases = json.loads(CASES.read_text("utf-8"))["cases"]
    return next(case["answers"] for case in cases if case["id"] == "s01-all-max")
