"""The terminal chat as a channel: one person at a keyboard, replies printed."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import (
    Capabilities,
    FileRef,
    Incoming,
    Markup,
    Receive,
    Rejected,
    Rendered,
    Understood,
    Unreadable,
)
from handlers.conversation import EventKind

CHANNEL = "console"


class ConsoleChannel:
    """``name_of_person`` is the channel's id of who types; only their messages are shown. ``show`` prints a text."""

    name = CHANNEL
    capabilities = Capabilities(buttons=False, documents=True, max_text=100_000, markup=Markup.PLAIN)
    sends_per_second = 1_000.0

    def __init__(self, name_of_person: str, *, show: Callable[[str], None] = print) -> None:
        self.only_to = name_of_person
        self._show = show

    def incoming(self, line: str) -> Incoming:
        """A typed line; ``@path`` of a file that exists sends that file."""
        path = Path(line[1:].strip()).expanduser() if line.startswith("@") else None
        is_file = path is not None and path.is_file()
        raw: dict[str, Any] = {"file": str(path)} if is_file else {"text": line}
        return Incoming(CHANNEL, next(iter(raw)), uuid.uuid4().hex, self.only_to, raw, datetime.now(UTC))

    def understand(self, raw: dict[str, Any]) -> Understood:
        if isinstance(raw.get("file"), str):
            path = Path(raw["file"])
            media_type = guess_type(path.name)[0] or "application/octet-stream"
            return Understood(EventKind.FILE, files=(FileRef(str(path), path.name, media_type),))
        if not isinstance(raw.get("text"), str):
            raise Unreadable("neither a text nor a file")
        command, _, payload = raw["text"].strip().partition(" ")
        if command == "/start":
            return Understood(EventKind.START, payload.strip())
        return Understood(EventKind.TEXT, raw["text"])

    async def send(self, external_id: str, message: Rendered) -> str | None:  # noqa: ARG002 - the protocol of channels
        for text in message.texts:
            self._show(text)
        if message.attachment is not None:
            self._show(f"[{message.attachment.name}: {message.attachment.path}]")
        return None

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        def read() -> bytes:
            with Path(file.id).open("rb") as stream:
                return stream.read(limit + 1)

        try:
            content = await asyncio.to_thread(read)
        except OSError as error:
            raise Rejected(f"{file.name} cannot be read") from error
        if len(content) > limit:
            raise Rejected(f"{file.name} is too large")
        return content

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        """There are no buttons in a terminal."""

    async def run(self, receive: Receive) -> None:
        """``bot.cli.chat`` reads the keyboard itself: it waits for each answer before the next line."""

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:  # noqa: ARG002 - the protocol of channels
        return ()
