"""Which requests the web chat answers, and how what they carry is read."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final

from aiohttp import BodyPartReader, hdrs, web

from locales import translator
from storage.files import MAX_SIZE

# What is above MAX_SIZE is only counted, so that the bot can say that it is too large.
MAX_UPLOAD: Final = 10 * MAX_SIZE
SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
tr = translator("vi")  # the page is Vietnamese


class Refusal(Exception):
    """``status`` and a sentence for the person at the page."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def is_own(request: web.Request) -> bool:
    """Whether the request was made by this page (or by hand): not under a foreign name that resolves to this machine,
    not by another site's page."""
    hosts = request.headers.getall(hdrs.HOST, [])
    if len(hosts) != 1 or hosts[0].partition(":")[0] not in ("127.0.0.1", "localhost"):
        return False
    if any(origin != f"http://{hosts[0]}" for origin in request.headers.getall(hdrs.ORIGIN, [])):
        return False
    return request.path == "/" or request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


def guarded(answer: Answer) -> Answer:
    """Refuses foreign requests; a refusal becomes ``{"error": sentence}``."""

    @wraps(answer)
    async def checked(request: web.Request) -> web.StreamResponse:
        if not is_own(request):
            return web.json_response({"error": "foreign Host or Origin"}, status=403, headers=SAFE_HEADERS)
        try:
            return await answer(request)
        except Refusal as refusal:
            return web.json_response({"error": str(refusal)}, status=refusal.status, headers=SAFE_HEADERS)

    return checked


async def read_json(request: web.Request) -> dict[str, Any]:
    try:
        # The content type is demanded: a form of another site cannot send it without being asked first.
        body = await request.json() if request.content_type == "application/json" else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, tr("The page is out of date. Please load it again."))
    return body


async def read_form(request: web.Request) -> tuple[dict[str, str], bytes | None, int]:
    """The fields (``name``: of the file), the file's content (None when it is larger than is taken) and its size."""
    fields: dict[str, str] = {}
    content: bytes | None = None
    size = -1
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Refusal(400, tr("A file is expected."))
        if part.name == "file":
            fields["name"] = part.filename or ""
            content, size = await _read_file(part)
        elif part.name:
            fields[part.name] = (await _read_file(part))[0].decode("utf-8", "replace")
    if size < 0:
        raise Refusal(400, tr("A file is expected."))
    return fields, content if size <= MAX_SIZE else None, size


async def _read_file(part: BodyPartReader) -> tuple[bytes, int]:
    """At most MAX_SIZE + 1 bytes of a part, and how large the whole of it is."""
    kept = bytearray()
    size = 0
    while chunk := await part.read_chunk(2**16):
        size += len(chunk)
        if size > MAX_UPLOAD:
            raise Refusal(413, tr("The file is too large."))
        if len(kept) <= MAX_SIZE:
            kept += chunk
    return bytes(kept), size
