"""Plans without points in the middle of their review: golden conversations, and their papers read back."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
from sqlmodel import select

from locales import translator
from reports.making import Paper, make_document, unit_paper
from storage.database import Database
from storage.tables import Unit
from tests.conversations import Stage, play
from tests.showing import ButtonChannel

VI = translator("vi")
FOLDER = Path(__file__).parents[1] / "transcripts"
TITLES, WARD, LIGHT = "cchc-dinh-du-2024", "cchc-hai-hoa-2024", "danvan-phung-chi-kien-2025-2026"
DAY = date(2024, 12, 2)
UNIT, PERSON = "Bộ phận Văn hóa - Xã hội", "Lê Văn Ba"


def played(database: Database, folder: Path, name: str, until: str = "") -> Database:
    """A golden conversation, up to a line of it."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert until in text
    path = folder / f"{name}.txt"
    path.write_text(text.partition(until)[0] if until else text, encoding="utf-8")
    play(path, Stage(database, ButtonChannel()))
    return database


def paper(database: Database, campaign_id: str, code: str, kind: str, *, on: date = DAY, **more: Any):
    with database.reader() as session:
        unit = session.exec(select(Unit).where(Unit.code == code)).one()
        wanted = Paper(kind, campaign_id, on, **{"own": False, **more})
        return docx.Document(io.BytesIO(unit_paper(session, unit, wanted)))


def own(database: Database, campaign_id: str, code: str, kind: str, *, on: date = DAY):
    """As the chat gives it to the unit."""
    with database.reader() as session:
        unit = session.exec(select(Unit).where(Unit.code == code)).one()
        params = {"campaign": campaign_id, "unit": unit.id, "on": on.isoformat(), "name": "a.docx"}
        return docx.Document(io.BytesIO(make_document(session, kind, params, VI).data))


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def words(made) -> list[str]:
    return [each.text for each in made.paragraphs if each.text]


def text_of(made) -> str:
    return "\n".join([*words(made), *("\n".join(row) for table in made.tables for row in cells(table))])
