"""``thidua demo``: everything in the browser, with a sample city."""

import asyncio
import errno
import os
import signal
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.demo_folder import FOLDER, DemoInUse
from bot.logs import set_up_logs
from bot.settings import SettingsError
from locales import translator

if TYPE_CHECKING:
    from bot.demo import Demo

tr = translator("vi")


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0: any free one.")] = 8000,
    campaign: Annotated[str | None, typer.Option(help="Id of the campaign to play.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Begin anew.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """Try everything in the browser, with sample units; no token needed."""
    from bot.demo import UnknownCampaign

    set_up_logs(level="WARNING")
    try:
        asyncio.run(_demo(port, campaign, reset=reset, browser=not no_browser and _has_display()))
    except (UnknownCampaign, SettingsError) as error:
        raise WrongInput(str(error)) from error
    except DemoInUse as error:
        words = tr("Another demo runs on the folder {folder}. Please end it first.", folder=error)
        raise RuntimeError(words) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        words = tr("Port {port} is in use. Try another one: thidua demo --port {other}", port=port, other=port + 1)
        raise RuntimeError(words) from error


async def _demo(port: int, campaign: str | None, *, reset: bool, browser: bool) -> None:
    from bot.demo import open_demo

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows: Ctrl-C ends asyncio.run by itself
            break
    async with open_demo(FOLDER, port=port, campaign_id=campaign, reset=reset) as running:
        address = f"{running.app.address}/"
        typer.echo(_what_to_try(running, address, FOLDER), err=True)
        typer.echo(f"READY {address}")
        sys.stdout.flush()
        if browser:
            await asyncio.to_thread(webbrowser.open, address)
        await stopped.wait()


def _what_to_try(demo: "Demo", address: str, folder: Path) -> str:
    lines = [
        tr("The demo of “{campaign}” is ready: {address}", campaign=demo.campaign.name.within("vi"), address=address),
        "",
        tr("What to try first:"),
        *(_points_first() if demo.campaign.has_points else _verdicts_first()),
        tr("5. Add the chat of a stranger and write an invitation code there:"),
        *(f"     {code.code}  ({code.unit})" for code in demo.codes),
        "",
        tr("Everything lies in {folder}. Begin anew: --reset. End: Ctrl-C.", folder=folder),
    ]
    return "\n".join(lines)


def _points_first() -> list[str]:
    return [
        tr("1. In the chat of Phường 1 write “menu” and register the points."),
        tr("2. Choose the self-assessment there: answer, and send a photo as evidence."),
        tr("3. At the top of the page go to the opening of the self-assessment, then send the sheet."),
        tr("4. In the reviewer's chat write “menu”: approve, or return with a reason."),
    ]


def _verdicts_first() -> list[str]:
    """Of a plan without points."""
    return [
        tr("1. In the chat of the first unit write “menu” and register, for the unit or for somebody of it."),
        tr("2. Choose the own assessment there: answer, send a photo as evidence, then send it."),
        tr("3. In the reviewer's chat write “menu”: approve, or return with a reason."),
        tr("4. In the chat of the chairperson look at the awards and decide what the plan leaves to people."),
    ]


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
