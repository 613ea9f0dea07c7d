"""The HTTP server: ``/healthz`` and the routes of the channels."""

from collections.abc import Awaitable, Callable, Iterable

import structlog
from aiohttp import web

from storage.files import MAX_SIZE

log = structlog.get_logger("http")

Health = Callable[[], Awaitable[dict[str, object]]]


class HttpServer:
    """Listens on ``host``; ``port`` 0 takes any free one, which ``port`` names after ``start``."""

    def __init__(self, *, host: str, port: int, health: Health) -> None:
        self._host = host
        self.port = port
        self._health = health
        # A form wraps the largest file in some bytes of its own.
        self._app = web.Application(client_max_size=MAX_SIZE + 1024 * 1024)
        self._app.router.add_get("/healthz", self._show_health)
        self._runner: web.AppRunner | None = None

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        self._app.add_routes(routes)

    async def start(self) -> None:
        """Raises ``OSError`` when the port is taken."""
        # No access log: it would repeat addresses that contain secrets.
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Accept nothing new and let the requests under way end."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def address(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}"

    async def _show_health(self, _request: web.Request) -> web.Response:
        try:
            return web.json_response({"status": "ok", **await self._health()})
        except Exception:
            log.exception("health.failed")
            return web.json_response({"status": "failing"}, status=503)
