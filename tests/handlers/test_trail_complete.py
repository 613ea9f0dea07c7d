"""Every change of state leaves a line in the history, in the same transaction: looked for in all conversations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect
from sqlmodel import Session

from storage.chaining import broken_chains
from storage.database import Database
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
    History,
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
from tests.conversations import Stage, play
from tests.showing import ButtonChannel

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
# A stranger who writes for the first time is a number; nothing is known or decided yet.
NEW_STRANGERS = (Person, ChannelAccount)


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """What changed in transactions that left no line in the history."""
    missed: list[str] = []

    def look(session: Session, *_: object) -> None:
        changed = session.info.setdefault("changed", [])
        changed += [f"new {type(row).__name__}" for row in session.new if _counts(row)]
        changed += [f"deleted {type(row).__name__}" for row in session.deleted if type(row) in WATCHED]
        changed += [f"{type(row).__name__}.{name}" for row in session.dirty for name in _changes(row)]
        session.info["noted"] = session.info.get("noted", False) or any(isinstance(row, History) for row in session.new)

    def compare(session: Session) -> None:
        if session.info.get("changed") and not session.info.get("noted"):
            missed.extend(session.info["changed"])
        session.info["changed"], session.info["noted"] = [], False

    event.listen(Session, "before_flush", look)
    event.listen(Session, "after_commit", compare)
    yield missed
    event.remove(Session, "before_flush", look)
    event.remove(Session, "after_commit", compare)


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_changes_without_a_line(path: Path, database_url: str, watched: list[str]) -> None:
    database = Database(database_url)
    stage = _Stage(database, ButtonChannel())
    stage.missed = watched
    play(path, stage)
    with database.reader() as session:
        assert list(broken_chains(session)) == []
    database.close()
    assert watched == []
