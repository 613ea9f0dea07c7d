"""Files that people sent are fetched from their channel outside any transaction, bounded in time, size and number."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from bot.channels.base import Channel, FileRef, Rejected, Temporary
from handlers.conversation import FileError, ReceivedFile
from storage.files import MAX_SIZE, FileStore, Refusal, StoredInfo, inspect_upload, record_file

STORED = "stored:"  # begins the id of a file that is in the store already, followed by its digest
AT_ONCE = 4  # files being fetched at the same time
SECONDS = 60.0  # for one file, all tries together
# The kinds that anybody looks inside of.
READABLE = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel"}
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0)

# Looks inside of a file: its bytes and media type → data for the handler, or None.
Read = Callable[[bytes, str], dict[str, Any] | None]

log = structlog.get_logger("fetching")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be kept, and why."""

    error: FileError


DISK_BACK_OFF = (0.5, 2.0, 10.0, 30.0)


class Fetcher:
    """Fetches from any channel into the file store."""

    def __init__(
        self, files: FileStore, *, seconds: float = SECONDS, at_once: int = AT_ONCE, read: Read | None = None
    ) -> None:
        self._files = files
        self._read = read
        self._seconds = seconds
        self._slots = asyncio.Semaphore(at_once)

    async def fetch_all(self, channel: Channel, references: Sequence[FileRef]) -> list[ReceivedFile | Refused]:
        """What became of each file, in their order. Never raises for a file's sake."""
        return [await self._fetch(channel, reference) for reference in references]

    async def _fetch(self, channel: Channel, reference: FileRef) -> ReceivedFile | Refused:
        if reference.size is not None and reference.size > MAX_SIZE:
            return Refused(FileError.TOO_LARGE)
        if reference.id.startswith(STORED):
            return await asyncio.to_thread(self._find, reference)
        async with self._slots:
            try:
                async with asyncio.timeout(self._seconds):
                    content = await _try_until_fetched(channel, reference)
            except (TimeoutError, Rejected) as error:
                log.warning("file.unreachable", channel=channel.name, error=str(error))
                return Refused(FileError.UNREACHABLE)
            except Exception:
                log.exception("file.fetch_failed", channel=channel.name)
                return Refused(FileError.UNREACHABLE)
            return await self._store_patiently(content, reference)

    async def _store_patiently(self, content: bytes, reference: FileRef) -> ReceivedFile | Refused:
        """A full or missing disk is waited for: the file was sent once, and its sender has done all there is to do."""
        attempt = 0
        while True:
            try:
                return await asyncio.to_thread(self._store, content, reference)
            except OSError as error:
                log.warning("file.not_stored", attempt=attempt, error=error.strerror or type(error).__name__)
                await asyncio.sleep(DISK_BACK_OFF[min(attempt, len(DISK_BACK_OFF) - 1)])
                attempt += 1

    def _find(self, reference: FileRef) -> ReceivedFile | Refused:
        digest = reference.id.removeprefix(STORED)
        path = self._files.path(digest)
        if not path.is_file():
            log.error("file.lost", digest=digest)
            return Refused(FileError.UNREACHABLE)
        content = self._look_inside(path.read_bytes, reference.media_type)
        return ReceivedFile(digest, reference.name, reference.media_type, reference.size or 0, content)

    def _store(self, content: bytes, reference: FileRef) -> ReceivedFile | Refused:
        """Runs in a thread of its own: it reads the content and waits for the disk."""
        checked = inspect_upload(content, reference.name)
        if isinstance(checked, Refusal):
            return Refused(FileError(checked.value))
        kept = self._files.put(content, name=checked.name, media_type=checked.media_type)
        return ReceivedFile(
            kept.digest, kept.name, kept.media_type, kept.size, self._look_inside(lambda: content, kept.media_type)
        )

    def _look_inside(self, data: Callable[[], bytes], media_type: str) -> dict[str, Any] | None:
        if self._read is None or media_type not in READABLE:
            return None
        try:
            return self._read(data(), media_type)
        except Exception:  # a file that somebody made to break this is still a file
            log.exception("file.not_read", media_type=media_type)
            return None


async def _try_until_fetched(channel: Channel, reference: FileRef) -> bytes:
    attempt = 0
    while True:
        try:
            return await channel.fetch(reference, MAX_SIZE)
        except Temporary as error:
            await asyncio.sleep(error.after or BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
            attempt += 1


def record_files(session: Session, outcomes: Sequence[ReceivedFile | Refused], *, now: datetime) -> list[Any]:
    """Store the rows of what was kept; returns the value of ``JournalEvent.files``."""
    for kept in outcomes:
        if isinstance(kept, ReceivedFile):
            record_file(session, StoredInfo(kept.digest, kept.size, kept.media_type, kept.name), now)
    return [asdict(one) if isinstance(one, ReceivedFile) else {"error": one.error.value} for one in outcomes]
