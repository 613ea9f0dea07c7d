"""Every table of the program, in six groups: people, campaign, answers, review, deadlines, and the chat's machinery.

Names, phones and channel ids live in the people tables alone; everything else refers to a person by number, so that
deleting somebody's data breaks no history. Instants are aware and stored in UTC; facts are JSON with exact decimals
as strings.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from storage.types import Instant, word_of

# SQLite can change a constraint only by its name, so every one has a name that a later migration can say.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """A table named after its class: ``StoredFile`` is ``stored_file``."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def instant(*, nullable: bool = False, index: bool = False) -> Any:
    """A column of aware datetimes."""
    return Field(default=None, sa_column=Column(Instant, nullable=nullable, index=index))


def document(*, nullable: bool = False) -> Any:
    """A column of JSON."""
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=nullable))


def word(kind: type[StrEnum], default: StrEnum | None = None, *, nullable: bool = False) -> Any:
    """A column of one of the words of ``kind``; without a default it must be given, unless it may be missing."""
    column: Any = Column(word_of(kind), nullable=nullable)
    if default is None and not nullable:
        return Field(sa_column=column)
    return Field(default=default, sa_column=column)


# ---------------------------------------------------------------- people


class Role(StrEnum):
    """What somebody may be here (plans: roles shared by all campaigns)."""

    UNIT_CONTACT = "unit_contact"
    UNIT_LEADER = "unit_leader"
    REVIEWER = "reviewer"
    COUNCIL_SECRETARY = "council_secretary"
    DECISION_MAKER = "decision_maker"
    ORGANIZER = "organizer"


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


class Membership(Row, table=True):
    """A role of a person, in a unit or (unit None) in the whole installation. Ended, never deleted."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = word(Role)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
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
    # A hand-over: this person loses the role in the unit when the code is used.
    replaces: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
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


# ---------------------------------------------------------------- campaign


class CampaignState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class OpenedCampaign(Row, table=True):
    """A campaign that was opened here. Which rules hold is in its frozen version."""

    id: str = Field(primary_key=True)
    state: CampaignState = word(CampaignState, CampaignState.OPEN)
    version: int = 1
    opened_at: datetime = instant()
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = instant(nullable=True)


class CampaignVersion(Row, table=True):
    """The definition as it was when it was opened or changed: answers are scored with theirs for ever."""

    campaign_id: str = Field(foreign_key="opened_campaign.id", primary_key=True)
    version: int = Field(primary_key=True)
    definition: dict[str, Any] = document()
    digest: str
    created_at: datetime = instant()


# ---------------------------------------------------------------- answers


class RegistrationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    # A change sent after the deadline: kept, and counts only when the organizer accepts it.
    REQUESTED = "requested"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Registration(Row, table=True):
    """One version of a unit's registration. The draft is edited; a sent version never changes, the next one
    supersedes it. ``points``: criterion id → whole points as text."""

    __table_args__ = (Index("ix_registration_unit", "campaign_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    state: RegistrationState = word(RegistrationState, RegistrationState.DRAFT)
    revision: int = 0  # counts every change of the draft
    points: dict[str, Any] = document()
    document_number: str | None = None
    document_date: date | None = None
    document_file: str | None = Field(default=None, foreign_key="stored_file.digest")
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = instant()
    sent_at: datetime | None = instant(nullable=True)
    late: bool = False
    receipt: str | None = Field(default=None, unique=True)


class SubmissionState(StrEnum):
    """Where a self-assessment stands (scoring.workflow holds the allowed steps between them)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Submission(Row, table=True):
    """A unit's self-assessment of one round. ``number`` counts the versions that were sent."""

    __table_args__ = (UniqueConstraint("campaign_id", "unit_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    campaign_version: int
    unit_id: int = Field(foreign_key="unit.id", index=True)
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


class StoredFile(Row, table=True):
    """A file by the hash of its content; the bytes lie in the files directory, outside the web's reach."""

    digest: str = Field(primary_key=True)
    size: int
    media_type: str
    stored_at: datetime = instant()


# ---------------------------------------------------------------- review


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
    subject: str  # "answer:I.1", "registration", "submission", "membership" …
    action: str
    before: dict[str, Any] | None = document(nullable=True)
    after: dict[str, Any] | None = document(nullable=True)
    why: str | None = None


# ---------------------------------------------------------------- deadlines


class DeadlineChange(Row, table=True):
    """A new last valid day that the organizer set, for one unit or (unit None) for all. The newest of each counts."""

    __table_args__ = (Index("ix_deadline_change_campaign", "campaign_id", "deadline"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    deadline: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    due_on: date
    reason: str
    changed_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime = instant()


class Fulfilment(Row, table=True):
    """A dated duty that is not done in this program was done (a report was sent, a goal reached), as the unit says.
    Unit None: a duty of the organizer's own."""

    __table_args__ = (UniqueConstraint("campaign_id", "round", "deadline", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    deadline: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    done_on: date
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = instant()


class Reminder(Row, table=True):
    """Somebody was reminded of a deadline of a unit, once for each offset ("T-7", "opening", "nudge …").

    Written with the message itself, in one transaction. ``due_on``: the day it spoke of, so that a deadline that was
    moved reminds anew. ``caught_up``: its own morning was missed and a later message stood for it.
    """

    __table_args__ = (
        UniqueConstraint(
            "campaign_id", "round", "deadline", "due_on", "unit_id", "person_id", "offset", name="uq_reminder_once"
        ),
        Index("ix_reminder_person", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(foreign_key="opened_campaign.id")
    round: str = ""
    deadline: str
    due_on: date
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int = Field(foreign_key="person.id")
    offset: str
    planned_at: datetime = instant()
    sent_at: datetime = instant()  # campaign time
    caught_up: bool = False


class ReminderMorning(Row, table=True):
    """How far the reminders of one morning are: everybody up to ``reached`` has theirs."""

    at: datetime = Field(sa_column=Column(Instant, primary_key=True))
    reached: int = 0  # person id
    finished_at: datetime | None = instant(nullable=True)
    # Whether missed mornings before it were made up for: not on a day off, not in an afternoon.
    caught_up: bool = False


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


# ---------------------------------------------------------------- the chat's machinery


class Conversation(Row, table=True):
    """Where a person is in the talk. It belongs to the person, not to a channel.

    ``flow`` and ``step`` name what is being asked; ``data`` is what the flow needs to ask it again.
    ``question`` is the outbox row of the current question: typed answers and presses refer to it.
    ``unit_id`` is the unit that somebody with several of them speaks for now.
    """

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    flow: str = ""
    step: str = ""
    data: dict[str, Any] = document()
    question: int | None = None
    # The newest standing messages (a request to decide, a returned criterion): their choices can be typed too.
    standing: list[int] | None = document(nullable=True)
    updated_at: datetime = instant()


class EventState(StrEnum):
    WAITING = "waiting"
    FETCHING = "fetching"  # its file must be fetched before it can be handled
    HANDLED = "handled"
    PARKED = "parked"


class JournalEvent(Row, table=True):
    """Every event that was acknowledged, with the vendor's raw payload, once."""

    __table_args__ = (
        UniqueConstraint("bot", "kind", "external_id"),
        Index("ix_journal_open", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    bot: str  # which bot of which channel received it
    kind: str  # the vendor's kind of event
    external_id: str
    sender: str  # the channel's id of the sender: the order of one sender's events is kept
    raw: dict[str, Any] | None = document(nullable=True)
    received_at: datetime = instant()
    state: EventState = word(EventState, EventState.WAITING)
    claimed_by: str | None = None  # the process that handles it; None: any may (SQLite: always)
    attempts: int = 0
    error: str | None = None
    # What became of its files (fetched between journal and handling): list of {"digest", "name", …} or {"error"}.
    files: list[Any] | None = document(nullable=True)


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REJECTED = "rejected"  # the channel will never take it
    GONE = "gone"  # the person cannot be reached there any more


class Outgoing(Row, table=True):
    """A message to be delivered, in order per account, at least once."""

    __table_args__ = (
        Index("ix_outbox_due", "state", "channel", "not_before"),
        Index("ix_outbox_account", "account_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="channel_account.id")
    channel: str
    event_id: int | None = Field(default=None, foreign_key="journal_event.id")
    # Reply as data: text, choices [{id, label, words}], numbered, question, standing, documents.
    payload: dict[str, Any] = document()
    proactive: bool = False
    not_before: datetime = instant()  # campaign time
    state: OutboxState = word(OutboxState, OutboxState.WAITING)
    claimed_by: str | None = None  # the process that sends it; None: any may (SQLite: always)
    attempts: int = 0
    retry_at: datetime | None = instant(nullable=True)  # real time
    sent_at: datetime | None = instant(nullable=True)
    external_id: str | None = None
    error: str | None = None
    # Which of its choices was pressed first, and when: a double tap is known by it.
    pressed_choice: int | None = None
    pressed_at: datetime | None = instant(nullable=True)


class BotState(Row, table=True):
    """What a channel must remember between runs: the offset of its polling and the like."""

    bot: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class Process(Row, table=True):
    """A process that works on this database beside others (PostgreSQL). Whoever lets the moment pass is dead: the row
    goes, and the others take over what it claimed."""

    id: str = Field(primary_key=True)
    channels: list[str] = document()  # those that it serves
    alive_until: datetime = instant()  # by the database's clock
