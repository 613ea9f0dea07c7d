"""What every channel offers, and the three ways in which sending can fail.

A channel is an adapter: vendor payload -> ``Understood``, ``Rendered`` -> vendor calls, vendor errors -> ``Temporary``,
``Rejected`` or ``Gone``. It knows no campaign and no rule.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from handlers.conversation import EventKind


class Temporary(Exception):
    """Try again. ``after``: seconds the vendor asked to wait; ``whole_channel``: nobody may be sent to before."""

    def __init__(self, message: str, *, after: float | None = None, whole_channel: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.whole_channel = whole_channel


class Rejected(Exception):
    """This message will never be taken (a bug of ours, or content that the vendor refuses)."""


class Gone(Exception):
    """The person cannot be reached on this account any more (blocked the bot, deleted the account)."""


class Closed(Gone):
    """Until they write again: it is too long since they did. Other accounts of theirs may be used."""


class Unreadable(Exception):
    """A received payload that cannot be understood: it is parked and counted, the rest goes on."""


class Markup(StrEnum):
    PLAIN = "plain"
    HTML = "html"
    CONTROLS = "controls"  # emphasis stays as the control characters of handlers.conversation


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show. ``max_text`` in UTF-16 units. ``pictures``: it shows a picture that lies at a public
    address, also where it takes no documents or not this one. ``most_buttons``: further choices are typed.
    ``file_limits``: media type -> bytes, where it takes only some documents. ``takes_over``: a file that was sent lies
    with the vendor from then on; ``shows_outbox``: what people see is read out of our own outbox; ``own_phone``: it has
    a button that shares one's own phone number, and vouches for it."""

    buttons: bool
    documents: bool
    max_text: int
    markup: Markup
    pictures: bool = False
    takes_over: bool = False
    shows_outbox: bool = False
    own_phone: bool = False
    most_buttons: int | None = None
    file_limits: Mapping[str, int] | None = None

    def takes(self, media_type: str, size: int) -> bool:
        """Whether such a file can be sent as one."""
        if not self.documents:
            return False
        return self.file_limits is None or size <= self.file_limits.get(media_type, -1)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One received event on its way into the journal: unique by (bot, kind, external_id)."""

    bot: str
    kind: str
    external_id: str
    sender: str
    raw: dict[str, Any]
    received_at: datetime  # real time, aware


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that the channel holds. ``size`` None when the vendor does not tell."""

    id: str
    name: str
    media_type: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What a payload says. ``press``: (outbox row, index of the choice) as the button carried them."""

    kind: EventKind
    text: str = ""
    press: tuple[int, int] | None = None
    files: tuple[FileRef, ...] = ()
    happened_at: datetime | None = None  # the vendor's time, aware; None where it gives none
    display_name: str = ""
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """``data`` names (outbox row, choice); at most 64 bytes."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send, ready on this machine's disk. ``url``: where others can fetch it, for some time."""

    path: Path
    name: str
    media_type: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message is for, where a vendor's template names them. ``closed``: it is too long since they wrote, so only
    a template is accepted."""

    name: str = ""
    phone: str = ""  # E.164
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """One outbox row as a channel can show it. ``texts`` has several parts when one would be too long; the buttons
    belong to the last. ``form``: a phone number is asked for; ``phone_button``: what shares one's own number; then
    there are no others."""

    texts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None
    form: bool = False
    phone_button: str = ""
    addressee: Addressee | None = None


# Returns when everything handed over is committed to the journal (and, unless a file is to be fetched, handled).
Receive = Callable[[Sequence[Incoming]], Awaitable[None]]


class Channel(Protocol):
    """One bot of one vendor."""

    name: str  # "telegram", "web", "console": ``ChannelAccount.channel``
    capabilities: Capabilities
    sends_per_second: float  # paced evenly, never a burst

    def understand(self, raw: dict[str, Any]) -> Understood:
        """Read one raw payload. Pure. Raises ``Unreadable``."""

    async def send(self, external_id: str, message: Rendered) -> str | None:
        """Deliver to the channel's id of a person; returns the vendor's id of the (last) message.

        Raises ``Temporary``, ``Rejected``, ``Gone``.
        """

    async def fetch(self, file: FileRef, limit: int) -> bytes:
        """The content of a file, at most ``limit`` bytes.

        Raises ``Temporary`` (try again), ``Rejected`` (too large, gone).
        """

    async def acknowledge(self, raw: dict[str, Any]) -> None:
        """Tell the vendor's app that a press arrived. Tried once; failures are logged, never raised."""

    async def run(self, receive: Receive) -> None:
        """Receive until cancelled (a polling loop, or registering the webhook). Survives vendor outages."""

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        """HTTP routes of this channel (webhook, the demo's page); none where it polls."""
