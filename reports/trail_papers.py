"""The files and papers that lines of history are about, in words: what kind, which name, which of how many.

A line keeps numbers and digests, so that deleting somebody's data breaks no chain; the words are looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from locales import Translator
from reports.paper_words import Paper, describe
from storage.tables import DossierPaper, EntrySource, Evidence, EvidenceKind, History, StoredFile

_Kept = TypeVar("_Kept", Evidence, DossierPaper)
_AT_ONCE = 1000
DIGEST = 64  # hexadecimal digits of a file's digest
_OURS = ("evidence", "explanation", "dossier")
_AWAY = ("removed", "undone", "dropped by a change of the campaign")


class Papers:
    """What the lines given name. ``with_digests``: with the code by which an inspection finds a file."""

    def __init__(
        self, session: Session, lines: Sequence[History], tr: Translator, *, with_digests: bool = False
    ) -> None:
        self._tr, self._with_digests = tr, with_digests
        about = [line for line in lines if _kind(line) in _OURS]
        self._evidence = _rows(session, Evidence, (_id(each) for each in about if _kind(each) != "dossier"))
        self._dossier = _rows(session, DossierPaper, (_id(each) for each in about if _kind(each) == "dossier"))
        self._by_line = {line.id: line for line in about}
        digests = {digest for line in lines for digest in _digests(line)}
        digests |= {row.digest for row in self._evidence.values() if row.digest}
        digests |= {row.digest for row in self._dossier.values() if row.digest}
        self._files = _files(session, digests)
        self._names = _names_of_others(session, lines)
        self._places = _places(about)

    def in_words(self, line: History) -> tuple[str, str] | None:
        """What stands before and after; None where the line is about no paper."""
        if _kind(line) not in _OURS or (line.after is None and line.before is None):
            return None
        before, after = dict(line.before or {}), dict(line.after or {})
        if "undoes" in after:  # a line about that line
            undone = self._by_line.get(after["undoes"])
            said = self._paper(undone) if undone is not None else ""
            return (said, "") if said else None
        if _id(line) is None:
            return None
        said = self._paper(line)
        if line.action == "moved":
            return str(before.get("value") or ""), f"{after.get('value')}: {said}"
        return (said, "") if line.action in _AWAY else ("", said)

    def _paper(self, line: History) -> str:
        values = {**(line.before or {}), **(line.after or {})}
        tr = self._tr
        row: Evidence | DossierPaper | None = (
            self._dossier.get(_id(line) or 0) if _kind(line) == "dossier" else self._evidence.get(_id(line) or 0)
        )
        if row is not None:
            found = Paper(row.kind, row.digest, row.name, row.text, row.document_date)
        else:
            found = _as_written(values)
        said = describe(self._with_file(found), tr, with_digest=self._with_digests)
        place = self._places.get((_subject(line), _id(line)))
        return f"{said}, {tr('no. {n} of {all}', n=place[0], all=place[1])}" if place and place[1] > 1 else said

    def file(self, digest: str) -> str:
        """A file that is no evidence: a unit's paper, a covering document."""
        paper = Paper(EvidenceKind.FILE, digest, self._names.get(digest))
        return describe(self._with_file(paper), self._tr, with_digest=self._with_digests)

    def _with_file(self, paper: Paper) -> Paper:
        size, media_type = self._files.get(paper.digest or "", (None, None))
        return Paper(paper.kind, paper.digest, paper.name, paper.text, paper.document_date, size, media_type)


def _kind(line: History) -> str:
    return line.subject.partition(":")[0]


def _id(line: History) -> int | None:
    found = (line.after or {}).get("id") or (line.before or {}).get("id")
    return found if isinstance(found, int) else None


def _digests(line: History) -> Iterable[str]:
    for values in (line.before or {}, line.after or {}):
        yield from (values[name] for name in ("file", "value", "digest") if is_digest(values.get(name)))


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and len(value) == DIGEST and all(each in "0123456789abcdef" for each in value)


def _as_written(values: Mapping[str, Any]) -> Paper:
    """What the line itself says of a row that is not there any more."""
    value = values.get("value") or values.get("digest") or values.get("text")
    file = is_digest(value)
    try:
        kind = EvidenceKind(values.get("kind") or (EvidenceKind.FILE if file else EvidenceKind.EXPLANATION))
    except ValueError:
        kind = EvidenceKind.FILE if file else EvidenceKind.EXPLANATION
    return Paper(kind, value if file else None, values.get("name"), None if file else value)


def _rows(session: Session, table: type[_Kept], ids: Iterable[int | None]) -> dict[int, _Kept]:
    wanted = sorted({each for each in ids if each is not None})
    found = (session.exec(select(table).where(col(table.id).in_(each))) for each in _portions(wanted))
    return {row.id: row for rows in found for row in rows if row.id is not None}


def _files(session: Session, digests: set[str]) -> dict[str, tuple[int, str]]:
    parts = _portions(sorted(digests))
    found = (session.exec(select(StoredFile).where(col(StoredFile.digest).in_(each))) for each in parts)
    return {file.digest: (file.size, file.media_type) for files in found for file in files}


def _portions(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """A statement takes so many parameters and no more."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _names_of_others(session: Session, lines: Sequence[History]) -> dict[str, str]:
    """What the photos of a unit's paper are called; a covering document has no name of its own."""
    units = {line.unit_id for line in lines if _kind(line) == "behalf"}
    sources = session.exec(select(EntrySource).where(col(EntrySource.unit_id).in_(units - {None})))
    return {each["digest"]: each["name"] for row in sources for each in row.files if each.get("name")}


def _subject(line: History) -> tuple[object, ...]:
    """What several papers may stand for together."""
    return (line.submission_id, line.unit_id, line.subject, (line.after or {}).get("candidate"))


def _places(lines: Sequence[History]) -> dict[tuple[tuple[object, ...], int | None], tuple[int, int]]:
    """Which of how many that were ever sent for the same, in the order in which they came."""
    added: dict[tuple[object, ...], list[int | None]] = {}
    for line in lines:
        if line.action == "added" and _id(line) is not None:
            added.setdefault(_subject(line), []).append(_id(line))
    return {
        (subject, number): (place, len(numbers))
        for subject, numbers in added.items()
        for place, number in enumerate(numbers, start=1)
    }
