"""The story's database, made once."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from scoring.campaign import Campaign
from scoring.campaign_files import load_campaign, shipped_folder
from storage.database import Database
from tests.reports.plan_stories import played
from tests.reports.story import ID, tell

Story: TypeAlias = Callable[..., Database]


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


@pytest.fixture(scope="session")
def stories(new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """(name, until) -> the database of that story, played once."""
    known: dict[tuple[str, str], Database] = {}

    def story(name: str, until: str = "") -> Database:
        if (name, until) not in known:
            known[name, until] = played(Database(new_database()), tmp_path_factory.mktemp("story"), name, until)
        return known[name, until]

    yield story
    for database in known.values():
        database.close()


@pytest.fixture
def titles(stories: Story) -> Database:
    """Everything is approved; an award waits for the dossier."""
    return stories("plan_titles", "# The unit's own papers")


@pytest.fixture
def sent(stories: Story) -> Database:
    """Both self-assessments are sent, nobody has looked at them."""
    return stories("plan_titles", "# The office reviews")


@pytest.fixture
def ward(stories: Story) -> Database:
    return stories("plan_register")
