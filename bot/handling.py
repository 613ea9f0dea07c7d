"""One journal row is handled: sender → person, press → choice, handler → replies → outbox. All or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.channels.base import Channel, Understood
from bot.clock import Clock
from bot.lateness import criterion_of, is_gone_since, is_late, is_outdated, note, seen_of
from bot.outbox import Recipient, choices_of, enqueue
from bot.rows import MOST, change, valid_text, write_turn
from bot.senders import find_person, meet
from bot.typing_in import Typed, typed_choice
from handlers.conversation import Event, EventKind, FileError, ReceivedFile, Reply, clean
from locales import Translator, translator
from storage.prepared import Prepared
from storage.remembering import remembering
from storage.tables import ChannelAccount, Outgoing, Person

Respond = Callable[[Session, Event], list[Reply]]

# The same button of the same message again within this real time is a nervous thumb, not a second wish.
DOUBLE_TAP = timedelta(seconds=10)

# What a row of the outbox points at: it is written past the session, and these must be there before it.
_ADDRESSED = (Person, ChannelAccount)

_PRESSED = Prepared(
    select(
        col(Outgoing.person_id), col(Outgoing.payload), col(Outgoing.pressed_choice), col(Outgoing.pressed_at)
    ).where(col(Outgoing.id) == bindparam("row"))
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, and what their typed answers refer to."""

    account: int
    person: int
    locale: str
    question: int | None
    standing: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """What a press means now. ``repeated``: it was done already, there is nothing to say."""

    choice: str | None = None
    stale: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A journal row on its way to the handler. ``received_at`` is real time."""

    id: int
    sender: str
    received_at: datetime
    files: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an event, for the log. ``rows`` are the new rows of the outbox; ``failed``: to be tried again;
    ``work``: something slow waits to be done; ``spared``: what was written is not to be kept."""

    event_id: int
    kind: EventKind
    person: int = 0
    rows: tuple[int, ...] = ()
    stale: bool = False
    repeated: bool = False
    failed: bool = False
    work: bool = False
    spared: bool = False


class Handling:
    """What is the same for every event of a process. ``owner`` claims the answers: this process sends them.
    ``spare_strangers``: of somebody who has agreed to nothing no file is fetched, and no message kept once handled."""

    def __init__(
        self,
        respond: Respond,
        clock: Clock,
        *,
        locale: str,
        owner: str | None = None,
        spare_strangers: bool = False,
    ) -> None:
        self._spare_strangers = spare_strangers
        self._owner = owner
        self._respond = respond
        self._clock = clock
        self._locale = locale

    def handle(self, session: Session, channel: Channel, received: Received, understood: Understood) -> Handled:
        """Let the handler answer. The caller marks the row of the journal."""
        with remembering(session):
            return self._handle(session, channel, received, understood)

    def _handle(self, session: Session, channel: Channel, received: Received, understood: Understood) -> Handled:
        now = self._moment(received, understood)
        sender = self._find_sender(session, channel, received, understood, now=now)
        press = self._read_press(session, sender, received, understood)
        rows: list[int] = []
        work = False
        seen, asked = seen_of(session, sender.account), criterion_of(session, sender.person)
        late = is_late(seen, understood)
        if not press.repeated and not (late and is_outdated(understood)):
            event = self._make_event(session, channel, received, understood, sender=sender, press=press, now=now)
            event = replace(event, late=late)
            replies = self._respond(session, event)
            if any(type(row) in _ADDRESSED for row in session.new):
                session.flush()
            if understood.kind is EventKind.BLOCKED:
                replies = [reply for reply in replies if reply.to not in (None, sender.person)]
            recipient = Recipient(sender.person, sender.account, channel.name)
            rows = enqueue(session, replies, now=now, sender=recipient, event_id=received.id, owner=self._owner)
            write_turn(session)
            work = any(reply.work for reply in replies)
        turned = asked != criterion_of(session, sender.person)
        note(session, sender.account, seen, understood, received_at=received.received_at, turned=turned)
        return Handled(
            received.id,
            understood.kind,
            sender.person,
            tuple(rows),
            press.stale,
            press.repeated,
            work=work,
            spared=self._spares(session, channel, sender, understood),
        )

    def fetches(self, session: Session, channel: Channel, sender: str) -> bool:
        """Whether the files of a sender are fetched."""
        if not self._spare_strangers:
            return True
        found = find_person(session, channel.name, sender)
        return found is not None and found[1].consented_at is not None

    def _spares(self, session: Session, channel: Channel, sender: Sender, understood: Understood) -> bool:
        """What a stranger wrote, and a contact card of whomever, is kept no longer than it takes to answer it."""
        if not self._spare_strangers or channel.capabilities.shows_outbox:
            return False
        return understood.kind is EventKind.CONTACT or session.get_one(Person, sender.person).consented_at is None

    def apologize(self, session: Session, channel: Channel, received: Received, understood: Understood) -> Handled:
        """Tell the sender, once, that the event could not be handled."""

        def words(tr: Translator) -> str:
            return tr("Sorry, something went wrong here and your last message was not processed. Please try again.")

        return self._tell(session, channel, received, understood, words)

    def tell_too_many(self, session: Session, channel: Channel, received: Received, understood: Understood) -> Handled:
        """Tell the sender, once, that this and what follows at once is not handled."""

        def words(tr: Translator) -> str:
            return tr(
                "These were too many messages at once. The last ones were not read: "
                "please wait 10 seconds, then send them again, one after the other."
            )

        return self._tell(session, channel, received, understood, words)

    def _tell(
        self,
        session: Session,
        channel: Channel,
        received: Received,
        understood: Understood,
        words: Callable[[Translator], str],
    ) -> Handled:
        now = self._moment(received, understood)
        sender = self._find_sender(session, channel, received, understood, now=now)
        recipient = Recipient(sender.person, sender.account, channel.name)
        reply = Reply(words(translator(sender.locale)), question=False)
        rows = enqueue(session, [reply], now=now, sender=recipient, event_id=received.id, owner=self._owner)
        return Handled(received.id, understood.kind, sender.person, tuple(rows))

    def _moment(self, received: Received, understood: Understood) -> datetime:
        """Campaign time of the event: the vendor's date, never later than the arrival."""
        happened = min(understood.happened_at or received.received_at, received.received_at)
        return self._clock.campaign(happened)

    def _make_event(
        self,
        session: Session,
        channel: Channel,
        received: Received,
        understood: Understood,
        *,
        sender: Sender,
        press: Press,
        now: datetime,
    ) -> Event:
        text = clean(valid_text(understood.text))
        said = Typed(press.choice)
        if understood.kind is EventKind.TEXT and text:
            said = typed_choice(
                session,
                text,
                question=sender.question,
                standing=sender.standing,
                buttons=channel.capabilities.buttons,
            )
        files, file_error = read_files(received.files)
        return Event(
            person=sender.person,
            kind=understood.kind,
            now=now,
            real=received.received_at,
            locale=sender.locale,
            text=text if said.text is None else said.text,
            choice=said.choice,
            stale=press.stale,
            needs_code=said.needs_code,
            uncoded=said.uncoded,
            files=files,
            file_error=file_error,
            album=understood.album,
            channel=channel.name,
            account=sender.account,
            display_name=clean(valid_text(understood.display_name)),
            shares_phone=channel.capabilities.own_phone,
        )

    def _find_sender(
        self, session: Session, channel: Channel, received: Received, understood: Understood, *, now: datetime
    ) -> Sender:
        found = find_person(session, channel.name, received.sender)
        if found is None:
            meet(session, channel.name, received.sender, now=now, real=received.received_at)
            found = find_person(session, channel.name, received.sender)
        assert found is not None
        account, person, talk = found
        seen = seen_of(session, account)
        blocked = understood.kind is EventKind.BLOCKED and not is_late(seen, understood)
        values: dict[str, Any] = {"reachable": not blocked and not is_gone_since(seen, understood)}
        if values["reachable"]:
            values["last_seen_at"] = received.received_at
        change(session, ChannelAccount, account, **values)
        locale = person.locale or self._locale
        assert person.id is not None
        if talk is None:
            return Sender(account, person.id, locale, None)
        return Sender(account, person.id, locale, talk.question, talk.standing or ())

    def _read_press(self, session: Session, sender: Sender, received: Received, understood: Understood) -> Press:
        if understood.kind is not EventKind.PRESS:
            return Press()
        row_id, index = understood.press or (0, 0)
        row_id = row_id if row_id <= MOST else 0  # forged: there is no such row
        person, payload, pressed_choice, pressed_at = _PRESSED.first(session, row=row_id) or (None, {}, None, None)
        if person != sender.person:
            return Press(stale=True)
        choices = choices_of(payload)
        if not 0 <= index < len(choices):
            return Press(stale=True)
        if pressed_choice == index and received.received_at - pressed_at < DOUBLE_TAP:
            return Press(repeated=True)
        if not payload.get("standing") and row_id != sender.question:
            return Press(stale=True)
        change(session, Outgoing, row_id, pressed_choice=index, pressed_at=received.received_at)
        return Press(choices[index].id)


def read_files(stored: Sequence[dict[str, Any]]) -> tuple[tuple[ReceivedFile, ...], FileError | None]:
    """What became of an event's files, from ``JournalEvent.files``; the first error, if there is any."""
    files = tuple(
        ReceivedFile(one["digest"], one["name"], one["media_type"], one["size"], one.get("content"))
        for one in stored
        if "digest" in one
    )
    errors = [FileError(one["error"]) for one in stored if "error" in one]
    return files, errors[0] if errors else None
