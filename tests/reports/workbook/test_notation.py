"""Conditions in words: what is written is read back equal, and what officers write is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import translator
from reports.workbook.faults import Wrong
from reports.workbook.notation import read_condition, write_condition

TR = translator("vi")
FACTS = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True) | st.sampled_from(
    ["va", "hoac", "thuoc", "la", "tu", "cau"]
)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
OPTIONS = (
    st.text(st.characters(exclude_characters=":{}", exclude_categories=("C", "Z")), min_size=1, max_size=12)
    | st.sampled_from(
        ["Trung bình", "không", "có", "và", "hoặc là", "5", "92,5", "từ Khá trở lên", 'câu "x"', "(a)", "“Khá”"]
    )
).map(lambda word: word.strip() or "x")
NUMBERS = (
    st.decimals(-1000, 100000, places=2)
    .map(lambda value: str(value.normalize() + 0))
    .map(lambda text: text if "E" not in text else "100")
)


def fact_test(**values):
    return st.fixed_dictionaries({"fact": FACTS, **values}, optional={"criterion": IDS})


TESTS = st.one_of(
    fact_test(**{"is": st.booleans() | OPTIONS}),
    fact_test(**{"in": st.lists(OPTIONS, max_size=3)}),
    *(fact_test(**{name: NUMBERS}) for name in ("equals", "at_least", "above", "at_most", "below")),
    *(fact_test(**{name: FACTS}) for name in ("equals_fact", "at_least_fact", "above_fact")),
    fact_test(at_least_percent=NUMBERS, of=FACTS),
    fact_test(at_least_option=OPTIONS),
    fact_test(contains=st.lists(IDS, min_size=1, max_size=3)),
    fact_test(by_deadline=IDS),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_every_condition_is_read_back_equal(condition):
    assert read_condition(write_condition(condition), TR) == condition


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("so_nhiem_vu = 0", {"fact": "so_nhiem_vu", "equals": "0"}),
        ("Số nhiệm vụ = 0", {"fact": "so_nhiem_vu", "equals": "0"}),
        ("ty_le ≥ 92,5%", {"fact": "ty_le", "at_least": "92.5"}),
        ("ty_le >= 92.5", {"fact": "ty_le", "at_least": "92.5"}),
        ("tien > 1.000.000", {"fact": "tien", "above": "1000000"}),
        ("DA_BAN_HANH LA CO", {"fact": "da_ban_hanh", "is": True}),
        ("da_ban_hanh = chưa", {"fact": "da_ban_hanh", "is": False}),
        ("kinh_phi khác chung", {"not": {"fact": "kinh_phi", "is": "chung"}}),
        ("xep_loai tu “Khá” tro len", {"fact": "xep_loai", "at_least_option": "Khá"}),
        ("kinh_phi thuộc riêng, chung", {"fact": "kinh_phi", "in": ["riêng", "chung"]}),
        ("I.2.1: da_ban_hanh = có", {"criterion": "I.2.1", "fact": "da_ban_hanh", "is": True}),
        ("a >= 10% của b", {"fact": "a", "at_least_percent": "10", "of": "b"}),
        (
            "a = có và\n(b = có hoặc c > 2)",
            {"all": [{"fact": "a", "is": True}, {"any": [{"fact": "b", "is": True}, {"fact": "c", "above": "2"}]}]},
        ),
    ],
)
def test_what_officers_write(written, meant):
    assert read_condition(written, TR) == meant


def test_an_option_may_be_called_by_its_name_and_may_be_a_word_of_its_own():
    options = {"co ke hoach rieng": "own", "own": "own", "khong": "không", "3": "3"}
    for written, option in (
        ("ke_hoach = Có kế hoạch riêng", "own"),
        ("ke_hoach = không", "không"),
        ("ke_hoach = 3", "3"),
    ):
        assert read_condition(written, TR, options=lambda _criterion, _fact: options) == {
            "fact": "ke_hoach",
            "is": option,
        }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("so_nhiem_vu", "Ghi ví dụ"),
        ("= 3", "Ghi ví dụ"),
        ("a = có b = có", "Ghi ví dụ"),
        ("a = 1 và b = 2 hoặc c = 3", "thêm ngoặc"),
        ("(a = 1", "đóng ngoặc"),
        ("a > nhiều", "cần một số"),
        ("a <= câu b", "=, >= hoặc >"),
        ("a > 10% của b", "tỷ lệ ghi"),
        ("(" * 100 + "a = 1" + ")" * 100, "quá nhiều dấu ngoặc"),
    ],
)
def test_what_is_wrong_is_said_with_an_example(written, expected):
    with pytest.raises(Wrong, match=expected):
        read_condition(written, TR)


@given(st.text(max_size=60))
def test_anything_is_understood_or_refused(text):
    try:
        condition = read_condition(text, TR)
    except Wrong:
        return
    assert read_condition(write_condition(condition), TR) == condition
