"""Rows are as high as their texts: in every cell of every workbook, as many lines as the text takes."""

import io

import pytest
from openpyxl import load_workbook

from reports.workbook.measuring import HIGHEST, count_lines, height, text_width
from scoring.campaign_files import load_campaigns
from tests.campaign_books import shipped


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("12", 10, 1),
        ("một\nhai\n\nba", 10, 4),
        ("Số nhiệm vụ được giao", 30, 1),
        ("Hội đồng Thi đua - Khen thưởng Thành phố", 36, 2),
        ("council_minutes_and_vote", 22, 2),  # one word that is too long is broken
        ("m" * 100, 10, 20),  # as broad as a letter can be
        ("x", 0.1, 1),
    ],
)
def test_lines(text, width, lines):
    assert count_lines(text, width) == lines


def test_words_go_to_the_next_line_whole():
    assert count_lines("abcdefgh abcdefgh abcdefgh", 11) == 3
    assert count_lines("WWWW WWWW", 12) == 2
    assert text_width("ABC") > text_width("abc") > text_width("ijl")
    assert text_width("ấầẩẫậ") == text_width("aaaaa")
    assert text_width("abc", bold=True) > text_width("abc")


def test_a_row_has_room_for_its_longest_text_and_excel_takes_it():
    assert height([("a", 10), (None, 5), (3, 5), ("một\nhai\nba", 10)]) == pytest.approx(3 * 12 * 1.32 + 2)
    assert height([("a\n" * 500, 10)]) == HIGHEST
    assert height([("a b c d e", 5)], size=10) < height([("a b c d e", 5)])


@pytest.mark.parametrize("campaign", load_campaigns())
def test_no_text_of_a_shipped_campaign_is_cut(campaign):
    """Twelve points take 13.8 on paper: every wrapped line of every cell has them."""
    book = load_workbook(io.BytesIO(shipped(campaign)))
    looked_at = 0
    for sheet in book.worksheets[1:]:
        # Neighbours of the same width are one entry.
        entries = [each for each in sheet.column_dimensions.values() if each.min and each.max]
        widths = {at: each.width for each in entries for at in range(each.min or 0, (each.max or 0) + 1)}
        for number, row in enumerate(sheet.iter_rows(min_row=3), 3):
            high = sheet.row_dimensions[number].height
            for cell in row:
                if isinstance(cell.value, str) and high is not None:
                    looked_at += 1
                    wide = widths[cell.column] - 0.7  # what the file adds
                    size = cell.font.sz
                    lines = count_lines(cell.value, wide * 12 / size - cell.alignment.indent, bold=bool(cell.font.b))
                    assert lines * size * 1.15 <= high, (sheet.title, cell.coordinate)
                    assert high < HIGHEST, (sheet.title, cell.coordinate)
    assert looked_at > 300
