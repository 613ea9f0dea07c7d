"""Golden conversations: a readable file is played through the real core, turn by turn, on any channel.

Directives (``@clock`` …), what people do (``Lan> menu``), what they are told (``Lan< …``, further lines after ``|``,
choices in brackets). Every turn has a session of its own; what is shown must equal the file, or ``--rewrite`` it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.channels.base import Incoming, Understood
from bot.clock import Clock
from bot.handling import Handling, Received
from bot.journal import enter
from bot.outbox import enqueue
from bot.rendering import render
from handlers.context import Context
from handlers.conversation import EventKind
from handlers.routing import respond
from handlers.ticking import tick
from locales import translator
from reports.making import ONCE
from scoring.calendar_files import load_calendar
from scoring.campaign_files import load_campaigns
from storage import queries
from storage.database import Database
from storage.tables import ChannelAccount, Membership, OutboxState, Outgoing, Person, Role, Unit
from tests.campaign_books import sent_workbook
from tests.campaign_edits import edited
from tests.coded import coded
from tests.slow_work import hand_over, work_off_one
from tests.stored_files import store
from tests.submissions import send_for

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = re.compile(r"\b[2-9CFGHJKMNPQRTVX]{4}-[2-9CFGHJKMNPQRTVX]{4}\b")
LISTS = Path(__file__).parent / "data" / "lists"
BOTS = {"telegram": "thidua_bot"}
ROLES = {role.value: role for role in Role}


@dataclass
class Shown:
    """One message in the neutral form: lines with ``**`` for emphasis, and the labels of its choices."""

    person: str
    text: str
    labels: list[str]
    row: int

    def lines(self) -> list[str]:
        first, *rest = self.text.split("\n")
        lines = [f"{self.person}< {first}".rstrip(), *(f"    | {line}".rstrip() for line in rest)]
        if self.labels:
            lines.append("    " + " ".join(f"[{label}]" for label in self.labels))
        return lines


@dataclass
class Stage:
    """An installation, its people, and the channel they write on."""

    database: Database
    channel: Any
    locale: str = "vi"
    clock: Clock = field(default_factory=Clock)
    now: datetime = datetime(2024, 4, 15, 8, 0, tzinfo=ZONE)
    people: dict[str, str] = field(default_factory=dict)  # name -> external id
    codes: list[str] = field(default_factory=list)
    counter: int = 0
    shown: dict[str, list[Shown]] = field(default_factory=dict)
    seen_row: int = 0
    blocking: set[str] = field(default_factory=set)  # who blocked the bot, as is found out when a message is sent
    lists: dict[str, bytes] = field(default_factory=dict)  # digest -> what an organizer sent
    files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context = Context(load_campaigns(), load_calendar(), self.locale, bots=BOTS)
        self.context = replace(self.context, read_file=self.lists.__getitem__)
        self.handling = Handling(respond, self.clock, locale=self.locale)

    def session(self) -> Session:
        return self.database.session(context=self.context)

    def open_campaign(self, campaign_id: str) -> None:
        with self.session() as session, session.begin():
            queries.open_campaign(session, self.context.campaigns[campaign_id], now=self.now, by=None)

    def add_unit(self, code: str, name: str, unit_type: str = "ward_committee") -> None:
        with self.session() as session, session.begin():
            session.add(Unit(code=code, name=name, unit_type=unit_type))

    def change(self, which: Any, **values: Any) -> None:
        """Set something of one row that is there already."""
        with self.session() as session, session.begin():
            row = session.exec(which).one()
            for name, value in values.items():
                setattr(row, name, value)

    def add_person(self, name: str, role: str, unit: str | None = None) -> None:
        """Somebody who was let in before the story begins."""
        external_id = self.new_account(name)
        with self.session() as session, session.begin():
            person = Person(name=name, consented_at=self.now, consent_version="1", created_at=self.now)
            session.add(person)
            session.flush()
            assert person.id is not None
            session.add(
                ChannelAccount(
                    person_id=person.id, channel=self.channel.name, external_id=external_id, last_seen_at=self.now
                )
            )
            unit_row = session.exec(select(Unit).where(Unit.code == unit)).first() if unit else None
            session.add(
                Membership(
                    person_id=person.id, role=ROLES[role], unit_id=unit_row.id if unit_row else None, since=self.now
                )
            )

    def new_account(self, name: str) -> str:
        external_id = self.people[name] = str(1001 + len(self.people))
        return external_id

    def act(self, name: str, understood: Understood, files: list[dict[str, Any]] | None = None) -> list[Shown]:
        """One event, through journal and handler, in one transaction; what everybody is shown because of it."""
        external_id = self.people.get(name) or self.new_account(name)
        self.counter += 1
        with self.session() as session, session.begin():
            incoming = Incoming("test", "update", str(self.counter), external_id, {}, self.now)
            row = enter(session, incoming)
            assert row is not None
            received = Received(row, external_id, self.now, files or [])
            handled = self.handling.handle(session, self.channel, received, understood)
        while handled.work and work_off_one(self):
            pass
        return self.collect()

    def tick(self) -> list[Shown]:
        with self.session() as session, session.begin():
            replies = tick(session, self.now)
            session.flush()
            enqueue(session, replies, now=self.now)
        return self.collect()

    def collect(self) -> list[Shown]:
        """The new rows of the outbox, as this channel shows them; those that are due count as sent."""
        names = {external_id: name for name, external_id in self.people.items()}
        found, sheets = list[Shown](), list[dict[str, Any]]()
        with self.session() as session, session.begin():
            rows = session.exec(select(Outgoing).where(col(Outgoing.id) > self.seen_row).order_by(col(Outgoing.id)))
            for row in rows:
                assert row.id is not None
                account = session.get_one(ChannelAccount, row.account_id)
                person = names.get(account.external_id, account.external_id)
                self.seen_row = row.id
                if person in self.blocking:
                    row.state, account.reachable = OutboxState.GONE, False
                    continue
                if row.not_before <= self.now:
                    row.state = OutboxState.SENT
                found.append(self.show(person, row))
                sheets += [one for one in row.payload.get("documents") or () if one["kind"] in ONCE]
        for document in sheets:
            self.codes += CODE.findall(hand_over(self, document))
        for shown in found:
            self.shown.setdefault(shown.person, []).append(shown)
        return found

    def show(self, person: str, row: Outgoing) -> Shown:
        assert row.id is not None
        if documents := row.payload.get("documents"):
            return Shown(person, f"(file {documents[0]['params']['name']})", [], row.id)
        rendered = render(row.payload, row.id, capabilities=self.channel.capabilities, tr=translator(self.locale))
        text, labels = self.channel.neutral(rendered)
        self.codes += [code for code in CODE.findall(text) if code not in self.codes and code != "K7MF-3XQ9"]
        for number, code in enumerate(self.codes, start=1):
            text = text.replace(code.replace("-", ""), f"{{code{number}}}").replace(code, f"{{code{number}}}")
        if row.not_before > self.now:
            text = f"(at {row.not_before.astimezone(ZONE):%Y-%m-%d %H:%M}) {text}"
        return Shown(person, text, labels, row.id)


def parse(path: Path) -> Iterator[tuple[str, str]]:
    """(kind, rest) of every line that does something: directives and what people do; expectations are skipped."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            yield "directive", line[1:]
        elif line.startswith("#") or not line.strip():
            yield "keep", line
        elif re.match(r"[^\s<>|]+> ", line):
            yield "act", line


def play(path: Path, stage: Stage, *, typed: bool = False) -> list[str]:
    """The conversation as it happens now, in the format of the file."""
    out: list[str] = []
    for kind, line in parse(path):
        if kind == "keep":
            if line.strip() or (out and out[-1].strip()):
                out.append(line)
            continue
        out.append(f"@{line}" if kind == "directive" else line)
        shown = direct(stage, line) if kind == "directive" else do(stage, coded(stage, line, typed=typed), typed=typed)
        for message in shown:
            out += message.lines()
    return out


def direct(stage: Stage, line: str) -> list[Shown]:
    """``@clock 2024-04-15 08:00``, ``@later 31 minutes``, ``@campaign ID``, ``@unit P1 Tên``,
    ``@unit KP1:neighborhood Tên``, ``@kind P1 city_department``, ``@person Lan unit_contact P1``,
    ``@phone Lan +84901234567``, ``@blocks Lan``, ``@edit ID old → new ;; …`` (in the campaign's file), ``@tick``,
    ``@sent P1 {"III": {"feedback_count": 2}}`` (full marks but for these facts)."""
    word, _, rest = line.partition(" ")
    match word:
        case "clock":
            stage.now = datetime.fromisoformat(rest).replace(tzinfo=ZONE)
        case "later":
            number, unit = rest.split()
            stage.now += timedelta(**{unit: int(number)})
        case "campaign":
            stage.open_campaign(rest)
        case "unit":
            code, _, name = rest.partition(" ")
            code, _, unit_type = code.partition(":")
            stage.add_unit(code, name, unit_type or "ward_committee")
        case "kind":
            stage.change(select(Unit).where(Unit.code == rest.split()[0]), unit_type=rest.split()[1])
        case "person":
            stage.add_person(*rest.split())
        case "phone":
            stage.change(select(Person).where(Person.name == rest.split()[0]), phone=rest.split()[1])
        case "blocks":
            stage.blocking.add(rest)
        case "edit":
            campaign_id, _, change = rest.partition(" ")
            stage.context = edited(stage.context, stage.files, campaign_id, change)
        case "tick":
            return stage.tick()
        case "sent":
            send_for(stage, rest)
        case _:
            raise ValueError(f"unknown directive: {line}")
    return []


def do(stage: Stage, line: str, *, typed: bool) -> list[Shown]:  # noqa: PLR0911 - one for each kind of event
    """``Lan> text``, ``Lan> [label]`` (the newest message that has it), ``Lan> (photo name) caption``,
    ``Lan> (album id name)``, ``Lan> (list name.csv)`` (of ``data/lists``),
    ``Lan> (workbook name.xlsx id change…)`` (``tests.campaign_books``), ``Lan> (sticker)``,
    ``Lan> (edited) text``, ``Lan> (start payload)``, ``Lan> (blocked)``."""
    name, _, text = line.partition("> ")
    for number, code in enumerate(stage.codes, start=1):
        text = text.replace(f"{{code{number}}}", code)
    if text.startswith("["):
        return press(stage, name, text[1:-1], typed=typed)
    special = re.match(r"\((\w+)\s?([^)]*)\)\s?(.*)", text, re.DOTALL)
    if special is None:
        return stage.act(name, Understood(EventKind.TEXT, text))
    kind, argument, rest = special.groups()
    match kind:
        case "photo" | "album":
            album, _, file = argument.rpartition(" ") if kind == "album" else ("", "", argument)
            return stage.act(name, Understood(EventKind.FILE, rest, album=album or None), [store(stage, file)])
        case "list":
            data = (LISTS / argument).read_bytes()
            kept = store(stage, argument, "text/csv")
            stage.lists[kept["digest"]] = data
            return stage.act(name, Understood(EventKind.FILE, rest), [kept])
        case "workbook" | "badfile":
            file = sent_workbook(argument) if kind == "workbook" else {"error": argument}
            return stage.act(name, Understood(EventKind.FILE, rest), [file])
        case "sticker":
            return stage.act(name, Understood(EventKind.OTHER, "sticker"))
        case "edited":
            return stage.act(name, Understood(EventKind.EDITED, rest))
        case "start":
            return stage.act(name, Understood(EventKind.START, argument.replace("-", "")))
        case "group" | "blocked" | "unblocked":
            return stage.act(name, Understood(EventKind(kind), rest))
    raise ValueError(f"unknown act: {line}")


def press(stage: Stage, name: str, label: str, *, typed: bool) -> list[Shown]:
    """Press the newest button with this label; without buttons, type it."""
    if typed:
        return stage.act(name, Understood(EventKind.TEXT, label))
    for message in reversed(stage.shown.get(name, [])):
        plain = [re.sub(r"^\d+\. ", "", one) for one in message.labels]
        if label in plain or label in message.labels:
            index = plain.index(label) if label in plain else message.labels.index(label)
            return stage.act(name, Understood(EventKind.PRESS, press=(message.row, index)))
    labels = [label for message in stage.shown.get(name, []) for label in message.labels]
    raise AssertionError(f"{name} has no button {label!r}, only {labels}")
