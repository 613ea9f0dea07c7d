"""Workbooks that were sent and not kept go after the day that was told; what was kept stays."""

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.ticking import tick
from storage.database import Database
from storage.tables import CampaignDraft
from tests.conversations import Stage, do
from tests.showing import ButtonChannel

BOOK = "Minh> (workbook moi.xlsx cchc-vinh-long-2024 code=cchc-tan-an-2025)"


@pytest.fixture
def stage(database: Database) -> Stage:
    stage = Stage(database, ButtonChannel())
    stage.add_person("Minh", "organizer")
    return stage


def drafts_after(stage: Stage, **later: float) -> int:
    with stage.session() as session, session.begin():
        tick(session, stage.now + timedelta(**later))
        return len(session.exec(select(CampaignDraft)).all())


def test_what_nobody_kept_goes_on_the_day_that_was_told(stage):
    told = do(stage, BOOK, typed=False)[0].text
    day = (stage.now + timedelta(days=7)).strftime("%d/%m/%Y")
    assert f"{day}." in told.splitlines()[-1]
    assert drafts_after(stage, days=6, hours=23) == 1
    assert drafts_after(stage, days=7, minutes=1) == 0
    (message,) = do(stage, "Minh> giu", typed=False)
    assert message.text.startswith("Tệp Excel đã quá hạn giữ và được xóa. Xin gửi lại tệp.")


def test_what_was_kept_stays(stage):
    do(stage, BOOK, typed=False)
    do(stage, "Minh> giu", typed=False)
    assert drafts_after(stage, days=200) == 1


def test_a_copy_for_a_message_waits_longer(stage):
    for line in ("mo phong trao", "cchc-vinh-long-2024", "excel"):
        do(stage, f"Minh> {line}", typed=False)
    assert drafts_after(stage, days=29) == 1
    assert drafts_after(stage, days=31) == 0
