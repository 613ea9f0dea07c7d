"""What all tests share."""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from tests.databases import (  # noqa: F401 - fixtures, which pytest finds here
    copy_database,
    database_url,
    empty_postgres,
    kind,
    migrated_postgres,
    migrated_sqlite,
    new_database,
    postgres_server,
    postgres_url,
    postgres_with_tables,
)
from tests.handlers.office import office  # noqa: F401 - a fixture too

# Settings of the one who runs the tests must not change what is tested.
for name in [name for name in os.environ if name.startswith("THIDUA_")]:
    del os.environ[name]

# Two cores shared by parallel tests: a slow example is no fault. On CI the same examples every time.
hypothesis.settings.register_profile("local", deadline=timedelta(seconds=5))
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def vietnam() -> ZoneInfo:
    """The zone in which people here read a clock."""
    return ZoneInfo("Asia/Ho_Chi_Minh")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the golden conversations anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: at the end several workers share what is left, and none is alone with a test of minutes."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("longest", "process", "browser")])


@pytest.fixture(scope="session")
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten from what happens now."""
    return bool(request.config.getoption("--rewrite"))
