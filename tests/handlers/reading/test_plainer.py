"""What is taken away around an answer, and what the writer took back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import reading
from handlers.reading.plainer import respelled, standard, with_days, without_source
from handlers.reading.syllables import unglued


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chưacó", "chưa có"),
        ("15nhiemvu", "15 nhiem vu"),
        ("khom3nha", "khom 3 nha"),
        ("dạcó 7vụ", "dạ có 7 vụ"),
        ("ban hành", "ban hành"),
        ("thường", "thường"),
        ("nghiêng", "nghiêng"),
        ("khuỷu", "khuỷu"),
        ("I.2.1", "I.2.1"),
        ("9h30", "9h30"),
        ("kho6ng", "kho6ng"),  # a tone of VNI, no number
        ("facebook", "facebook"),
    ],
)
def test_forgotten_blanks(typed: str, meant: str) -> None:
    assert unglued(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hổng có vụ nào hết trơn á", "không có vụ nào"),
        ("dạ có 12 cái rồi ạ", "dạ có 12 cái rồi"),
        ("thưa đồng chí, 12 ạ", ", 12"),
        ("gửi hôm ni nha em", "gửi hôm nay"),
        ("Phó chủ tịch phường", "phó chủ tịch phường"),
    ],
)
def test_words_of_a_region(typed: str, meant: str) -> None:
    assert standard(typed) == meant


def test_a_form_of_address_in_a_name_stays() -> None:
    assert respelled("phường Trường Anh nha em") == "phường trường anh"
    assert standard("phường Trường Anh nha em") == "phường trường"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Theo Báo cáo số 45/BC-UBND ngày 10/12/2024 thì có 6 hồ sơ", "có 6 hồ sơ"),
        ("Trong năm 2024, đơn vị chúng tôi không có trường hợp nào", "không có trường hợp nào"),
        ("QĐ số 14/QĐ-UBND công nhận 2 sáng kiến", "công nhận 2 sáng kiến"),
        ("2/năm", "2/năm"),
        ("9/10 việc", "9/10 việc"),
        ("áp dụng", "áp dụng"),
        ("phòng 12", "phòng 12"),
    ],
)
def test_the_source_and_the_opening(typed: str, meant: str) -> None:
    assert without_source(typed) == meant


def test_the_day_of_a_document_may_be_the_answer() -> None:
    assert with_days("Kế hoạch số 05/KH-UBND ngày 20/1/2025") == "ngày 20/1/2025"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 à không 13", 13),
        ("7, nhầm, 9 mới đúng nghen", 9),
        ("dạ 8 không phải 8 mà là 9 ạ", 9),
        ("hồi nãy nói 5 mà đếm lại có 4 thôi nha em", 4),
        ("12 chứ không phải 13", None),
        ("12 không 13", None),
        ("10 cái bị nhầm 2", None),
        ("à không", None),
        ("chừng mười lăm chi đó", None),
        ("12 à không 13?", None),
    ],
)
def test_what_was_taken_back(text: str, expected: int | None) -> None:
    assert reading.read_count(text) == expected


@given(st.text(max_size=80))
def test_nothing_is_added_to_any_text(text: str) -> None:
    digits = [c for c in text if c.isdigit()]
    for change in (respelled, standard, with_days, without_source):
        left = [c for c in change(text) if c.isdigit()]
        rest = iter(digits)
        assert all(any(c == other for other in rest) for c in left)
