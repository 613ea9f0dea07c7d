"""A backup is whole, can be taken while people write, and brings everything back."""

import json
import os
import shutil
import sqlite3
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlmodel import select

from storage.backup import BackupError, Copied, Reason, back_up, name_in_backup
from storage.checking import check
from storage.database import Database
from storage.files import FileStore, StoredInfo, record_file
from storage.restoring import restore
from storage.tables import Unit

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 one"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def stored(database: Database, files: FileStore) -> StoredInfo:
    """A unit and a file in the database."""
    info = files.put(PDF, name="a.pdf", media_type="application/pdf")
    with database.session() as session:
        session.add(Unit(code="P1", name="Phường 1", unit_type="ward"))
        record_file(session, info, NOW)
        session.commit()
    return info


@pytest.fixture
def other_url(database: Database, tmp_path: Path, request) -> str:
    """An empty database of the same kind."""
    if database.is_sqlite:
        return f"sqlite:///{tmp_path / 'other' / 'thidua.db'}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture(autouse=True)
def tools(database: Database, request, monkeypatch) -> None:
    """PostgreSQL's programs of the same version as its server."""
    if not database.is_sqlite:
        folder = request.getfixturevalue("postgres_server").bin_path
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def reason_of(error: pytest.ExceptionInfo[BackupError]) -> tuple[Reason, str]:
    return error.value.reason, error.value.detail


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_everything_comes_back(
    database: Database, files: FileStore, stored: StoredInfo, other_url: str, tmp_path: Path, name: str
):
    whole = Copied(files=1, size=len(PDF), revision="0001")
    assert back_up(database, files, tmp_path / "safe" / name, now=NOW) == whole
    other_files = FileStore(tmp_path / "other files")
    assert restore(tmp_path / "safe" / name, url=other_url, files=other_files) == whole
    other = Database(other_url)
    with other.reader() as session:
        assert session.exec(select(Unit.name)).all() == ["Phường 1"]
    assert check(other, other_files) == []
    with other_files.open(stored.digest) as file:
        assert file.read() == PDF
    other.close()


def test_a_used_database_is_never_overwritten(database: Database, files: FileStore, stored: StoredInfo, tmp_path: Path):
    back_up(database, files, tmp_path / "backup", now=NOW)
    with pytest.raises(BackupError) as error:
        restore(tmp_path / "backup", url=database.url.render_as_string(hide_password=False), files=files)
    assert reason_of(error) == (Reason.NOT_EMPTY, database.url.database)


def test_files_that_are_lost_are_named_and_the_rest_is_saved(
    database: Database, files: FileStore, stored: StoredInfo, tmp_path: Path
):
    other = files.put(b"%PDF-two", name="b.pdf", media_type="application/pdf")
    with database.session() as session:
        record_file(session, other, NOW)
        session.commit()
    files.path(stored.digest).unlink()
    copied = back_up(database, files, tmp_path / "backup.tar", now=NOW)
    assert copied == Copied(files=1, size=8, revision="0001", lost=(stored.digest,))


class TestSqlite:
    """What only the default database can show, or what is the same for both."""

    @pytest.fixture
    def database(self, sqlite_database: Database) -> Database:
        return sqlite_database

    def test_a_backup_is_one_consistent_state_while_others_write(
        self, database: Database, files: FileStore, tmp_path: Path
    ):
        stop = threading.Event()

        def write_pairs() -> None:
            number = 0
            while not stop.is_set():
                with database.session() as session:
                    for half in "ab":
                        session.add(Unit(code=f"{number}{half}", name="x", unit_type="ward"))
                        session.flush()
                    session.commit()
                number += 1

        writer = threading.Thread(target=write_pairs)
        writer.start()
        try:
            for number in range(5):
                back_up(database, files, tmp_path / f"{number}", now=NOW)
        finally:
            stop.set()
            writer.join()
        counts = []
        for number in range(5):
            with closing(sqlite3.connect(tmp_path / f"{number}" / "database.sqlite3")) as copy:
                counts.append(copy.execute("SELECT count(*) FROM unit").fetchone()[0])
        assert [count % 2 for count in counts] == [0] * 5
        assert counts == sorted(counts)

    def test_a_backup_says_what_is_in_it(self, database: Database, files: FileStore, stored: StoredInfo, tmp_path):
        back_up(database, files, tmp_path / "b.tar", now=NOW)
        with tarfile.open(tmp_path / "b.tar") as archive:
            names = archive.getnames()
            found = archive.extractfile("manifest.json")
            assert found is not None
            manifest = json.load(found)
        assert names == ["manifest.json", "database.sqlite3", name_in_backup(stored.digest)]
        assert {key: manifest[key] for key in ("format", "made_at", "revision", "files", "lost")} == {
            "format": 1,
            "made_at": "2024-04-23T01:00:00+00:00",
            "revision": "0001",
            "files": {stored.digest: len(PDF)},
            "lost": [],
        }

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    def test_only_the_owner_can_read_a_backup(self, database: Database, files: FileStore, tmp_path: Path):
        for name in ("b", "b.tar"):
            back_up(database, files, tmp_path / name, now=NOW)
        assert [oct((tmp_path / name).stat().st_mode & 0o777) for name in ("b", "b.tar")] == ["0o700", "0o600"]

    def test_a_backup_replaces_nothing_and_a_failed_one_leaves_nothing(
        self, database: Database, files: FileStore, tmp_path: Path
    ):
        (tmp_path / "safe").mkdir()
        target = tmp_path / "safe" / "b"
        target.write_text("mine")
        with pytest.raises(BackupError) as error:
            back_up(database, files, target, now=NOW)
        assert reason_of(error) == (Reason.TARGET_EXISTS, str(target))
        empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        with pytest.raises(BackupError) as error:
            back_up(empty, files, tmp_path / "safe" / "c", now=NOW)
        empty.close()
        assert reason_of(error) == (Reason.NO_TABLES, "")
        assert [path.name for path in (tmp_path / "safe").iterdir()] == ["b"]

    @pytest.fixture
    def backup(self, database: Database, files: FileStore, stored: StoredInfo, tmp_path: Path) -> Path:
        back_up(database, files, tmp_path / "backup", now=NOW)
        return tmp_path / "backup"

    def refuse(self, backup: Path, tmp_path: Path) -> tuple[Reason, str]:
        target = tmp_path / "new" / "thidua.db"
        with pytest.raises(BackupError) as error:
            restore(backup, url=f"sqlite:///{target}", files=FileStore(tmp_path / "new files"))
        assert not target.exists()
        return reason_of(error)

    def test_a_changed_database_is_not_restored(self, backup: Path, tmp_path: Path):
        with (backup / "database.sqlite3").open("ab") as file:
            file.write(b"!")
        assert self.refuse(backup, tmp_path) == (Reason.BACKUP_DAMAGED, "database.sqlite3")

    @pytest.mark.parametrize("content", [b"%PDF-other", None])
    def test_a_changed_or_missing_file_is_not_restored(
        self, backup: Path, stored: StoredInfo, tmp_path: Path, content: bytes | None
    ):
        name = name_in_backup(stored.digest)
        (backup / name).unlink() if content is None else (backup / name).write_bytes(content)
        assert self.refuse(backup, tmp_path) == (Reason.BACKUP_DAMAGED, name)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"format": 2}, (Reason.NOT_A_BACKUP, None)),
            ({"revision": "9999"}, (Reason.BACKUP_TOO_NEW, "9999")),
            ({"files": {"../../../etc/passwd": 1}}, (Reason.BACKUP_DAMAGED, "files/..//./../../../etc/passwd")),
            ({"database": {"kind": "postgresql", "sha256": ""}}, (Reason.OTHER_DATABASE, "postgresql")),
        ],
    )
    def test_what_cannot_be_restored_is_refused(
        self, backup: Path, tmp_path: Path, change: dict[str, object], refusal: tuple[Reason, str | None]
    ):
        path = backup / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
        assert self.refuse(backup, tmp_path) == (refusal[0], refusal[1] or str(backup))

    def test_what_is_no_backup_is_refused(self, tmp_path: Path):
        (tmp_path / "photo.tar").write_bytes(b"\xff\xd8\xff")
        (tmp_path / "folder").mkdir()
        for name in ("photo.tar", "folder", "nothing"):
            assert self.refuse(tmp_path / name, tmp_path) == (Reason.NOT_A_BACKUP, str(tmp_path / name))

    def test_a_log_without_its_database_is_not_applied_to_the_restored_one(self, backup: Path, tmp_path: Path):
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "thidua.db-wal").write_bytes(b"old pages")
        assert self.refuse(backup, tmp_path) == (Reason.NOT_EMPTY, str(tmp_path / "new" / "thidua.db"))

    def test_a_restore_that_broke_off_can_be_repeated(self, backup: Path, stored: StoredInfo, tmp_path: Path):
        kept = shutil.copytree(backup, tmp_path / "kept")
        (backup / "database.sqlite3").unlink()
        self.refuse(backup, tmp_path)
        files = FileStore(tmp_path / "new files")
        assert files.digests() == [stored.digest]
        restored = restore(kept, url=f"sqlite:///{tmp_path / 'new' / 'thidua.db'}", files=files)
        assert restored.files == 1


class TestPostgres:
    @pytest.fixture
    def database(self, postgres_url: str, migrated_postgres: str) -> Iterator[Database]:
        database = Database(make_url(postgres_url).set(database=migrated_postgres).render_as_string(False))
        yield database
        database.close()

    @pytest.mark.postgres
    def test_a_missing_program_and_one_that_fails_are_named(
        self, database: Database, files: FileStore, tmp_path: Path, monkeypatch
    ):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BackupError) as error:
            back_up(database, files, tmp_path / "b", now=NOW)
        assert reason_of(error) == (Reason.TOOL_MISSING, "pg_dump")
        (tmp_path / "pg_dump").write_text("#!/bin/sh\necho no such host >&2\nexit 1\n")
        (tmp_path / "pg_dump").chmod(0o755)
        with pytest.raises(BackupError) as error:
            back_up(database, files, tmp_path / "b", now=NOW)
        assert reason_of(error) == (Reason.TOOL_FAILED, "no such host")
        assert not (tmp_path / "b").exists()
