"""The same morning with APScheduler's own job store: a job for every reminder of every unit, on the same disk."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
told = 0


def remind(*_about: object) -> None:
    """What a job would do, without doing it."""
    global told  # noqa: PLW0603 - jobs are found again by their module's name
    told += 1


@dataclass(slots=True)
class Jobs:
    """``added``, ``run``: jobs a second."""

    jobs: int
    added: float
    run: float

    def show(self, name: str) -> None:
        print(f"{name}: {self.jobs} jobs, added {self.added:.0f}/s, run {self.run:.0f}/s", flush=True)


def measure(folder: Path, jobs: int) -> Jobs:
    """One job for each unit, due at once when the scheduler begins; nothing is sent."""
    global told  # noqa: PLW0603 - see above
    told = 0
    folder.mkdir(parents=True, exist_ok=True)
    store = SQLAlchemyJobStore(url=f"sqlite:///{folder / 'jobs.db'}")
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=ZONE)
    scheduler.start(paused=True)
    due = datetime.now(ZONE) + timedelta(seconds=1)
    started = time.perf_counter()
    for unit in range(jobs):
        about = (unit, "003-D1", "T-14")
        scheduler.add_job(remind, "date", run_date=due, args=about, id=f"{unit}", misfire_grace_time=None)
    added = time.perf_counter() - started
    time.sleep(max(0.0, (due - datetime.now(ZONE)).total_seconds()))
    started = time.perf_counter()
    scheduler.resume()
    while told < jobs:
        time.sleep(0.01)
    ran = time.perf_counter() - started
    scheduler.shutdown()
    return Jobs(jobs, jobs / added, jobs / ran)
