"""Moved deadlines, days off that were decreed, duties done outside, and what people were reminded of."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field

from scoring.calendar import DayKind
from storage.tables.base import Row, document, instant, word
from storage.types import Instant

# A deadline of a campaign with rounds belongs to one of them (scoring.rounds.round_of): no row has to say which.


class DeadlineChange(Row, table=True):
    """A new last valid day that the organizer set, for one unit or (unit None) for all. The newest of each holds,
    unless it was taken back. ``counts``: what is done by it is in time for the points, too, where the plan's table has
    a day of its own."""

    __table_args__ = (Index("ix_deadline_change_campaign", "campaign_id", "deadline"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    deadline: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    due_on: date
    reason: str
    counts: bool = False
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class CalendarChange(Row, table=True):
    """A day of the table of holidays as the organizer set it, after a decree. The newest of each day counts, unless it
    was undone. Days that were changed together share their ``batch``."""

    id: int | None = Field(default=None, primary_key=True)
    batch: int = Field(index=True)
    day: date
    kind: DayKind = word(DayKind)
    reason: str
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)


class Fulfilment(Row, table=True):
    """A dated duty that is not done in this program was done (a report was sent, a goal reached), as the unit says.
    ``candidate_id``: of somebody of the unit who competes for himself. Unit None: a duty of the organizer's own."""

    # NULL differs from NULL in an index, so the unit's own needs one that leaves the others out.
    __table_args__ = (
        Index(
            "uq_fulfilment_unit",
            "campaign_id",
            "deadline",
            "unit_id",
            unique=True,
            sqlite_where=text("candidate_id IS NULL"),
            postgresql_where=text("candidate_id IS NULL"),
        ),
        Index("uq_fulfilment_candidate", "campaign_id", "deadline", "candidate_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    deadline: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    done_on: date
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = instant()


class Reminder(Row, table=True):
    """Somebody was reminded of a deadline of a unit, once for each offset ("T-7", "opening", "nudge …").

    Written with the message itself, in one transaction. ``due_on``: the day it spoke of, so that a deadline that was
    moved reminds anew. ``caught_up``: its own morning was missed and a later message stood for it. ``lost``: its
    message could not be sent on its day, so the next morning's stands for it. ``candidate_id``: of whom of the unit the
    duty is, 0 for the unit's own (a number, because NULL would not be unique).
    """

    __table_args__ = (
        UniqueConstraint(
            "campaign_id",
            "deadline",
            "due_on",
            "unit_id",
            "candidate_id",
            "person_id",
            "offset",
            name="uq_reminder_once",
        ),
        Index("ix_reminder_person", "person_id"),
        Index("ix_reminder_lost", "lost", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    deadline: str
    due_on: date
    unit_id: int = Field(foreign_key="unit.id")
    candidate_id: int = 0
    person_id: int = Field(foreign_key="person.id")
    offset: str
    planned_at: datetime = instant()
    sent_at: datetime = instant()  # campaign time
    caught_up: bool = False
    lost: bool = False


class ReminderMorning(Row, table=True):
    """How far the reminders of one morning are: everybody up to ``reached`` has theirs."""

    at: datetime = Field(sa_column=Column(Instant, primary_key=True))
    reached: int = 0  # person id
    finished_at: datetime | None = instant(nullable=True)
    # Whether missed mornings before it were made up for: not on a day off, not in an afternoon.
    caught_up: bool = False
    # Whether organizers and reviewers have their list of this morning: once, also when it is worked on again.
    digested: bool = False
    # What is merged into later reminders, because a channel's messages of the month would not suffice; by channel.
    spare: dict[str, Any] | None = document(nullable=True)


class PersonalReminder(Row, table=True):
    """A wish ("remind me tomorrow"): asked for by the person, who is then told what is still open; or by the officer
    about one ``deadline``."""

    __table_args__ = (Index("ix_personal_reminder_due", "sent_at", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = instant()
    deadline: str | None = None
    asked_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
