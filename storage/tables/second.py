"""The second, independent review: what the organizer wants, which submissions wait for it, and what it found."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class SecondRule(Row, table=True):
    """Which submissions of a campaign are reviewed twice; of several the newest holds, ended or not.

    ``percent``: of the submissions, drawn by ``seed``; 0: none. ``least``: from which difference on, exact: points, or
    criteria whose verdict changed in a plan without points; None: none. ``blind``: the second reviewer sees nothing of
    the first one's decisions.
    """

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id", index=True)
    percent: int
    seed: str
    least: str | None = None
    blind: bool
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)


class SecondReview(Row, table=True):
    """One submission, as it was sent, at a second reviewer. It is over with ``ended_at``: approved, or (``waived_by``)
    done without.

    ``drawn``: by the sample; ``difference``: between self-scored and appraised, exact. ``days``: working days that the
    unit will have to explain itself. ``compared_at``: the second reviewer is through, and both see both from then on.
    ``settler_id``: whom the organizer named to settle what differs.
    """

    __table_args__ = (Index("ix_second_review_submission", "submission_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    number: int
    drawn: bool
    difference: str
    blind: bool
    days: int | None = None
    asked_at: datetime = instant()
    second_id: int | None = Field(default=None, foreign_key="person.id")
    compared_at: datetime | None = instant(nullable=True)
    settler_id: int | None = Field(default=None, foreign_key="person.id")
    waived_by: int | None = Field(default=None, foreign_key="person.id")
    reason: str | None = None
    ended_at: datetime | None = instant(nullable=True)


class Opinion(StrEnum):
    APPROVED = "approved"  # the unit's own facts stand
    CORRECTED = "corrected"
    LEFT = "left"  # for a later step to decide
    RETURNED = "returned"  # to the unit, once it is settled that this holds


class SecondOpinion(Row, table=True):
    """What the second reviewer found about one criterion. ``facts``: of a correction. ``settled_for``: "first" or
    "second", where they differed."""

    __table_args__ = (Index("ix_second_opinion_review", "review_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="second_review.id")
    criterion: str
    opinion: Opinion = word(Opinion)
    facts: dict[str, Any] | None = document(nullable=True)
    reason: str | None = None
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime = instant()
    undone_at: datetime | None = instant(nullable=True)
    settled_for: str | None = None
    settled_reason: str | None = None
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = instant(nullable=True)


class FirstSeen(Row, table=True):
    """Somebody opened a submission in which another reviewer had decided something: not to be its blind second one."""

    submission_id: int = Field(foreign_key="submission.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    seen_at: datetime = instant()
