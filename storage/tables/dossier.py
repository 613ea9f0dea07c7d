"""Award dossiers: what was attached to which document, and what the office said about it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.answers import EvidenceKind
from storage.tables.base import Row, instant, word


class DossierPaper(Row, table=True):
    """Something that stands for one document of the dossier of a unit or (``candidate_id``) of somebody of it: a file,
    a link, or number and date of a paper that was handed over. Removed ones stay, marked."""

    __table_args__ = (Index("ix_dossier_paper_unit", "campaign_id", "unit_id", "candidate_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    unit_id: int = Field(foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    document: str  # id of one of the campaign's documents
    kind: EvidenceKind = word(EvidenceKind)
    digest: str | None = Field(default=None, foreign_key="stored_file.digest", index=True)
    name: str | None = None
    text: str | None = None  # the link, the caption of a file, or the document's number
    document_date: date | None = None
    album: str | None = None
    added_by: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = instant()
    entry_source_id: int | None = Field(default=None, foreign_key="entry_source.id")  # put in by an organizer
    removed_by: int | None = Field(default=None, foreign_key="person.id")
    removed_at: datetime | None = instant(nullable=True)


class Finding(StrEnum):
    """What somebody of the office found."""

    COMPLETE = "complete"  # the whole dossier
    INSUFFICIENT = "insufficient"  # one document, to be sent again


class DossierCheck(Row, table=True):
    """A finding about a dossier, with person and time; it is taken back, never changed. ``document`` and ``reason``: of
    what is insufficient. ``upto``: the last paper there was then. ``fix_by``: until when what is sent instead counts as
    sent in time."""

    __table_args__ = (Index("ix_dossier_check_unit", "campaign_id", "unit_id", "candidate_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    unit_id: int = Field(foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    finding: Finding = word(Finding)
    document: str | None = None
    reason: str | None = None
    upto: int = 0
    fix_by: date | None = None
    found_by: int = Field(foreign_key="person.id")
    found_at: datetime = instant()
    undone_by: int | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = instant(nullable=True)
