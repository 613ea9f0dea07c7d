"""The local web chat of the demo: everybody's phone side by side on one page, on this machine only.

Whoever opens the page can be anybody, so it exists in ``thidua demo`` alone: it listens on 127.0.0.1 and refuses
requests that another site's page makes or that come under another host's name (DNS rebinding). The database is the
only memory of the chats: the page shows what the journal and the outbox hold.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.channels.base import (
    FileRef,
    Incoming,
    Receive,
    Rejected,
    Rendered,
    Understood,
    Unreadable,
)
from bot.channels.web_page import Page
from bot.channels.web_scene import CAPABILITIES, CHANNEL, Desk, Scene
from bot.channels.web_stream import Stream
from handlers.conversation import EventKind
from storage.files import StoredInfo


class WebChannel:
    """``scene``: what the page shows beside the chats. ``desk`` must be set before the first request or message."""

    name = CHANNEL
    capabilities = CAPABILITIES
    sends_per_second = 1_000.0

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.desk: Desk | None = None
        self._stream = Stream()

    def understand(self, raw: dict[str, Any]) -> Understood:
        """Read a payload made by ``text_payload``, ``press_payload`` or ``file_payload``."""
        try:
            return _READERS[raw["type"]](raw)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"not a payload of the web chat: {error!r}") from error

    async def send(self, external_id: str, message: Rendered) -> str | None:  # noqa: ARG002 - the protocol of channels
        """The page reads messages from the database: here it is only told that there is one. The id is the campaign
        time of the delivery, which nobody could tell later, when the clock has been moved."""
        self._stream.nudge()
        return self._get_desk().clock.now().isoformat()

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        if not file.id or (file.size or 0) > limit:
            raise Rejected("the file is too large")
        path = self._get_desk().files.path(file.id)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError as error:
            raise Rejected("the file is not stored any more") from error

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        """The page shows a press by itself."""

    async def run(self, receive: Receive) -> None:  # noqa: ARG002 - the protocol of channels
        """Tell the open pages what is new, until cancelled; then let them go, or they would hold up the stop."""
        await self._stream.watch(self._get_desk)

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        return Page(self.scene, self._get_desk, self._stream, receive).routes()

    def _get_desk(self) -> Desk:
        if self.desk is None:
            raise RuntimeError("WebChannel.desk is not set")
        return self.desk


def text_payload(text: str, *, at: datetime) -> dict[str, Any]:
    """``at``, here and below: campaign time, shown in the transcript."""
    return {"type": "text", "text": text, "at": at.isoformat()}


def press_payload(row: int, index: int, *, at: datetime) -> dict[str, Any]:
    """The choice ``index`` of the outbox row ``row`` was pressed."""
    return {"type": "press", "row": row, "index": index, "at": at.isoformat()}


def file_payload(kept: StoredInfo, *, at: datetime, caption: str = "") -> dict[str, Any]:
    """A file that is in the file store already."""
    file = {"digest": kept.digest, "name": kept.name, "media_type": kept.media_type, "size": kept.size}
    return {"type": "file", **file, "caption": caption, "album": "", "at": at.isoformat()}


def make_incoming(who: str, event_id: str, raw: dict[str, Any], *, received_at: datetime) -> Incoming:
    """A payload on its way into the journal. ``event_id`` is unique; ``received_at`` is real time."""
    return Incoming(CHANNEL, raw["type"], event_id, who, raw, received_at)


def _read_text(raw: dict[str, Any]) -> Understood:
    text = str(raw["text"])
    if text == "/start" or text.startswith("/start "):
        return Understood(EventKind.START, text.removeprefix("/start").strip())
    return Understood(EventKind.TEXT, text)


def _read_press(raw: dict[str, Any]) -> Understood:
    return Understood(EventKind.PRESS, press=(int(raw["row"]), int(raw["index"])))


def _read_file(raw: dict[str, Any]) -> Understood:
    file = FileRef(raw["digest"] or "", raw["name"], raw["media_type"], int(raw["size"]))
    return Understood(EventKind.FILE, raw.get("caption") or "", files=(file,), album=raw.get("album") or None)


_READERS = {"text": _read_text, "press": _read_press, "file": _read_file}
