"""Files are kept once, by their content, and nothing of them is lost or trusted."""

import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from storage.database import Database
from storage.files import Damage, FileStore, Harm, StoredInfo, record_file
from storage.tables import StoredFile

PDF = b"%PDF-1.7 b\xc3\xa1o c\xc3\xa1o"
DIGEST = hashlib.sha256(PDF).hexdigest()
NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def put(store: FileStore, data: bytes = PDF) -> StoredInfo:
    return store.put(data, name="a.pdf", media_type="application/pdf")


def test_a_file_lies_under_its_hash_and_nothing_else_is_there(store: FileStore):
    assert put(store) == StoredInfo(DIGEST, len(PDF), "application/pdf", "a.pdf")
    assert [path.relative_to(store.folder) for path in store.folder.rglob("*") if path.is_file()] == [
        Path(DIGEST[:2], DIGEST[2:4], DIGEST)
    ]
    with store.open(DIGEST) as file:
        assert file.read() == PDF


def test_the_content_decides_the_type_and_the_name_is_made_safe(store: FileStore):
    stored = store.put(PDF, name="../x.exe", media_type="text/html")
    assert (stored.media_type, stored.name) == ("application/pdf", "x.exe")
    assert store.put(b"?", name="x", media_type="text/plain").media_type == "text/plain"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_can_read_it(store: FileStore):
    put(store)
    modes = {oct(path.stat().st_mode & 0o777) for path in (store.folder, *store.folder.rglob("*")) if path.is_dir()}
    assert (modes, oct(store.path(DIGEST).stat().st_mode & 0o777)) == ({"0o700"}, "0o600")


def test_the_same_content_is_not_written_twice(store: FileStore):
    put(store)
    before = store.path(DIGEST).stat()
    put(store)
    after = store.path(DIGEST).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_many_may_store_the_same_at_once(store: FileStore):
    threads = [threading.Thread(target=put, args=(store,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.digests(), store.verify()) == ([DIGEST], [])


def test_a_write_that_fails_leaves_nothing(store: FileStore, monkeypatch):
    def fail(_handle: int) -> None:
        raise OSError("disk full")

    store.path(DIGEST).parent.mkdir(parents=True)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="disk full"):
            put(store)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_verify_names_what_is_damaged_and_what_is_missing(store: FileStore):
    put(store)
    other = put(store, b"%PDF-other").digest
    store.path(DIGEST).write_bytes(PDF + b"!")
    missing = "0" * 64
    assert store.verify({DIGEST: 1, missing: 1}) == sorted(
        [Damage(DIGEST, Harm.DAMAGED), Damage(missing, Harm.MISSING)], key=lambda damage: damage.digest
    )
    assert store.digests() == sorted([DIGEST, other])


def test_storing_again_heals(store: FileStore):
    put(store)
    store.path(DIGEST).write_bytes(b"")
    put(store)
    assert store.verify() == []


@pytest.mark.parametrize("asked", ["../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "/..", DIGEST + "\n", ""])
def test_only_digests_are_looked_up(store: FileStore, asked: str):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.path(asked)


def test_an_unknown_file_is_not_found(store: FileStore):
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)
    assert (store.digests(), store.verify()) == ([], [])


def test_recording_a_file_twice_keeps_the_first_row(database: Database, store: FileStore):
    stored = put(store)
    with database.session() as session:
        record_file(session, stored, NOW)
        record_file(session, stored, NOW + timedelta(days=1))
        session.commit()
        assert [row.model_dump() for row in session.exec(select(StoredFile))] == [
            {"digest": DIGEST, "size": len(PDF), "media_type": "application/pdf", "stored_at": NOW}
        ]
