"""The way back from a backup, into an empty place."""

import hashlib
import json
import lzma
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import inspect

from storage.backup import FORMAT, MANIFEST, NAMES, BackupError, Copied, Reason, name_in_backup
from storage.database import Database, parse_url
from storage.files import FileStore
from storage.migrations import HEAD
from storage.postgres import ToolFailed, ToolMissing, restore_postgres

# What reading a part of a damaged archive, packed or not, may end with.
_BROKEN = (KeyError, OSError, EOFError, ValueError, tarfile.TarError, zlib.error, lzma.LZMAError)
_Part = Callable[[str], IO[bytes]]  # opens a part of a backup by its name; KeyError or OSError when it is not there


class _DatabasePart(BaseModel):
    kind: str
    sha256: str


class _Manifest(BaseModel):
    format: int = Field(le=FORMAT)
    revision: str
    database: _DatabasePart
    files: dict[str, int]
    lost: list[str] = []


def restore(source: Path, *, url: str, files: FileStore) -> Copied:
    """Fill the empty database of ``url`` and the file store from a backup, then bring the tables up to date.

    Everything is compared with the manifest before the database is touched. A SQLite database must not exist yet (or
    be an empty file), a PostgreSQL one must have no tables. Files that are there already stay: they are named by their
    content. Raises ``BackupError``.
    """
    with _opened(source) as part:
        manifest = _read_manifest(part, source)
        kind = parse_url(url).get_backend_name()
        if manifest.database.kind != kind:
            raise BackupError(Reason.OTHER_DATABASE, manifest.database.kind)
        _refuse_used(url)
        for digest in manifest.files:
            _restore_file(part, digest, files)
        _restore_database(part, manifest, url)
    database = Database(url)
    try:
        database.upgrade()
    finally:
        database.close()
    size = sum(manifest.files.values())
    return Copied(files=len(manifest.files), size=size, revision=manifest.revision, lost=tuple(manifest.lost))


@contextmanager
def _opened(source: Path) -> Iterator[_Part]:
    if source.is_dir():
        yield lambda name: (source / name).open("rb")
        return
    try:
        archive = tarfile.open(source)  # noqa: SIM115 - closed below
    except _BROKEN as error:
        raise BackupError(Reason.NOT_A_BACKUP, str(source)) from error

    def part(name: str) -> IO[bytes]:
        found = archive.extractfile(name)  # by exact name, never unpacked: no path of the archive is followed
        if found is None:
            raise KeyError(name)
        return found

    with archive:
        yield part


def _read_manifest(part: _Part, source: Path) -> _Manifest:
    try:
        with part(MANIFEST) as file:
            manifest = _Manifest.model_validate(json.load(file))
    except (*_BROKEN, ValidationError) as error:
        raise BackupError(Reason.NOT_A_BACKUP, str(source)) from error
    if manifest.revision > HEAD:
        raise BackupError(Reason.BACKUP_TOO_NEW, manifest.revision)
    return manifest


def _refuse_used(url: str) -> None:
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = parsed.database or ""
        # A write-ahead log without its database would be applied to the restored one.
        if any(
            Path(path + ending).exists() and Path(path + ending).stat().st_size for ending in ("", "-wal", "-journal")
        ):
            raise BackupError(Reason.NOT_EMPTY, path)
        return
    database = Database(url)
    try:
        if inspect(database.engine).get_table_names():
            raise BackupError(Reason.NOT_EMPTY, parsed.database or "")
    finally:
        database.close()


def _restore_file(part: _Part, digest: str, files: FileStore) -> None:
    name = name_in_backup(digest)
    try:
        files.path(digest)  # refuses what is no digest
        with part(name) as file:
            data = file.read()
    except _BROKEN as error:
        raise BackupError(Reason.BACKUP_DAMAGED, name) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise BackupError(Reason.BACKUP_DAMAGED, name)
    files.put(data, name=digest, media_type="application/octet-stream")


def _restore_database(part: _Part, manifest: _Manifest, url: str) -> None:
    name = NAMES[manifest.database.kind]
    parsed = parse_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    folder = Path(parsed.database or "").parent if is_sqlite else None
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restoring-") as working:
        copy = Path(working) / name
        copy.touch(mode=0o600)
        try:
            with part(name) as stored, copy.open("wb") as file:
                shutil.copyfileobj(stored, file)
        except _BROKEN as error:
            raise BackupError(Reason.BACKUP_DAMAGED, name) from error
        with copy.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != manifest.database.sha256:
                raise BackupError(Reason.BACKUP_DAMAGED, name)
        if is_sqlite:
            copy.replace(parsed.database or "")
        else:
            _restore_dump(copy, url)


def _restore_dump(copy: Path, url: str) -> None:
    try:
        restore_postgres(parse_url(url), copy)
    except ToolMissing as error:
        raise BackupError(Reason.TOOL_MISSING, str(error)) from error
    except ToolFailed as error:
        raise BackupError(Reason.TOOL_FAILED, str(error)) from error
