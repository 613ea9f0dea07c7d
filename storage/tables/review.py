"""What reviewers decide, what was sent, and the history of every change."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class Decision(Row, table=True):
    """What a reviewer decided about one criterion of one sent version. Taken back by ``undone_at``."""

    __table_args__ = (Index("ix_decision_submission", "submission_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    number: int  # the submission's version that was judged
    step: str
    criterion: str
    verdict: Verdict = word(Verdict)
    reason: str | None = None
    points: str | None = None  # the points that were judged, exact
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)
    # Set when the unit has been told (the round was closed).
    told_at: datetime | None = instant(nullable=True)


class Appraisal(Row, table=True):
    """Facts as a reviewer corrected them, beside the unit's own. The points follow from them by the rule."""

    __table_args__ = (Index("ix_appraisal_submission", "submission_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    number: int  # the submission's version that was judged
    criterion: str
    facts: dict[str, Any] = document()
    reason: str
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class SubmissionVersion(Row, table=True):
    """What was sent, whole and unchangeable: facts, points, evidence of every criterion at that moment."""

    submission_id: int = Field(foreign_key="submission.id", primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = document()
    total: str | None = None
    sent_by: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime = instant()


class History(Row, table=True):
    """Append-only: who changed what, when, from what to what, and why. People by number only."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()
    person_id: int | None = Field(default=None, foreign_key="person.id")
    campaign_id: str | None = None
    unit_id: int | None = Field(default=None, index=True)
    on_behalf: bool = False  # entered by an organizer for a unit that said it by phone or on paper
    subject: str  # "answer:I.1", "registration", "submission", "membership" …
    action: str
    before: dict[str, Any] | None = document(nullable=True)
    after: dict[str, Any] | None = document(nullable=True)
    why: str | None = None
