"""A YAML file as plain data that remembers its lines. A safe subset: no aliases, no tags, exact decimals, ISO dates.

YAML's own surprises are switched off: ``no`` and ``on`` are words, ``10:00`` is a text, a repeated key is an error.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scoring.said import said

MAX_BYTES = 2_000_000
MAX_DEPTH = 50
PathInFile = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with a file. ``path``: where in the document, as people write it ("criteria[0].id")."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {where}{self.message}"


class CampaignFileError(ValueError):
    """Everything that is wrong with the files, at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Source:
    """The data of a file and the line of every place in it."""

    file: str
    data: Any
    lines: dict[PathInFile, int]

    def line(self, path: PathInFile) -> int:
        """The line of a place, or of what holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: PathInFile, message: str) -> Problem:
        return Problem(self.file, self.line(path), written(path), message)


if TYPE_CHECKING:
    from yaml import SafeLoader as _Base
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, but not everywhere


class _Loader(_Base):
    """Composes nodes only; scalars are resolved by the patterns below."""


_Loader.yaml_implicit_resolvers = {}

_PATTERNS = (
    ("bool", r"true|false|True|False", "tTfF"),
    ("null", r"~|null|Null|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
)
for _tag, _pattern, _first in _PATTERNS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def read_source(path: Path) -> Source:
    """Raises ``CampaignFileError`` when the file cannot be read as YAML of this subset."""
    return parse_source(str(path), read_text(path))


def read_text(path: Path) -> str:
    """The text of a file that is one. Raises ``CampaignFileError``."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _failure(name, 1, said("cannot be read: {reason}", reason=error.strerror or str(error))) from None
    if len(raw) > MAX_BYTES:
        raise _failure(name, 1, said("is too large ({size} bytes; at most {most})", size=len(raw), most=MAX_BYTES))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _failure(name, line, said("is not UTF-8 text: save it again with the encoding UTF-8")) from None
    if "\0" in text:
        raise _failure(
            name, 1, said("is no text file, or has the encoding UTF-16: save it again with the encoding UTF-8")
        )
    return text


def written(path: PathInFile) -> str:
    """``("criteria", 0, "rule")`` as ``criteria[0].rule``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def compose(name: str, text: str) -> yaml.Node:
    """The text as nodes that know where they stand. Raises ``CampaignFileError``."""
    try:
        _refuse_depth(name, text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(filter(None, (error.context, error.problem)))
        raise _failure(name, mark.line + 1 if mark else 1, _not_yaml(text, mark, reason)) from None
    except yaml.YAMLError as error:
        line = text[: getattr(error, "position", 0)].count("\n") + 1
        raise _failure(name, line, said("is not valid YAML: {reason}", reason=str(error).partition("\n")[0])) from None
    if node is None:
        raise _failure(name, 1, said("is empty: a campaign file begins with “id: …”"))
    return node


def _not_yaml(text: str, mark: yaml.Mark | None, reason: str) -> str:
    """The parser's own words, or what people do most: a tab at the beginning of a line."""
    lines = text.split("\n")
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or (
        "character that cannot start any token" in reason and "\t" in line
    ):
        return said("a line cannot begin with a tab: write spaces")
    return said("is not valid YAML: {reason}", reason=reason)


def parse_source(name: str, text: str) -> Source:
    """The same for a text. ``name`` stands for the file in what is said about it."""
    node = compose(name, text)
    reader = _Reader(name)
    data = reader.value(node, ())
    if not isinstance(data, dict):
        raise _failure(name, 1, said("must be a list of keys such as “id: …”, “name: …”"))
    if reader.problems:
        raise CampaignFileError(reader.problems)
    return Source(name, data, reader.lines)


def _refuse_depth(name: str, text: str) -> None:
    """The C parser crashes the process on text that is nested without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _failure(name, event.start_mark.line + 1 if event.start_mark else 1, said("is nested too deeply"))


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[PathInFile, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: PathInFile) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            self._wrong(line, path, said("aliases (&, *) are not supported: write it out again"))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path, line)

    def _mapping(self, node: yaml.MappingNode, path: PathInFile) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                self._wrong(line, path, said("a key must be a plain word"))
                continue
            if key in data:
                first = self.lines[(*path, key)]
                self._wrong(line, (*path, key), said("is written twice (first in line {first}): keep one", first=first))
                continue
            self.lines[(*path, key)] = line
            data[key] = self.value(value_node, (*path, key))
        return data

    def _scalar(self, node: yaml.Node, path: PathInFile, line: int) -> Any:
        text, tag = str(node.value), node.tag.rpartition(":")[2]
        match tag:
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text) if len(text) < 40 else text
            case "float":
                return Decimal(text)
            case "timestamp":
                return self._day(text, path, line)
        self._wrong(line, path, said("the tag {tag} is not supported", tag=node.tag))
        return None

    def _day(self, text: str, path: PathInFile, line: int) -> Any:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(line, path, said("{text} is not a day of the calendar: write YYYY-MM-DD", text=text))
            return None

    def _wrong(self, line: int, path: PathInFile, message: str) -> None:
        self.problems.append(Problem(self.name, line, written(path), message))


def _failure(name: str, line: int, message: str) -> CampaignFileError:
    return CampaignFileError([Problem(name, line, "", message)])
