"""``thidua run``: the bot on every channel that is configured."""

import asyncio
import errno
import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog
import typer

from bot.cli.commands import WrongInput
from bot.logs import set_up_logs
from bot.settings import LogFormat, Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from bot.app import Application
    from bot.channels.telegram import TelegramChannel
    from bot.channels.zalo_bot import ZaloBotChannel
    from bot.channels.zalo_oa import ZaloOaChannel

    Vendor = TelegramChannel | ZaloBotChannel | ZaloOaChannel

RETRY_SECONDS = 30.0

log = structlog.get_logger("run")


def run() -> None:
    """Run the bot on every channel that is configured, until it is stopped."""
    try:
        settings = load_settings()
    except SettingsError as error:
        raise WrongInput(str(error)) from error
    json = settings.log_format is LogFormat.JSON or (settings.log_format is None and not sys.stderr.isatty())
    set_up_logs(settings.secrets(), json=json, level=settings.log_level)
    channels = make_channels(settings)
    if not channels:
        raise WrongInput(
            "No channel is configured: set THIDUA_TELEGRAM_TOKEN, THIDUA_ZALO_BOT_TOKEN or THIDUA_ZALO_OA_APP_ID "
            "(or try `thidua demo`)."
        )
    with sentences():
        asyncio.run(_run(settings, channels))


@contextmanager
def sentences() -> Iterator[None]:
    """What people can put right themselves is said in a sentence that names it."""
    from scoring.campaign_files import CampaignFileError
    from storage.database import UnknownAddress

    try:
        yield
    except UnknownAddress as error:
        raise WrongInput(f"The setting THIDUA_DATABASE_URL is wrong: {error}.") from error
    except CampaignFileError as error:
        raise WrongInput(f"A campaign file is wrong: {error.problems[0]}") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise RuntimeError("The port is in use: set THIDUA_HTTP_PORT to another one (0: any that is free).") from error


def make_telegram(settings: Settings) -> "TelegramChannel | None":
    """The Telegram bot of the settings; None when there is no token. Raises ``WrongInput``."""
    if settings.telegram_token is None:
        return None
    from bot.channels.telegram import TelegramChannel

    if settings.telegram_mode == "webhook" and settings.public_url is None:
        raise WrongInput(
            "The setting THIDUA_PUBLIC_URL is missing: with THIDUA_TELEGRAM_MODE=webhook Telegram needs it."
        )
    secret = settings.telegram_webhook_secret
    try:
        return TelegramChannel(
            settings.telegram_token.get_secret_value(),
            api_url=settings.telegram_api_url,
            mode=settings.telegram_mode.value,
            public_url=settings.public_url,
            webhook_secret=secret.get_secret_value() if secret else None,
        )
    except ValueError as error:
        raise WrongInput(f"The setting THIDUA_TELEGRAM_WEBHOOK_SECRET is wrong: {error}.") from error


def warm_up(*, telegram: bool) -> None:
    """What costs time once. What is there afterwards stays to the end: the garbage collector need not look at it
    again and again."""
    from bot.context import load_handlers

    load_handlers()
    if telegram:
        from bot.channels.telegram import preload

        preload()
    gc.collect()
    gc.freeze()


def make_channels(settings: Settings) -> "list[Vendor]":
    """Every channel that is configured. Raises ``WrongInput``."""
    from bot.cli.zalo_bots import make_zalo_bots
    from bot.cli.zalo_oa import make_zalo_oa

    made = (make_telegram(settings), *make_zalo_bots(settings), make_zalo_oa(settings))
    return [channel for channel in made if channel is not None]


async def _run(settings: Settings, channels: "list[Vendor]") -> None:
    from bot.app import Application, running

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows: Ctrl-C ends asyncio.run by itself
            break
    has_telegram = any(channel.name == "telegram" for channel in channels)
    try:
        async with running(Application(settings, channels, warm_up=partial(warm_up, telegram=has_telegram))) as app:
            typer.echo(f"READY {app.address}")
            sys.stdout.flush()
            introductions = [asyncio.create_task(_introduce(app, channel)) for channel in channels]
            await stopped.wait()
            for introduction in introductions:
                introduction.cancel()
    finally:
        for channel in channels:
            await channel.close()
    log.info("stopped")


async def _introduce(app: "Application", channel: "Vendor") -> None:
    """Learn the bot's public name, which invitation links need, and keep it for the other commands."""
    from bot.channels.base import Rejected, Temporary
    from storage.tables import BotState

    while True:
        try:
            name = (await channel.describe()).username
            break
        except (Temporary, Rejected) as error:
            log.warning("channel.not_introduced", channel=channel.name, error=str(error))
            await asyncio.sleep(RETRY_SECONDS)
    app.bots[channel.name] = name
    state = BotState(bot=channel.name, key="username", value=name)
    await asyncio.wrap_future(app.writer.submit(lambda session: session.merge(state)))
    log.info("channel.introduced", channel=channel.name, username=name)
