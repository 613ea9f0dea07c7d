"""“Chữ lớn, ít chữ”: on the whole way of a unit, from registering to the result, no message is long.

Counted are words that a person has to read through: lists (criteria, deadlines, numbered questions, choices) are looked
over and left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.conversations import Stage, play
from tests.showing import ButtonChannel, messages

FOLDER = Path(__file__).parent / "transcripts"
MOST = 62  # words in one message; Vietnamese counts each syllable. The longest question of this plan alone has 33
LIST = re.compile(r"(?:[•–✅⬜⚠↩⏸▶▫]|\d+[.)] |[IVX]+(?:\.\d+)* )")


def read_through(lines: list[str]) -> list[str]:
    """The lines of one message as words, without its lists and its choices."""
    texts = [re.sub(r"^(?:\w+< |    \| ?)", "", line).replace("*", "") for line in lines]
    return [text for text in texts if not LIST.match(text) and not text.startswith("    [")]


def words(lines: list[str]) -> int:
    return sum(len(text.split()) for text in read_through(lines))


def too_long(played: list[str], person: str) -> list[list[str]]:
    own = [each for each in messages(played) if each[0].startswith(f"{person}< ")]
    assert len(own) > 30
    return [each for each in own if words(each) > MOST]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_no_message_on_the_way_of_a_unit_is_long(database: Database, locale: str) -> None:
    """Joining is before it, where everybody reads all the words about their data."""
    played = play(FOLDER / "few_words_all_the_way.txt", Stage(database, ButtonChannel(), locale=locale))
    assert too_long(played, "Lan") == []


def test_the_same_way_with_all_the_words_is_longer() -> None:
    """The bound would notice: the happy way, which has all the words, does not stay under it."""
    assert too_long((FOLDER / "happy_way.txt").read_text(encoding="utf-8").splitlines(), "Lan")
