"""Every change of state leaves a line in the history, in the same transaction: looked for in all conversations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect
from sqlmodel import Session

from storage import queries
from storage.chaining import Line, append, broken_chains
from storage.database import Database
from storage.queries import history
from storage.tables import (
    AccessRequest,
    Answer,
    Appraisal,
    AwardRuling,
    CampaignVersion,
    Candidate,
    ChannelAccount,
    Conflict,
    DeadlineChange,
    Decision,
    DossierCheck,
    DossierPaper,
    Evidence,
    Explanation,
    FirstSeen,
    Fulfilment,
    Initiative,
    Invitation,
    Membership,
    OfficeAnswer,
    OfficerQuestion,
    OpenedCampaign,
    Person,
    Publication,
    ReadyPhrase,
    Registration,
    RosterContact,
    SecondOpinion,
    SecondReview,
    SecondRule,
    StandIn,
    StepMember,
    StepRecord,
    Submission,
    SubmissionVersion,
    Unit,
)
from tests import conversations
from tests.conversations import Stage, play
from tests.reports.trail_reading import unworded
from tests.showing import ButtonChannel
from tests.submissions import send_for

FILES = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))

# Row -> columns whose change is no change of state: bookkeeping of the program.
WATCHED: dict[type[Any], set[str]] = {
    AccessRequest: set(),
    Answer: {"evidence_postponed"},
    Appraisal: set(),
    AwardRuling: set(),
    Candidate: set(),
    Initiative: set(),
    OfficeAnswer: set(),
    CampaignVersion: set(),
    ChannelAccount: {"last_seen_at", "reachable"},
    Conflict: set(),
    DeadlineChange: set(),
    Decision: {"told_at"},
    DossierCheck: set(),
    DossierPaper: set(),
    Evidence: set(),
    Explanation: set(),
    FirstSeen: set(),
    Fulfilment: set(),
    Invitation: set(),
    Membership: set(),
    OfficerQuestion: set(),
    OpenedCampaign: set(),
    Person: set(),
    Publication: set(),
    ReadyPhrase: set(),
    Registration: set(),
    RosterContact: set(),
    SecondOpinion: set(),
    SecondReview: set(),
    SecondRule: set(),
    StandIn: set(),
    StepMember: set(),
    StepRecord: set(),
    Submission: {"review_touched_at", "taken_at", "taken_by"},
    SubmissionVersion: set(),
    Unit: set(),
}
# Of what a unit is judged by, a line about just that has to be there: row -> beginnings of subjects that tell of it.
TOLD_BY: dict[str, set[str]] = {
    "Answer": {"answer"},
    "Appraisal": {"appraisal", "review", "submission"},
    "Conflict": {"conflict"},
    "Decision": {"review", "explanation", "submission"},
    "Evidence": {"evidence", "explanation"},
    "Explanation": {"explanation"},
    "SecondOpinion": {"second"},
    "SecondReview": {"second"},
    "StepRecord": {"step"},
    "Submission": {"submission", "step", "second", "explanation", "campaign", "answer"},
    "SubmissionVersion": {"submission"},
}
# A stranger who writes for the first time is a number; nothing is known or decided yet.
NEW_STRANGERS = (Person, ChannelAccount)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What changed in transactions that left no line in the history."""
    missed: list[str] = []

    def look(session: Session, *_: object) -> None:
        changed = session.info.setdefault("changed", [])
        changed += [f"new {type(row).__name__}" for row in session.new if _counts(row)]
        changed += [f"deleted {type(row).__name__}" for row in session.deleted if type(row) in WATCHED]
        changed += [f"{type(row).__name__}.{name}" for row in session.dirty for name in _changes(row)]

    def append_and_look(session: Session, line: Line) -> None:
        session.info.setdefault("noted", set()).add(line.subject.partition(":")[0])
        append(session, line)

    def compare(session: Session) -> None:
        noted = session.info.get("noted", set())
        missed.extend(each for each in session.info.get("changed", []) if not _is_told(each, noted))
        session.info["changed"], session.info["noted"] = [], set()

    monkeypatch.setattr(history, "append", append_and_look)  # lines go past the session's objects
    event.listen(Session, "before_flush", look)
    event.listen(Session, "after_commit", compare)
    yield missed
    event.remove(Session, "before_flush", look)
    event.remove(Session, "after_commit", compare)


def _is_told(changed: str, noted: set[str]) -> bool:
    """Whether one of the lines of the transaction is about what changed."""
    row = changed.removeprefix("new ").removeprefix("deleted ").partition(".")[0]
    return bool(noted & TOLD_BY[row]) if row in TOLD_BY else bool(noted)


def _counts(row: object) -> bool:
    return type(row) in WATCHED and not isinstance(row, NEW_STRANGERS)


def _changes(row: object) -> list[str]:
    unwatched = WATCHED.get(type(row))
    if unwatched is None:
        return []
    state = inspect(row)
    return [
        attribute.key for attribute in state.attrs if attribute.history.has_changes() and attribute.key not in unwatched
    ]


class _Stage(Stage):
    """The scene is set before the story begins: what makes it up is no act of anybody."""

    def open_campaign(self, campaign_id: str) -> None:
        super().open_campaign(campaign_id)
        self.forget()

    def add_unit(self, code: str, name: str, unit_type: str = "ward_committee") -> None:
        super().add_unit(code, name, unit_type)
        self.forget()

    def add_person(self, name: str, role: str, unit: str | None = None) -> None:
        super().add_person(name, role, unit)
        self.forget()

    def change(self, which: Any, **values: Any) -> None:
        super().change(which, **values)
        self.forget()

    def forget(self) -> None:
        self.missed.clear()

    missed: list[str]


def test_a_line_about_something_else_does_not_count(database_url: str, watched: list[str]) -> None:
    """A writer that forgets is found although something else is noted in the same transaction."""
    database = Database(database_url)
    stage = Stage(database, ButtonChannel())
    stage.open_campaign("cchc-vinh-long-2024")
    stage.add_unit("P1", "UBND Phường 1")
    send_for(stage, "P1")
    watched.clear()
    with stage.session() as session, session.begin():
        session.get_one(Submission, 1).step = None
        queries.record(session, at=stage.now, person_id=None, subject="membership", action="began")
    database.close()
    assert watched == ["Submission.step"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_changes_without_a_line(
    path: Path, database_url: str, watched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent_before(stage: _Stage, which: str) -> None:
        send_for(stage, which)
        stage.forget()

    monkeypatch.setattr(conversations, "send_for", sent_before)
    database = Database(database_url)
    stage = _Stage(database, ButtonChannel())
    stage.missed = watched
    play(path, stage)
    with database.reader() as session:
        assert list(broken_chains(session)) == []
        assert list(unworded(session)) == []
    database.close()
    assert watched == []
