"""Looking whether everything that is stored is whole. It changes nothing."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage.chaining import Break, broken_chains
from storage.database import Database
from storage.files import FileStore, Harm
from storage.migrations import HEAD
from storage.tables import StoredFile


class Trouble(StrEnum):
    """What can be wrong."""

    UNREADABLE = "unreadable"  # detail: what the database itself says
    OUTDATED = "outdated"  # subject: the revision found, "" in an empty database; detail: the one expected
    TOO_NEW = "too_new"  # the same
    DAMAGED = "damaged"  # detail: what SQLite's own check says
    DANGLING = "dangling"  # subject: table and row, detail: the table in which what it refers to is missing
    FILE_MISSING = "file_missing"  # subject: digest
    FILE_DAMAGED = "file_damaged"  # subject: digest
    HISTORY_MISSING = "history_missing"  # subject: chain, detail: position of the first line that was removed
    HISTORY_ALTERED = "history_altered"  # subject: chain, detail: position of the first line that was changed


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as data."""

    trouble: Trouble
    subject: str = ""
    detail: str = ""


def check(database: Database, files: FileStore) -> list[Problem]:
    """Everything that is wrong with the database and the stored files; empty when all is well. Reads every file."""
    try:
        problems = [*_damage(database), *_revision(database)]
        # Without the right tables nothing further can be asked.
        return problems or [*_history_problems(database), *_file_problems(database, files)]
    except DBAPIError as error:
        return [Problem(Trouble.UNREADABLE, detail=str(error.orig).strip())]


def _revision(database: Database) -> list[Problem]:
    found = database.revision()
    if found == HEAD:
        return []
    # Revisions are numbered in the order of writing.
    return [Problem(Trouble.TOO_NEW if found and found > HEAD else Trouble.OUTDATED, found or "", HEAD)]


def _damage(database: Database) -> list[Problem]:
    """SQLite's own checks; PostgreSQL keeps its foreign keys and pages itself."""
    if not database.is_sqlite:
        return []
    with database.reader() as session:
        connection = session.connection()
        said = [str(line) for line in connection.execute(text("PRAGMA integrity_check")).scalars() if line != "ok"]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [Problem(Trouble.DAMAGED, detail=line) for line in said] + [
        Problem(Trouble.DANGLING, f"{table} {row}", parent) for table, row, parent, _ in dangling
    ]


def _history_problems(database: Database) -> list[Problem]:
    troubles = {Break.MISSING: Trouble.HISTORY_MISSING, Break.ALTERED: Trouble.HISTORY_ALTERED}
    with database.reader() as session:
        return [Problem(troubles[fault], chain, str(position)) for fault, chain, position in broken_chains(session)]


def _file_problems(database: Database, files: FileStore) -> list[Problem]:
    with database.reader() as session:
        expected = dict(session.exec(select(StoredFile.digest, StoredFile.size)).all())
    troubles = {Harm.MISSING: Trouble.FILE_MISSING, Harm.DAMAGED: Trouble.FILE_DAMAGED}
    return [Problem(troubles[damage.harm], damage.digest) for damage in files.verify(expected)]
