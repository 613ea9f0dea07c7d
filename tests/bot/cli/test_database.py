"""``thidua db``, from the command line to the files on the disk."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli import main
from storage import queries
from storage.database import Database
from storage.files import FileStore, StoredInfo, record_file
from storage.migrations import HEAD

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch) -> None:
    """An empty folder in which the program runs, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THIDUA_LOCALE", "en")
    monkeypatch.setenv("THIDUA_DATABASE_URL", "sqlite:///var/thidua.db")


@pytest.fixture
def thidua(capsys):
    """Run a command: (exit code, standard output, what people read)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def store_file(data: bytes = b"%PDF-1") -> StoredInfo:
    info = FileStore("var/files").put(data, name="a.pdf", media_type="application/pdf")
    database = Database("sqlite:///var/thidua.db")
    database.upgrade()
    with database.session() as session:
        record_file(session, info, NOW)
        session.commit()
    database.close()
    return info


def test_upgrade_makes_the_database_and_then_leaves_it(thidua):
    assert thidua("db", "upgrade") == (0, "", f"The database was brought up to date (revision {HEAD}).\n")
    assert thidua("db", "upgrade") == (0, "", f"The database is up to date (revision {HEAD}).\n")
    assert thidua("db", "upgrade", "--json") == (0, f'{{"before": "{HEAD}", "revision": "{HEAD}"}}\n', "")


def test_words_are_in_the_language_of_the_settings(thidua, monkeypatch):
    monkeypatch.setenv("THIDUA_LOCALE", "vi")
    assert thidua("db", "check") == (0, "", "Cơ sở dữ liệu và các tệp còn nguyên vẹn.\n")


def test_check_of_a_new_place_makes_the_database(thidua):
    assert thidua("db", "check", "--json") == (
        0,
        '{"ok": true, "problems": []}\n',
        "The database and the files are whole.\n",
    )


def test_check_names_each_problem_and_fails(thidua):
    missing, damaged = store_file(b"%PDF-1"), store_file(b"%PDF-2")
    files = FileStore("var/files")
    files.path(missing.digest).unlink()
    files.path(damaged.digest).write_bytes(b"")
    code, out, err = thidua("db", "check", "--json")
    words = {
        missing.digest: f"The file {missing.digest} is missing.",
        damaged.digest: f"The file {damaged.digest} is damaged.",
    }
    troubles = {missing.digest: "file_missing", damaged.digest: "file_damaged"}
    assert (code, json.loads(out)) == (
        1,
        {
            "ok": False,
            "problems": [
                {"trouble": troubles[digest], "subject": digest, "detail": "", "text": words[digest]}
                for digest in sorted(words)
            ],
        },
    )
    assert err.splitlines() == [words[digest] for digest in sorted(words)]


def test_a_file_that_is_no_database_is_left_alone(thidua):
    Path("var").mkdir()
    Path("var/thidua.db").write_bytes(b"no database" * 100)
    assert thidua("db", "check") == (1, "", "The database cannot be read: file is not a database.\n")
    assert Path("var/thidua.db").read_bytes() == b"no database" * 100


@pytest.mark.parametrize("name", ["safe", "safe.tar"])
def test_a_backup_is_restored_elsewhere(thidua, monkeypatch, name: str):
    stored = store_file()
    counted = json.dumps({"files": 1, "size": 6, "revision": HEAD, "lost": []}) + "\n"
    assert thidua("db", "backup", name, "--json") == (
        0,
        counted,
        f"The database and 1 file.\nThe backup is in {name}.\n",
    )
    monkeypatch.setenv("THIDUA_DATABASE_URL", "sqlite:///new/thidua.db")
    monkeypatch.setenv("THIDUA_FILES_DIR", "new/files")
    assert thidua("db", "restore", name) == (0, "", "The database and 1 file.\nThe backup was restored.\n")
    assert FileStore("new/files").digests() == [stored.digest]
    assert thidua("db", "check")[0] == 0


def test_a_backup_without_a_lost_file_is_made_and_says_so(thidua):
    stored = store_file()
    FileStore("var/files").path(stored.digest).unlink()
    assert thidua("db", "backup", "safe") == (
        1,
        "",
        (
            "The database and 0 files.\n"
            f"The file {stored.digest} was missing or damaged when the backup was made.\n"
            "The backup is in safe.\n"
        ),
    )


def test_wrong_input_ends_with_2_and_a_sentence(thidua, monkeypatch):
    thidua("db", "backup", "safe")
    assert thidua("db", "backup", "safe") == (
        2,
        "",
        "thidua: safe exists already: name a new folder or file.\n",
    )
    assert thidua("db", "restore", "safe") == (
        2,
        "",
        (
            "thidua: The database var/thidua.db is in use: set THIDUA_DATABASE_URL to a new one,"
            " or move the old one away first.\n"
        ),
    )
    assert thidua("db", "restore", "nothing") == (2, "", "thidua: nothing is not a backup of this program.\n")
    monkeypatch.setenv("THIDUA_DATABASE_URL", "thidua.db")
    assert thidua("db", "check") == (
        2,
        "",
        (
            "thidua: The setting THIDUA_DATABASE_URL is wrong: write sqlite:///FILE or postgresql://USER@HOST/NAME"
            " (a SQLite database needs a file).\n"
        ),
    )


def test_tables_of_a_newer_program_are_named(thidua):
    store_file()
    database = Database("sqlite:///var/thidua.db")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert thidua("db", "check") == (
        1,
        "",
        f"The tables are at revision 9999, this program knows only {HEAD}: install the newer program.\n",
    )
    assert thidua("db", "upgrade")[0] == 1


def test_a_line_that_was_removed_from_the_history_is_named(thidua):
    assert thidua("db", "upgrade")[0] == 0
    database = Database("sqlite:///var/thidua.db")
    with database.session() as session, session.begin():
        for number in range(3):
            queries.record(session, at=NOW, person_id=None, subject="person", action=f"changed {number}")
            session.flush()
    assert thidua("db", "check")[0] == 0
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM history WHERE position = 2"))
    database.close()
    code, out, err = thidua("db", "check", "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["trouble"] == "history_missing"
    assert "line 2 was removed" in err
