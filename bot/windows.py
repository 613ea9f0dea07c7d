"""Ticks also look after channels that may write to people only for some time (``handlers.windows``)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.channels.base import Channel
from bot.clock import Clock
from bot.scheduling import Tick
from handlers.conversation import Reply


def with_windows(tick: Tick, channels: Sequence[Channel], *, clock: Clock, keep_open: int) -> Tick:
    """``tick``, and after it each channel that has a ``window``."""
    limited = [channel for channel in channels if hasattr(channel, "window")]
    if not limited:
        return tick

    def both(session: Session, now: datetime) -> list[Reply]:
        from handlers.windows import Window, look_after  # late: whoever inspects the core does not pay for all handlers

        replies = tick(session, now)
        for channel in limited:
            has_template = getattr(channel, "template", None) is not None
            window = Window(channel.name, channel.window, keep_open, has_template)
            replies += look_after(session, window, now=now, real=clock.real())
        return replies

    return both
