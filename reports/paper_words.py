"""One piece of evidence as people know it: what kind of file, its name, how large; never its place in the storage."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from locales import Translator
from storage.tables import EvidenceKind

LONGEST = 80  # characters of a name or a text
SHORT_DIGEST = 12  # hexadecimal digits: enough to find a file among those of a campaign
_KB, _MB = 1000, 1000 * 1000


@dataclass(frozen=True, slots=True)
class Paper:
    """``size`` in bytes and ``media_type``: None where the file itself is not known (any more)."""

    kind: EvidenceKind
    digest: str | None = None
    name: str | None = None
    text: str | None = None
    document_date: date | None = None
    size: int | None = None
    media_type: str | None = None


def describe(paper: Paper, tr: Translator, *, with_digest: bool = False) -> str:
    """``ảnh “bao-cao.jpg” (1,2 MB)``; ``with_digest``: and by which code an inspection finds the file."""
    if paper.kind is EvidenceKind.LINK:
        return tr("link {text}", text=_cut(paper.text))
    if paper.kind is EvidenceKind.EXPLANATION:
        return tr("explanation “{text}”", text=_cut(paper.text))
    if paper.kind is EvidenceKind.DOCUMENT:
        words = tr("document {number}", number=_cut(paper.text))
        return f"{words} {tr('of {date}', date=tr.date(paper.document_date))}" if paper.document_date else words
    words = _file_words(paper, tr)
    if paper.name:
        words += f" “{_cut(paper.name)}”"
    beside = [_size(paper.size, tr)] if paper.size is not None else []
    if with_digest and paper.digest:
        beside.append(tr("code {code}", code=paper.digest[:SHORT_DIGEST]))
    return f"{words} ({', '.join(beside)})" if beside else words


def _file_words(paper: Paper, tr: Translator) -> str:
    """By what it is, else by the end of its name."""
    kind, _, ending = (paper.media_type or "").partition("/")
    named = PurePath(paper.name or "").suffix.lower()
    match kind, ending, named:
        case ("image", _, _) | (_, _, ".jpg" | ".jpeg" | ".png" | ".heic" | ".webp"):
            return tr("photo")
        case ("audio", _, _) | (_, _, ".ogg" | ".oga" | ".mp3" | ".m4a" | ".aac" | ".amr" | ".wav"):
            return tr("recording")
        case ("video", _, _) | (_, _, ".mp4" | ".mov"):
            return tr("film")
        case (_, "pdf", _) | (_, _, ".pdf"):
            return tr("PDF file")
        case _, _, ".doc" | ".docx" | ".odt":
            return tr("Word file")
        case _, _, ".xls" | ".xlsx" | ".csv" | ".ods":
            return tr("Excel file")
    return tr("file")


def _size(size: int, tr: Translator) -> str:
    if size < _KB:
        return tr.plural("{n} byte", "{n} bytes", size)
    if size < _MB:
        return tr("{n} KB", n=tr.number(round(size / _KB)))
    return tr("{n} MB", n=tr.points(round(Decimal(size) / _MB, 1)))


def _cut(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= LONGEST else words[:LONGEST].rstrip() + "…"
