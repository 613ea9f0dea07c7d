"""Faults on demand: how the fake server misbehaves when it is told to."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web


@dataclass(slots=True)
class Fault:
    """``status``/``body``: answered instead of doing anything; otherwise the call is done and then ``seconds`` pass
    before it, or its answer is dropped or cut."""

    times: int
    status: int | None = None
    body: str | dict[str, Any] | None = None
    seconds: float = 0.0
    drop: bool = False
    cut: bool = False


class Faults:
    """What waits to go wrong, by method; "file" is a download. For the next ``times`` calls each."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}

    def fail_next(
        self,
        method: str,
        status: int = 500,
        body: str | dict[str, Any] | None = None,
        times: int = 1,
        *,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
    ) -> None:
        """Answer the next calls like this, without doing them. ``body`` None: a well-formed refusal."""
        if body is None:
            body = {"ok": False, "error_code": status, "description": description}
            if retry_after is not None:
                body["parameters"] = {"retry_after": retry_after}
        self._fault(method, Fault(times, status=status, body=body))

    def flood_next(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """Answer the next calls with 429."""
        text = f"Too Many Requests: retry after {retry_after}"
        self.fail_next(method, 429, times=times, description=text, retry_after=retry_after)

    def delay_next(self, method: str, seconds: float, times: int = 1) -> None:
        """Do the next calls that much later."""
        self._fault(method, Fault(times, seconds=seconds))

    def drop_next(self, method: str, times: int = 1) -> None:
        """Do the next calls, then close the connection instead of answering."""
        self._fault(method, Fault(times, drop=True))

    def cut_next(self, method: str, times: int = 1) -> None:
        """Do the next calls, then send half of the answer and close the connection. "file" is a download."""
        self._fault(method, Fault(times, cut=True))

    def _fault(self, method: str, fault: Fault) -> None:
        self._waiting.setdefault(method.lower(), []).append(fault)

    def take(self, method: str) -> Fault:
        """What goes wrong with this call."""
        waiting = self._waiting.get(method.lower(), [])
        if not waiting:
            return Fault(0)
        waiting[0].times -= 1
        return waiting.pop(0) if waiting[0].times <= 0 else waiting[0]


async def reply(
    request: web.Request, status: int, body: str | bytes | dict[str, Any] | None, fault: Fault
) -> web.StreamResponse:
    """An answer, or what the fault leaves of it."""
    if isinstance(body, dict):
        text, kind = json.dumps(body).encode(), "application/json"
    elif isinstance(body, str):
        text, kind = body.encode(), "text/html"
    else:
        text, kind = body or b"", "application/octet-stream"
    if not fault.drop and not fault.cut:
        return web.Response(status=status, body=text, content_type=kind)
    response = web.StreamResponse(status=status, headers={"Content-Type": kind, "Content-Length": str(len(text))})
    if fault.cut:
        await response.prepare(request)
        await response.write(text[: len(text) // 2])
    if request.transport is not None:
        request.transport.close() if fault.cut else request.transport.abort()
    return response
