"""What other messages show of whom to call: as many lines as one holds, and the way to all of them."""

from collections.abc import Sequence

from handlers.conversation import Choice
from locales import Translator

SHOWN, BRIEF_SHOWN = 12, 6  # units: as much as one message of the narrowest channel holds


def choice(tr: Translator) -> Choice:
    """The way to the whole list of those who cannot be written to."""
    return Choice("go:calling", tr("List to call"), ("danh sach goi", "goi dien cho ai"))


def shown_at_most(tr: Translator) -> int:
    """How many lines a message has."""
    return BRIEF_SHOWN if tr.brief else SHOWN


def cut(lines: Sequence[str], tr: Translator) -> list[str]:
    """As many as a message holds, and how the others are seen."""
    most = shown_at_most(tr)
    if len(lines) <= most:
        return list(lines)
    words = tr.plural(
        "… and {n} more. To see all of them, write: list to call",
        "… and {n} more. To see all of them, write: list to call",
        len(lines) - most,
    )
    return [*lines[:most], words]
