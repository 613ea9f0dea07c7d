"""A copy of the database and the files, taken while the program runs.

A backup is a folder, or one ``.tar``: ``manifest.json``, the database (a SQLite file, or PostgreSQL's own dump), and
``files/`` by hash. The database is copied first: files are stored before their rows and never deleted, so whatever the
copied rows name is there. ``storage.restoring`` is the way back.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlmodel import select

from storage.database import Database
from storage.files import FileStore
from storage.postgres import ToolFailed, ToolMissing, dump_postgres
from storage.tables import StoredFile

FORMAT = 1
MANIFEST = "manifest.json"
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class Reason(StrEnum):
    """Why a backup or a restore did not happen."""

    TARGET_EXISTS = "target_exists"  # detail: the target
    NO_TABLES = "no_tables"  # there is nothing yet to back up
    NOT_A_BACKUP = "not_a_backup"  # detail: what was given
    BACKUP_DAMAGED = "backup_damaged"  # detail: the part that is missing or is not what the manifest says
    BACKUP_TOO_NEW = "backup_too_new"  # detail: its revision
    OTHER_DATABASE = "other_database"  # detail: the kind of database that it is a backup of
    NOT_EMPTY = "not_empty"  # detail: the database that would be overwritten
    TOOL_MISSING = "tool_missing"  # detail: the program of PostgreSQL that is not installed
    TOOL_FAILED = "tool_failed"  # detail: what it said


class BackupError(Exception):
    """A backup or a restore was refused or failed; the database and the files are as they were."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Copied:
    """What was backed up or restored. ``size``: bytes of the files. ``lost``: digests of files that the database names
    and that were missing or damaged when the backup was made."""

    files: int
    size: int
    revision: str
    lost: tuple[str, ...] = ()


def back_up(database: Database, files: FileStore, target: Path, *, now: datetime) -> Copied:
    """Write a backup into the new folder ``target``, or the new file when it ends in ``.tar``. It appears under its
    name only when it is whole. Files that are lost already do not stop it. Raises ``BackupError``."""
    if target.exists():
        raise BackupError(Reason.TARGET_EXISTS, str(target))
    revision = database.revision()
    if revision is None:
        raise BackupError(Reason.NO_TABLES)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as working:
        staging = Path(working) / "backup"
        staging.mkdir(mode=0o700)
        copy = staging / NAMES[database.url.get_backend_name()]
        named = _copy_sqlite(database, copy) if database.is_sqlite else _dump(database, copy)
        lost = sorted({damage.digest for damage in files.verify(named)} & named.keys())
        kept = {digest: size for digest, size in named.items() if digest not in lost}
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "revision": revision,
            "database": {"kind": database.url.get_backend_name(), "sha256": _sha256(copy)},
            "files": kept,
            "lost": lost,
        }
        (staging / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        finish = _finish_tar if target.suffix == ".tar" else _finish_folder
        made = finish(staging, files, sorted(kept))
        _flush(made)
        made.replace(target)
    return Copied(files=len(kept), size=sum(kept.values()), revision=revision, lost=tuple(lost))


def name_in_backup(digest: str) -> str:
    """Where a file lies in a backup."""
    return f"files/{digest[:2]}/{digest[2:4]}/{digest}"


def _copy_sqlite(database: Database, copy: Path) -> dict[str, int]:
    """One consistent state, by SQLite's backup API, while others write. Returns the files that it names."""
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(copy)) as target, closing(database.engine.raw_connection()) as source:
        driver = source.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # the copy is one file, without -wal beside it
        return dict(target.execute("SELECT digest, size FROM stored_file").fetchall())


def _dump(database: Database, copy: Path) -> dict[str, int]:
    copy.touch(mode=0o600)
    try:
        dump_postgres(database.url, copy)
    except ToolMissing as error:
        raise BackupError(Reason.TOOL_MISSING, str(error)) from error
    except ToolFailed as error:
        raise BackupError(Reason.TOOL_FAILED, str(error)) from error
    # Asked after the dump, so that everything in the dump is among the answers.
    with database.reader() as session:
        return dict(session.exec(select(StoredFile.digest, StoredFile.size)).all())


def _finish_folder(staging: Path, files: FileStore, digests: list[str]) -> Path:
    for digest in digests:
        to = staging / name_in_backup(digest)
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(files.path(digest), to)
    return staging


def _finish_tar(staging: Path, files: FileStore, digests: list[str]) -> Path:
    packed = staging.with_suffix(".tar")
    packed.touch(mode=0o600)
    with tarfile.open(packed, "w") as archive:
        for part in sorted(staging.iterdir(), key=lambda path: path.name != MANIFEST):
            archive.add(part, arcname=part.name)
        for digest in digests:
            archive.add(files.path(digest), arcname=name_in_backup(digest))
    return packed


def _flush(made: Path) -> None:
    """What is called done must survive that somebody pulls the stick out."""
    for path in [made, *made.rglob("*")]:
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
