"""The chat's machinery: conversations, journal, outbox, and what a bot remembers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class Conversation(Row, table=True):
    """Where a person is in the talk. It belongs to the person, not to a channel.

    ``flow`` and ``step`` name what is being asked; ``data`` is what the flow needs to ask it again.
    ``question`` is the outbox row of the current question: typed answers and presses refer to it.
    ``unit_id`` is the unit that somebody with several of them speaks for now; ``candidate_id`` whom of it the talk is
    about (None: the unit itself), ``round`` in which round (None: the one that runs).
    """

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    # An organizer enters what this unit says by phone or on paper.
    behalf_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    entry_source_id: int | None = Field(default=None, foreign_key="entry_source.id")  # and this is what it said it on
    candidate_id: int | None = Field(default=None, foreign_key="candidate.id")
    round: str | None = None
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
    OUTDATED = "outdated"  # it would no longer be true: its time passed before it could be sent


_DOUBTED = text("doubted_at IS NOT NULL")  # a few of very many


class Outgoing(Row, table=True):
    """A message to be delivered, in order per account, at least once."""

    __table_args__ = (
        Index("ix_outbox_due", "state", "channel", "not_before"),
        Index("ix_outbox_account", "account_id"),
        Index("ix_outbox_doubted", "doubted_at", sqlite_where=_DOUBTED, postgresql_where=_DOUBTED),
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
    # Campaign time after which it says something untrue ("3 days left") and is not sent any more.
    valid_until: datetime | None = instant(nullable=True)
    # The organizer who is told when it could not be delivered; emptied by telling.
    report_to: int | None = Field(default=None, foreign_key="person.id", index=True)
    state: OutboxState = word(OutboxState, OutboxState.WAITING)
    claimed_by: str | None = None  # the process that sends it; None: any may (SQLite: always)
    attempts: int = 0
    retry_at: datetime | None = instant(nullable=True)  # real time
    sent_at: datetime | None = instant(nullable=True)
    external_id: str | None = None
    error: str | None = None
    # Real time. A process ended while it may have been sending this: it comes again, perhaps for the second time.
    doubted_at: datetime | None = instant(nullable=True)
    # Which of its choices was pressed first, and when: a double tap is known by it.
    pressed_choice: int | None = None
    pressed_at: datetime | None = instant(nullable=True)


class Trial(Row, table=True):
    """What an organizer who tries a campaign has answered so far: a whole scratch database (``storage.scratch``), of
    which nothing is left when the trial ends. ``tables``: the migration that its tables are of."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    content: bytes
    tables: str
    updated_at: datetime = instant(index=True)


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
    place: str | None = None  # machine and process number, where the system tells: see bot/place.py
