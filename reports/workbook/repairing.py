"""What is wrong in one cell must not hide what is wrong in others: a document is patched until the model takes it,
so that its checks can run; what they say about the patched places is left out."""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reports.workbook.columns import Column, Kind
from scoring.campaign import Campaign
from scoring.checking import SECTIONS, check_campaign

if TYPE_CHECKING:
    from reports.workbook.draft import Draft

Path = tuple[str | int, ...]
Mend = Callable[["Draft", Any, Path], Path]
_PATCH = "zzz"  # stands for a name that is missing
_DAY, _TEXT = "2024-01-01", {"vi": _PATCH}
_QUESTION = {"name": _PATCH, "type": "yes_no", "label": _TEXT, "question": _TEXT}
_FIXED = {"kind": "fixed", "points": "0"}
_WHEN = {"fact": _PATCH, "is": True}
# Rows below a rule that are missing.
_ROWS: dict[str | int, Any] = {
    "cases": [{"when": _WHEN, "points": "0"}],
    "otherwise": _FIXED,
    "steps": [{"at_least": "0", "points": "0"}],
    "below": "0",
    "requires": [{"when": _WHEN, "unmet": _TEXT}],
    "points_by_failures": ["0"],
    "parts": [{"label": _TEXT, "max_points": "0", "rule": _FIXED}],
}
_SCORING = {("met_when",), ("max_points",), ("rule",)}
_SUMS = re.compile(r".* is not the sum of .*")
_UNKNOWN = re.compile(
    r"there is no (group|deadline|candidate|award|earlier round|document)?|\S+ has no option "
    r"|\S+ is not an earlier criterion|\S+ is asked for no award"
)
_LISTS = {
    "group": ("groups",),
    "deadline": ("deadlines",),
    "candidate": ("candidates",),
    "award": ("awards", "award_standards"),
    "earlier round": ("rounds",),
    "document": ("dossier",),
}


@dataclass(frozen=True, slots=True)
class Patched:
    """A campaign that the model takes. ``places``: what was put in or cut out."""

    campaign: Campaign
    places: frozenset[Path]


def place_of(error: ErrorDetails) -> Path:
    """Where in the document, without the tags of unions."""
    return tuple(part for part in error["loc"] if not (isinstance(part, str) and part.startswith("<")))


def is_hollow(draft: "Draft", error: ErrorDetails) -> bool:
    """A list whose items are all wrong counts as empty for the model."""
    return error["type"] == "too_short" and bool(_at(draft.document, place_of(error)))


def findings_behind(draft: "Draft", errors: Sequence[ErrorDetails]) -> Iterator[tuple[Path, str]]:
    """What the checks say of the rest, as far as it does not follow from what is known to be wrong."""
    patched = _patch(draft, errors, mend=_mend) or _patch(draft, errors, mend=_cut_rule)
    if patched is None:
        return
    broken = _broken_names(draft, patched.places)
    for path, message in check_campaign(patched.campaign):
        if not _follows(draft, path, message, patched.places, broken):
            yield path, message


def findings_beside(draft: "Draft", campaign: Campaign) -> Iterator[tuple[Path, str]]:
    """What the checks say of a campaign that the model takes although some of its cells could not be read."""
    broken = _broken_names(draft, frozenset())
    for path, message in check_campaign(campaign):
        if not draft.findings.faults or not _follows(draft, path, message, frozenset(), broken):
            yield path, message


def _patch(draft: "Draft", errors: Sequence[ErrorDetails], *, mend: "Mend") -> Patched | None:
    document = copy.deepcopy(draft.document)
    places: set[Path] = set()
    for error in errors:
        path = place_of(error)
        if is_hollow(draft, error) or any(path[: len(place)] == place for place in places):
            continue
        places.add(mend(draft, document, path))
    try:
        return Patched(Campaign.model_validate(document), frozenset(places))
    except ValidationError:
        return None


def _cut_rule(draft: "Draft", document: Any, path: Path) -> Path:
    """Cut the rule out that a place belongs to; elsewhere put something in. Returns the place."""
    if "rule" not in path:
        return _mend(draft, document, path)
    path = path[: path.index("rule") + 1]
    _holder(document, path[:-1]).pop("rule", None)
    return path


def _mend(draft: "Draft", document: Any, path: Path) -> Path:
    """Put something in at a place. Returns the place."""
    if path and path[-1] in ("vi", "en"):
        path = path[:-1]
    column = draft.columns.get(path)
    if "rule" in path and (column is None or path[-1] == "rule"):
        return _mend_rule(document, path)
    if "rule" not in path and path and path[-1] == "facts":
        _holder(document, path[:-1])["facts"] = [_QUESTION]
    elif column is not None:
        _holder(document, path[:-1])[path[-1]] = _stand_in(column)
    return path


def _mend_rule(document: Any, path: Path) -> Path:
    """What rows of a rule lack: rows below it, the points of a case, or any way of scoring."""
    holder = _holder(document, path[:-1])
    if isinstance(path[-1], int):  # a case with neither points nor a rule, or with both
        holder[path[-1]].pop("rule", None)
        holder[path[-1]]["points"] = "0"
        return (*path, "points")
    if path[-1] in _ROWS:
        holder[path[-1]] = copy.deepcopy(_ROWS[path[-1]])
    else:
        holder[path[-1]] = dict(_FIXED)
    return path


def _holder(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part] if isinstance(part, int) else document.setdefault(part, {})
    return document


def _stand_in(column: Column) -> Any:
    return {
        Kind.TEXT: _TEXT,
        Kind.DAY: _DAY,
        Kind.NUMBER: "1",
        Kind.WHOLE: 1,
        Kind.CHOICE: next(iter(column.choices), _PATCH),
        Kind.CONDITION: {"fact": _PATCH, "is": True},
        Kind.IDS: [],
        Kind.FACTS: [_PATCH] if column.key == "facts" else _PATCH,
        Kind.MONTH: _DAY[:7],
    }.get(column.kind, _PATCH)


def _broken_names(draft: "Draft", places: Iterable[Path]) -> frozenset[str]:
    """The names of items with a fault: sentences about them may only follow from it."""
    faulty = {(fault.sheet, fault.row, fault.column) for fault in draft.findings.faults}
    wrong = [path for path, cell in draft.cells.items() if (cell.sheet, cell.row, cell.column) in faulty]
    names: set[str] = {_PATCH}
    for path in (*wrong, *places):
        for depth in range(1, len(path) + 1):
            if isinstance(path[depth - 1], int) and (item := _item(draft.document, path[:depth])):
                names |= {str(item[key]) for key in ("id", "name") if key in item and path[:1] != ("criteria",)}
                names |= {str(item["name"])} if "name" in item and isinstance(item["name"], str) else set()
    return frozenset(names)


def _item(document: Any, path: Path) -> dict[str, Any]:
    found = _at(document, path)
    return found if isinstance(found, dict) else {}


def _at(document: Any, path: Path) -> Any:
    for part in path:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def _follows(draft: "Draft", path: Path, message: str, places: Iterable[Path], broken: frozenset[str]) -> bool:
    """Whether a finding may only be a consequence of a fault that is named already."""
    if any(path[: len(place)] == place or place[: len(path)] == path for place in places):
        return True
    if "rule" in path and any(_beside(path, place) for place in places):
        return True
    if path[2:] in _SCORING and _points_are_wrong(draft, path[:2], places):
        return True
    said = message.partition(":")[0]
    if any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", said) for name in broken):
        return True
    if _SUMS.match(message):
        return _points_are_wrong(draft)
    unknown = _UNKNOWN.match(message)
    return unknown is not None and _names_are_lost(draft, _LISTS.get(unknown[1] or "", SECTIONS))


def _beside(path: Path, place: Path) -> bool:
    """In the same list of steps, say: what stands in for one row may be in the wrong order with another."""
    lists = [depth for depth, part in enumerate(place) if part in ("steps", "points_by_failures")]
    return any(path[: depth + 1] == place[: depth + 1] for depth in lists)


def _points_are_wrong(draft: "Draft", item: Path = (), places: Iterable[Path] = ()) -> bool:
    """Points that could not be read, or the item that they belong to: of one criterion, or anywhere."""
    keys = ("max_points", "id", "group", "parent", "total")
    lists = (*SECTIONS, "groups", "total")
    whole = (*item, "rule")
    return bool(item and any(place[: len(whole)] == whole for place in places)) or _faulty(
        draft, lambda path: path[0] in lists and path[: len(item)] == item and path[-1] in keys
    )


def _names_are_lost(draft: "Draft", lists: Sequence[str]) -> bool:
    """A name that could not be read leaves others hanging."""
    return _faulty(
        draft, lambda path: path[0] in lists and path[-1] in ("id", "name") and _at(draft.document, path) is None
    )


def _faulty(draft: "Draft", wanted: Any) -> bool:
    faulty = {(fault.sheet, fault.row, fault.column) for fault in draft.findings.faults}
    return any(
        (cell.sheet, cell.row, cell.column) in faulty and wanted(path) for path, cell in draft.cells.items() if path
    )
