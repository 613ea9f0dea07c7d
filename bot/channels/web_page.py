"""The routes of the web chat: the page itself, the chats, the files in them, and the campaign's clock."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from bot import documents
from bot.channels.base import Incoming, Receive
from bot.channels.web_requests import SAFE_HEADERS, Refusal, guarded, read_form, read_json
from bot.channels.web_scene import CHANNEL, Desk, Scene
from bot.channels.web_stream import Stream
from bot.channels.web_transcript import PICTURES, Cursor, find_file, is_known, list_people, read_chat
from locales import translator
from storage.files import safe_name
from storage.tables import BotState
from storage.uploads import detect

STATIC: Final = Path(__file__).parent.parent / "static"
OFFSET_KEY: Final = "clock_offset"  # of BotState: campaign time minus real time, in seconds
MAX_TEXT = 20_000
MAX_ROW = 2**63  # what a database can look for
MAX_AHEAD = timedelta(days=3660)

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ADVANCE = re.compile(r"(\d{1,3}) (hour|day|week)s?")
_ID = re.compile(r"[\w.:-]{1,64}")
tr = translator("vi")  # the page is Vietnamese


class Page:
    """Answers the page's requests. ``receive`` returns when what was said is stored."""

    def __init__(self, scene: Scene, desk: Callable[[], Desk], stream: Stream, receive: Receive) -> None:
        self._scene = scene
        self._desk = desk
        self._stream = stream
        self._receive = receive
        self._moving = asyncio.Lock()
        self._static = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [
            web.get("/", guarded(self.show_page)),
            web.get("/favicon.ico", guarded(self.show_icon)),  # browsers ask for it whatever the page says
            web.get("/static/{name}", guarded(self.show_static)),
            web.get("/api/people", guarded(self.show_people)),
            web.get("/api/stream", guarded(self._stream.serve)),
            web.get("/api/chat/{who}", guarded(self.show_chat)),
            web.post("/api/chat/{who}/text", guarded(self.take_text)),
            web.post("/api/chat/{who}/press", guarded(self.take_press)),
            web.post("/api/chat/{who}/file", guarded(self.take_file)),
            web.get("/api/files/{digest}", guarded(self.show_file)),
            web.get("/api/clock", guarded(self.show_clock)),
            web.post("/api/clock", guarded(self.move_clock)),
        ]

    # ------------------------------------------------------------ reading

    async def show_page(self, _request: web.Request) -> web.StreamResponse:
        return self._static_response("index.html")

    async def show_icon(self, _request: web.Request) -> web.StreamResponse:
        return self._static_response("icon.svg")

    async def show_static(self, request: web.Request) -> web.StreamResponse:
        return self._static_response(request.match_info["name"])

    def _static_response(self, name: str) -> web.Response:
        path = self._static.get(name)
        if path is None:
            raise Refusal(404, tr("There is no such page."))
        headers = {"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-cache", **SAFE_HEADERS}
        return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=headers)

    async def show_people(self, _request: web.Request) -> web.StreamResponse:
        people = await self._read(list_people, self._scene.strangers)
        codes = [{"code": code.code, "unit": code.unit} for code in self._scene.codes]
        plan = "points" if self._scene.points else "verdicts"
        return _json({"people": people, "default": list(self._scene.first), "codes": codes, "plan": plan})

    async def show_chat(self, request: web.Request) -> web.StreamResponse:
        who = await self._who(request)
        try:
            cursor = Cursor.read(request.query.get("after", ""))
        except ValueError as error:
            raise Refusal(400, tr("The page is out of date. Please load it again.")) from error
        messages, cursor = await self._read(read_chat, who, cursor, self._scene.timezone)
        return _json({"messages": messages, "cursor": str(cursor)})

    async def show_file(self, request: web.Request) -> web.StreamResponse:
        digest = request.match_info["digest"]
        found = await self._read(find_file, digest, request.query.get("row", ""))
        if found is None or (path := documents.find_path(self._desk().files, digest)) is None:
            raise Refusal(404, tr("This file is not here."))
        picture = found.media_type in PICTURES
        how = "inline" if picture else "attachment"
        headers = {
            "Content-Type": found.media_type if picture else "application/octet-stream",
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(safe_name(found.name), safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=31536000, immutable",
            **SAFE_HEADERS,
        }
        return web.FileResponse(path, headers=headers)

    async def _read(self, query: Callable[..., Any], *arguments: Any) -> Any:
        def run() -> Any:
            with self._desk().database.reader() as session:
                return query(session, *arguments)

        return await asyncio.to_thread(run)

    async def _who(self, request: web.Request) -> str:
        who = request.match_info["who"]
        if who not in self._scene.strangers and not await self._read(is_known, who):
            raise Refusal(404, tr("There is nobody of this name here."))
        return who

    # ------------------------------------------------------------ what people say

    async def take_text(self, request: web.Request) -> web.StreamResponse:
        who, body = await self._who(request), await read_json(request)
        text = body.get("text")
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
            raise Refusal(400, tr("The message is empty or too long."))
        return await self._take(who, body.get("id"), {"type": "text", "text": text})

    async def take_press(self, request: web.Request) -> web.StreamResponse:
        who, body = await self._who(request), await read_json(request)
        row, index = body.get("row"), body.get("index")
        if type(row) is not int or type(index) is not int or not (0 < row < MAX_ROW and 0 <= index < MAX_ROW):
            raise Refusal(400, tr("The page is out of date. Please load it again."))
        return await self._take(who, body.get("id"), {"type": "press", "row": row, "index": index})

    async def take_file(self, request: web.Request) -> web.StreamResponse:
        who = await self._who(request)
        if not request.content_type.startswith("multipart/form-data"):
            raise Refusal(400, tr("A file is expected."))
        fields, content, size = await read_form(request)
        name = fields.get("name") or "file"
        raw: dict[str, Any] = {"type": "file", "digest": None, "name": safe_name(name), "size": size}
        raw |= {"media_type": "application/octet-stream"}
        if content is not None:
            kept = partial(self._desk().files.put, content, name=name, media_type="application/octet-stream")
            raw["digest"] = (await asyncio.to_thread(kept)).digest
            raw["media_type"] = detect(content) or raw["media_type"]
        raw |= {"caption": fields.get("caption", "")[:MAX_TEXT], "album": fields.get("album", "")[:64]}
        return await self._take(who, fields.get("id"), raw)

    async def _take(self, who: str, event_id: object, raw: dict[str, Any]) -> web.StreamResponse:
        if not isinstance(event_id, str) or not _ID.fullmatch(event_id):
            raise Refusal(400, tr("The page is out of date. Please load it again."))
        clock = self._desk().clock
        raw["at"] = clock.now().isoformat()
        self._stream.tell("typing", who=who)
        await self._receive([Incoming(CHANNEL, raw["type"], event_id, who, raw, clock.real())])
        self._stream.nudge()
        return _json({"ok": True})

    # ------------------------------------------------------------ the campaign's clock

    async def show_clock(self, _request: web.Request) -> web.StreamResponse:
        return _json(self._clock())

    async def move_clock(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request)
        async with self._moving:
            clock = self._desk().clock
            now = clock.now()
            target = self._target(body, now)
            if target <= now:
                raise Refusal(409, tr("The clock only goes forward: it is {now} already.", now=tr.moment(now)))
            if target - now > MAX_AHEAD:
                raise Refusal(400, tr("That is too far ahead: at most ten years at once."))
            clock.move_to(target)
            await asyncio.to_thread(store_offset, self._desk())
            await self._desk().scheduler.run_tick_now()
        self._stream.tell("clock")
        self._stream.nudge()
        return _json(self._clock())

    def _target(self, body: dict[str, Any], now: datetime) -> datetime:
        advance, to = body.get("advance"), body.get("to")
        if isinstance(advance, str) and (found := _ADVANCE.fullmatch(advance)):
            return now + int(found[1]) * timedelta(**{f"{found[2]}s": 1})
        try:
            moment = datetime.fromisoformat(to) if isinstance(to, str) else None
        except ValueError:
            moment = None
        if moment is None:
            raise Refusal(400, tr("A time is expected, for example 2024-12-02T08:00."))
        return moment if moment.tzinfo else moment.replace(tzinfo=self._scene.timezone)

    def _clock(self) -> dict[str, Any]:
        now = self._desk().clock.now().astimezone(self._scene.timezone)
        marks = [{"label": mark.label, "to": mark.at.isoformat(timespec="minutes")} for mark in self._scene.key_dates]
        return {"now": now.isoformat(timespec="seconds"), "campaign": self._scene.campaign, "key_dates": marks}


def store_offset(desk: Desk) -> None:
    """Remember how far the campaign's clock is shifted, for the next start."""
    with desk.database.session() as session:
        session.merge(BotState(bot=CHANNEL, key=OFFSET_KEY, value=str(desk.clock.offset.total_seconds())))
        session.commit()


def _json(content: dict[str, Any]) -> web.Response:
    return web.json_response(content, headers={"Cache-Control": "no-store", **SAFE_HEADERS})
