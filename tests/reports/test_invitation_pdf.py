"""The sheet of invitations as a PDF: A4, the same words as on the Word sheet, squares that a camera can read."""

import io
import re
from datetime import date

import docx
import numpy as np
import pytest
import segno
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from locales import translator
from reports.invitation_pdf import PAD, QUIET, draw_pages, invitation_pdf
from reports.invitation_sheet import HEIGHT, MARGIN, PICTURE, QR, TEXT, Card, Ways, invitation_sheet, qr_payload
from tests.pdfs import pdf_pages, pdf_words

LONG = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thành phố nơi thử mọi điều"
CARDS = [Card(f"K7M{n}-3XQ9", "đầu mối", f"Khu phố {n}", "Lê Thị Mẫu" if n % 2 else "") for n in range(2, 10)]
CARDS += [Card("K7MF-3XQ2", "thủ trưởng đơn vị", LONG, "Nguyễn Thị Tên Rất Dài Để Thử", "Bot số 2")]
WAYS = Ways("thidua_bot", "Trợ lý thi đua")
DAY, DPI = date(2026, 3, 30), 200
VI = translator("vi")


def pages(cards: list[Card], ways: Ways = WAYS) -> list[Figure]:
    return draw_pages(cards, campaign="Thi đua $CCHC$ 2026", ways=ways, expires=DAY, tr=VI)


def sheet(cards: list[Card]) -> bytes:
    return invitation_pdf(cards, campaign="Thi đua 2026", ways=WAYS, expires=DAY, on=date(2026, 3, 16), tr=VI)


def render(page: Figure) -> np.ndarray:
    """The page as a printer or a screen has it: True where it is dark."""
    target = io.BytesIO()
    page.savefig(target, dpi=DPI, format="png")
    return np.asarray(Image.open(target).convert("L")) < 128


def read_square(dark: np.ndarray, place: int, size: int) -> list[list[bool]]:
    """The modules of a card's square with the white ones around it, each looked at in its middle."""
    row, column = divmod(place, 2)
    left = MARGIN + column * (TEXT + PICTURE) + TEXT + (PICTURE - QR) / 2
    top = MARGIN + row * HEIGHT + PAD
    module = QR / (size + 2 * QUIET)
    middles = [(place + 0.5) * module for place in range(size + 2 * QUIET)]
    return [[bool(dark[_dots(top + y), _dots(left + x)]) for x in middles] for y in middles]


def _dots(millimetres: float) -> int:
    return int(millimetres / 25.4 * DPI)


@pytest.mark.parametrize("ways", [WAYS, Ways()])
def test_the_squares_of_the_printed_page_say_the_link_or_the_code(ways: Ways) -> None:
    first, second = pages(CARDS, ways)
    for page, cards in ((first, CARDS[:8]), (second, CARDS[8:])):
        dark = render(page)
        for place, card in enumerate(cards):
            wanted = segno.make(qr_payload(card, ways), error="q", micro=False)
            size = len(wanted.matrix)
            read = read_square(dark, place, size)
            inner = [row[QUIET : QUIET + size] for row in read[QUIET : QUIET + size]]
            assert inner == [[bool(module) for module in row] for row in wanted.matrix]
            assert sum(map(sum, read)) == sum(map(sum, inner)), "something dark in the white border"


def test_the_words_are_those_of_the_word_sheet() -> None:
    (table,) = docx.Document(io.BytesIO(word_sheet())).tables
    for_word = _letters("".join(cell.text for row in table.rows for cell in row.cells))
    drawn = _letters("".join(text.get_text() for page in pages(CARDS) for text in page.texts))
    assert sorted(drawn) == sorted(for_word)
    (second,) = pages(CARDS[8:])
    words = _letters("".join(text.get_text() for text in second.texts))
    assert _letters(LONG) in words
    assert _letters("Zalo: tìm “Bot số 2”") in words


def word_sheet() -> bytes:
    return invitation_sheet(CARDS, campaign="Thi đua $CCHC$ 2026", ways=WAYS, expires=DAY, on=date(2026, 3, 16), tr=VI)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_nothing_runs_out_of_its_card() -> None:
    card = Card("K7MF-3XQ2", "thủ trưởng đơn vị", "Rất-dài-không-có-chỗ-cách" * 12, "Nguyễn Thị Tên Rất Dài " * 6)
    (page,) = pages([card])
    page.set_dpi(DPI)
    renderer = FigureCanvasAgg(page).get_renderer()
    height = page.bbox.height
    for text in page.texts:
        box = text.get_window_extent(renderer)
        assert box.x0 >= _dots(MARGIN)
        assert box.x1 <= _dots(MARGIN + TEXT + PICTURE)
        assert height - box.y0 <= _dots(MARGIN + HEIGHT)
    words = [text for text in page.texts if text.get_position()[0] < (MARGIN + TEXT) / 210]
    assert max(text.get_window_extent(renderer).x1 for text in words) <= _dots(MARGIN + TEXT + 1)


def test_it_is_a4_with_a_page_for_each_eight_and_keeps_codes_as_letters() -> None:
    data = sheet(CARDS)
    assert data.startswith(b"%PDF-")
    assert pdf_pages(data) == 2
    (box,) = set(re.findall(rb"/MediaBox \[ ([^\]]+) \]", data))
    assert [round(float(length) / 72 * 25.4) for length in box.split()] == [0, 0, 210, 297]
    assert {card.code for card in CARDS} <= set(pdf_words(data))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert sheet(CARDS[:1]) == sheet(CARDS[:1])
