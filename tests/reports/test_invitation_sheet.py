"""The sheet of invitations: what stands on each card, what its square says, and that eight fit on a page."""

import io
import zipfile
from datetime import date

import docx
import pytest

from locales import translator
from reports.invitation_sheet import Card, Ways, invitation_sheet, qr_payload, qr_picture

CARDS = [Card(f"K7M{n}-3XQ9", "đầu mối", f"Khu phố {n}", "Lê Thị Mẫu" if n % 2 else "") for n in range(2, 10)]
DAY = date(2026, 3, 30)


def sheet(cards: list[Card], ways: Ways) -> bytes:
    return invitation_sheet(
        cards, campaign="Thi đua 2026", ways=ways, expires=DAY, on=date(2026, 3, 16), tr=translator("vi")
    )


def cells(data: bytes) -> list[str]:
    (table,) = docx.Document(io.BytesIO(data)).tables
    return [cell.text for row in table.rows for cell in row.cells]


def test_each_card_has_unit_person_code_and_last_day() -> None:
    texts = cells(sheet(CARDS, Ways("thidua_bot", "Trợ lý thi đua")))
    assert len(texts) == 16
    for card, text, picture in zip(CARDS, texts[::2], texts[1::2], strict=True):
        assert card.unit in text
        assert card.code in text
        assert "Zalo: tìm “Trợ lý thi đua”" in text
        assert "Telegram" in text
        assert ("Lê Thị Mẫu – đầu mối" in text) == bool(card.name)
        assert "30/03/2026" in picture


def test_the_square_holds_the_link_or_else_the_code() -> None:
    assert qr_payload(CARDS[0], Ways("thidua_bot")) == "https://t.me/thidua_bot?start=K7M23XQ9"
    assert qr_payload(CARDS[0], Ways()) == "K7M2-3XQ9"


@pytest.mark.parametrize("ways", [Ways("thidua_bot"), Ways()])
def test_the_pictures_are_those_of_the_cards(ways: Ways) -> None:
    with zipfile.ZipFile(io.BytesIO(sheet(CARDS, ways))) as paper:
        drawn = {paper.read(name) for name in paper.namelist() if name.startswith("word/media/")}
    assert drawn == {qr_picture(qr_payload(card, ways)) for card in CARDS}


def test_an_odd_number_of_cards_leaves_a_blank_place() -> None:
    texts = cells(sheet(CARDS[:3], Ways()))
    assert texts[6:] == ["", ""]
    assert "Nhắn mã này cho trợ lý" in texts[0]
    assert "Telegram" not in texts[0]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert sheet(CARDS, Ways()) == sheet(CARDS, Ways())
