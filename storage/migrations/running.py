"""Alembic, driven from the program itself: no alembic.ini, found wherever the package is installed."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def configuration(connection: Connection | None = None, *, versions: str | None = None) -> Config:
    """Alembic's configuration, pointing into this package (or, for the migrations alone, at another folder)."""
    config = Config()
    config.set_main_option("path_separator", "os")
    if versions is not None:
        config.set_main_option("version_locations", versions)
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    return config


def known_revisions() -> set[str]:
    """Every revision that this program can start from."""
    return {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}


def run_migrations(connection: Connection) -> None:
    """Bring the tables up to the newest revision in the connection's transaction."""
    command.upgrade(configuration(connection), "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if _is_sqlite(connection) else []
    if broken:
        raise RuntimeError(f"the migration would leave {len(broken)} rows that refer to nothing, first: {broken[0]}")


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
