"""The programs that are measured, each as a process of its own in a folder of its own."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

from sqlmodel import Session

from benchmarks.people import FakeApi
from scoring.campaign_files import load_campaigns
from storage import queries
from storage.database import Database
from storage.tables import ChannelAccount, Membership, Person, Registration, RegistrationState, Role, Unit

ROOT = Path(__file__).parents[1]
CAMPAIGN = "cchc-vinh-long-2024"
NOW = datetime(2024, 12, 16, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # in the window of the self-assessment
TICKS = os.sysconf("SC_CLK_TCK")


class Running:
    """A started program: what it costs is read from /proc."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str], port: int) -> None:
        self.port = port
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA_")}
        begun = time.perf_counter()
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=folder,
                env=kept | {"PYTHONPATH": str(ROOT)} | environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if b"READY" not in line:
            raise RuntimeError(f"it did not start: {(folder / 'log').read_text()[-2000:]}")
        self.ready = time.perf_counter() - begun

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Megabytes that it has used at most."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0


async def start_ours(api: FakeApi, folder: Path, port: int, *, database_url: str, chats: range) -> Running:
    """``thidua run`` with a unit and a registered contact for each chat, in webhook mode."""
    seed(database_url, chats)
    environment = {
        "THIDUA_DATABASE_URL": database_url,
        "THIDUA_FILES_DIR": str(folder / "files"),
        "THIDUA_TELEGRAM_TOKEN": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "THIDUA_TELEGRAM_API_URL": f"http://127.0.0.1:{api.port}",
        "THIDUA_TELEGRAM_MODE": "webhook",
        "THIDUA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "THIDUA_HTTP_PORT": str(port),
        "THIDUA_NOW": NOW.isoformat(),
        "THIDUA_LOG_FORMAT": "json",
    }
    api.webhook.clear()
    running = await asyncio.to_thread(Running, [str(ROOT / "benchmarks/our_bot.py"), "run"], folder, environment, port)
    await asyncio.wait_for(api.webhook.wait(), 120)
    return running


async def start_aiogram(api: FakeApi, folder: Path, port: int) -> Running:
    command = [str(ROOT / "benchmarks/aiogram_bot.py"), str(port)]
    environment = {"BENCH_API": f"http://127.0.0.1:{api.port}"}
    return await asyncio.to_thread(Running, command, folder, environment, port)


def seed(database_url: str, chats: range) -> None:
    """An open campaign, and a unit with a registration for each chat."""
    database = Database(database_url)
    database.upgrade()
    with database.session() as session:
        queries.open_campaign(session, load_campaigns()[CAMPAIGN], now=NOW, by=None)
        for chat in chats:
            _add(session, chat)
        session.commit()
    database.close()


def _add(session: Session, chat: int) -> None:
    unit = Unit(code=f"P{chat}", name=f"UBND Phường {chat}", unit_type="ward_committee")
    person = Person(name=f"Lan {chat}", consented_at=NOW, consent_version="1", created_at=NOW)
    session.add_all([unit, person])
    session.flush()
    assert person.id is not None
    assert unit.id is not None
    session.add(ChannelAccount(person_id=person.id, channel="telegram", external_id=str(chat), last_seen_at=NOW))
    session.add(Membership(person_id=person.id, role=Role.UNIT_CONTACT, unit_id=unit.id, since=NOW))
    session.add(
        Registration(
            campaign_id=CAMPAIGN,
            unit_id=unit.id,
            state=RegistrationState.SENT,
            points={},
            changed_at=NOW,
            sent_at=NOW,
            receipt=f"DK-2024-{chat}",
        )
    )


def commits_per_second(folder: Path, seconds: float = 3.0) -> float:
    """What the disk gives a program that commits every row alone (SQLite, WAL, synchronous=FULL)."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / "rows.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE row (at TEXT, content TEXT)"):
        connection.execute(statement)
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        connection.execute("INSERT INTO row VALUES (?, ?)", (datetime.now(UTC).isoformat(), "x" * 500))
        count += 1
    connection.close()
    return count / seconds
