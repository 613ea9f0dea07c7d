"""``thidua chat``: talk to the bot in the terminal, or play a file of lines into it."""

import asyncio
import sys
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.run import sentences
from bot.logs import set_up_logs
from bot.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:  # heavy modules are loaded by the command, not by its --help
    from bot.app import Application
    from bot.channels.console import ConsoleChannel


def chat(
    name: Annotated[str, typer.Option("--as", help="Who is typing: a name that is remembered from chat to chat.")],
) -> None:
    """Chat in the terminal.

    Lines come from standard input, so a file of them can be played; "@photo.jpg" sends a file. The same database as
    that of the running bot: people who chat here are people of the campaign.
    """
    who = name.strip()
    if not who:
        raise WrongInput("--as needs a name.")
    try:
        settings = load_settings()
    except SettingsError as error:
        raise WrongInput(str(error)) from error
    set_up_logs(settings.secrets(), level="WARNING")
    with sentences():
        asyncio.run(_chat(settings, who))


async def _chat(settings: Settings, who: str) -> None:
    from bot.app import Application, running
    from bot.channels.console import ConsoleChannel

    channel = ConsoleChannel(who, show=_show)
    async with running(Application(settings, [channel], http=False)) as app:
        await app.settle()  # what was waiting for this person comes first
        if sys.stdin.isatty():
            typer.echo("/start begins, @photo.jpg sends a file, Ctrl-D ends.", err=True)
        await talk(app, channel)


async def talk(app: "Application", channel: "ConsoleChannel") -> None:
    """Every line of standard input, and what is answered to it, until its end."""
    lines = _read_lines()
    while (line := await lines.get()) is not None:
        if not line.strip():
            continue
        if not sys.stdin.isatty():
            _show(f"> {line}")
        await app.receiver.receive(channel, [channel.incoming(line)])
        await app.settle()


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()


def _read_lines() -> "asyncio.Queue[str | None]":
    """Standard input line by line, None at its end; read in a thread that nobody has to wait for."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line.rstrip("\r\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="keyboard", daemon=True).start()
    return lines
