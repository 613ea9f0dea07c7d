"""Every golden conversation, on every channel (``--rewrite`` writes them anew).

On PostgreSQL one of them; all by ``TEST_DATABASE=postgres pytest tests/test_transcripts.py``.
"""

import difflib
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.conversations import Stage, play
from tests.showing import ButtonChannel, ControlChannel, TypedChannel, as_typed, matching, messages

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
ON_POSTGRES = [FOLDER / "returned.txt"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def compare(path: Path, played: str) -> None:
    """What happened is what the file says; else only the lines that differ are shown."""
    expected = path.read_text(encoding="utf-8")
    if played != expected:
        lines = difflib.unified_diff(
            expected.splitlines(), played.splitlines(), path.name, "what happened", lineterm=""
        )
        pytest.fail("\n".join(itertools.islice(lines, 60)), pytrace=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_a_channel_with_buttons(path: Path, database: Database, rewrite: bool) -> None:
    played = play(path, Stage(database, ButtonChannel()))
    text = "\n".join(played).rstrip() + "\n"
    if rewrite:
        path.write_text(text, encoding="utf-8")
    compare(path, text)


@pytest.mark.parametrize("path", ON_POSTGRES, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_conversation_on_postgres(path: Path, database: Database) -> None:
    played = play(path, Stage(database, ButtonChannel()))
    compare(path, "\n".join(played).rstrip() + "\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_the_web(path: Path, database: Database) -> None:
    played = play(path, Stage(database, ControlChannel()))
    compare(path, "\n".join(played).rstrip() + "\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_in_english(path: Path, database: Database) -> None:
    """People still type Vietnamese; every text exists in English, and nothing falls out of the story."""
    pressed = [line for line in path.read_text(encoding="utf-8").splitlines() if "> [" in line]
    if pressed:
        pytest.skip("its buttons are named in Vietnamese")
    played = play(path, Stage(database, ButtonChannel(), locale="en"))
    assert len(messages(played)) >= len(messages(path.read_text(encoding="utf-8").splitlines())) // 2
    assert not [line for line in played if "Xin " in line or "Đã " in line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation_on_a_channel_without_buttons(path: Path, database: Database) -> None:
    """Everything is typed there: buttons by their labels, and choices are lines of the text."""
    played = play(path, Stage(database, TypedChannel()), typed=True)
    expected = [as_typed(lines) for lines in messages(path.read_text(encoding="utf-8").splitlines())]
    assert expected == [matching(lines, wanted) for lines, wanted in zip(messages(played), expected, strict=True)]
