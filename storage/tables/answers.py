"""What units register, answer and prove."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class RegistrationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    # A change sent after the deadline: kept, and counts only when the organizer accepts it.
    REQUESTED = "requested"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class SourceKind(StrEnum):
    """How a unit gave what an organizer enters for it."""

    PHONE = "phone"
    PAPER = "paper"


class EntrySource(Row, table=True):
    """What an organizer enters a unit's answers from. ``files``: its paper, photographed (list of {"digest", "name"});
    ``talked_to``, ``talked_on``: with whom and on which day it was on the telephone. ``talked_to`` may be a name, so it
    stands here and in no history, and goes with people's data."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: SourceKind = word(SourceKind)
    files: list[dict[str, Any]] = document()
    talked_to: str | None = None
    talked_on: date | None = None
    entered_by: int = Field(foreign_key="person.id")
    begun_at: datetime = instant()
    # Papers of an award dossier that the unit was not told of yet: since when, and when the last of them came.
    papers_since: datetime | None = instant(nullable=True)
    papers_at: datetime | None = instant(nullable=True, index=True)


class Registration(Row, table=True):
    """One version of the registration of a unit or (``candidate_id``) of somebody of it. The draft is edited; a sent
    version never changes, the next one supersedes it. ``points``: criterion id → whole points as text. ``marks``: what
    was ticked in the form; ``fields``: field id → its text."""

    __table_args__ = (Index("ix_registration_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    state: RegistrationState = word(RegistrationState, RegistrationState.DRAFT)
    revision: int = 0  # counts every change of the draft
    points: dict[str, Any] = document()
    marks: list[str] | None = document(nullable=True)
    fields: dict[str, Any] | None = document(nullable=True)
    document_number: str | None = None
    document_date: date | None = None
    document_file: str | None = Field(default=None, foreign_key="stored_file.digest")
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    late: bool = False
    receipt: str | None = Field(default=None, unique=True)
    entry_source_id: int | None = Field(default=None, foreign_key="entry_source.id")  # sent by an organizer, from this


class SubmissionState(StrEnum):
    """Where a self-assessment stands (scoring.workflow holds the allowed steps between them)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Submission(Row, table=True):
    """The self-assessment of a unit or (``candidate_id``) of somebody of it, of one round. ``number`` counts the
    versions that were sent."""

    # NULL differs from NULL in an index, so the unit's own needs one that leaves the others out.
    __table_args__ = (
        Index(
            "uq_submission_unit",
            "campaign_id",
            "unit_id",
            "round",
            unique=True,
            sqlite_where=text("candidate_id IS NULL"),
            postgresql_where=text("candidate_id IS NULL"),
        ),
        Index("uq_submission_candidate", "campaign_id", "candidate_id", "round", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    campaign_version: int
    unit_id: int = Field(foreign_key="unit.id", index=True)
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    round: str = ""
    state: SubmissionState = word(SubmissionState, SubmissionState.DRAFT)
    step: str | None = None  # id of the review step it waits at or was returned by
    number: int = 0
    late: bool = False
    first_sent_at: datetime | None = instant(nullable=True)
    sent_at: datetime | None = instant(nullable=True)
    receipt: str | None = Field(default=None, unique=True)
    return_due_on: date | None = None  # last valid day for a correction, set when it is returned
    # When the reviewer last touched the open decision round; None when nothing waits to be told to the unit.
    review_touched_at: datetime | None = instant(nullable=True, index=True)
    approved_at: datetime | None = instant(nullable=True)
    # Who reviews it now, and since when he or she last did something there; released after a while.
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    taken_at: datetime | None = instant(nullable=True)
    # The last day on which the unit may explain itself where the appraised value differs; None: nothing to explain.
    explain_until: date | None = None
    # What was appraised before is not explained in these days: it was closed. None: all that differs may be.
    explain_from: datetime | None = instant(nullable=True)
    # Since when it waits for its second review; None: it does not.
    second_at: datetime | None = instant(nullable=True)
    # What an organizer entered answers from when it was last sent for the unit.
    entry_source_id: int | None = Field(default=None, foreign_key="entry_source.id")


class Answer(Row, table=True):
    """The facts of one criterion: one row per criterion with a revision, never a whole sheet.

    ``facts`` holds only what was answered; a fact that is answered "not sent" is there as null.
    """

    __table_args__ = (UniqueConstraint("submission_id", "criterion"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    criterion: str
    facts: dict[str, Any] = document()
    revision: int = 1
    # The unit chose "later" for the evidence of this criterion.
    evidence_postponed: bool = False
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime = instant()


class EvidenceKind(StrEnum):
    FILE = "file"
    LINK = "link"
    DOCUMENT = "document"  # number and date of an official document
    EXPLANATION = "explanation"


class Evidence(Row, table=True):
    """One proof of one answer. Removed ones stay, marked."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    criterion: str
    kind: EvidenceKind = word(EvidenceKind)
    digest: str | None = Field(default=None, foreign_key="stored_file.digest")
    name: str | None = None
    text: str | None = None  # the link, the explanation, or the document's number
    document_date: date | None = None
    album: str | None = None
    added_by: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = instant()
    removed_at: datetime | None = instant(nullable=True)
    # Sent with an explanation of the unit's, after the appraisal: kept apart from what proved the answer.
    explanation_id: int | None = Field(default=None, foreign_key="explanation.id")


class StoredFile(Row, table=True):
    """A file by the hash of its content; the bytes lie in the files directory, outside the web's reach."""

    digest: str = Field(primary_key=True)
    size: int
    media_type: str
    stored_at: datetime = instant()
