"""No writer forgets the history: read in the source, so that one that no conversation reaches is found, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import tables

HANDLERS = Path(__file__).parents[2] / "handlers"
# What a change of is a change of state, of whatever row.
COLUMNS = {
    "undone_at", "removed_at", "settled_for", "ended_at", "decided_at", "reopened_by", "compared_at", "second_id",
    "settler_id", "waived_by", "outcome",
}  # fmt: skip
# The same, of a submission.
OF_SUBMISSION = {
    "state", "step", "number", "receipt", "late", "sent_at", "approved_at", "return_due_on", "second_at",
    "explain_until", "explain_from", "campaign_version",
}  # fmt: skip
ROWS = {
    each.__name__
    for each in (
        tables.Answer, tables.Appraisal, tables.Conflict, tables.Decision, tables.Evidence, tables.Explanation,
        tables.FirstSeen, tables.Publication, tables.SecondOpinion, tables.SecondReview, tables.SecondRule,
        tables.StandIn, tables.StepMember, tables.StepRecord, tables.Submission, tables.SubmissionVersion,
    )
}  # fmt: skip
NOTES = {"note", "note_about", "record"}
BY_NAME = {"write_down", "freeze"}  # they note what their callers change
# Where the line is written by whoever calls it, with what is known there.
BY_THE_CALLER = {
    ("sheet.py", "_new_row"): "an empty answer, filled and noted by _write",
    ("sheet_versions.py", "carry_verdicts"): "verdicts that go along with a version, whose sending is noted",
    ("undoing.py", "_take_back"): "noted as undone by undo",
    ("evidence.py", "_remove"): "noted by record_evidence",
}


def forgetful(source: str, name: str) -> Iterator[tuple[str, str]]:
    """(file, function) that changes a state and notes nothing, in itself or in a function of the same file."""
    tree = ast.parse(source)
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    noting = {each.name for each in functions if _called(each) & NOTES} | NOTES | BY_NAME
    for each in functions:
        if _changes(each) and not _called(each) & noting and (name, each.name) not in BY_THE_CALLER:
            yield name, each.name


def _called(function: ast.FunctionDef) -> set[str]:
    calls = [each.func for each in ast.walk(function) if isinstance(each, ast.Call)]
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls}


def _changes(function: ast.FunctionDef) -> set[str]:
    found = _called(function) & ROWS
    for each in ast.walk(function):
        targets = each.targets if isinstance(each, ast.Assign) else []
        targets = [each.target] if isinstance(each, ast.AugAssign | ast.AnnAssign) else targets
        for target in targets:
            for one in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(one, ast.Attribute) and _is_state(one):
                    found.add(ast.unparse(one))
    return found


def _is_state(target: ast.Attribute) -> bool:
    owner = ast.unparse(target.value)
    return target.attr in COLUMNS or (target.attr in OF_SUBMISSION and owner.endswith("submission"))


def test_every_function_that_changes_a_state_notes_it() -> None:
    files = sorted(HANDLERS.rglob("*.py"))
    assert len(files) > 100
    assert [found for path in files for found in forgetful(path.read_text(encoding="utf-8"), path.name)] == []


@pytest.mark.parametrize(
    "act",
    [
        "submission.state = SubmissionState.APPROVED",
        "turn.sheet.submission.step, unit.name = None, 'x'",
        "appraisal.undone_at = turn.now",
        "turn.session.add(Decision(criterion='I.1'))",
    ],
)
def test_a_writer_that_forgets_is_found(act: str) -> None:
    assert list(forgetful(f"def careless(turn):\n    {act}\n", "new.py")) == [("new.py", "careless")]
    assert not list(forgetful(f"def careful(turn):\n    {act}\n    note_about(turn.session)\n", "new.py"))


def test_what_is_written_by_the_caller_is_still_there() -> None:
    names = {
        (path.name, each.name)
        for path in HANDLERS.rglob("*.py")
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(each, ast.FunctionDef)
    }
    assert set(BY_THE_CALLER) <= names
