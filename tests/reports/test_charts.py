"""The chart of deadlines: a picture for a phone, whatever the numbers and titles are."""

import struct
from datetime import date

import pytest

from locales import translator
from reports.charts import DPI, WIDTH, DeadlineBar, deadline_chart

VI = translator("vi")
ON = date(2024, 5, 6)
REGISTRATION = DeadlineBar("Đăng ký thi đua", date(2024, 4, 26), 9, 2, 0, 3)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_it_is_as_wide_as_a_phone_and_grows_with_its_rows() -> None:
    one = size(deadline_chart("Thi đua", [REGISTRATION], VI, on=ON))
    many = size(deadline_chart("Thi đua", [REGISTRATION] * 6, VI, on=ON))
    assert one[0] == many[0] == int(WIDTH * DPI)
    assert many[1] > one[1]


def test_long_titles_no_date_and_nobody_are_drawn() -> None:
    nobody = DeadlineBar("Báo cáo tổng kết công tác cải cách hành chính năm 2024 " * 3, None, 0, 0, 0, 0)
    assert size(deadline_chart("Phong trào " * 20, [REGISTRATION, nobody], VI, on=ON))


def test_the_same_counts_give_the_same_picture() -> None:
    assert deadline_chart("x", [REGISTRATION], VI, on=ON) == deadline_chart("x", [REGISTRATION], VI, on=ON)
    other = DeadlineBar("Đăng ký thi đua", date(2024, 4, 26), 8, 2, 1, 3)
    assert deadline_chart("x", [REGISTRATION], VI, on=ON) != deadline_chart("x", [other], VI, on=ON)


def test_a_bar_survives_the_outbox() -> None:
    undated = DeadlineBar("Hồ sơ", None, 1, 0, 2, 0)
    assert [DeadlineBar.of(bar.to_data()) for bar in (REGISTRATION, undated)] == [REGISTRATION, undated]


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="needs a deadline"):
        deadline_chart("x", [], VI, on=ON)
