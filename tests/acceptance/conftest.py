"""Programs and their server for the tests of processes; what every program must have kept to is checked at the end."""

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.tables import JournalEvent, Person, RosterContact
from tests.acceptance.program import Program
from tests.databases import DEFAULT
from tests.fakes.bot_api import FakeBotApi

pytest.register_assert_rewrite("tests.acceptance.enduring")  # a failure says what differs

SHORT = 5  # such a text is in every log: "gui", "12 0", "co"
LAST_LINES = 40  # of a failed test's log
MADE = pytest.StashKey[list[Program]]()


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        yield api


@pytest.fixture
def make_program(
    tmp_path: Path, request: pytest.FixtureRequest, new_database: Callable[[], str]
) -> Iterator[Callable[..., Program]]:
    """``make_program(api, now=…, **settings)``: a program in a folder of its own, ended with the test."""
    programs: list[Program] = []
    request.node.stash[MADE] = programs

    def make(api: FakeBotApi, **settings: object) -> Program:
        now = str(settings.pop("now", "2024-12-16T09:00"))
        if DEFAULT == "postgres":
            settings.setdefault("database_url", new_database())
        programs.append(Program(tmp_path / f"program-{len(programs)}", api, now=now, **settings))
        return programs[-1]

    yield make
    for program in programs:
        program.close()
    for program in programs:
        assert_discreet(program)


def assert_discreet(program: Program) -> None:
    """No secret is in the log, and nothing went wrong inside."""
    for secret in (program.api.token, str(program.settings.get("telegram_webhook_secret", program.api.token))):
        assert secret not in program.log
    assert program.errors() == []


def assert_names_nobody(program: Program) -> None:
    """Nothing that people wrote, are called or can be reached by is in the log. While the database is there."""
    private = {person.name for person in program.rows(Person)} | {one.phone for one in program.rows(RosterContact)}
    private |= {_text_of(event.raw or {}) for event in program.rows(JournalEvent)}
    found = [text for text in private if text and len(text) > SHORT and text in program.log]
    assert found == []
    assert len(private) > 5  # there was something to find


def _text_of(raw: dict[str, Any]) -> str:
    message = raw.get("message")
    return str(message.get("text", "")) if isinstance(message, dict) else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what the programs said."""
    report = yield
    if report.when == "call" and report.failed:
        shared = getattr(item, "funcargs", {}).get("ward")
        for program in [*item.stash.get(MADE, []), *([shared.program] if shared else [])]:
            lines = program.log.splitlines()[-LAST_LINES:]
            report.sections.append((f"log of {program.folder.name}", "\n".join(lines)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests measured."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
