"""The sheet of invitations as a PDF: opened and printed from a phone, without Word, and the same on every printer.

The cards are those of ``reports.invitation_sheet``. Lengths are millimetres from the top left corner of the paper,
sizes of letters points, as people measure paper.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from locales import Translator
from reports.invitation_sheet import (
    COLUMNS,
    HEIGHT,
    MARGIN,
    PICTURE,
    QR,
    SHORT,
    TEXT,
    Card,
    Ways,
    below_square,
    how_to_join,
    qr_payload,
    whom,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE: Final = (210.0, 297.0)
ROWS: Final = 4
INCH, POINT = 25.4, 25.4 / 72  # millimetres
PAD = 3.0  # between the line to cut along and the words
LEADING = 1.25  # of a line's height to the size of its letters
QUIET = 4  # white modules around a QR code (ISO/IEC 18004)


@dataclass(frozen=True, slots=True)
class Line:
    """Words of a card. ``weight``: bold or normal; ``above``: space before them."""

    text: str
    size: float
    weight: str = "normal"
    family: str = "DejaVu Sans"
    above: float = 0.0


def invitation_pdf(
    cards: Sequence[Card], *, campaign: str, ways: Ways, expires: date, on: date, tr: Translator
) -> bytes:
    """The .pdf. ``expires``: the last day of the codes; ``on``: the day it was made."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    target = io.BytesIO()
    made = datetime.combine(on, time(), UTC)
    about = {"Title": tr("Invitations"), "CreationDate": made, "Creator": None, "Producer": None}
    with rc_context({"pdf.fonttype": 42}), PdfPages(target, metadata=about) as pages:
        for page in draw_pages(cards, campaign=campaign, ways=ways, expires=expires, tr=tr):
            pages.savefig(page)
    return target.getvalue()


def draw_pages(cards: Sequence[Card], *, campaign: str, ways: Ways, expires: date, tr: Translator) -> "list[Figure]":
    """One A4 figure for each eight cards."""
    from matplotlib.figure import Figure

    pages = []
    for first in range(0, len(cards), COLUMNS * ROWS):
        figure = Figure(figsize=(PAGE[0] / INCH, PAGE[1] / INCH))
        for place, card in enumerate(cards[first : first + COLUMNS * ROWS]):
            row, column = divmod(place, COLUMNS)
            left, top = MARGIN + column * (TEXT + PICTURE), MARGIN + row * HEIGHT
            _frame(figure, left, top)
            _write(figure, _lines(card, campaign, ways, tr), left + PAD, top + PAD)
            _draw_square(figure, qr_payload(card, ways), left + TEXT, top + PAD)
            _write_below(figure, below_square(ways, expires, tr), left + TEXT, top + PAD + QR)
        pages.append(figure)
    return pages


def _lines(card: Card, campaign: str, ways: Ways, tr: Translator) -> list[Line]:
    lines = [Line(campaign, 8, "bold")]
    if card.unit:
        lines.append(Line(card.unit, 15 if len(card.unit) <= SHORT else 12, "bold", above=1))
    lines += [Line(whom(card), 11), Line(tr("Invitation code:"), 11, above=2)]
    lines.append(Line(card.code, 24, "bold", "DejaVu Sans Mono", above=0.5))
    return lines + [Line(words, 10, above=1.5) for words in how_to_join(card, ways, tr)]


def _write(figure: "Figure", lines: Sequence[Line], left: float, top: float) -> None:
    """The words of a card below each other; all smaller where a long name would run out of the card."""
    for shrink in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        wrapped = [(line, _wrap(line, shrink, TEXT - PAD)) for line in lines]
        if sum(line.above + len(parts) * _height(line, shrink) for line, parts in wrapped) <= HEIGHT - 2 * PAD:
            break
    for line, parts in wrapped:
        top += line.above
        for part in parts:
            _put(figure, part, left, top, size=line.size * shrink, weight=line.weight, family=line.family)
            top += _height(line, shrink)


def _height(line: Line, shrink: float) -> float:
    return line.size * shrink * LEADING * POINT


def _wrap(line: Line, shrink: float, width: float) -> list[str]:
    """Cut at blanks; a word that is wider than the card is cut within."""
    parts: list[str] = []
    current = ""
    for word in line.text.split():
        longer = f"{current} {word}".strip()
        if current and _width(longer, line, shrink) > width:
            parts.append(current)
            longer = word
        while _width(longer, line, shrink) > width and len(longer) > 1:
            fits = next(n for n in range(len(longer) - 1, 0, -1) if n == 1 or _width(longer[:n], line, shrink) <= width)
            parts.append(longer[:fits])
            longer = longer[fits:]
        current = longer
    return [*parts, current]


def _width(text: str, line: Line, shrink: float) -> float:
    return sum(_advance(letter, line.family, line.weight) for letter in text) * line.size * shrink * POINT


@cache
def _advance(letter: str, family: str, weight: str) -> float:
    """How far a letter moves on, in parts of its size."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(family=family, weight=weight)))
    font.set_size(100, 72)
    return float(font.load_char(ord(letter)).linearHoriAdvance) / 65536 / 100


def _write_below(figure: "Figure", words: tuple[str, str], left: float, top: float) -> None:
    middle = left + PICTURE / 2
    for text, size, style in ((words[0], 7.0, "normal"), (words[1], 8.0, "italic")):
        line = Line(text, size)
        for part in _wrap(line, 1.0, PICTURE - PAD):
            _put(figure, part, middle, top, size=size, style=style, ha="center")
            top += _height(line, 1.0)
        top += 1


def _put(figure: "Figure", text: str, x: float, y: float, *, family: str = "DejaVu Sans", **more: Any) -> None:
    # parse_math: a name with dollar signs in it is no formula.
    across, up = x / PAGE[0], 1 - (y + more["size"] * POINT) / PAGE[1]
    figure.text(across, up, text, va="baseline", family=family, parse_math=False, **more)


def _frame(figure: "Figure", left: float, top: float) -> None:
    """A dashed line to cut along."""
    from matplotlib.patches import Rectangle

    corner = (left / PAGE[0], 1 - (top + HEIGHT) / PAGE[1])
    size = ((TEXT + PICTURE) / PAGE[0], HEIGHT / PAGE[1])
    figure.add_artist(
        Rectangle(corner, *size, transform=figure.transFigure, fill=False, color="0.5", linewidth=0.75, linestyle="--")
    )


def _draw_square(figure: "Figure", payload: str, left: float, top: float) -> None:
    """The QR code as one shape, sharp in every size; its white border stays within the picture's place."""
    import segno
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rows = [list(row) for row in segno.make(payload, error="q", micro=False).matrix]
    module = QR / (len(rows) + 2 * QUIET)
    start = left + (PICTURE - QR) / 2 + QUIET * module
    corners: list[tuple[float, float]] = []
    for y, row in enumerate(rows):
        for x, end in _dark_runs(row):
            x0, x1 = start + x * module, start + end * module
            y0, y1 = top + (QUIET + y) * module, top + (QUIET + y + 1) * module
            corners += [
                (px / PAGE[0], 1 - py / PAGE[1]) for px, py in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))
            ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * (len(corners) // 5)
    shape = PathPatch(Path(corners, codes), transform=figure.transFigure, facecolor="black", linewidth=0)
    shape.set_snap(False)
    figure.add_artist(shape)


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Where dark modules stand beside each other: first, and behind the last."""
    runs = []
    begun = None
    for place, dark in enumerate([*row, 0]):
        if dark and begun is None:
            begun = place
        elif not dark and begun is not None:
            runs.append((begun, place))
            begun = None
    return runs
