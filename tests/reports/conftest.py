"""The story's database, made once."""

from collections.abc import Callable, Iterator

import pytest

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaign, shipped_folder
from storage.database import Database
from tests.reports.story import ID, tell


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign(shipped_folder() / f"{ID}.yaml")


@pytest.fixture(scope="session")
def story(new_database: Callable[[], str], campaign: Campaign) -> Iterator[Database]:
    """A campaign in the middle of its review, to be read only."""
    database = Database(new_database())
    with database.session() as session, session.begin():
        tell(session, campaign)
    yield database
    database.close()
