"""Composition root: the one place that builds and connects everything.

    app = Application(load_settings(), [TelegramChannel(...)])
    async with running(app):
        print(app.address)

Eight attributes of a channel are used only where they are there: ``outage`` (since when its receiving fails),
``seconds_per_chat`` (pause between several messages in a row to one account), ``only_to`` (deliver only to this one of
its ids), ``desk`` (set to the application), ``alone`` (the name of a bot whose ``run`` belongs into one process at a
time), ``messages_a_month`` (its plan), ``vault`` (set to where its tokens lie) and ``window`` (how long after somebody
wrote they may be written to);
``heard`` is replaced by what notices outages.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import structlog
from sqlalchemy import text
from sqlmodel import Session

from bot import metrics
from bot.alarms import Alarms
from bot.budget import make_budgets
from bot.channels.base import Channel, Incoming
from bot.clock import Clock
from bot.context import load_context, real_respond, real_tick
from bot.delivering import Deliverer
from bot.fetching import Fetcher
from bot.flooding import Flood
from bot.handling import Handling, Respond
from bot.http import HttpServer
from bot.links import Links, load_key
from bot.locking import lock_group
from bot.logs import Scrubber
from bot.presence import Presence
from bot.quiet import QuietHours
from bot.receiving import Receiver
from bot.resuming import Resuming
from bot.scheduling import Scheduler, Tick
from bot.settings import Settings
from bot.upload_page import UploadPage
from bot.vault import DatabaseVault
from bot.windows import with_windows
from bot.working import Worker
from bot.writer import Writer
from handlers.context import Context
from scoring.calendar import WorkingCalendar
from storage.database import Database
from storage.files import FileStore

log = structlog.get_logger("app")

RESTART_SECONDS = 5.0


class Application:
    """The running program: ``channels`` around one database.

    ``warm_up`` is slow work (heavy imports) that is done in a thread after the start and before any channel begins
    to receive. ``http`` False: no server. ``respond`` and ``tick`` default to the real handlers.
    """

    def __init__(
        self,
        settings: Settings,
        channels: Sequence[Channel],
        *,
        context: Context | None = None,
        respond: Respond | None = None,
        tick: Tick | None = None,
        warm_up: Callable[[], None] | None = None,
        http: bool = True,
    ) -> None:
        self.settings = settings
        self.channels = tuple(channels)
        self.clock = Clock.starting_at(settings.now, timezone=settings.zone)
        self.database = Database(settings.database_url)
        self.files = FileStore(settings.files_dir)
        self.bots: dict[str, str] = {}  # channel -> the bot's public name, once it is known
        self.budgets = make_budgets(self.channels, clock=self.clock, zone=settings.zone)
        self.context = context or load_context(settings, bots=self.bots, files=self.files, budgets=self.budgets)
        self._warm_up = warm_up
        self._receiving: list[asyncio.Task[None]] = []
        scrub = Scrubber(settings.secrets())
        self.links = Links(settings.public_url) if settings.public_url and http else None
        self.presence = Presence(self.database, [one.name for one in self.channels], now=self.clock.now)
        self.writer = Writer(partial(self.database.session, context=self.context), prepare=lock_group)
        flood = Flood()
        self.deliverer = Deliverer(
            self.channels,
            database=self.database,
            writer=self.writer,
            clock=self.clock,
            files=self.files,
            locale=settings.locale,
            scrub=scrub,
            presence=self.presence,
            budgets=self.budgets,
            links=self.links,
            flood=flood,
            quiet=QuietHours(self.database, self.context),
        )
        self.worker = Worker(
            database=self.database,
            writer=self.writer,
            clock=self.clock,
            files=self.files,
            context=self.context,
            wake_delivery=self.deliverer.wake,
            message_days=settings.message_days,
        )
        self.receiver = Receiver(
            database=self.database,
            writer=self.writer,
            handling=Handling(
                respond or real_respond(),
                self.clock,
                locale=settings.locale,
                owner=self.presence.owner,
                spare_strangers=respond is None,
            ),
            fetcher=Fetcher(self.files, read=partial(_read_received, calendar=self.context.calendar)),
            owner=self.presence.owner,
            scrub=scrub,
            wake_delivery=self.deliverer.wake,
            wake_work=self.worker.wake,
            budgets=self.budgets,
            flood=flood,
        )
        self.scheduler = Scheduler(
            writer=self.writer,
            clock=self.clock,
            tick=with_windows(
                tick or real_tick(), self.channels, clock=self.clock, keep_open=settings.zalo_oa_keep_open
            ),
            wake_delivery=self.deliverer.wake,
        )
        self.alarms = Alarms(
            self.channels,
            database=self.database,
            writer=self.writer,
            clock=self.clock,
            folder=settings.files_dir,
            halts=self.deliverer.halts,
            on_jump=self.scheduler.clock_moved,
        )
        self._http: HttpServer | None = None
        if http:
            self._http = HttpServer(
                host=settings.http_host, port=settings.http_port, health=self._health, metrics=self._metrics
            )
        for channel in self.channels:
            if hasattr(channel, "desk"):
                channel.desk = self
            if hasattr(channel, "heard"):
                resuming = Resuming(channel, writer=self.writer, clock=self.clock, locale=settings.locale)
                channel.heard = resuming.heard
            if hasattr(channel, "vault"):
                bot = str(getattr(channel, "bot", channel.name))
                channel.vault = DatabaseVault(bot, database=self.database, writer=self.writer, clock=self.clock)

    @property
    def http_port(self) -> int:
        """The port that is listened on; 0 without a server."""
        return self._http.port if self._http else 0

    @property
    def address(self) -> str:
        return self._http.address if self._http else ""

    async def start(self) -> None:
        """Returns when it listens; no vendor needs to be reachable. Raises ``OSError`` (port taken) and what the
        database raises when it cannot be opened."""
        await asyncio.to_thread(self.database.upgrade)
        await self.presence.start(self._take_up)
        self.writer.start()
        await asyncio.wrap_future(self.writer.submit(self._remember))
        self.deliverer.start()
        if self._warm_up is None:
            self.worker.start()
        if self._http is not None:
            if self.links is not None:
                self._http.add_routes(self._upload_page(self.links).routes())
            for channel in self.channels:
                self._http.add_routes(channel.routes(partial(self.receiver.receive, channel)))
            await self._http.start()
        self.scheduler.start()
        self.alarms.start()
        self._receiving = [asyncio.create_task(self._begin_receiving(), name="receiving")]

    async def stop(self) -> None:
        """Receive nothing more, finish what was accepted, then end. What is left stays in journal and outbox."""
        for task in self._receiving:
            task.cancel()
        await asyncio.gather(*self._receiving, return_exceptions=True)
        if self._http is not None:
            await self._http.stop()
        self.scheduler.stop()
        await self.alarms.stop()
        await self.receiver.stop()
        await self.worker.stop()
        await self.deliverer.stop()
        await asyncio.to_thread(self.writer.stop)
        await self.presence.stop()
        await asyncio.to_thread(self.database.close)

    async def settle(self) -> None:
        """Wait until everything that arrived is answered and sent."""
        await self.receiver.settle()
        await self.worker.settle()
        await self.deliverer.settle()

    def _remember(self, session: Session) -> None:
        """What the database knows from before, and delivery needs."""
        for budget in self.budgets.values():
            budget.load(session)
        if self.links is not None:
            self.links.key = load_key(session)

    def _upload_page(self, links: Links) -> UploadPage:
        return UploadPage(
            links,
            self.channels,
            lambda channel: partial(self.receiver.receive, channel),
            database=self.database,
            files=self.files,
            locale=self.settings.locale,
        )

    async def _begin_receiving(self) -> None:
        if self._warm_up is not None:
            await asyncio.to_thread(self._warm_up)
            self.worker.start()  # it needs what was imported just now, and would do so before READY
        await self._take_up()
        async with asyncio.TaskGroup() as group:
            for channel in self.channels:
                group.create_task(self._run_channel(channel))

    async def _take_up(self) -> None:
        """At the start what a crash left open; later what a process left that is no more."""
        left = await self.receiver.take_up(self.channels)
        if left:
            log.info("receiving.takes_up", senders=left)

    async def _run_channel(self, channel: Channel) -> None:
        """A channel survives its vendor's outages itself; should it fail all the same, it is begun again."""

        async def receive(incomings: Sequence[Incoming]) -> None:
            await self.receiver.receive(channel, incomings)

        bot = getattr(channel, "alone", None)
        while True:
            try:
                if bot is None:
                    await channel.run(receive)
                else:
                    await self.presence.run_alone(bot, partial(channel.run, receive))
                return
            except Exception:
                log.exception("channel.failed", channel=channel.name)
            await asyncio.sleep(RESTART_SECONDS)

    async def _health(self) -> dict[str, object]:
        def ask() -> None:
            with self.database.reader() as session:
                session.execute(text("SELECT 1"))

        await asyncio.to_thread(ask)
        if self.writer.is_away:
            raise RuntimeError("nothing can be written to the database")
        return {"channels": [channel.name for channel in self.channels], "writing": self.writer.waiting}

    async def _metrics(self) -> str:
        return await asyncio.to_thread(metrics.show, self)


@asynccontextmanager
async def running(app: Application) -> AsyncIterator[Application]:
    """The application, started; stopped at the end whatever happens."""
    try:
        await app.start()
        yield app
    finally:
        await app.stop()


def _read_received(data: bytes, media_type: str, *, calendar: WorkingCalendar) -> dict[str, object] | None:
    from reports.workbook.receiving import read_received  # late: openpyxl is heavy

    return read_received(data, media_type, calendar=calendar)
