"""The review chain at work: who belongs to a step, who stands in for whom, conflicts, and what each step did."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, instant, word


class StepMember(Row, table=True):
    """Somebody named for one step of a campaign's chain. Where nobody is named, everybody with the step's role is."""

    __table_args__ = (Index("ix_step_member_step", "campaign_id", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    step: str
    person_id: int = Field(foreign_key="person.id")
    since: datetime = instant()
    until: datetime | None = instant(nullable=True)


class StandIn(Row, table=True):
    """Somebody does another's reviewing from one day to another, both included (local days)."""

    __table_args__ = (Index("ix_stand_in_deputy", "deputy_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    deputy_id: int = Field(foreign_key="person.id")
    from_on: date
    until_on: date
    named_by: int | None = Field(default=None, foreign_key="person.id")
    named_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class Conflict(Row, table=True):
    """Somebody declared to be too close to a unit to judge it. Ended, never deleted."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    reason: str
    declared_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class StepAct(StrEnum):
    """What a step did with a submission."""

    PASSED = "passed"
    RETURNED = "returned"
    RECORDED = "recorded"  # a step outside the program: the organizer wrote down that it is done


class StepRecord(Row, table=True):
    """One act of one step. ``on``: the day that the organizer wrote down for a step outside the program."""

    __table_args__ = (Index("ix_step_record_submission", "submission_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    number: int  # the version that was sent
    step: str
    act: StepAct = word(StepAct)
    reason: str | None = None
    on: date | None = None
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class Publication(Row, table=True):
    """The organizer made the results of a campaign known: every unit was told then how the chain ended for it."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id", index=True)
    published_by: int | None = Field(default=None, foreign_key="person.id")
    published_at: datetime = instant()
