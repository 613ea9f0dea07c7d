"""A backup that was made to do harm, or broke on its way: it is refused with a reason, writes nowhere, and nothing of
it is left behind."""

import json
import os
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.backup import MANIFEST, BackupError, Reason, back_up
from storage.database import Database
from storage.files import FileStore, record_file
from storage.restoring import restore

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 one"


@pytest.fixture
def kind() -> str:
    """All of this is about what is read before the database is touched: the same on both."""
    return "sqlite"


@pytest.fixture
def backup(database_url: str, tmp_path: Path) -> Path:
    """A folder with a database and one file."""
    database, files = Database(database_url), FileStore(tmp_path / "files")
    with database.session() as session:
        record_file(session, files.put(PDF, name="a.pdf", media_type="application/pdf"), NOW)
        session.commit()
    back_up(database, files, tmp_path / "backup", now=NOW)
    database.close()
    return tmp_path / "backup"


def edit(backup: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = backup / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def refused(source: Path, tmp_path: Path) -> tuple[Reason, str]:
    """Why it is not restored; no database is made then."""
    target = tmp_path / "new" / "thidua.db"
    with pytest.raises(BackupError) as error:
        restore(source, url=f"sqlite:///{target}", files=FileStore(tmp_path / "new files"))
    assert not target.exists()
    return error.value.reason, error.value.detail


@pytest.mark.parametrize("digest", ["../../../etc/passwd", "..", "/etc/passwd", "ab"])
def test_a_manifest_names_files_by_their_content_alone(backup: Path, tmp_path: Path, digest: str):
    """A path in it is not followed, even where it leads to something."""
    edit(backup, lambda manifest: manifest.update(files={digest: 1}))
    assert refused(backup, tmp_path)[0] is Reason.BACKUP_DAMAGED


@pytest.mark.parametrize("change", [{"format": 99}, {"files": "none"}, {"database": {}}])
def test_a_manifest_that_says_something_else_is_no_backup(backup: Path, tmp_path: Path, change: dict[str, Any]):
    edit(backup, lambda manifest: manifest.update(change))
    assert refused(backup, tmp_path) == (Reason.NOT_A_BACKUP, str(backup))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08 broken"])
def test_what_is_no_archive_is_no_backup(tmp_path: Path, content: bytes):
    (tmp_path / "backup.tar").write_bytes(content)
    assert refused(tmp_path / "backup.tar", tmp_path)[0] is Reason.NOT_A_BACKUP


def test_an_archive_writes_nowhere(backup: Path, tmp_path: Path):
    """Only what the manifest names is read from it, and nothing is unpacked by its own name."""
    packed = tmp_path / "evil.tar"
    (tmp_path / "evil").write_text("x", encoding="utf-8")
    with tarfile.open(packed, "w") as archive:
        for part in sorted(path for path in backup.rglob("*") if path.is_file()):
            archive.add(part, arcname=str(part.relative_to(backup)))
        archive.add(tmp_path / "evil", arcname="../escaped")
    restore(packed, url=f"sqlite:///{tmp_path / 'new' / 'thidua.db'}", files=FileStore(tmp_path / "new files"))
    assert not list(tmp_path.rglob("escaped"))
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("name", ["other", "other.tar"])
def test_nobody_else_reads_a_backup_or_what_comes_out_of_it(database_url: str, tmp_path: Path, name: str):
    database, files = Database(database_url), FileStore(tmp_path / "files")
    with database.session() as session:
        record_file(session, files.put(PDF, name="a.pdf", media_type="application/pdf"), NOW)
        session.commit()
    old = os.umask(0)  # however careless the machine is
    try:
        back_up(database, files, tmp_path / name, now=NOW)
        restore(tmp_path / name, url=f"sqlite:///{tmp_path / 'new' / 'x.db'}", files=FileStore(tmp_path / "new files"))
    finally:
        os.umask(old)
        database.close()
    inside = [tmp_path / name / "database.sqlite3"] if name == "other" else []
    for path in (tmp_path / name, *inside, tmp_path / "new", tmp_path / "new" / "x.db"):
        assert path.stat().st_mode & 0o077 == 0, path
