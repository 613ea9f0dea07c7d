"""Times of day as people write them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading.clock import read_clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17:00", time(17)),
        ("5 giờ chiều", time(17)),
        ("lúc 7h30", time(7, 30)),
        ("7g30 tối", time(19, 30)),
        ("9 gio sang", time(9)),
        ("25 giờ", None),
        ("12:75", None),
        ("chiều", None),
        ("17", None),
    ],
)
def test_times(text: str, expected: time | None) -> None:
    assert read_clock(text) == expected


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_none(text: str) -> None:
    read_clock(text)
