"""The points that stand beside a verdict are those of the facts that hold, whatever was corrected after it."""

from pathlib import Path

import pytest
from sqlmodel import select

from handlers.sheet import load_sheet
from storage import queries
from storage.database import Database
from storage.tables import Submission, SubmissionState
from tests.conversations import Stage, direct, do, play
from tests.showing import ButtonChannel

FOLDER = Path(__file__).parents[1] / "transcripts"
REVIEWED = ("appraisal", "explanation", "review_second")


@pytest.mark.parametrize("name", REVIEWED)
def test_every_verdict_of_a_closed_round_has_the_points_of_now(name: str, database: Database) -> None:
    stage = Stage(database, ButtonChannel())
    play(FOLDER / f"{name}.txt", stage)
    check(stage)


def check(stage: Stage) -> None:
    with stage.session() as session:
        for submission in session.exec(select(Submission).where(Submission.state != SubmissionState.SUBMITTED)).all():
            campaign = queries.definition(session, submission.campaign_id, submission.campaign_version)
            sheet = load_sheet(session, campaign, submission, on=stage.now.date())
            for criterion, decision in sheet.decisions.items():
                given = sheet.appraised.criteria.get(criterion)
                points = None if given is None or given.points is None else str(given.points)
                assert (criterion, decision.points) == (criterion, points)


def test_a_figure_that_is_corrected_after_the_unit_was_told(database: Database) -> None:
    """A later step sends it back; the reviewer corrects a figure and closes without approving anything anew."""
    stage = Stage(database, ButtonChannel())
    for line in (
        "clock 2024-12-16 09:00",
        "campaign cchc-vinh-long-2024",
        "unit P1 UBND Phường 1",
        "person An reviewer",
        "person Thu council_secretary",
        'sent P1 {"III": {"feedback_count": 1}}',
    ):
        direct(stage, line)
    approved = ("An> tham dinh", "An> 1", "An> duyet tat ca", "An> dong y")
    sent_back = ("Thu> cac buoc", "Thu> 1", "Thu> 1", "Thu> tra lai", "Thu> Đề nghị kiểm tra lại tiêu chí III")
    corrected = ("An> tham dinh", "An> 1", "An> III", "An> sua so lieu", "An> 3", "An> Báo cáo ghi ba phản ánh")
    for line in (*approved, *sent_back, *corrected, "An> ca ho so", "An> ket thuc", "An> dong y"):
        do(stage, line, typed=False)
    with stage.session() as session:
        decision = queries.decisions_of(session, 1, 1)["III"]
        assert decision.told_at is not None
        assert decision.points == "4"
    check(stage)
