"""The command line in an installation of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from storage.database import Database

Thidua = Callable[..., tuple[int, str, str]]


@pytest.fixture
def address(request: pytest.FixtureRequest, kind: str) -> str:
    """Of the installation's database."""
    return "sqlite:///var/thidua.db" if kind == "sqlite" else str(request.getfixturevalue("database_url"))


@pytest.fixture
def installation(tmp_path: Path, address: str, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the program runs, in English, on 1 April 2024; its database is there and empty."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"LOCALE": "en", "DATABASE_URL": address, "NOW": "2024-04-01T08:00"}.items():
        monkeypatch.setenv(f"THIDUA_{name}", value)
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_file, tmp_path / "var" / "thidua.db")
    return tmp_path


@pytest.fixture
def database(installation: Path, address: str) -> Iterator[Database]:
    """The database of the installation."""
    database = Database(address)
    yield database
    database.close()


@pytest.fixture
def thidua(installation: Path, capsys: pytest.CaptureFixture[str]) -> Thidua:
    """Run a command: (exit code, standard output, what people read)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run
