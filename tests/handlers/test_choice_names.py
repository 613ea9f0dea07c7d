"""Buttons that name their own action (``flows.STANDING``) are told from those of a question by their first word alone:
no question may use such a word for a choice of its own."""

import ast
from pathlib import Path

from handlers.flows import STANDING

HANDLERS = Path(__file__).parents[2] / "handlers"


def ids_of_choices() -> list[tuple[str, str]]:
    """(file, id) of every choice whose id is written out in the code."""
    found = []
    for path in sorted(HANDLERS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Choice":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.append((path.name, first.value))
    return found


def test_no_choice_of_a_question_is_taken_for_a_standing_one() -> None:
    ids = ids_of_choices()
    assert len(ids) > 100
    taken = {(name, id) for name, id in ids if ":" not in id and id in STANDING}
    assert taken == {("windows.py", "ok")}  # the standing one itself
