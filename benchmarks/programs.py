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
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import Session

from benchmarks.people import FakeApi
from scoring.campaign_files import load_campaigns
from storage import queries
from storage.database import Database
from storage.tables import (
    ChannelAccount,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Role,
    Submission,
    SubmissionState,
    Unit,
)

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


async def start_ours(
    api: FakeApi,
    folder: Path,
    port: int,
    *,
    database_url: str,
    files: Path | None = None,
    now: datetime = NOW,
    paced: bool = False,
) -> Running:
    """``thidua run`` in webhook mode. ``now``: of the campaign's clock at the start; ``paced``: it keeps to Telegram's
    limit."""
    environment = {
        "THIDUA_DATABASE_URL": database_url,
        "THIDUA_FILES_DIR": str(files or folder / "files"),
        "THIDUA_TELEGRAM_TOKEN": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "THIDUA_TELEGRAM_API_URL": f"http://127.0.0.1:{api.port}",
        "THIDUA_TELEGRAM_MODE": "webhook",
        "THIDUA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "THIDUA_HTTP_PORT": str(port),
        "THIDUA_NOW": now.isoformat(),
        "THIDUA_LOG_FORMAT": "json",
    }
    command = ["-m", "bot", "run"] if paced else [str(ROOT / "benchmarks/our_bot.py"), "run"]
    running = await asyncio.to_thread(Running, command, folder, environment, port)
    await asyncio.wait_for(api.webhook.wait(), 120)  # of several processes one sets it, for all
    return running


def seed(database_url: str, chats: range, *, communes: int = 1, sent: range = range(0)) -> None:
    """An open campaign, and for each chat a unit with a contact and a registration; those of ``sent`` have sent their
    self-assessment too. Many rows at once: there may be 100,000 units."""
    database = Database(database_url)
    database.upgrade()
    with database.session() as session:
        queries.open_campaign(session, load_campaigns()[CAMPAIGN], now=NOW, by=None)
        for first in range(chats.start, chats.stop, 1000):
            _add(session, range(first, min(first + 1000, chats.stop)), chats.start, communes, sent)
        session.commit()
    database.close()


def _add(session: Session, chats: range, first: int, communes: int, sent: range) -> None:
    """The ids are those of the order: nothing else is in the database."""
    ids = {chat: chat - first + 1 for chat in chats}
    names = {chat: f"Khu phố {id}, Phường {id % communes + 1}" for chat, id in ids.items()}
    who = [{"name": f"Lan {chat}", "consented_at": NOW, "consent_version": "1", "created_at": NOW} for chat in chats]
    rows: dict[Any, list[dict[str, Any]]] = {
        Unit: [{"code": f"P{chat}", "name": names[chat], "unit_type": "ward_committee"} for chat in chats],
        Person: who,
        ChannelAccount: [
            {"person_id": ids[chat], "channel": "telegram", "external_id": str(chat), "last_seen_at": NOW}
            for chat in chats
        ],
        Membership: [
            {"person_id": ids[chat], "role": Role.UNIT_CONTACT, "unit_id": ids[chat], "since": NOW} for chat in chats
        ],
        Registration: [
            {
                "campaign_id": CAMPAIGN,
                "unit_id": ids[chat],
                "state": RegistrationState.SENT,
                "points": {},
                "changed_at": NOW,
                "sent_at": NOW,
                "receipt": f"DK-2024-{chat}",
            }
            for chat in chats
        ],
    }
    rows[Submission] = [
        {
            "campaign_id": CAMPAIGN,
            "campaign_version": 1,
            "unit_id": ids[chat],
            "state": SubmissionState.SUBMITTED,
            "number": 1,
            "first_sent_at": NOW,
            "sent_at": NOW,
            "receipt": f"TC-2024-{chat}",
        }
        for chat in chats
        if chat in sent
    ]
    for table, values in rows.items():
        if values:
            session.execute(insert(table), values)


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
