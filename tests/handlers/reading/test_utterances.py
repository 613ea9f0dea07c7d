"""The list of utterances as people type them, with the reading that is expected, measured."""

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.cli.read import understand

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]
ASK = {"ask": True}


def outcome(row: dict[str, Any], text: str) -> str:
    got = understand(row["kind"], text, row["context"])
    if got == row["expect"]:
        return "right"
    # A wish that is not heard is taken for an answer, which nobody asked for: the person is asked back.
    unheard = row["kind"] == "command" and got == {"value": "none"}
    return "asked" if got == ASK or unheard else "misread"


def test_the_list_is_long_and_has_every_kind() -> None:
    kinds = Counter(row["kind"] for row in ROWS)
    assert len(ROWS) >= 400
    assert set(kinds) == {"yes_no", "count", "percent", "date", "choice", "phone", "command", "unit", "facts"}
    assert len({(row["kind"], row["text"], json.dumps(row["context"])) for row in ROWS}) == len(ROWS)


def test_nearly_all_are_right_and_none_is_misread() -> None:
    outcomes = [(outcome(row, row["text"]), row["kind"], row["text"]) for row in ROWS]
    assert [item for item in outcomes if item[0] == "misread"] == []
    right = sum(item[0] == "right" for item in outcomes)
    assert right / len(ROWS) >= 0.98, [item for item in outcomes if item[0] != "right"]


@pytest.mark.parametrize(
    "change",
    [lambda text: unicodedata.normalize("NFD", text), str.upper, str.title, lambda text: f"  {text}\n"],
    ids=["NFD", "capitals", "title", "blanks"],
)
def test_form_and_capitals_make_no_difference(change: Any) -> None:
    assert [row["text"] for row in ROWS if outcome(row, change(row["text"])) != outcome(row, row["text"])] == []


# Where accents alone decide, the text without them is another one.
WITHOUT_ACCENTS_OTHER = {"bà", "mươi cái", "chín mười", "mười tư", "hôm kìa", "đã chưa", "khu phố hải", "tầm chục cái"}


def test_accents_are_not_needed() -> None:
    understood = [row for row in ROWS if outcome(row, row["text"]) == "right"]
    changed = {
        row["text"]: outcome(row, bare)
        for row in understood
        if (bare := _without_accents(row["text"])) != row["text"] and outcome(row, bare) != "right"
    }
    assert {text for text, result in changed.items() if result == "misread"} == WITHOUT_ACCENTS_OTHER
    asked = [text for text, result in changed.items() if result == "asked"]
    assert len(asked) / len(understood) < 0.015, asked  # "sáu" or "sau", "gởi" or "gọi", "chú" or "chủ"


def _without_accents(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return plain.replace("đ", "d").replace("Đ", "D")
