"""A sheet of invitations to print, cut up and hand out: eight cards on a page, each with its code and a QR code.

Here as a Word file; ``reports.invitation_pdf`` draws the same cards for whoever prints from a phone.

The codes stand on the paper alone; whoever makes a sheet keeps their hashes (``storage.queries.invitations``).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from locales import Translator
from reports.docx_page import CENTER, LEFT, save, use_font, write

COLUMNS, MARGIN = 2, 10
TEXT, PICTURE, HEIGHT = 60.0, 35.0, 66.0  # millimetres of a card's parts; eight cards fill 190 x 272 mm
SHORT = 30  # letters of a unit's name that stand in one large line
QR = 30.0  # millimetres: a phone reads it from a hand's breadth


@dataclass(frozen=True, slots=True)
class Card:
    """One invitation. ``unit`` and ``name`` are empty where it is for nobody in particular. ``zalo``: what its Zalo bot
    is called, where there are several."""

    code: str
    role: str
    unit: str = ""
    name: str = ""
    zalo: str | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """How the bot is found. ``telegram``: its user name; ``zalo``: what it is called there; None where it is not on."""

    telegram: str | None = None
    zalo: str | None = None


def telegram_link(bot: str, code: str) -> str:
    """The address that opens the chat and hands over the code."""
    return f"https://t.me/{bot}?start={code.replace('-', '')}"


def qr_payload(card: Card, ways: Ways) -> str:
    """What the QR code of a card says: the link, or the code itself to be copied into the chat."""
    return telegram_link(ways.telegram, card.code) if ways.telegram else card.code


def qr_picture(payload: str) -> bytes:
    """A PNG, sharp in print; up to a quarter of it may be dirty or torn."""
    import segno

    target = io.BytesIO()
    segno.make(payload, error="q", micro=False).save(target, kind="png", scale=10, border=2)
    return target.getvalue()


def invitation_sheet(
    cards: Sequence[Card], *, campaign: str, ways: Ways, expires: date, on: date, tr: Translator
) -> bytes:
    """The .docx. ``expires``: the last day of the codes; ``on``: the day it was made."""
    paper = docx.Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(MARGIN)
    section.bottom_margin = section.header_distance = section.footer_distance = Mm(5)
    use_font(paper)
    table = paper.add_table(rows=0, cols=2 * COLUMNS)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, (TEXT, PICTURE) * COLUMNS, strict=True):
        column.width = Mm(width)
    for first in range(0, len(cards), COLUMNS):
        row = table.add_row()
        row.height, row.height_rule = Mm(HEIGHT), WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx cannot say it
        for place, card in enumerate(cards[first : first + COLUMNS]):
            text, picture = row.cells[2 * place], row.cells[2 * place + 1]
            _frame(text, "top", "left", "bottom")
            _frame(picture, "top", "right", "bottom")
            text.width, picture.width = Mm(TEXT), Mm(PICTURE)
            _write_card(text, card, campaign=campaign, ways=ways, tr=tr)
            _draw(picture, card, ways=ways, expires=expires, tr=tr)
    _end_small(paper)
    return save(paper, title=tr("Invitations"), on=on)


def _write_card(cell: Any, card: Card, *, campaign: str, ways: Ways, tr: Translator) -> None:
    _space(write(cell, campaign, align=LEFT, bold=True, size=9))
    if card.unit:
        write(cell, card.unit, align=LEFT, bold=True, size=15 if len(card.unit) <= SHORT else 12)
    write(cell, whom(card), align=LEFT, size=12)
    _space(write(cell, tr("Invitation code:"), align=LEFT, size=12))
    write(cell, card.code, align=LEFT, bold=True, size=24)
    for line in how_to_join(card, ways, tr):
        write(cell, line, align=LEFT, size=11)


def whom(card: Card) -> str:
    """Who the card is for, below the unit."""
    return f"{card.name} – {card.role}" if card.name else card.role


def how_to_join(card: Card, ways: Ways, tr: Translator) -> list[str]:
    """What to do with the card, a line for each application."""
    ways = ways if card.zalo is None else replace(ways, zalo=card.zalo)
    lines = []
    if ways.telegram:
        lines.append(tr("Telegram: point the camera at the square."))
    if ways.zalo:
        lines.append(tr("Zalo: find “{name}” and write the code to it.", name=ways.zalo))
    return lines or [tr("Write the code to the assistant of the campaign.")]


def _draw(cell: Any, card: Card, *, ways: Ways, expires: date, tr: Translator) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _space(paragraph)
    paragraph.add_run().add_picture(io.BytesIO(qr_picture(qr_payload(card, ways))), width=Mm(QR))
    words, last_day = below_square(ways, expires, tr)
    write(cell, words, align=CENTER, size=8)
    _space(write(cell, last_day, align=CENTER, italic=True, size=9))


def below_square(ways: Ways, expires: date, tr: Translator) -> tuple[str, str]:
    """Where the QR code leads, and how long the code works."""
    words = f"@{ways.telegram}" if ways.telegram else tr("The square holds the code.")
    return words, tr("Works once, until the end of {date}.", date=tr.date(expires))


def _space(paragraph: Any) -> None:
    paragraph.paragraph_format.space_before = Pt(5)


def _frame(cell: Any, *sides: str) -> None:
    """A dashed line to cut along."""
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            line = OxmlElement(f"w:{side}")
            for key, value in (("val", "dashed"), ("sz", "6"), ("space", "0"), ("color", "808080")):
                line.set(qn(f"w:{key}"), value)
            borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 - python-docx has no borders of cells


def _end_small(paper: Any) -> None:
    """Word wants a paragraph behind a table; a tall one would begin an empty page."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.add_run().font.size = Pt(1)
