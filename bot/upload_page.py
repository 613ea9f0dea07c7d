"""The upload page: files for one question of one person, for channels that take none; and links to fetch a file.

It works without scripts, in the browser that is built into a chat application. A file is stored first; then one event
goes through the journal as if it had been sent in the chat.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import structlog
from aiohttp import BodyPartReader, ClientPayloadError, web
from aiohttp.http import HttpProcessingError
from sqlmodel import Session

from bot import documents
from bot.channels.base import Channel, Incoming, Receive
from bot.journal import UPLOADED, upload_payload
from bot.links import BadLink, Links, Purpose
from bot.upload_html import SAFE_HEADERS, show_form, show_words
from bot.uploading import Offer, find_document, find_offer
from handlers.uploading import CALENDAR, DOSSIER, LIST, PAPER, REGISTRATION, WORKBOOK
from locales import Translator, translator
from storage.database import Database
from storage.files import MAX_SIZE, FileStore, Refusal, StoredInfo, inspect_upload

MAX_FILES: Final = 10
MAX_TOTAL: Final = 60 * 1024 * 1024  # bytes of one form
AT_ONCE: Final = 4  # forms being read at the same time: one file of each is in memory
_CHUNK = 64 * 1024

log = structlog.get_logger("upload")


class _Refused(Exception):
    """The sentence for the person at the page."""


class UploadPage:
    """``receive_for``: how a channel hands over an event."""

    def __init__(
        self,
        links: Links,
        channels: Sequence[Channel],
        receive_for: Callable[[Channel], Receive],
        *,
        database: Database,
        files: FileStore,
        locale: str,
    ) -> None:
        self._links = links
        self._channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._receive_for = receive_for
        self._database = database
        self._files = files
        self._locale = locale
        self._slots = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [
            web.get(f"/{Purpose.UPLOAD}/{{token}}", self.show),
            web.post(f"/{Purpose.UPLOAD}/{{token}}", self.take),
            web.get(f"/{Purpose.DOWNLOAD}/{{token}}/{{name}}", self.hand_over),
        ]

    # ------------------------------------------------------------ the page

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Changes nothing: chat applications fetch a link to preview it."""
        offer = await self._offer(request)
        return offer if isinstance(offer, web.Response) else show_form(offer, self._tr(offer))

    async def take(self, request: web.Request) -> web.StreamResponse:
        offer = await self._offer(request)
        if isinstance(offer, web.Response):
            return offer
        tr = self._tr(offer)
        if not request.content_type.startswith("multipart/form-data"):
            return show_form(offer, tr, problem=tr("Please choose a file first."), status=400)
        try:
            async with self._slots:
                kept = await self._keep_files(request, tr)
            await self._hand_over_event(offer, kept)
        except _Refused as refused:
            return show_form(offer, tr, problem=str(refused), status=422)
        except (ValueError, HttpProcessingError, ClientPayloadError):  # a form that was cut off, or is none
            return show_form(offer, tr, problem=tr("Please choose a file first."), status=400)
        except Exception:
            log.exception("upload.not_stored")
            return show_form(offer, tr, problem=tr("That did not work just now. Please try again."), status=503)
        names = ", ".join(one.name for one in kept)
        words = tr("Received: {names}. Please go back to the chat; the answer is there.", names=names)
        return show_words(tr("Thank you"), words, tr)

    async def _offer(self, request: web.Request) -> "Offer | web.Response":
        """What the link is about, or the page that says why it is over."""
        tr = translator(self._locale)
        try:
            row = self._links.read(Purpose.UPLOAD, request.match_info["token"], now=datetime.now(UTC))
        except BadLink as bad:
            if bad.expired:
                return show_words(tr("This link is too old"), tr("Write “tiếp tục” in the chat to get a new one."), tr)
            return show_words(
                tr("There is no such page"), tr("Please open the link from the chat again."), tr, status=404
            )
        offer: Offer | None = await self._read(find_offer, row)
        if offer is None or offer.channel not in self._channels:
            return show_words(
                tr("There is no such page"), tr("Please open the link from the chat again."), tr, status=404
            )
        tr = self._tr(offer)
        if offer.is_used:
            words = tr("The files arrived. To send more, write “tiếp tục” in the chat and use the new link.")
            return show_words(tr("This link was used already"), words, tr)
        if offer.is_past:
            words = tr(
                "Another question is being asked in the chat. To come back, write there: {words}",
                words=_way_back(offer),
            )
            return show_words(tr("This question is over"), words, tr)
        return offer

    async def _keep_files(self, request: web.Request, tr: Translator) -> list[StoredInfo]:
        """Raises ``_Refused``: then none of the files counts."""
        kept: list[StoredInfo] = []
        left = MAX_TOTAL
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name != "file" or not part.filename:
                continue
            if len(kept) == MAX_FILES:
                raise _Refused(tr("At most {n} files at once, please.", n=MAX_FILES))
            content = await _read_part(part, min(left, MAX_SIZE))
            if len(content) > left:
                raise _Refused(tr("These files are too large together. Please send fewer at once."))
            left -= len(content)
            info = await asyncio.to_thread(self._keep, content, part.filename)
            if isinstance(info, Refusal):
                raise _Refused(f"{part.filename[:100]}: {_why(info, tr)}")
            kept.append(info)
        if not kept:
            raise _Refused(tr("Please choose a file first."))
        return kept

    def _keep(self, content: bytes, name: str) -> StoredInfo | Refusal:
        checked = inspect_upload(content, name)
        if isinstance(checked, Refusal):
            return checked
        return self._files.put(content, name=checked.name, media_type=checked.media_type)

    async def _hand_over_event(self, offer: "Offer", kept: Sequence[StoredInfo]) -> None:
        """One event for all files of the form; the row's number makes a second one of the same link a repeat."""
        channel = self._channels[offer.channel]
        bot = str(getattr(channel, "bot", channel.name))
        raw = upload_payload(kept)
        event = Incoming(bot, UPLOADED, str(offer.row), offer.external_id, raw, datetime.now(UTC))
        await self._receive_for(channel)([event])

    # ------------------------------------------------------------ downloads

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        tr = translator(self._locale)
        try:
            row = self._links.read(Purpose.DOWNLOAD, request.match_info["token"], now=datetime.now(UTC))
        except BadLink as bad:
            title = tr("This link is too old") if bad.expired else tr("There is no such page")
            return show_words(title, tr("Please ask for the file again in the chat."), tr, status=404)
        found: StoredInfo | None = await self._read(find_document, row)
        if found is None or (path := documents.find_path(self._files, found.digest)) is None:
            return show_words(
                tr("There is no such page"), tr("Please ask for the file again in the chat."), tr, status=404
            )
        headers = {
            "Content-Type": found.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
            **SAFE_HEADERS,
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.FileResponse(path, headers=headers)

    # ------------------------------------------------------------ both

    def _tr(self, offer: "Offer") -> Translator:
        return translator(offer.locale or self._locale)

    async def _read(self, query: Callable[[Session, int], Any], row: int) -> Any:
        def run() -> Any:
            with self._database.reader() as session:
                return query(session, row)

        return await asyncio.to_thread(run)


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    """At most ``limit`` + 1 bytes; the rest is not waited for."""
    content = bytearray()
    while len(content) <= limit and (chunk := await part.read_chunk(_CHUNK)):
        content += chunk
    return bytes(content[: limit + 1])


_WAYS_BACK = {
    LIST: "nhập danh sách",
    REGISTRATION: "đăng ký",
    CALENDAR: "lịch nghỉ",
    WORKBOOK: "mở phong trào",
    PAPER: "phiếu giấy",
    DOSSIER: "hồ sơ khen thưởng",
}


def _way_back(offer: Offer) -> str:
    """What to write in the chat to be asked for these files again; it is understood in either language."""
    if offer.title:
        place = DOSSIER if offer.place.startswith(DOSSIER) else offer.place
        return _WAYS_BACK.get(place, "menu")
    return f"sửa {offer.place}"


def _why(refusal: Refusal, tr: Translator) -> str:
    return {
        Refusal.TOO_LARGE: tr("The file is too large (at most 20 MB)."),
        Refusal.EMPTY: tr("The file is empty."),
        Refusal.LOCKED: tr("The file is locked with a password. Please send it without one, or a photo of the page."),
        Refusal.FORBIDDEN_TYPE: tr(
            "This type of file cannot be kept. Please choose a photo, a PDF, a Word or an Excel file."
        ),
    }[refusal]
