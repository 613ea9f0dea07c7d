"""``python -m tests.storage.migrations.released VERSION``: keep what a release's database looks like, for ever.

Run once with every release, before its tag: a campaign in the middle of its review is written with the program as it
is, and its database (as SQL) and what it exports and scores are kept in ``tests/data/released/VERSION``. From then on
every later program has to open it and to give the same.
"""

import gzip
import json
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from reports.exporting import export_campaign
from scoring.answers import load_answers
from scoring.campaign_files import load_campaign, shipped_folder
from scoring.score import score
from storage import queries
from storage.database import Database
from storage.tables import Submission
from tests.reports.story import ID, tell

FOLDER = Path(__file__).parents[2] / "data" / "released"


def results(database: Database) -> dict[str, Any]:
    """What the campaign exports, and the points of every self-assessment, computed anew."""
    with database.reader() as session:
        exported = json.loads(json.dumps(export_campaign(session, ID), default=str))
        points = {str(row.id): _points(session, row) for row in session.exec(select(Submission))}
    return {"export": exported, "points": points}


def _points(session: Session, submission: Submission) -> dict[str, str]:
    campaign = queries.definition(session, submission.campaign_id, submission.campaign_version)
    given = {name: row.facts for name, row in queries.answers_of(session, submission.id or 0).items()}
    sheet = score(campaign, load_answers(campaign, given))
    return {name: str(row.points) for name, row in sheet.criteria.items()} | {"total": str(sheet.total)}


def keep(folder: Path) -> None:
    """The story's database and its results, as they are with this program."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "thidua.db"
        database = Database(f"sqlite:///{path}")
        database.upgrade()
        with database.session() as session, session.begin():
            tell(session, load_campaign(shipped_folder() / f"{ID}.yaml"))
        (folder / "results.json").write_text(json.dumps(results(database), indent=1, sort_keys=True), "utf-8")
        database.close()
        connection = sqlite3.connect(path)
        statements = "\n".join(connection.iterdump())
        connection.close()
    (folder / "database.sql.gz").write_bytes(gzip.compress(statements.encode(), mtime=0))


def load(folder: Path, path: Path) -> Database:
    """The kept database in a new SQLite file, not brought up to date yet."""
    connection = sqlite3.connect(path)
    connection.executescript(gzip.decompress((folder / "database.sql.gz").read_bytes()).decode())
    connection.close()
    return Database(f"sqlite:///{path}")


if __name__ == "__main__":
    [version] = sys.argv[1:]
    keep(FOLDER / version)
