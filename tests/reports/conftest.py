"""The story's database, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaign, shipped_folder
from storage.database import Database
from tests.reports.story import ID, tell


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load_campaign(shipped_folder() / f"{ID}.yaml")


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, campaign: Campaign) -> Iterator[Database]:
    """A campaign in the middle of its review, to be read only."""
    folder: Path = tmp_path_factory.mktemp("story")
    database = Database(f"sqlite:///{folder / 'story.db'}")
    database.upgrade()
    with database.session() as session, session.begin():
        tell(session, campaign)
    yield database
    database.close()
