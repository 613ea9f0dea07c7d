"""Files by the hash of their content, in one folder that no web server serves.

A file is written once and never changed: the same content sent by ten units is one file. The row in ``stored_file`` is
written afterwards, so a crash between the two leaves at most a file that nobody refers to.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from storage.tables import DossierPaper, Evidence, Registration, RosterImport, StoredFile
from storage.uploads import MAX_SIZE, Accepted, Refusal, detect, inspect_upload, safe_name

__all__ = [
    "MAX_SIZE",
    "Accepted",
    "Damage",
    "FileStore",
    "Refusal",
    "StoredInfo",
    "forget_file",
    "inspect_upload",
    "record_file",
    "safe_name",
]

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredInfo:
    """A file that is stored. ``digest``: SHA-256, hexadecimal; ``size`` in bytes; ``name`` is safe to show and send."""

    digest: str
    size: int
    media_type: str
    name: str


class Harm(StrEnum):
    """What is wrong with a stored file."""

    MISSING = "missing"
    DAMAGED = "damaged"  # its content is not what its name says


@dataclass(frozen=True, slots=True)
class Damage:
    digest: str
    harm: Harm


class FileStore:
    """The folder of stored files: ``ab/cd/<digest>``, readable by the owner alone. Created when first written to."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def put(self, data: bytes, *, name: str, media_type: str) -> StoredInfo:
        """Keep the content; it is on the disk when this returns. Storing it again changes nothing (and heals a
        damaged copy). ``media_type`` counts only where the content itself does not tell."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if _digest_of(target) != digest:
            _make_private_folder(target.parent)
            _write_atomically(target, data)
        return StoredInfo(digest=digest, size=len(data), media_type=detect(data) or media_type, name=safe_name(name))

    def path(self, digest: str) -> Path:
        """Where the file lies (or would). Raises ValueError for what is no digest: it may come from a request."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a SHA-256 digest: {digest[:80]!r}")
        return self.folder / digest[:2] / digest[2:4] / digest

    def open(self, digest: str) -> BinaryIO:
        """The file, to read. Raises FileNotFoundError."""
        return self.path(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Delete a file that nothing refers to any more (see ``forget_file``)."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> list[str]:
        """Every file that lies in the folder, sorted."""
        return sorted(path.name for path in self.folder.glob("??/??/*") if _DIGEST.fullmatch(path.name))

    def verify(self, expected: Mapping[str, int] | None = None) -> list[Damage]:
        """Read every file again: what is damaged and, of the ``expected`` digests, what is missing; by digest."""
        present = set(self.digests())
        missing = [Damage(digest, Harm.MISSING) for digest in expected or {} if digest not in present]
        damaged = [Damage(digest, Harm.DAMAGED) for digest in present if _digest_of(self.path(digest)) != digest]
        return sorted(missing + damaged, key=lambda damage: damage.digest)


def record_file(session: Session, info: StoredInfo, now: datetime) -> None:
    """The row of a stored file; nothing happens when it is there (two people may send the same file at once)."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"digest": info.digest, "size": info.size, "media_type": info.media_type, "stored_at": now}
    session.exec(insert(StoredFile).values(row).on_conflict_do_nothing(index_elements=["digest"]))


def forget_file(session: Session, digest: str) -> bool:
    """Remove the row of a file that was only passing through; False (and it stays) when it proves something."""
    for column in (Evidence.digest, DossierPaper.digest, Registration.document_file, RosterImport.digest):
        if session.exec(select(column).where(column == digest).limit(1)).first() is not None:
            return False
    stored = session.get(StoredFile, digest)
    if stored is not None:
        session.delete(stored)
    return True


def _digest_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _make_private_folder(folder: Path) -> None:
    """Like mkdir -p, but every new folder is private and its entry in the parent is on the disk."""
    if folder.is_dir():
        return
    _make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush_folder(folder.parent)


def _write_atomically(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")  # 0600 by mkstemp's own promise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
