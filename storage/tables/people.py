"""Who takes part: units, people, their accounts, roles, and the ways in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class Role(StrEnum):
    """What somebody may be here (plans: roles shared by all campaigns)."""

    UNIT_CONTACT = "unit_contact"
    UNIT_LEADER = "unit_leader"
    REVIEWER = "reviewer"
    COUNCIL_SECRETARY = "council_secretary"
    DECISION_MAKER = "decision_maker"
    ORGANIZER = "organizer"
    INDIVIDUAL = "individual"  # competes for himself: of one candidate of one unit, and of nothing else


class Unit(Row, table=True):
    """A body that takes part. It outlives its people."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    unit_type: str
    active: bool = True


class Person(Row, table=True):
    """Somebody who wrote to the bot. Before consent only this number and the channel's id are kept."""

    id: int | None = Field(default=None, primary_key=True)
    name: str | None = None
    phone: str | None = Field(default=None, index=True)
    locale: str | None = None
    reminder_hour: str | None = None  # "17:00", local: reminders come then; None: at the campaign's hour
    brief: bool = False  # "chữ lớn, ít chữ": the shorter wording of each message
    consent_version: str | None = None
    consented_at: datetime | None = instant(nullable=True)
    # Set when the data are to be deleted; the channel ids go as soon as the last message is out.
    withdrawn_at: datetime | None = instant(nullable=True)
    created_at: datetime = instant()


class ChannelAccount(Row, table=True):
    """Where a person can be reached: one row per channel identity."""

    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str  # "telegram", "web", "console" …
    external_id: str
    reachable: bool = True  # False after the person blocked the bot
    last_seen_at: datetime = instant()  # a message goes to the account that was used last
    seen: dict[str, Any] | None = document(nullable=True)  # the vendor's times of what came (bot/lateness.py)


class Membership(Row, table=True):
    """A role of a person, in a unit or (unit None) in the whole installation. Ended, never deleted.

    ``candidate_id``: an individual who competes for himself acts for this candidate of the unit alone. As long as the
    role lasts nobody else does.
    """

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = word(Role)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", index=True)
    since: datetime = instant()
    until: datetime | None = instant(nullable=True)


class RosterContact(Row, table=True):
    """Somebody on the officer's list, as the list says: whom to invite for a unit. Nobody has agreed yet, so this is
    kept apart from ``Person`` and used for nothing else."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str
    phone: str | None = Field(default=None, index=True)  # E.164
    role: Role = word(Role, Role.UNIT_CONTACT)
    listed_at: datetime = instant()
    # Who joined as this line; and when their role ended. A line that is over lets nobody in again.
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    closed_at: datetime | None = instant(nullable=True)


class ImportState(StrEnum):
    WAITING = "waiting"  # to be read
    SHOWN = "shown"  # the organizer sees what it would change
    CONFIRMED = "confirmed"
    APPLYING = "applying"
    DONE = "done"
    DROPPED = "dropped"  # not wanted, not readable, or nobody answered


class RosterImport(Row, table=True):
    """A list that an organizer sent to the bot. It is read, planned and applied outside the writer, step by step."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    account_id: int = Field(foreign_key="channel_account.id")
    digest: str | None = None  # of the stored file; None once it is removed
    name: str
    state: ImportState = word(ImportState, ImportState.WAITING)
    shown: str | None = None  # a fingerprint of the plan that was shown
    at: datetime = instant()  # real time of the last change
    claimed_until: datetime | None = instant(nullable=True)  # real time: another process works on it


class DataRequestKind(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"
    OTHER = "other"  # an objection, a limit …: in the words of ``text``


class DataRequest(Row, table=True):
    """Somebody asks what is stored about them, or to have it corrected or deleted. ``due_on``: two working days
    (Decree 356/2025/ND-CP). What the program does by itself is done at once and stands here all the same."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    kind: DataRequestKind = word(DataRequestKind)
    text: str | None = None  # emptied when it is done
    asked_at: datetime = instant()
    due_on: date
    done_at: datetime | None = instant(nullable=True)
    done_by: int | None = Field(default=None, foreign_key="person.id")


class Invitation(Row, table=True):
    """A one-time code. Only its hash is kept: the code itself is shown once, when it is made.

    With a ``role`` it makes whoever uses it a member; with a ``person_id`` (and no role) it adds another channel to
    that person.
    """

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    role: Role | None = word(Role, nullable=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id", index=True)  # of an individual's role
    # The line of the officer's list that it was made for, and who made it.
    contact_id: int | None = Field(default=None, foreign_key="roster_contact.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # A hand-over: this person loses the role in the unit when the code is used.
    replaces: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    channel: str | None = None  # which of several bots it names: each allows only so many people
    used_at: datetime | None = instant(nullable=True)
    used_by: int | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = instant(nullable=True)


class RequestState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class AccessRequest(Row, table=True):
    """Somebody without a code asks to be let in; an organizer decides."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str  # as the person wrote it, after agreeing that it is kept
    unit_text: str
    state: RequestState = word(RequestState, RequestState.WAITING)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    created_at: datetime = instant()
    decided_at: datetime | None = instant(nullable=True)
    decided_by: int | None = Field(default=None, foreign_key="person.id")


class OfficerQuestion(Row, table=True):
    """A question to the organizers, in somebody's own words, and their answer."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")  # of whom of the unit it is
    # A reviewer asks the unit about a criterion: its contacts answer, and no state changes.
    criterion: str | None = None
    text: str
    asked_at: datetime = instant()
    answer: str | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = instant(nullable=True)


class CodeAttempt(Row, table=True):
    """A wrong code that somebody typed: guessing is limited per person."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    at: datetime = instant()
