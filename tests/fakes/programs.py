"""The whole program around a channel of the tests, with a handler of the tests."""

import asyncio
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from bot.app import Application
from bot.channels.base import Channel
from bot.settings import Settings
from handlers.context import Context
from handlers.conversation import Event, Reply
from scoring.calendar import WorkingCalendar


def echo(session: Session, event: Event) -> list[Reply]:
    """The simplest handler: it says what it heard."""
    return [Reply(f"{event.kind.value}: {event.choice or event.text}")]


def make_app(
    settings: Settings, channel: Channel, respond: Callable[[Session, Event], list[Reply]] = echo, **more: Any
) -> Application:
    """The program, not started. ``more``: parameters of ``Application``."""
    context = more.pop("context", None) or Context(campaigns={}, calendar=WorkingCalendar())
    more.setdefault("tick", lambda session, now: [])
    more.setdefault("http", False)
    return Application(settings, [channel], context=context, respond=respond, **more)


async def kill(app: Application) -> None:
    """End it as a crash would: nothing is finished, nothing is marked. What else runs in the loop goes on."""
    app.scheduler.stop()
    tasks = [*app._receiving, *app.deliverer._loops, *app.deliverer._sends, *app.receiver._following]
    tasks += [*app.receiver._later._tasks, *([app.presence._beating] if app.presence._beating else [])]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(app.writer.stop)
    await asyncio.to_thread(app.database.close)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that only looking can tell (rows on the disk, messages that arrived)."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
