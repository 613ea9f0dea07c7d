"""What the web chat is given: a scene to show around the chats, and the running program behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.channels.base import Capabilities, Markup
from bot.clock import Clock
from storage.database import Database
from storage.files import FileStore

CHANNEL: Final = "web"
CAPABILITIES: Final = Capabilities(
    buttons=True, documents=True, max_text=20_000, markup=Markup.CONTROLS, shows_outbox=True
)
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)  # before any message


class Ticker(Protocol):
    """Does at once what has become due (``bot.scheduling``)."""

    async def run_tick_now(self) -> None: ...


class Desk(Protocol):
    """The parts of ``bot.app.Application`` that the page works with."""

    @property
    def database(self) -> Database: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def scheduler(self) -> Ticker: ...


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day of the plan that the clock can be moved to. ``at`` is local and naive."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """An invitation to try."""

    code: str
    unit: str


@dataclass(frozen=True, slots=True)
class Scene:
    """``strangers``: channel id → name of somebody who may have no account yet. ``first``: the channel ids that lie
    side by side when the page is opened for the first time. ``points``: the plan gives points (what to try first)."""

    campaign: str
    timezone: ZoneInfo
    key_dates: tuple[KeyDate, ...] = ()
    strangers: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    points: bool = True
