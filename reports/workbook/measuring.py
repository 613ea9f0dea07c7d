"""How many lines a text takes in a cell, so that its row is high enough in every program that opens the workbook.

Excel works a row's height out only when somebody edits it, other programs not at all. Widths are those of Times New
Roman (Adobe's metrics for Times, thousandths of the font's size); a column's width counts digits, which are 500 wide.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

DIGIT: Final = 500
PADDING: Final = 1.2  # digits: what a cell keeps free left and right, and what printing rounds
BOLD: Final = 1.07
HIGHEST: Final = 409.0  # points: Excel takes no higher row
_LINE: Final = 1.32  # height of a line in sizes of the font
_WIDTHS: Final = {
    " ": 250, "ijlt/|'’‘:;I[]()!": 333, "fr-": 333, "sJ": 389, "aceczkv?“”\"": 444, "w": 722, "m": 778,
    "ABCDEGHKNOQRUVXY&": 722, "FPSTLZ": 611, "M": 889, "W": 944, "%…→—@": 1000, ".,": 250, "+<>=≥≤×÷": 564,
}  # fmt: skip
_OF_SIGN: Final = {sign: width for signs, width in _WIDTHS.items() for sign in signs}


@lru_cache(maxsize=2048)
def _sign_width(sign: str) -> int:
    plain = unicodedata.normalize("NFD", sign.replace("Đ", "D").replace("đ", "d"))[:1]
    horned = 60 if sign.casefold() in "ơườớởỡợừứửữự" else 0  # they stick out
    usual = 722 if plain.isupper() else DIGIT
    return _OF_SIGN.get(plain, usual if ord(plain or " ") < 0x2000 else 1000) + horned


def text_width(text: str, *, bold: bool = False) -> float:
    """In digits."""
    return sum(_sign_width(sign) for sign in text) / DIGIT * (BOLD if bold else 1)


def count_lines(text: str, width: float, *, bold: bool = False) -> int:
    """Lines that a text takes in a cell of ``width`` digits: words go to the next line whole, unless one alone is too
    long."""
    room = max(width - PADDING, 1.0)
    return sum(_lines_of(paragraph, room, bold=bold) for paragraph in text.split("\n"))


def _lines_of(paragraph: str, room: float, *, bold: bool) -> int:
    space = text_width(" ", bold=bold)
    lines, used = 1, 0.0
    for word in _pieces(paragraph, room, bold=bold):
        needed = text_width(word, bold=bold)
        if used and used + space + needed > room:
            lines, used = lines + 1, needed
        else:
            used += needed + (space if used else 0)
    return lines


def _pieces(paragraph: str, room: float, *, bold: bool) -> Iterator[str]:
    """Words; what is longer than a line, in parts."""
    for word in paragraph.split(" "):
        piece = ""
        for sign in word:
            if piece and text_width(piece + sign, bold=bold) > room:
                yield piece
                piece = ""
            piece += sign
        yield piece


def row_height(lines: int, *, size: float = 12) -> float:
    """Points for so many lines of a font of this size."""
    return min(lines * size * _LINE + 2, HIGHEST)


def height(cells: Iterable[tuple[object, float]], *, size: float = 12, bold: bool = False) -> float:
    """How high a row is, in points, so that every text is seen whole. Cells: (what is written, width of the column in
    digits of 12 points)."""
    texts = [(text, width * 12 / size) for text, width in cells if isinstance(text, str)]
    return row_height(max((count_lines(text, width, bold=bold) for text, width in texts), default=1), size=size)
