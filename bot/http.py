"""The HTTP server: ``/healthz``, ``/metrics`` and the routes of the channels."""

from collections.abc import Awaitable, Callable, Iterable

import structlog
from aiohttp import web

from bot import metrics
from storage.files import MAX_SIZE

log = structlog.get_logger("http")

Health = Callable[[], Awaitable[dict[str, object]]]  # raises when something is wrong
Metrics = Callable[[], Awaitable[str]]


class HttpServer:
    """Listens on ``host``; ``port`` 0 takes any free one, which ``port`` names after ``start``."""

    def __init__(self, *, host: str, port: int, health: Health, metrics: Metrics) -> None:
        self._host = host
        self._metrics = metrics
        self.port = port
        self._health = health
        # A form wraps the largest file in some bytes of its own.
        self._app = web.Application(client_max_size=MAX_SIZE + 1024 * 1024)
        self._app.router.add_get("/healthz", self._show_health)
        self._app.router.add_get("/metrics", self._show_metrics)
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

    async def _show_metrics(self, _request: web.Request) -> web.Response:
        try:
            page = await self._metrics()
        except Exception:
            log.exception("metrics.failed")
            return web.Response(status=503)
        return web.Response(body=page.encode(), headers={"Content-Type": metrics.CONTENT_TYPE})
