"""What reviewers decide, and what was sent."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    LEFT = "left"  # left for a later step to decide: it holds nothing up


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
    points: str | None = None  # exact; by the facts that held when a round or an explanation was closed last
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


class Explanation(Row, table=True):
    """A unit disagrees with one appraised value: what it says within the time given, and what becomes of it.

    ``due_on``: last valid day. Without ``sent_at`` it is being written. Decided by ``outcome``: "kept" (the appraised
    value stands) or "changed". A closed one is opened again only by a named person, with a reason: then another row
    begins, with ``reopened_by``.
    """

    __table_args__ = (Index("ix_explanation_submission", "submission_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    number: int
    criterion: str
    due_on: date
    text: str = ""
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    begun_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    outcome: str | None = None
    reason: str | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = instant(nullable=True)
    reopened_by: int | None = Field(default=None, foreign_key="person.id")
    reopened_at: datetime | None = instant(nullable=True)


class ReadyPhrase(Row, table=True):
    """A reviewer's own sentence for returning, in place of one of the five that are offered."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    position: int = Field(primary_key=True)
    text: str


class SubmissionVersion(Row, table=True):
    """What was sent, whole and unchangeable: facts, points, evidence of every criterion at that moment."""

    submission_id: int = Field(foreign_key="submission.id", primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = document()
    total: str | None = None
    sent_by: int | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime = instant()
