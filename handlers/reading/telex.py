"""Whole messages typed while the keyboard's Vietnamese was off ("nhieemj vuj", "ngayf 15 thangs 2"), read once more.

Only where nothing was understood, and only where the keys cannot be Vietnamese: "f", "j", "w" and doubled vowels are
in no word of it.
"""

import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from handlers.reading.again import again_on
from handlers.reading.words import decode

P = ParamSpec("P")
T = TypeVar("T")

_KEYS = re.compile(r"[fjw]|aa|ee|dd|oo")
_WORD = re.compile(r"[a-z]+")
_LEFT_OVER = re.compile(r"(?<=[a-z])[fj]|(?<=[cpt])[sx]$")


def or_decoded(read: Callable[P, T]) -> Callable[P, T]:
    """The same reader, tried again on what the keys were meant to be. Its first parameter is the text."""
    return again_on(read, _meant)


def _meant(text: str) -> str:
    """What the keys were meant to be; "" where they are not those of Telex."""
    typed = text.lower()
    if not typed.isascii() or len(typed) > 200 or "://" in typed or not _KEYS.search(typed):
        return ""
    return _WORD.sub(lambda match: _LEFT_OVER.sub("", decode(match[0])), typed)
