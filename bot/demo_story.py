"""What happened in the sample city before the demo begins, as the people there typed it.

Each step goes through the program like a message from the page, so it shows what the program really does. When the
questions of a conversation change, change the steps: ``tests/bot/test_demo.py`` says which one no longer fits.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlmodel import Session, col

from bot.app import Application
from bot.channels.web import WebChannel, file_payload, make_incoming, press_payload, text_payload
from bot.outbox import choices_of
from storage.tables import ChannelAccount, Conversation, Outgoing

log = structlog.get_logger("demo")


@dataclass(frozen=True, slots=True)
class Press:
    """Press the button of the current question whose id this is (or begins with, when it ends with a colon)."""

    choice: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Send a drawn sheet of paper as a picture."""

    name: str
    caption: str = ""


Step = str | Press | Upload


@dataclass(frozen=True, slots=True)
class Act:
    """What one person did at one time. ``at``: ISO, local."""

    at: str
    who: str
    steps: tuple[Step, ...]


class StoryMismatch(Exception):
    """A step names a button that the current question does not have."""


def _register(at: str, who: str, number: str) -> Act:
    return Act(at, who, ("menu", Press("go:register"), Press("max"), number, Upload("bang-dang-ky.png"), Press("send")))


STORY: Sequence[Act] = (
    _register("2024-04-04T09:12", "phuong-2", "15/UBND-VP ngày 3/4/2024"),
    _register("2024-04-08T14:30", "tai-chinh", "42/TCKH ngày 8/4/2024"),
    Act(
        "2024-04-09T08:45",
        "phuong-4",
        (
            *("menu", Press("go:register"), Press("rows"), "9 5 5 8 10 10 8 10 10 10 5", "21/UBND ngày 9/4/2024"),
            *(Press("no_file"), Press("send")),
        ),
    ),
    Act("2024-04-11T15:05", "phuong-3", ("menu", Press("go:register"), Press("rows"), "10", "5", "5")),
    Act(
        "2024-04-12T10:20",
        "nguoi-la-3",
        ("/start", Press("no_code"), Press("agree"), "Nguyễn Văn Út", "Phường Trường An"),
    ),
    Act("2024-04-12T16:10", "phuong-2", ("menu", Press("go:assess"), "12 0", Upload("bao-cao-nhiem-vu.png"))),
)


async def play(app: Application, channel: WebChannel, story: Sequence[Act] = STORY) -> list[StoryMismatch]:
    """Let everybody do what the story says, each at their time; returns where it no longer fits. Somebody whose step
    does not fit does nothing more of that act."""
    mismatches = []
    for number, act in enumerate(story):
        app.clock.move_to(datetime.fromisoformat(act.at).replace(tzinfo=app.settings.zone))
        try:
            for count, step in enumerate(act.steps):
                await _do(app, channel, act.who, step, event_id=f"story-{number}-{count}")
        except StoryMismatch as mismatch:
            log.warning("demo.story_does_not_fit", who=act.who, problem=str(mismatch))
            mismatches.append(mismatch)
    return mismatches


async def _do(app: Application, channel: WebChannel, who: str, step: Step, *, event_id: str) -> None:
    at = app.clock.now()
    if isinstance(step, Upload):
        content = draw_paper()
        kept = app.files.put(content, name=step.name, media_type="image/png")
        raw = file_payload(kept, caption=step.caption, at=at)
    elif isinstance(step, Press):
        with app.database.reader() as session:
            raw = press_payload(*_find_button(session, who, step.choice), at=at)
    else:
        raw = text_payload(step, at=at)
    await app.receiver.receive(channel, [make_incoming(who, event_id, raw, received_at=app.clock.real())])
    await app.settle()  # the answer is there before the next step, as it was for whoever typed it


def _find_button(session: Session, who: str, wanted: str) -> tuple[int, int]:
    query = (
        select(Outgoing)
        .join(Conversation, col(Conversation.question) == col(Outgoing.id))
        .join(ChannelAccount, col(ChannelAccount.person_id) == col(Conversation.person_id))
        .where(col(ChannelAccount.external_id) == who)
    )
    question = session.scalars(query).first()
    choices = choices_of(question.payload) if question else ()
    for index, choice in enumerate(choices):
        if choice.id == wanted or (wanted.endswith(":") and choice.id.startswith(wanted)):
            return (question.id or 0) if question else 0, index
    raise StoryMismatch(f"{who} has no button {wanted!r}, only {[choice.id for choice in choices]}")


def draw_paper(width: int = 240, height: int = 320) -> bytes:
    """A PNG that looks like a printed page from afar: grey lines on white."""
    blank, line = b"\x00" + b"\xfd" * width, b"\x00" + b"\xfd" * 30 + b"\x96" * (width - 60) + b"\xfd" * 30
    rows = b"".join(line if 40 <= y < height - 40 and y % 16 in (0, 1, 2) else blank for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
