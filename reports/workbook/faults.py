"""What is wrong with a workbook: each fault at its cell, in words, all of them at once."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(ValueError):
    """The text of one cell cannot be used; the message says what is expected, in the reader's language."""


class Unusable(StrEnum):
    """Why a file cannot be read as a campaign at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_OR_LOCKED = "old_or_locked"  # .xls of Excel 97, or protected by a password: both look alike
    NOT_EXCEL = "not_excel"
    DAMAGED = "damaged"
    NO_CAMPAIGN = "no_campaign"  # a workbook without the sheets of a campaign


class WorkbookError(Exception):
    """The file cannot be used. ``reason`` says why; ``describe_unusable`` has the words."""

    def __init__(self, reason: Unusable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. ``sheet``, ``row``, ``column`` (from 1; 0: the sheet as a whole): where it is; ``order``: which sheet
    that is."""

    order: int
    sheet: str
    row: int
    column: int
    message: str

    @property
    def cell(self) -> str:
        """``D12``; "" when the whole sheet is meant."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        return f"{letters}{self.row}" if self.row and self.column else ""
