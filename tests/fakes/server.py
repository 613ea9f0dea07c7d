"""What the fake vendors share: a server on this machine that can be stopped and started again, faults on demand, and
public addresses of what people sent."""

import asyncio
import itertools
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.bot_api_faults import Fault, Faults, reply


class FakeServer(Faults):
    """A vendor's server. A subclass adds its routes, pushes what happens to its webhook, and answers."""

    largest = 64 * 1024 * 1024  # bytes of one request

    def __init__(self) -> None:
        super().__init__()
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._pusher: asyncio.Task[None] | None = None

    def add_routes(self, router: web.UrlDispatcher) -> None:
        raise NotImplementedError

    def push(self) -> Coroutine[Any, Any, None]:
        """Hands over to the webhook until cancelled."""
        raise NotImplementedError

    def end_waiting(self) -> None:
        """Requests that are held open end now."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listen; after a ``stop`` on the same port, with everything remembered."""
        app = web.Application(client_max_size=self.largest)
        self.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._pusher = asyncio.create_task(self.push())

    async def stop(self) -> None:
        """Connections are refused from now on."""
        if self._pusher is not None:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
        self.end_waiting()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def troubled(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """The answer that a fault gives instead of ours; it may take its time before that. None: go on."""
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        return None if fault.status is None else await reply(request, fault.status, fault.body, fault)


class ZaloServer(FakeServer):
    """Both of Zalo's: media at public addresses that stop working, and what was called, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, Any]] = []
        self._media: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/media/{name}", self._hand_over_media)

    def keep(self, content: bytes, ending: str) -> str:
        """A public address of something that a person sent."""
        name = f"{next(self._numbers)}.{ending}"
        self._media[name] = content
        return f"{self.url}/media/{name}"

    def expire_media(self) -> None:
        self._media.clear()

    def called(self, method: str) -> list[Any]:
        """What was sent to a method, in order."""
        return [given for name, given in self.calls if name == method]

    async def _hand_over_media(self, request: web.Request) -> web.StreamResponse:
        fault = self.take("media")
        if (instead := await self.troubled(request, fault)) is not None:
            return instead
        content = self._media.get(request.match_info["name"])
        if content is None:
            return web.Response(status=404, text="expired")
        if fault.drop or fault.cut:
            return await reply(request, 200, content, fault)
        return web.Response(body=content, content_type="image/jpeg")
