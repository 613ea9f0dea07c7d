"""Channels that may write to people only for some time after they wrote: known before anything is planned or sent.

A channel's ``window`` is that time (real). Each tick closes what has run out, before it looks at what is due, so that
reminders are planned for another channel or for the list of whom to call; what waits already goes to another account. A
message is looked at once more when it is sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.budget import divert
from bot.channels.base import Channel
from bot.clock import Clock
from bot.due import Due, Mark, mark_gone
from bot.rows import change
from bot.scheduling import Tick
from handlers.conversation import Reply
from storage.tables import ChannelAccount

if TYPE_CHECKING:
    from handlers.windows import Window

# A message is on its way for some time, and the vendor's clock is not ours.
MARGIN = timedelta(minutes=5)


def is_closed(channel: Channel, row: Due, *, real: datetime) -> bool:
    """Whether the vendor would refuse an ordinary message to the row's account now."""
    length: timedelta | None = getattr(channel, "window", None)
    return length is not None and row.last_seen is not None and real - row.last_seen >= length - MARGIN


def mark_closed(row: Due, *, channel: str, error: str) -> Mark:
    """The account counts as not reachable until its owner writes; what nobody asked for goes to another of theirs."""
    gone = mark_gone(row, error=error)

    def mark(session: Session) -> None:
        change(session, ChannelAccount, row.account, reachable=False)
        divert(session, channel, account=row.account)
        gone(session)

    return mark


def with_windows(tick: Tick, channels: Sequence[Channel], *, clock: Clock, keep_open: int) -> Tick:
    """``tick`` with the windows of the channels that have one looked after."""
    limited = [channel for channel in channels if hasattr(channel, "window")]
    if not limited:
        return tick

    def both(session: Session, now: datetime) -> list[Reply]:
        from handlers.windows import close, look_after  # late: whoever inspects the core does not pay for all handlers

        windows = [_window_of(channel, keep_open) for channel in limited]
        real = clock.real()
        for window in windows:
            for account in close(session, window, real=real + MARGIN):
                divert(session, window.channel, account=account)
        replies = tick(session, now)
        for window in windows:
            replies += look_after(session, window, now=now, real=real)
        return replies

    return both


def _window_of(channel: Channel, keep_open: int) -> "Window":
    from handlers.windows import Window  # late: see above

    template = getattr(channel, "template", None)
    return Window(
        channel.name,
        getattr(channel, "window"),  # noqa: B009 - not every channel has one
        keep_open,
        has_template=template is not None,
        needs_phone=template is not None and template.by == "phone",
    )
