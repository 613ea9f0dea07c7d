"""What the list of utterances cannot say: documents, links, tick lists, negative numbers, several units."""

from datetime import date
from decimal import Decimal

import pytest

from handlers import reading

TODAY = date(2024, 12, 5)
WARDS = ["Phường 1", "Phường 11", "Phường Tân Hòa", "Phường Tân Hội"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("số 12/KH-UBND ngày 15/2/2024", ("12/KH-UBND", date(2024, 2, 15))),
        ("12/KH-UBND 15.2.24", ("12/KH-UBND", date(2024, 2, 15))),
        ("12/kh-ubnd", ("12/KH-UBND", None)),
        ("Kế hoạch số 12/KH-UBND ngày 15/2 của UBND phường về cải cách hành chính", ("12/KH-UBND", date(2024, 2, 15))),
        ("KH số 12 ngày 15/2", ("12/KH", date(2024, 2, 15))),
        ("công văn 45 ngày 3/4/2024", ("45/CV", date(2024, 4, 3))),
        ("906/QĐ-UBND ngày 01/12/2021", ("906/QĐ-UBND", date(2021, 12, 1))),
        ("906/qd-ubnd", ("906/QĐ-UBND", None)),
        ("73/2023/NĐ-CP ngày 29/9/2023", ("73/2023/NĐ-CP", date(2023, 9, 29))),
        ("Kết luận số 14-KL/TW ngày 22/9/2021", ("14-KL/TW", date(2021, 9, 22))),
        ("số 12", ("12", None)),
        ("12/KH-UBND ngày 31/4/2024", None),
        ("12/KH-UBND và 13/KH-UBND", None),
        ("15/2/2024", None),
        ("12", None),
        ("không có", None),
    ],
)
def test_document(text: str, expected: tuple[str, date | None] | None) -> None:
    assert reading.read_document(text, today=TODAY, year=2024) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://vinhlong.gov.vn/tin-tuc?id=3", True),
        (" http://example.com ", True),
        ("xem https://example.com", False),
        ("https://", False),
        ("http://[", False),
        ("ftp://example.com", False),
        ("https://user@example.com/", False),
        ("drive.google.com/x", False),
    ],
)
def test_link(text: str, expected: bool) -> None:
    assert reading.is_link(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2,5", (0, 1, 4)),
        ("1 3 5", (0, 2, 4)),
        ("5, 1 và 3", (0, 2, 4)),
        ("1-4", (0, 1, 2, 3)),
        ("từ 1 đến 4, 6", (0, 1, 2, 3, 5)),
        ("tất cả", tuple(range(9))),
        ("đủ cả", tuple(range(9))),
        ("cả 9", tuple(range(9))),
        ("đủ 9 lĩnh vực", tuple(range(9))),
        ("tất cả trừ 3", (0, 1, 3, 4, 5, 6, 7, 8)),
        ("tat ca tru 3, 5", (0, 1, 3, 5, 6, 7, 8)),
        ("không có cái nào", ()),
        ("10", None),
        ("0", None),
        ("cả 8", None),
        ("4-1", None),
        ("125", None),
        ("tất cả trừ 12", None),
        ("vài cái", None),
        ("", None),
    ],
)
def test_tick_list(text: str, expected: tuple[int, ...] | None) -> None:
    assert reading.read_choices(text, 9) == expected


def test_values_out_of_range_are_returned_for_the_caller_to_refuse() -> None:
    assert reading.read_count("-1") == -1
    assert reading.read_count("âm 2") == -2
    assert reading.read_percent("120%") == Decimal(120)
    assert reading.read_percent("-5%") == Decimal(-5)


def test_percent_is_exact() -> None:
    assert str(reading.read_percent("89,990")) == "89.990"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phuong 1", (0,)),
        ("p11", (1,)),
        ("phường", (0, 1, 2, 3)),
        ("tân", (2, 3)),
        ("tan hoa", (2,)),
        ("phường 2", ()),
        ("xã Tân Hòa", ()),
        ("Phường 1, thành phố Vĩnh Long", (0,)),
    ],
)
def test_unit(text: str, expected: tuple[int, ...]) -> None:
    assert reading.read_unit(text, WARDS) == expected


def test_accents_decide_between_units_that_differ_in_nothing_else() -> None:
    names = ["Khu phố Tân Hóa", "Khu phố Tân Hòa"]
    assert reading.read_unit("khu phố tân hòa", names) == (1,)
    assert reading.read_unit("khu pho tan hoa", names) == (0, 1)


def test_exact_choice_takes_no_part_and_no_slip() -> None:
    options = [("Gửi", ("nộp",)), ("Để sau", ())]
    assert reading.read_exact_choice("nop", options) == 0
    assert reading.read_exact_choice("2", options) == 1
    assert reading.read_exact_choice("2", options, numbered=False) is None
    assert reading.read_exact_choice("sau", options) is None
    assert reading.read_exact_choice("gửi báo cáo cho phòng", options) is None


def test_choice_without_numbers_leaves_a_number_alone() -> None:
    options = [("Quay lại", ()), ("Bỏ qua", ())]
    assert reading.read_choice("1", options, numbered=False) is None
    assert reading.read_choice("quay lai", options, numbered=False) == 0


def test_not_sent_is_no_date() -> None:
    assert reading.read_sent_date("chưa gửi", today=TODAY) is reading.NOT_SENT
    assert reading.read_date("chưa gửi", today=TODAY) is None


def test_facts_of_each_type() -> None:
    facts = [
        reading.FactSpec("plan", "yes_no", "Có kế hoạch kiểm tra không?"),
        reading.FactSpec("done", "percent", "Hoàn thành bao nhiêu phần trăm?"),
        reading.FactSpec("sent", "date", "Ngày gửi", may_be_unsent=True),
        reading.FactSpec("money", "choice", "Kinh phí", (("own", "Văn bản riêng", ()), ("none", "Không có", ()))),
    ]
    read = reading.read_facts("có, 89,99%, chưa gửi, riêng", facts, today=TODAY, year=2024)
    assert read == {"plan": True, "done": Decimal("89.99"), "sent": reading.NOT_SENT, "money": "own"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("30 đại biểu", {"held": True, "people": 30}),
        ("số đại biểu dự 30", {"held": True, "people": 30}),
        ("số đại biểu dự 0", {"people": 0}),  # perhaps there was none
        ("có, 0", {"held": True, "people": 0}),
        ("không", {"held": False}),
    ],
)
def test_what_is_asked_only_after_a_yes_implies_it(text: str, read: dict[str, object]) -> None:
    held = reading.FactSpec("held", "yes_no", "Có tổ chức hội nghị không?")
    people = reading.FactSpec("people", "count", "Số đại biểu dự", needs="held")
    assert reading.read_facts(text, [held, people], today=TODAY, year=2024) == read


def test_a_date_alone_answers_the_date() -> None:
    facts = [reading.FactSpec("issued", "yes_no", "Đã ban hành chưa?"), reading.FactSpec("on", "date", "Ngày ban hành")]
    assert reading.read_facts("15/2", facts, today=TODAY, year=2024) == {"on": date(2024, 2, 15)}
