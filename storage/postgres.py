"""PostgreSQL's own dump and restore programs, which come with its client package."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

# libpq's environment variables: a password on a command line could be read by every user of the machine.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


class ToolMissing(Exception):
    """The program is not installed; the message is its name."""


class ToolFailed(Exception):
    """The program ended with an error; the message is what it said."""


def dump_postgres(url: URL, target: Path) -> None:
    """Write the whole database into ``target`` (custom format). Raises ``ToolMissing``, ``ToolFailed``."""
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], url)


def restore_postgres(url: URL, source: Path) -> None:
    """Fill the empty database from a dump, whole or not at all. Raises ``ToolMissing``, ``ToolFailed``."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, f"--dbname={url.database}", str(source)], url)


def _run(program: str, arguments: list[str], url: URL) -> None:
    path = shutil.which(program)
    if path is None:
        raise ToolMissing(program)
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [path, *arguments], env={**os.environ, **_environment(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed(done.stderr.strip() or f"{program} ended with {done.returncode}")


def _environment(url: URL) -> dict[str, str]:
    given = {key: value for key, value in url.query.items() if isinstance(value, str)}
    given |= {"host": url.host or given.get("host", ""), "port": str(url.port or given.get("port", ""))}
    given |= {"user": url.username or "", "password": url.password or ""}
    found = {variable: given[key] for key, variable in _VARIABLES.items() if given.get(key)}
    return {**found, "PGDATABASE": url.database or ""}
