"""An installation in a folder of its own, and its process: started, asked to stop, killed, started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from storage.database import Database
from storage.tables import EventState, JournalEvent, OutboxState, Outgoing
from tests.acceptance import nursery
from tests.fakes.bot_api import FakeBotApi

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SECONDS = 90.0  # for anything to happen on a loaded machine

Table = TypeVar("Table", bound=SQLModel)


async def until(holds: Callable[[], Any], what: str, seconds: float = SECONDS) -> None:
    """Wait for something that only looking can tell: files, rows, processes."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - see above
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not in {seconds} s: {what}") from None


def environment(**settings: object) -> dict[str, str]:
    """The environment of a process: of this one, with these settings and no others. Compiled modules are kept, or
    each start would compile them again."""
    left_out = "PYTHONDONTWRITEBYTECODE"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA_") and name != left_out}
    return kept | {"PYTHONPATH": str(ROOT)} | {f"THIDUA_{name.upper()}": str(one) for name, one in settings.items()}


class Program:
    """``thidua`` on one SQLite file. ``now``: what the campaign clock shows in this moment, local; it runs on over
    every start. ``settings`` are those of the program without their prefix; None leaves one out. ``cold``: so many
    starts are from nothing, the others from the nursery."""

    def __init__(self, folder: Path, api: FakeBotApi, *, now: str = "2024-12-16T09:00", **settings: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.api = folder, api
        self.move_clock(now)
        given: dict[str, object] = {
            "database_url": f"sqlite:///{folder / 'thidua.db'}",
            "files_dir": folder / "files",
            "telegram_token": api.token,
            "telegram_api_url": api.url,
            "http_port": 0,
            "log_format": "json",
        }
        self.settings = {name: value for name, value in (given | settings).items() if value is not None}
        self.starts, self.cold = 0, 0
        self._name = f"program-{id(self)}"
        self.address = ""
        self._process: nursery.Running | None = None
        self._database: Database | None = None

    # ------------------------------------------------------------ the process

    def move_clock(self, now: str) -> None:
        """From the next start on."""
        self._offset = datetime.fromisoformat(now).replace(tzinfo=ZONE) - datetime.now(UTC)

    def campaign_time(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def _environment(self) -> dict[str, str]:
        named = {"PGAPPNAME": self._name}  # its sessions on a PostgreSQL server can be told from ours
        return environment(**self.settings, now=self.campaign_time().isoformat()) | named

    async def start(self) -> None:
        """Returns when it is READY."""
        self.begin()
        await until(lambda: "READY" in self.output or not self.is_running, "READY")
        assert self.is_running, f"ended instead of READY:\n{self.log}"
        self.address = self.output.partition("READY ")[2].split()[0]

    def begin(self) -> None:
        """Start, and wait for nothing."""
        self.starts += 1
        if self.starts > self.cold and nursery.POSSIBLE:
            self._process = nursery.nursery().start(
                ["run"], cwd=self.folder, env=self._environment(), out=self._file("out"), err=self._file("err")
            )
            return
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            command = [sys.executable, "-m", "bot", "run"]
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=self._environment(), stdout=out, stderr=err, stdin=subprocess.DEVNULL
            )

    def kill(self) -> None:
        """With -9: nothing is finished, nothing is said. Not running: nothing happens."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=SECONDS)

    async def stop(self) -> None:
        """Ask it to end; it ends with 0."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        await until(lambda: not self.is_running, "it ends when it is asked to")
        assert self._process.returncode == 0, self.log

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def command(self, *arguments: str) -> str:
        """The standard output of another command on this installation, beside the running bot."""
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    # ------------------------------------------------------------ what it says

    def _file(self, kind: str) -> Path:
        return self.folder / f"run-{self.starts}.{kind}"

    @property
    def output(self) -> str:
        """The standard output of the last start."""
        return self._file("out").read_text("utf-8")

    @property
    def log(self) -> str:
        """The standard error of every start."""
        return "".join(self.folder.joinpath(f"run-{n}.err").read_text("utf-8") for n in range(1, self.starts + 1))

    def errors(self) -> list[str]:
        """The lines of the log that are no JSON (a traceback of the interpreter) or tell of an error. A line that a
        kill cut in two is none."""
        found = []
        for line in self.log.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                found += [] if line.startswith("{") else [line]
            else:
                found += [line] if entry["level"] in ("error", "critical") else []
        return found

    # ------------------------------------------------------------ what it keeps

    @property
    def database(self) -> Database:
        if self._database is None:
            self._database = Database(str(self.settings["database_url"]))
        return self._database

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Put rows there that no command can make."""
        with self.database.session() as session:
            yield session
            session.commit()

    def rows(self, table: type[Table]) -> list[Table]:
        """A whole table as it is on the disk, in order of its key."""
        key = table.__table__.primary_key.columns  # type: ignore[attr-defined] # SQLModel hides it
        with self.database.reader() as session:
            return list(session.exec(select(table).order_by(*key)))

    async def settle(self) -> None:
        """Wait until nothing is unconfirmed or unanswered, and nothing that is due is unsent."""

        def settled() -> bool:
            handled = all(event.state in (EventState.HANDLED, EventState.PARKED) for event in self.rows(JournalEvent))
            now, waiting = (
                self.campaign_time(),
                [row for row in self.rows(Outgoing) if row.state is OutboxState.WAITING],
            )
            return handled and not self.api.pending and all(row.not_before > now for row in waiting)

        await until(settled, "everything is handled and sent")

    @property
    def has_let_go(self) -> bool:
        """Nothing that a killed program had sent to its database is still being carried out. A PostgreSQL server
        finishes a commit that has arrived whether or not anybody waits for it; a SQLite file dies with its process."""
        sessions = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"
        with self.database.reader() as session:
            if session.get_bind().dialect.name != "postgresql":
                return True
            return not session.execute(text(f"SELECT 1 {sessions}"), {"name": self._name}).all()

    def close(self) -> None:
        """Leave nothing behind but the folder."""
        self.kill()
        if self._database is not None:
            self._database.close()
