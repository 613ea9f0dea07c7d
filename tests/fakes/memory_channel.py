"""A channel in memory: what was sent to it lies in a list, and it fails when a test says so."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from aiohttp import web

from bot.channels.base import Capabilities, FileRef, Incoming, Markup, Receive, Rendered, Understood, Unreadable
from handlers.conversation import EventKind

SHOWS_ALL = Capabilities(buttons=True, documents=True, max_text=4096, markup=Markup.HTML)


@dataclass(frozen=True)
class Delivered:
    """One message that arrived. ``at``: seconds of the monotonic clock."""

    to: str
    message: Rendered
    at: float

    @property
    def text(self) -> str:
        return "\n".join(self.message.texts)


@dataclass
class MemoryChannel:
    """``failures``: per recipient the exceptions that the next sends raise. ``files``: id → content or exception."""

    name: str = "memory"
    capabilities: Capabilities = SHOWS_ALL
    sends_per_second: float = 1_000.0
    seconds_per_chat: float = 0.0
    delivered: list[Delivered] = field(default_factory=list)
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    hanging: set[str] = field(default_factory=set)
    files: dict[str, bytes | Exception] = field(default_factory=dict)
    may_fetch: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.may_fetch.set()

    def incoming(
        self, sender: str, *, id: str = "", at: datetime | None = None, kind: str = "text", **raw: Any
    ) -> Incoming:
        """An arrival; ``raw`` holds fields of ``Understood``."""
        arrived = at or datetime.now(UTC)
        return Incoming(self.name, "update", id or f"u{next(self.numbers)}", sender, {"kind": kind, **raw}, arrived)

    def text(self, sender: str, text: str, **more: Any) -> Incoming:
        return self.incoming(sender, text=text, **more)

    def press(self, sender: str, row: int, index: int, **more: Any) -> Incoming:
        return self.incoming(sender, kind="press", press=[row, index], **more)

    def file(self, sender: str, *ids: str, **more: Any) -> Incoming:
        return self.incoming(sender, kind="file", files=list(ids), **more)

    def texts_to(self, sender: str) -> list[str]:
        return [one.text for one in self.delivered if one.to == sender]

    def understand(self, raw: dict[str, Any]) -> Understood:
        if raw["kind"] == "odd":
            raise Unreadable("an odd one")
        happened = raw.get("happened_at")
        press = raw.get("press")
        return Understood(
            EventKind(raw["kind"]),
            text=raw.get("text", ""),
            press=(press[0], press[1]) if press else None,
            files=tuple(FileRef(one, f"{one}.jpg", "image/jpeg") for one in raw.get("files", ())),
            happened_at=datetime.fromisoformat(happened) if happened else None,
        )

    async def send(self, external_id: str, message: Rendered) -> str | None:
        if external_id in self.hanging:
            await asyncio.Event().wait()
        if self.failures[external_id]:
            raise self.failures[external_id].pop(0)
        self.delivered.append(Delivered(external_id, message, monotonic()))
        return f"m{len(self.delivered)}"

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        await self.may_fetch.wait()
        content = self.files[file.id]
        if isinstance(content, Exception):
            raise content
        return content

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        self.acknowledged.append(raw)

    async def run(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        return ()
