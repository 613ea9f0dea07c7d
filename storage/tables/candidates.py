"""Who competes beside the units themselves, what is registered one by one, and what the office knows and decides.

Everywhere a missing candidate means the unit itself. The name of an individual stands in ``Candidate`` alone, so that
it can be deleted on request and everything else stays.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class Candidate(Row, table=True):
    """Somebody of a unit who competes in a campaign. ``kind``: of the campaign's kinds. ``name`` None: deleted."""

    __table_args__ = (Index("ix_candidate_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    kind: str
    name: str | None = None
    active: bool = True
    added_by: int | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = instant()
    removed_at: datetime | None = instant(nullable=True)


class Initiative(Row, table=True):
    """One entry of the register of models, solutions and initiatives of a unit.

    ``fields``: field id -> text, or the id of an option. ``status``: what became of it, set by a reviewer.
    """

    __table_args__ = (Index("ix_initiative_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    fields: dict[str, Any] = document()
    receipt: str | None = Field(default=None, unique=True)
    registered_by: int | None = Field(default=None, foreign_key="person.id")
    registered_at: datetime = instant()
    status: str | None = None
    status_by: int | None = Field(default=None, foreign_key="person.id")
    status_at: datetime | None = instant(nullable=True)
    removed_at: datetime | None = instant(nullable=True)


class OfficeAnswer(Row, table=True):
    """Facts that the office or the council answers, not the candidate: of one candidate, or (unit None) of all.

    A later answer is a new row; the newest that was not taken back counts.
    """

    __table_args__ = (Index("ix_office_answer_campaign", "campaign_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    item: str
    facts: dict[str, Any] = document()
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class Ruling(StrEnum):
    """What a person decided about something that stands in the way of an award."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class AwardRuling(Row, table=True):
    """A human decision about one item of one candidate, with its reason; it never changes a fact.

    ``award`` None: it holds for every award (a gate).
    """

    __table_args__ = (Index("ix_award_ruling_campaign", "campaign_id", "round", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    unit_id: int = Field(foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    item: str
    award: str | None = None
    ruling: Ruling = word(Ruling)
    reason: str
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = instant()
    undone_by: int | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = instant(nullable=True)
