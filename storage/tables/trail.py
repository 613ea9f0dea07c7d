"""The history of every change, chained so that a line that was removed or altered is noticed."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, document, instant


class History(Row, table=True):
    """Append-only: who changed what, when, from what to what, and why. People by number only.

    ``chain``, ``position`` and ``digest`` are filled in when the line is written (``storage.chaining``).
    """

    __table_args__ = (UniqueConstraint("chain", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()
    person_id: int | None = Field(default=None, foreign_key="person.id")
    campaign_id: str | None = None
    unit_id: int | None = Field(default=None, index=True)
    submission_id: int | None = None  # of answers and evidence: whose, and of which round
    on_behalf: bool = False  # entered by an organizer for a unit that said it by phone or on paper
    subject: str  # "answer:I.1", "registration", "submission", "membership" …
    action: str
    before: dict[str, Any] | None = document(nullable=True)
    after: dict[str, Any] | None = document(nullable=True)
    why: str | None = None
    chain: str = ""
    position: int = 0  # from 1 in its chain, without gaps
    digest: str = ""  # over the line and the digest of the one before it


class TrailHead(Row, table=True):
    """How long a chain of history is, and the digest it ends with: a line that is cut off its end is missed by it."""

    chain: str = Field(primary_key=True)
    length: int = 0
    digest: str = ""
