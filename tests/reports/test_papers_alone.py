"""The papers of somebody who competes alone: the own ones, signed by that person, with nothing of the unit's."""

import io
from datetime import date

import docx
import pytest
from openpyxl import load_workbook
from sqlmodel import select

from reports.making import make_document
from storage.database import Database
from storage.tables import Candidate, Unit
from tests.reports.conftest import Story
from tests.reports.plan_stories import TITLES, VI, cells, text_of, words

UNIT, PERSON = "Văn phòng UBND xã", "Trần Thị Mai"
CAMPAIGN_DAY = date(2024, 12, 3)


@pytest.fixture
def alone(stories: Story) -> Database:
    return stories("individual_by_himself", "# The contact takes it back")


def own_paper(database: Database, kind: str, *, name: str = PERSON, unit: str = "VP"):
    with database.reader() as session:
        number = session.exec(select(Unit.id).where(Unit.code == unit)).one()
        candidate = session.exec(select(Candidate.id).where(Candidate.name == name)).one()
        params = {"campaign": TITLES, "unit": number, "candidate": candidate, "on": CAMPAIGN_DAY.isoformat()}
        made = make_document(session, kind, {**params, "name": "a.docx", "private": True}, VI)
    return docx.Document(io.BytesIO(made.data))


def test_the_own_form_has_the_own_marks_and_is_signed_by_the_individual(alone):
    made = own_paper(alone, "registration_form")
    _, form, texts, foot = made.tables
    rows = cells(form)[3:]
    assert rows[0][:2] == ["I", "Tập thể"]
    assert set(rows[1]) == {""}  # nothing of the unit
    assert rows[2][:2] == ["II", "Cá nhân"]
    assert rows[3][:4] == ["1", PERSON, "x", "x"]
    assert cells(texts)[1:] == [["1", PERSON, "Cải cách thủ tục hành chính", ""]]
    assert cells(foot) == [
        ["THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ XÁC NHẬN\n(Ký, ghi rõ họ tên, đóng dấu)", "CÁ NHÂN\n(Ký, ghi rõ họ tên)"]
    ]
    assert "DK-2024-0001" in words(made)[-1]


def test_the_own_sheet_has_the_verdicts_and_what_was_appraised(alone):
    made = own_paper(alone, "self_score_sheet")
    said = text_of(made)
    assert "THẨM ĐỊNH" in said
    assert "Tự đánh giá: đạt 5." in said
    assert "Thẩm định: đạt 5." in said
    assert f"{PERSON} – Cá nhân" in said
    assert f"{UNIT} – " not in said
    rows = cells(made.tables[1])
    assert [row[0] for row in rows[1:]] == ["V.2.1", "V.2.2", "V.2.3", "V.2.4", "V.2.5"]


@pytest.mark.parametrize("kind", ["registration_form", "self_score_sheet"])
def test_a_candidate_of_another_unit_has_no_paper_here(alone, kind):
    with pytest.raises(LookupError):
        own_paper(alone, kind, unit="T1")


def test_the_organizers_tables_have_who_competes_alone(alone):
    with alone.reader() as session:
        params = {"campaign": TITLES, "on": CAMPAIGN_DAY.isoformat(), "name": "a.xlsx"}
        made = make_document(session, "campaign_xlsx", params, VI)
    book = load_workbook(io.BytesIO(made.data))
    for sheet in ("Tổng hợp", "Đăng ký", "Bảng đánh giá"):
        rows = [[str(cell) for cell in row if cell is not None] for row in book[sheet].iter_rows(values_only=True)]
        assert any("cá nhân số 1" in " ".join(row).lower() for row in rows), sheet
    with alone.reader() as session:
        from reports.xlsx import campaign_workbook

        named = load_workbook(io.BytesIO(campaign_workbook(session, TITLES, VI, on=CAMPAIGN_DAY, with_people=True)))
    assert PERSON in {cell for row in named["Tổng hợp"].iter_rows(values_only=True) for cell in row}
