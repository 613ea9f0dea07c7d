"""What the page shows, read from the database: people, and each chat as the journal and the outbox hold it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from bot.channels.base import Rendered
from bot.channels.web_scene import CAPABILITIES, CHANNEL, LONG_AGO
from bot.documents import is_once
from bot.outbox import choices_of
from bot.rendering import render
from locales import translator
from storage.tables import (
    ChannelAccount,
    JournalEvent,
    Membership,
    OutboxState,
    Outgoing,
    Person,
    Role,
    StoredFile,
    Unit,
)

# Shown inside the page; anything else is a download.
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
Json = dict[str, Any]
tr = translator("vi")  # the page is Vietnamese


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where a chat was read: the journal by id (one writer: they become visible in order), the outbox by real
    time of sending (rows that had to wait become visible after younger ones)."""

    journal: int = 0
    sent: datetime = LONG_AGO

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError."""
        if not text:
            return cls()
        journal, _, sent = text.partition("~")
        moment = datetime.fromisoformat(sent)
        if moment.tzinfo is None:
            raise ValueError(f"a cursor without a time zone: {text!r}")
        return cls(int(journal), moment)

    def __str__(self) -> str:
        return f"{self.journal}~{self.sent.isoformat()}"


@dataclass(frozen=True, slots=True)
class FoundFile:
    name: str
    media_type: str


def list_people(session: Session, strangers: Mapping[str, str]) -> list[Json]:
    """Everybody who can be played: ``external_id``, ``name``, ``role`` ("" for a stranger), ``role_label``, ``unit``,
    ``group``; units by name, then those who organize and review, then strangers."""
    query = (
        select(col(ChannelAccount.external_id), col(Person.name), col(Membership.role), col(Unit.name), col(Unit.id))
        .join(Person, col(Person.id) == col(ChannelAccount.person_id))
        .outerjoin(Membership, (col(Membership.person_id) == col(Person.id)) & col(Membership.until).is_(None))
        .outerjoin(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(col(ChannelAccount.channel) == CHANNEL)
        .order_by(col(Unit.id), col(ChannelAccount.id), col(Membership.id))
    )
    people: dict[str, Json] = {}
    for external_id, name, role, unit, _ in session.execute(query):
        shown = name or strangers.get(external_id) or external_id
        people.setdefault(external_id, _person(external_id, shown, role, unit or ""))
    for external_id, name in strangers.items():
        people.setdefault(external_id, _person(external_id, name, None, ""))
    groups = [tr("Units"), tr("Organizing and reviewing"), tr("Strangers")]
    return sorted(people.values(), key=lambda person: groups.index(person["group"]))


def _person(external_id: str, name: str, role: Role | None, unit: str) -> Json:
    group = tr("Strangers")
    if role is not None:
        in_unit = role in (Role.UNIT_CONTACT, Role.UNIT_LEADER, Role.INDIVIDUAL)
        group = tr("Units") if in_unit else tr("Organizing and reviewing")
    return {
        "external_id": external_id,
        "name": name,
        "role": role.value if role else "",
        "role_label": _role_labels()[role] if role else tr("Has not been let in yet"),
        "unit": unit,
        "group": group,
    }


def _role_labels() -> dict[Role, str]:
    return {
        Role.UNIT_CONTACT: tr("Contact"),
        Role.UNIT_LEADER: tr("Head of unit"),
        Role.REVIEWER: tr("Reviewer"),
        Role.COUNCIL_SECRETARY: tr("Secretary of the council"),
        Role.DECISION_MAKER: tr("Decides the awards"),
        Role.ORGANIZER: tr("Organizer"),
        Role.INDIVIDUAL: tr("Competes alone"),
    }


def is_known(session: Session, who: str) -> bool:
    """Whether somebody of this channel id has an account."""
    return find_account(session, who) is not None


def find_account(session: Session, who: str) -> int | None:
    return session.scalar(
        select(col(ChannelAccount.id)).where(
            col(ChannelAccount.channel) == CHANNEL, col(ChannelAccount.external_id) == who
        )
    )


def read_chat(session: Session, who: str, after: Cursor, zone: ZoneInfo) -> tuple[list[Json], Cursor]:
    """What was said since ``after``, in the order in which it happened, and where to go on. Messages sent in the
    cursor's very moment come again: their ``key`` tells them."""
    account = find_account(session, who)
    events = _events(session, who, after)
    sent = _sent(session, account, after) if account is not None else []
    pressed = _pressed_labels(session, events, account)
    said = [(event.received_at, 0, event.id or 0, _show_event(event, pressed, zone)) for event in events]
    types = _media_types(session, sent)
    said += [(row.sent_at or after.sent, 1, row.id or 0, _show_sent(row, types, zone)) for row in sent]
    cursor = Cursor(
        max([after.journal, *(event.id or 0 for event in events)]),
        max([after.sent, *(row.sent_at for row in sent if row.sent_at)]),
    )
    return [message for *_, message in sorted(said, key=lambda one: one[:3])], cursor


def find_file(session: Session, digest: str, key: str) -> FoundFile | None:
    """The file of this digest in the message ``key`` ("e12" of the journal, "o15" of the outbox) of the web chat."""
    number = int(key[1:]) if key[1:].isdecimal() else 0
    if key[:1] == "e":
        event = session.get(JournalEvent, number)
        raw = (event.raw or {}) if event and event.bot == CHANNEL else {}
        if raw.get("type") != "file" or raw.get("digest") != digest:
            return None
        return FoundFile(raw["name"], raw["media_type"])
    row = session.get(Outgoing, number)
    if row is None or row.channel != CHANNEL or row.state is not OutboxState.SENT:
        return None
    for document in row.payload.get("documents") or ():
        if document["params"].get("digest") != digest:
            continue
        if is_once(document):
            return FoundFile(document["params"]["name"], document["params"]["type"])
        stored = session.get(StoredFile, digest)
        if stored is not None:
            return FoundFile(document["params"].get("name") or digest[:8], stored.media_type)
    return None


def _events(session: Session, who: str, after: Cursor) -> list[JournalEvent]:
    query = select(JournalEvent).where(
        col(JournalEvent.bot) == CHANNEL, col(JournalEvent.sender) == who, col(JournalEvent.id) > after.journal
    )
    return list(session.scalars(query))


def _sent(session: Session, account: int, after: Cursor) -> list[Outgoing]:
    query = select(Outgoing).where(
        col(Outgoing.channel) == CHANNEL,
        col(Outgoing.account_id) == account,
        col(Outgoing.state) == OutboxState.SENT,
        col(Outgoing.sent_at) >= after.sent,
    )
    return list(session.scalars(query))


def _pressed_labels(
    session: Session, events: Iterable[JournalEvent], account: int | None
) -> dict[tuple[int, int], str]:
    rows = {event.raw["row"] for event in events if event.raw and event.raw.get("type") == "press"}
    query = select(Outgoing).where(col(Outgoing.id).in_(rows), col(Outgoing.account_id) == account)
    return {
        (row.id or 0, index): choice.label
        for row in session.scalars(query)
        for index, choice in enumerate(choices_of(row.payload))
    }


def _rendered(row: Outgoing) -> Rendered:
    """As it was delivered."""
    return render(row.payload, row.id or 0, capabilities=CAPABILITIES, tr=tr)


def _media_types(session: Session, rows: Iterable[Outgoing]) -> dict[str, StoredFile]:
    digests = {document["params"].get("digest") for row in rows for document in row.payload.get("documents") or ()}
    query = select(StoredFile).where(col(StoredFile.digest).in_(digests - {None}))
    return {file.digest: file for file in session.scalars(query)}


def _show_event(event: JournalEvent, pressed: Mapping[tuple[int, int], str], zone: ZoneInfo) -> Json:
    raw = event.raw or {}
    key = f"e{event.id}"
    shown: Json = {"key": key, "id": event.external_id, "side": "me", "at": _wall(raw["at"], zone), "text": ""}
    if raw["type"] == "press":
        place = (raw["row"], raw["index"])
        return shown | {"text": pressed.get(place, "…"), "press": {"row": place[0], "index": place[1]}}
    if raw["type"] == "file":
        file = _show_file(raw["digest"], raw["name"], raw["media_type"], raw["size"], key)
        return shown | {"text": raw.get("caption") or "", "files": [file], "album": raw.get("album") or ""}
    return shown | {"text": raw["text"]}


def _show_sent(row: Outgoing, types: Mapping[str, StoredFile], zone: ZoneInfo) -> Json:
    payload, rendered = row.payload, _rendered(row)
    key = f"o{row.id}"
    files = []
    for document in payload.get("documents") or ():
        params = document["params"]
        if stored := types.get(params.get("digest", "")):
            files.append(_show_file(stored.digest, params.get("name") or "", stored.media_type, stored.size, key))
    return {
        "key": key,
        "row": row.id,
        "side": "bot",
        # The id that WebChannel.send gave it is the campaign time of its delivery.
        "at": _wall(row.external_id or row.not_before.isoformat(), zone),
        "text": "\n\n".join(rendered.texts),
        "choices": [
            {"index": i, "label": button.label, "said": choice.label}
            for i, (button, choice) in enumerate(zip(rendered.buttons, choices_of(payload), strict=True))
        ],
        "question": bool(payload.get("question")),
        "standing": bool(payload.get("standing")),
        "files": files,
    }


def _show_file(digest: str | None, name: str, media_type: str, size: int, key: str) -> Json:
    url = f"/api/files/{digest}?row={key}" if digest else ""
    return {"name": name, "url": url, "image": bool(digest) and media_type in PICTURES, "size": size}


def _wall(moment: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).isoformat(timespec="seconds")
