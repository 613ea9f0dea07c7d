"""What the doctor finds of a Zalo bot: token, webhook, people, and the month's messages."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.doctor import Finding, Health

if TYPE_CHECKING:
    from bot.budget import Budget
    from bot.channels.zalo_bot import ZaloBotChannel
    from bot.settings import Settings
    from locales import Translator
    from storage.database import Database

SECONDS = 5.0


def check_zalo_bot(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    """Nothing where no Zalo bot is configured."""
    from bot.channels.zalo_bot import CHANNEL
    from bot.cli.zalo_bots import make_zalo_bots

    bots = make_zalo_bots(settings)
    for zalo in bots:
        which = zalo.name.removeprefix(CHANNEL)  # nothing for the first, "-<number>" for further ones
        for finding in _check_bot(zalo, settings, tr):
            yield replace(finding, check=finding.check + which)
    if bots:
        yield from check_tried(settings, tr)
    if bots and settings.public_url is None:
        text = tr(
            "Zalo bots take no files, and THIDUA_PUBLIC_URL is not set: only photos can be sent as evidence there."
        )
        yield Finding("zalo_files", Health.NOTE, text)


def _check_bot(zalo: "ZaloBotChannel", settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.channels.base import Rejected, Temporary

    async def ask() -> tuple[str, str]:
        try:
            async with asyncio.timeout(SECONDS):
                return (await zalo.describe()).username, await zalo.webhook()
        finally:
            await zalo.close()

    try:
        name, webhook = asyncio.run(ask())
    except TimeoutError:
        text = tr("Zalo does not answer at {address}.", address=settings.zalo_bot_api_url)
        yield Finding("zalo_bot", Health.FAILED, text)
    except (Temporary, Rejected) as error:
        yield Finding("zalo_bot", Health.FAILED, str(error))
    else:
        yield Finding("zalo_bot", Health.OK, tr("Zalo answers as {name}.", name=name))
        yield from _check_webhook(zalo, webhook, tr)
    yield from _check_plan(zalo, settings, tr)


def _check_webhook(zalo: "ZaloBotChannel", found: str, tr: "Translator") -> Iterator[Finding]:
    if found == zalo.webhook_url:
        return
    if not zalo.webhook_url:
        text = tr(
            "A webhook is set, so polling gets nothing. Remove it (method deleteWebhook, docs/zalo.md) or set "
            "THIDUA_ZALO_BOT_MODE=webhook."
        )
        yield Finding("zalo_webhook", Health.FAILED, text)
        return
    text = tr("The webhook is not set to this program's address; “thidua run” sets it at its start.")
    yield Finding("zalo_webhook", Health.NOTE, text)


def _check_plan(zalo: "ZaloBotChannel", settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.budget import make_budgets
    from bot.clock import Clock
    from storage.database import Database

    database = Database(settings.database_url)
    try:
        database.upgrade()
        budget = make_budgets((zalo,), clock=Clock(), zone=settings.zone)[zalo.name]
        yield from _check_messages(zalo, budget, database, tr)
        yield from _check_people(zalo, settings, database, tr)
    finally:
        database.close()


def _check_messages(
    zalo: "ZaloBotChannel", budget: "Budget", database: "Database", tr: "Translator"
) -> Iterator[Finding]:
    from sqlalchemy import func, select
    from sqlmodel import col

    from bot.budget import MARKS
    from storage.tables import OutboxState, Outgoing

    with database.reader() as session:
        received, sent = budget.used(session)
        held = session.scalar(
            select(func.count())
            .select_from(Outgoing)
            .where(
                col(Outgoing.channel) == zalo.name,
                col(Outgoing.proactive),
                col(Outgoing.state) == OutboxState.WAITING,
            )
        )
    used = budget.total((received, sent))
    text = tr(
        "Zalo messages this month: {used} of {limit} (received {received}, sent {sent}).",
        used=tr.number(used),
        limit=tr.number(budget.limit),
        received=tr.number(received),
        sent=tr.number(sent),
    )
    health = Health.OK if used * 100 < MARKS[0] * budget.limit else Health.NOTE
    if used >= budget.limit:
        health = Health.FAILED
        text += " " + tr(
            "They are spent: reminders wait until next month ({n} of them), answers still go out.", n=held or 0
        )
    yield Finding("zalo_quota", health, text)


def _check_people(
    zalo: "ZaloBotChannel", settings: "Settings", database: "Database", tr: "Translator"
) -> Iterator[Finding]:
    from bot.budget import people_of

    with database.reader() as session:
        people = people_of(session, zalo.name)
    text = tr("People on Zalo: {n} of {limit} that the plan allows.", n=people, limit=settings.zalo_bot_users)
    if people > settings.zalo_bot_users:
        text += " " + tr("Whoever came last may get no answers: invite them to Telegram.")
    full = people * 100 >= 80 * settings.zalo_bot_users
    yield Finding("zalo_people", Health.NOTE if full else Health.OK, text)


def check_tried(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    """What ``thidua try-zalo`` found out, and the setting that follows from it."""
    from bot import tried

    path = settings.zalo_bot_tried
    try:
        found = tried.read(path)
    except tried.WrongFile as error:
        yield Finding(
            "zalo_tried", Health.NOTE, tr("This file cannot be read, try the bot again: {what}", what=str(error))
        )
        return
    if found is None:
        words = tr("Nobody has tried this bot yet: “thidua try-zalo” takes ten minutes and a phone.")
        yield Finding("zalo_tried", Health.NOTE, words)
        return
    if found.differing:
        words = tr(
            "Tried on {date}; different from what is expected: {steps}.",
            date=found.at[:10],
            steps="; ".join(found.differing),
        )
        yield Finding("zalo_tried", Health.NOTE, words)
    else:
        yield Finding("zalo_tried", Health.OK, tr("Tried on {date}, all as expected.", date=found.at[:10]))
    wanted = {True: "both", False: "sent"}.get(found.counts_received) if found.counts_received is not None else None
    if wanted is not None and wanted != settings.zalo_bot_counted.value:
        name = "THIDUA_ZALO_BOT_COUNTED"
        words = tr("The month's number was seen to grow otherwise. Put this line into {path}:", path=_place(name, tr))
        words += f"\n{name}={wanted}"
        yield Finding("zalo_counted", Health.NOTE, words)
    open_points = [number for number in MANUAL if number not in found.manual]
    if open_points:
        words = tr("Not tried yet by hand: points {points} (thidua try-zalo --manual).", points=", ".join(open_points))
        yield Finding("zalo_manual", Health.NOTE, words)


def _place(name: str, tr: "Translator") -> str:
    """Where a setting is changed: an environment variable wins over the file."""
    return tr("the environment (it is set there)") if name in os.environ else str(Path(".env").absolute())


MANUAL = ("4", "8", "9", "10", "11")  # points of docs/zalo.md that no program can try
