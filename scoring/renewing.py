"""A campaign's file copied into another year: its days, names and sentences moved, comments and layout kept.

The text itself is edited, at the places that the YAML parser gives, so that nothing else in it changes. What is moved
and what is left is listed: a plan of another year is another plan, and somebody has to compare the two.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import yaml

from scoring.campaign import Campaign
from scoring.yaml_source import PathInFile, compose, written
from scoring.year_texts import Years, moved_day, shift_name, shift_words

# Texts of the old plan's world: what is cited there is never this year's by moving a number.
_CITING = ("legal_bases",)
_TO_BE_NAMED_ANEW = ("number", "issued_on")
# Behind what ``add_assumptions`` adds: of a copy of a copy only the newest hold.
_MARK = "  # thidua campaign new"
_NOTE = re.compile(rf"^ *- \{{.*{_MARK}\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day that stands in the file. ``path``: where, as people write it ("deadlines[0].due_on")."""

    path: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that names a day or a year; ``before``: None where it was left."""

    path: PathInFile
    before: str | None
    now: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """The new file. ``removed``: what the new plan alone can say (its number and day), as it stood in the old one.
    ``names``: ids and names of facts that have a year in them, old and new."""

    id: str
    text: str
    days: tuple[MovedDay, ...]
    changed: tuple[Sentence, ...]
    left: tuple[Sentence, ...]
    removed: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(slots=True)
class _Edits:
    """Replacements by their place in the old text."""

    text: str
    made: list[tuple[int, int, str]] = field(default_factory=list)

    def replace(self, node: yaml.Node, new: str) -> None:
        self.made.append((node.start_mark.index, node.end_mark.index, new))

    def insert(self, place: int, new: str) -> None:
        self.made.append((place, place, new))

    def result(self) -> str:
        text = self.text
        for start, end, new in sorted(self.made, reverse=True):
            text = text[:start] + new + text[end:]
        return text


def renew(name: str, text: str, campaign: Campaign, *, shift: int, new_id: str | None = None) -> Renewal:
    """``campaign`` is what the text defines; ``shift``: how many years later. Days in structured places all move; names
    with a year in them ("2025", "score_2023") move wherever they stand; sentences as in ``year_texts``."""
    text = _NOTE.sub("", text)
    root = compose(name, text)
    nodes = list(_scalars(root, ()))
    days = {date.fromisoformat(node.value) for path, node in nodes if _is_day(node) and path[0] != "document"}
    years = Years(campaign.period.start.year, campaign.period.end.year, shift, frozenset(days))
    names = {name: shift_name(name, years) for name in _names(campaign) if shift_name(name, years) != name}
    names[campaign.id] = new_id or id_in_year(campaign, years)
    edits = _Edits(text)
    removed = tuple(_remove_number(root, edits))
    work = _Work(edits, years, names)
    for path, node in nodes:
        if path[0] != "document" or path[-1] not in _TO_BE_NAMED_ANEW:
            work.move(path, node)
    _mark_assumed(root, edits)
    return Renewal(
        id=names[campaign.id],
        text=edits.result(),
        days=tuple(work.days),
        changed=tuple(work.changed),
        left=tuple(work.left),
        removed=removed,
        names=names,
    )


def id_in_year(campaign: Campaign, years: Years) -> str:
    """The id with its years moved, or with the year added ("phong-trao" → "phong-trao-2027")."""
    moved = shift_name(campaign.id, years)
    return moved if moved != campaign.id else f"{campaign.id}-{years.first + years.shift}"


def line_numbers(text: str) -> dict[PathInFile, int]:
    """Where the values of a file stand, counted from 1."""
    return {path: node.start_mark.line + 1 for path, node in _scalars(compose("", text), ())}


def add_assumptions(text: str, notes: Sequence[tuple[str, str, str]]) -> str:
    """The file with further assumptions (about, Vietnamese, English) at the end of its list."""
    newline = "\r\n" if "\r\n" in text else "\n"
    items = [
        f"{{about: {json.dumps(about, ensure_ascii=False)}, "
        f"text: {{vi: {json.dumps(vi, ensure_ascii=False)}, en: {json.dumps(en, ensure_ascii=False)}}}}}"
        for about, vi, en in notes
    ]
    root = compose("", text)
    listed = _value(root, "assumptions")
    if not isinstance(listed, yaml.SequenceNode):
        lines = ["", "assumptions:", *(f"  - {item}{_MARK}" for item in items), ""]
        return text.rstrip() + newline + newline.join(lines)
    edits = _Edits(text)
    if listed.flow_style:
        before = ", " if listed.value else ""
        edits.insert(listed.end_mark.index - 1, before + ", ".join(items))
    else:
        indent = " " * listed.start_mark.column
        place = _end_of_content(text, listed.end_mark.index)
        edits.insert(place, "".join(f"{newline}{indent}- {item}{_MARK}" for item in items))
    return edits.result()


# ---------------------------------------------------------------- the walk


@dataclass(slots=True)
class _Work:
    edits: _Edits
    years: Years
    names: dict[str, str]
    days: list[MovedDay] = field(default_factory=list)
    changed: list[Sentence] = field(default_factory=list)
    left: list[Sentence] = field(default_factory=list)

    def move(self, path: PathInFile, node: yaml.ScalarNode) -> None:
        """One value of the file: a day, a month, a name, or words."""
        raw = self.edits.text[node.start_mark.index : node.end_mark.index]
        if _is_day(node):
            before = date.fromisoformat(node.value)
            after = moved_day(before, self.years.shift)
            self.days.append(MovedDay(written(path), before, after))
            self.edits.replace(node, after.isoformat())
        elif path[-1] == "due_month":
            year, _, month = node.value.partition("-")
            self.edits.replace(node, raw.replace(node.value, f"{int(year) + self.years.shift}-{month}"))
        elif node.tag.endswith(":str"):
            if node.value in self.names:
                self.edits.replace(node, raw.replace(node.value, self.names[node.value]))
            else:
                self._words(path, node, raw)

    def _said(self, path: PathInFile, words: str) -> str:
        """The words themselves in the other year, without the file's quotes and marks."""
        return _one_line(shift_words(words, self.years, every_day=path[-1] == "example")[0])

    def _words(self, path: PathInFile, node: yaml.ScalarNode, raw: str) -> None:
        new, left = raw, True
        if path[0] not in _CITING:
            new, left = shift_words(raw, self.years, every_day=path[-1] == "example")
        for name, moved in self.names.items():
            new = new.replace(f"{{{name}}}", f"{{{moved}}}")
        if new != raw:
            self.edits.replace(node, new)
            self.changed.append(Sentence(path, _one_line(node.value), self._said(path, node.value)))
        if left and re.search(r"(?<!\d)20\d\d(?!\d)|ngày\s+\d", node.value) and path[-1] != "example":
            self.left.append(Sentence(path, None, _one_line(node.value)))


def _scalars(node: yaml.Node, path: PathInFile) -> Iterator[tuple[PathInFile, yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _scalars(value, (*path, index))
    elif isinstance(node, yaml.ScalarNode):
        yield path, node


def _is_day(node: yaml.ScalarNode) -> bool:
    return node.tag.endswith(":timestamp")


def _names(campaign: Campaign) -> set[str]:
    """Every id and every name of a fact: what other places of the file refer to."""
    ids = {each.id for each in campaign.rounds} | {each.id for each in campaign.deadlines}
    ids |= {each.id for each in campaign.awards} | {each.id for each in campaign.items}
    ids |= {each.id for each in campaign.groups} | {each.id for each in campaign.shares}
    ids |= {each.id for each in campaign.candidates} | {each.id for each in campaign.unit_types}
    ids |= {each.id for each in campaign.review_chain}
    facts = [fact for each in campaign.items for fact in each.facts]
    return ids | {fact.name for fact in facts} | {option.id for fact in facts for option in fact.options}


def _remove_number(root: yaml.Node, edits: _Edits) -> Iterator[str]:
    """The number and the day of the old paper become comments: the new one has its own."""
    paper = _value(root, "document")
    if not isinstance(paper, yaml.MappingNode) or paper.flow_style:
        return
    for key, value in paper.value:
        first_on_line = (
            edits.text.rfind("\n", 0, key.start_mark.index) + 1 == key.start_mark.index - key.start_mark.column
        )
        if key.value in _TO_BE_NAMED_ANEW and first_on_line and value.end_mark.line == key.start_mark.line:
            yield str(value.value)
            edits.insert(key.start_mark.index, "# ")


def _mark_assumed(root: yaml.Node, edits: _Edits) -> None:
    """Every dated deadline is to be confirmed by the organizer."""
    deadlines = _value(root, "deadlines")
    for one in deadlines.value if isinstance(deadlines, yaml.SequenceNode) else ():
        due, assumed = _pair(one, "due_on"), _value(one, "assumed")
        if due is None or not _is_day(due[1]):
            continue
        if assumed is not None:
            edits.replace(assumed, "true")
        elif one.flow_style:
            edits.insert(due[1].end_mark.index, ", assumed: true")
        else:
            line_end = edits.text.find("\n", due[1].end_mark.index)
            end = len(edits.text) if line_end < 0 else line_end - (edits.text[line_end - 1] == "\r")
            newline = "\r\n" if "\r\n" in edits.text else "\n"
            edits.insert(end, f"{newline}{' ' * due[0].start_mark.column}assumed: true")


def _pair(node: yaml.Node, key: str) -> tuple[yaml.Node, yaml.ScalarNode] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((name, value) for name, value in pairs if name.value == key), None)


def _value(node: yaml.Node, key: str) -> yaml.Node | None:
    pair = _pair(node, key)
    return pair[1] if pair else None


def _end_of_content(text: str, place: int) -> int:
    """Back over blank lines and comments, which belong to what follows."""
    lines = text[:place].splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        place -= len(lines.pop())
    return place - (len(lines[-1]) - len(lines[-1].rstrip("\r\n")) if lines else 0)


def _one_line(words: str) -> str:
    return " ".join(words.split())
