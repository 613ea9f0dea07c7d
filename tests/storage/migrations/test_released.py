"""Data of every released version open with this program, and export and score the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage.migrations import HEAD
from tests.storage.migrations.released import FOLDER, keep, load, results

RELEASED = sorted(path.name for path in FOLDER.glob("*")) if FOLDER.exists() else []


def lost(old: Any, new: Any, place: str = "") -> list[str]:
    """Everything of ``old`` that is not the same in ``new``, which may have more."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [one for key, value in old.items() for one in lost(value, new.get(key, "missing"), f"{place}/{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = zip(old, new, strict=True)
        return [one for n, (before, after) in enumerate(pairs) for one in lost(before, after, f"{place}/{n}")]
    return [] if old == new else [f"{place}: {old!r} became {new!r}"]


@pytest.mark.parametrize("version", [*RELEASED, "this one"])
def test_it_opens_and_scores_the_same(version: str, tmp_path: Path) -> None:
    """ "this one": kept and opened again just now, so that the keeping itself is tested before the first release."""
    folder = FOLDER / version
    if version not in RELEASED:
        folder = tmp_path / "kept"
        keep(folder)
    database = load(folder, tmp_path / "thidua.db")
    database.upgrade()
    assert database.revision() == HEAD
    kept = json.loads((folder / "results.json").read_text("utf-8"))
    assert len(kept["points"]) >= 2
    assert any(sheet["total"] != "None" for sheet in kept["points"].values())
    assert lost(kept, results(database)) == []
    database.close()


def test_what_is_lost_or_different_is_found() -> None:
    old = {"points": {"1": {"I.1": "9"}}, "list": [{"a": 1}]}
    assert lost(old, old | {"more": 1}) == []
    assert lost(old, {"points": {"1": {"I.1": "8"}}, "list": [{"a": 1}]}) == ["/points/1/I.1: '9' became '8'"]
    assert lost(old, {"points": {"1": {}}, "list": []}) != []
