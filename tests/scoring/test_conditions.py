"""Conditions in three values."""

import pytest
from pydantic import TypeAdapter

from scoring.conditions import Condition, facts_read, holds

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
A, B = {"fact": "a", "is": True}, {"fact": "b", "is": True}


def check(condition, facts):
    return holds(ADAPTER.validate_python(condition), {"I": facts}, criterion="I")


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_and_or_not(a, b, both, either):
    for first, second in ((a, b), (b, a)):
        facts = {name: value for name, value in (("a", first), ("b", second)) if value is not None}
        assert check({"all": [A, B]}, facts) is both
        assert check({"any": [A, B]}, facts) is either
        opposite = None if both is None else not both
        assert check({"not": {"all": [A, B]}}, facts) is opposite


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"is": "own"}, "own", True),
        ({"is": "own"}, "none", False),
        ({"in": ["own", "none"]}, "none", True),
        ({"in": ["own"]}, "none", False),
        ({"equals": 9}, 9, True),
        ({"equals": 9}, 8, False),
        ({"at_least": 90}, 90, True),
        ({"above": 90}, 90, False),
        ({"above": 90}, 91, True),
        ({"at_most": 3}, 3, True),
        ({"below": 3}, 3, False),
        ({"below": 3}, 2, True),
        ({"equals_fact": "b"}, 5, True),
        ({"equals_fact": "c"}, 5, None),
        ({"is": True}, None, None),
    ],
)
def test_comparisons(test, value, expected):
    assert check({"fact": "a", **test}, {"a": value, "b": 5}) is expected


def test_other_criteria():
    condition = ADAPTER.validate_python({"any": [{"criterion": "II", "fact": "x", "equals_fact": "y"}, A]})
    assert facts_read(condition, criterion="I") == {("II", "x"), ("II", "y"), ("I", "a")}
    assert holds(condition, {"II": {"x": 1, "y": 1}}, criterion="I") is True
    assert holds(condition, {"II": {"x": 1}}, criterion="I") is None
    assert holds(None, {}, criterion="I") is True
    assert facts_read(None, criterion="I") == frozenset()
