"""The least HTTP that a benchmark needs, so that the measuring costs little beside what is measured.

A server that hands each JSON call to a function, and a client of one connection that posts and reads the status. Both
speak plain HTTP/1.1 with Content-Length; nothing else is understood.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

Answer = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any] | bytes]]  # JSON, or a file


async def read_message(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The first line and the body of the next request or response."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *headers = head.split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
    if fields.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return first, body
    return first, await reader.readexactly(int(fields.get("content-length", "0")))


async def serve(answer: Answer, port: int = 0) -> tuple[asyncio.Server, int]:
    """A server that answers ``POST …/METHOD`` and ``GET …/NAME`` with what ``answer(METHOD, parameters)`` returns; its
    port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                first, body = await read_message(reader)
                method = first.split(" ")[1].rpartition("/")[2]
                answered = await answer(method, parameters(body))
                reply = answered if isinstance(answered, bytes) else json.dumps(answered).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(reply)}\r\n\r\n"
                writer.write(head.encode() + reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side is done
        except asyncio.CancelledError:
            return  # so is this one; a cancelled handler would be reported
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    return server, int(server.sockets[0].getsockname()[1])


def parameters(body: bytes) -> dict[str, Any]:
    """Of a JSON body or (aiogram) a form."""
    if body.startswith(b"{"):
        found: dict[str, Any] = json.loads(body)
        return found
    return dict(parse_qsl(body.decode()))


class Poster:
    """One kept connection to a webhook."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self._port = port
        self._start = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        self._start += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, update: dict[str, Any]) -> int:
        """The status of the answer."""
        if self._pair is None:
            self._pair = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._pair
        body = json.dumps(update).encode()
        writer.write(f"{self._start}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        first, _ = await read_message(reader)
        return int(first.split(" ")[1])

    def close(self) -> None:
        if self._pair is not None:
            self._pair[1].close()
