"""What a column of the workbook is: its key in the campaign's document, its heading and what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What stands in the cells of a column."""

    WORDS = auto()  # a plain text, the same in every language
    TEXT = auto()  # a text with a translation
    TEXTS = auto()  # several, one a line
    LISTED = auto()  # plain texts with “;” between them
    ID = auto()
    IDS = auto()  # with “;” between them
    FACT = auto()  # the name of a question
    FACTS = auto()
    NUMBER = auto()
    WHOLE = auto()
    WHOLES = auto()
    DAY = auto()
    TIME = auto()
    MONTH = auto()  # 2024-02, written 02/2024
    FLAG = auto()  # có, không or empty
    CHOICE = auto()  # one of ``choices``
    CONDITION = auto()
    OPTIONS = auto()  # “code: label”, one a line


@dataclass(frozen=True, slots=True)
class Column:
    """``key``: in the item, with dots for what lies deeper. ``choices``: value → word. ``source``: the (sheet, heading)
    whose cells are offered. ``nothing``: the word for an empty list, where that differs from leaving it out."""

    key: str
    heading: str
    kind: Kind
    help: str = ""
    width: int = 16
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    source: tuple[str, str] | None = None
    nothing: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a row for each item. ``lists``: word of the first column → where the items are in the document (one
    without a word: all of them). ``within``: the keys that lead to the item they belong to (``criterion``, ``fact``),
    which are columns too; ``into``: the list within that item. ``names``: the keys that name an item."""

    name: str
    about: str
    columns: tuple[Column, ...]
    lists: Mapping[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()
    into: str = ""
    names: tuple[str, ...] = ("id",)
    rules: bool = False
    color: str = "#DDEBF7"

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet with a row for each value: heading, value, explanation. ``parts``: title → its columns."""

    name: str
    about: str
    parts: Mapping[str, tuple[Column, ...]]
    color: str = "#E2EFDA"

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for columns in self.parts.values() for column in columns)
