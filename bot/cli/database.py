"""``thidua db``: bring the database up to date, check it, back it up, restore it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, connected, readable_address, say

if TYPE_CHECKING:  # the database layer is loaded by the commands, not by their --help
    from locales import Translator
    from storage.backup import BackupError, Copied
    from storage.checking import Problem

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]


@app.command()
def upgrade(as_json: Json = False) -> None:
    """Create the tables or bring them up to date. Nothing happens when they are."""
    settings, tr = begin()
    with connected(settings, tr) as database:
        before = database.revision()
        database.upgrade()
        after = database.revision()
    if as_json:
        typer.echo(json.dumps({"before": before, "revision": after}))
    elif before == after:
        say(tr("The database is up to date (revision {revision}).", revision=after))
    else:
        say(tr("The database was brought up to date (revision {revision}).", revision=after))


@app.command()
def check(as_json: Json = False) -> None:
    """Check that the database and every stored file are whole."""
    from storage.checking import Trouble
    from storage.checking import check as find_problems
    from storage.files import FileStore

    settings, tr = begin()
    files = FileStore(settings.files_dir)
    with connected(settings, tr) as database:
        problems = find_problems(database, files)
        # A database that is whole and merely old, or not yet made, is brought up to date; a damaged one is not touched.
        if [problem.trouble for problem in problems] == [Trouble.OUTDATED]:
            database.upgrade()
            problems = find_problems(database, files)
    if as_json:
        listed = [{**asdict(problem), "text": _problem(tr, problem)} for problem in problems]
        typer.echo(json.dumps({"ok": not problems, "problems": listed}, ensure_ascii=False))
    for problem in problems:
        say(_problem(tr, problem))
    if problems:
        raise typer.Exit(1)
    say(tr("The database and the files are whole."))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A new folder, or a new file that ends in .tar.")],
    as_json: Json = False,
) -> None:
    """Copy the database and the files, also while the bot runs."""
    from storage.backup import BackupError, back_up
    from storage.files import FileStore

    settings, tr = begin()
    with connected(settings, tr) as database:
        database.upgrade()
        try:
            copied = back_up(database, FileStore(settings.files_dir), target, now=datetime.now(UTC))
        except BackupError as error:
            raise _refused(tr, error) from error
    _report(tr, copied, as_json=as_json)
    say(tr("The backup is in {place}.", place=target))
    if copied.lost:
        raise typer.Exit(1)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="The folder or the .tar file of a backup.")], as_json: Json = False
) -> None:
    """Fill an empty database and the files from a backup."""
    from storage.backup import BackupError
    from storage.files import FileStore
    from storage.restoring import restore as restore_backup

    settings, tr = begin()
    with readable_address(tr):
        try:
            copied = restore_backup(source, url=settings.database_url, files=FileStore(settings.files_dir))
        except BackupError as error:
            raise _refused(tr, error) from error
    _report(tr, copied, as_json=as_json)
    say(tr("The backup was restored."))


def _problem(tr: "Translator", problem: "Problem") -> str:
    from storage.checking import Trouble

    texts = {
        Trouble.UNREADABLE: tr("The database cannot be read: {detail}.", detail=problem.detail),
        Trouble.OUTDATED: tr(
            "The tables are at revision {found}, the program needs {wanted}: run “thidua db upgrade”.",
            found=problem.subject or "–",
            wanted=problem.detail,
        ),
        Trouble.TOO_NEW: tr(
            "The tables are at revision {found}, this program knows only {wanted}: install the newer program.",
            found=problem.subject,
            wanted=problem.detail,
        ),
        Trouble.DAMAGED: tr("The database is damaged: {detail}.", detail=problem.detail),
        Trouble.DANGLING: tr(
            "{row} refers to something in {table} that does not exist.", row=problem.subject, table=problem.detail
        ),
        Trouble.FILE_MISSING: tr("The file {digest} is missing.", digest=problem.subject),
        Trouble.FILE_DAMAGED: tr("The file {digest} is damaged.", digest=problem.subject),
        Trouble.HISTORY_MISSING: tr(
            "The history {chain} is broken: line {n} was removed.", chain=problem.subject, n=problem.detail
        ),
        Trouble.HISTORY_ALTERED: tr(
            "The history {chain} is broken: line {n} is not what was written.", chain=problem.subject, n=problem.detail
        ),
    }
    return texts[problem.trouble]


def _refused(tr: "Translator", error: "BackupError") -> Exception:
    """The sentence of a refusal; wrong input (exit 2) where another argument or setting would help."""
    from storage.backup import Reason

    texts = {
        Reason.TARGET_EXISTS: tr("{name} exists already: name a new folder or file.", name=error.detail),
        Reason.NOT_A_BACKUP: tr("{name} is not a backup of this program.", name=error.detail),
        Reason.BACKUP_DAMAGED: tr("The backup is damaged: {part}.", part=error.detail),
        Reason.BACKUP_TOO_NEW: tr(
            "The backup is of a newer program (revision {found}): install that one.", found=error.detail
        ),
        Reason.OTHER_DATABASE: tr(
            "This is a backup of a {kind} database: set THIDUA_DATABASE_URL to one.", kind=error.detail
        ),
        Reason.NOT_EMPTY: tr(
            "The database {name} is in use: set THIDUA_DATABASE_URL to a new one, or move the old one away first.",
            name=error.detail,
        ),
        Reason.NO_TABLES: tr("There is nothing to back up yet."),
        Reason.TOOL_MISSING: tr(
            "{program} is not installed: install the PostgreSQL client programs (package postgresql-client).",
            program=error.detail,
        ),
        Reason.TOOL_FAILED: tr("PostgreSQL refused: {detail}", detail=error.detail),
    }
    failed = error.reason in (Reason.NO_TABLES, Reason.TOOL_MISSING, Reason.TOOL_FAILED, Reason.BACKUP_DAMAGED)
    return RuntimeError(texts[error.reason]) if failed else WrongInput(texts[error.reason])


def _report(tr: "Translator", copied: "Copied", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(copied)))
    say(tr.plural("The database and {n} file.", "The database and {n} files.", copied.files))
    for digest in copied.lost:
        say(tr("The file {digest} was missing or damaged when the backup was made.", digest=digest))
