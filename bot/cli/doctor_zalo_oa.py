"""What the doctor finds of a Zalo Official Account: sign-in, webhook address, windows, templates."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.doctor import Finding, Health

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.channels.zalo_oa import ZaloOaChannel
    from bot.channels.zalo_oa_tokens import Tokens
    from bot.settings import Settings
    from locales import Translator

SECONDS = 10.0


def check_zalo_oa(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    """Nothing where no account is configured."""
    from bot.cli.zalo_oa import make_zalo_oa
    from bot.vault import load_tokens
    from storage.database import Database

    oa = make_zalo_oa(settings)
    if oa is None:
        return
    database = Database(settings.database_url)
    try:
        database.upgrade()
        with database.reader() as session:
            yield from _check_tokens(oa, load_tokens(session, oa.bot), tr)
            yield from _check_webhook(oa, session, settings, tr)
            yield from _check_reach(oa, session, tr)
    finally:
        database.close()


def _check_tokens(oa: "ZaloOaChannel", tokens: "Tokens | None", tr: "Translator") -> Iterator[Finding]:
    if tokens is None:
        text = tr("Nobody has signed in to the Zalo Official Account: run “thidua zalo-oa login”.")
        yield Finding("zalo_oa", Health.FAILED, text)
        return
    if tokens.until <= datetime.now(UTC):
        text = tr(
            "The token of the Zalo Official Account has expired. “thidua run” renews it; if it cannot: "
            "thidua zalo-oa login"
        )
        yield Finding("zalo_oa", Health.FAILED, text)
        return
    yield asyncio.run(_ask(oa, tokens, tr))


async def _ask(oa: "ZaloOaChannel", tokens: "Tokens", tr: "Translator") -> Finding:
    """With the token that is there: the doctor renews none, for that is the running program's."""
    from bot.channels.zalo_oa import ask_profile
    from bot.channels.zalo_oa_api import OaError
    from bot.channels.zalo_oa_failures import Means, meaning_of

    oa.api.hide(tokens.access, tokens.refresh)
    try:
        async with asyncio.timeout(SECONDS):
            name = (await ask_profile(oa.api, tokens.access)).username
    except TimeoutError:
        return Finding("zalo_oa", Health.FAILED, tr("Zalo does not answer at {address}.", address=oa.api.hosts.api))
    except OaError as error:
        text = str(error)
        if meaning_of(error) is Means.TOKEN:
            text += " " + tr("Zalo refuses the token: run “thidua zalo-oa login”.")
        elif meaning_of(error) is Means.PEOPLE:
            text += " " + tr("Somebody has to settle this in Zalo's console: the package, the consent or the app.")
        return Finding("zalo_oa", Health.FAILED, text)
    finally:
        await oa.close()
    return Finding("zalo_oa", Health.OK, tr("Zalo answers as {name}.", name=name))


def _check_webhook(
    oa: "ZaloOaChannel", session: "Session", settings: "Settings", tr: "Translator"
) -> Iterator[Finding]:
    from sqlmodel import col, select

    from storage.tables import JournalEvent

    last = session.exec(
        select(JournalEvent.received_at)
        .where(JournalEvent.bot == oa.bot)
        .order_by(col(JournalEvent.id).desc())
        .limit(1)
    ).first()
    text = tr("Webhook to be set in Zalo's console: {address}", address=oa.webhook_url)
    if not oa.webhook_url.startswith("https://"):
        yield Finding("zalo_oa_webhook", Health.FAILED, text + " " + tr("Zalo takes https addresses only."))
    elif last is None:
        yield Finding("zalo_oa_webhook", Health.NOTE, text + " " + tr("No event has come yet."))
    else:
        when = tr.date(last.astimezone(settings.zone).date())
        yield Finding("zalo_oa_webhook", Health.OK, text + " " + tr("The last event came on {date}.", date=when))


def _check_reach(oa: "ZaloOaChannel", session: "Session", tr: "Translator") -> Iterator[Finding]:
    from sqlmodel import col, func, select

    from handlers.windows import out_of_reach
    from storage.tables import ChannelAccount

    closed = session.exec(
        select(func.count())
        .select_from(ChannelAccount)
        .where(ChannelAccount.channel == oa.name, col(ChannelAccount.last_seen_at) <= datetime.now(UTC) - oa.window)
    ).one()
    if oa.template is None:
        text = tr("People on the Official Account whose 7 days are over: {n}.", n=closed)
        lost = len(out_of_reach(session, oa.name))
        if lost:
            text += " " + tr("{n} of those who take part can be reached nowhere: see the organizer's chat.", n=lost)
        yield Finding("zalo_oa_window", Health.NOTE if lost else Health.OK, text)
        return
    text = tr(
        "People whose 7 days are over: {n}. They get the template {template}, which is paid for.",
        n=closed,
        template=oa.template.id,
    )
    yield Finding("zalo_oa_window", Health.OK, text)
