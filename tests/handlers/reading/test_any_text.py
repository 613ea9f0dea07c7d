"""Properties: nothing raises on any text, and Unicode form makes no difference."""

import unicodedata
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import reading

TODAY = date(2024, 12, 5)
OPTIONS = [("Có kế hoạch riêng", ("riêng",)), ("Lồng ghép", ()), ("Không có", ())]
UNITS = ["UBND Phường 1", "UBND Phường 11", "Phòng Tư pháp", "Phòng GD&ĐT"]
CRITERIA = {"I.1": "Hoàn thành nhiệm vụ", "I.2.1": "Ban hành Kế hoạch", "III": "Phản ánh, kiến nghị"}
FACTS = [
    reading.FactSpec("issued", "yes_no", "Đã ban hành chưa?"),
    reading.FactSpec("on", "date", "Ngày gửi báo cáo quý I", may_be_unsent=True),
    reading.FactSpec("share", "percent", "Tỷ lệ hoàn thành"),
    reading.FactSpec("count", "count", "Số nhiệm vụ không hoàn thành"),
    reading.FactSpec("kind", "choice", "Kinh phí", (("own", "Có riêng", ()), ("none", "Không", ("ko",)))),
]
PIECES = st.sampled_from(
    "có không chưa ko k rồi dạ ạ 12 0 -1 12,5 90% 15/2 31/4 ngày tháng năm quý I III 6 hôm qua thứ sáu tuần trước cuối "
    "mười hai trăm linh lẻ nghìn phẩy phần khoảng sửa câu mục I.2.1 gửi xong ? , . / - số KH 12/KH-UBND 0912345678 "
    "phường p1 p11 tnmt tư pháp riêng lồng ghép tất cả trừ 1-4 👍 ½ ² ① 1️⃣ \u200b".split()
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=9).map(" ".join),
    st.lists(PIECES, max_size=9).map("".join),
    st.text(
        alphabet="ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđĐ cokhnđsfrxj0123456789/.,%-",
        max_size=24,
    ),
)


def everything(text: str) -> list[Any]:
    """Every reading of the text."""
    return [
        reading.normalize(text),
        reading.read_yes_no(text),
        reading.read_count(text),
        reading.read_count(text, question="Bao nhiêu nhiệm vụ không hoàn thành?"),
        reading.read_percent(text),
        reading.read_date(text, today=TODAY, year=2024),
        reading.read_sent_date(text, today=TODAY),
        reading.read_choice(text, OPTIONS),
        reading.read_exact_choice(text, OPTIONS, numbered=False),
        reading.read_choices(text, 9),
        reading.read_phone(text),
        reading.read_command(text, criteria=CRITERIA),
        reading.read_unit(text, UNITS),
        reading.read_document(text, today=TODAY, year=2024),
        reading.is_link(text),
        reading.read_facts(text, FACTS, today=TODAY, year=2024),
    ]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_nothing_raises_and_the_unicode_form_makes_no_difference(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert everything(composed) == everything(decomposed)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = reading.normalize(text)
    assert reading.normalize(once) == once


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 999_999_999))
def test_a_number_in_digits_is_that_number(number: int) -> None:
    assert reading.read_count(str(number)) == number
    assert reading.read_count(f"{number:,}".replace(",", ".")) == number


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/-."))
def test_a_written_date_is_that_day(day: date, separator: str) -> None:
    written = f"{day.day}{separator}{day.month}{separator}{day.year}"
    assert reading.read_date(written, today=TODAY) == day
    assert reading.read_date(f"ngày {day.day} tháng {day.month} năm {day.year}", today=TODAY) == day


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=6))
def test_counts_in_a_row_are_never_mixed_up(numbers: list[int]) -> None:
    facts = [reading.FactSpec(f"f{i}", "count", f"Số {name}") for i, name in enumerate(["họp", "phiếu", "tin", "bài"])]
    got = reading.read_facts(" ".join(map(str, numbers)), facts, today=TODAY)
    expected = {fact.name: number for fact, number in zip(facts, numbers, strict=False)}
    assert got == (expected if len(numbers) <= len(facts) else None)


def test_numbers_in_words_are_read_back() -> None:
    assert [number for number in range(100) if reading.read_count(_in_words(number)) != number] == []


def _in_words(number: int) -> str:
    units = "không một hai ba bốn năm sáu bảy tám chín".split()
    tens, unit = divmod(number, 10)
    if tens == 0:
        return units[unit]
    after = {0: "", 5: "lăm", 1: "mốt" if tens > 1 else "một"}.get(unit, units[unit])
    return f"{'mười' if tens == 1 else units[tens] + ' mươi'} {after}".strip()
