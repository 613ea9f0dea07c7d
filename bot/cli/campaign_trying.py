"""``thidua campaign try``: a campaign answered as a unit would, in a scratch space that is thrown away."""

import asyncio
import sys
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, clock_of, read_day, say
from bot.cli.kept import campaign_or_draft

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from locales import Translator
    from scoring.campaign import Campaign

WHO = "trial"


def try_it(
    campaign_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day (YYYY-MM-DD) to try it on.")] = None,
) -> None:
    """Answer a campaign's questions as a unit would. Nothing is kept, and nobody is told.

    An id means the draft that was kept in the chat, where there is a database with one, else the campaign's file.

    Lines come from standard input, as in ``thidua chat``; "@photo.jpg" sends a file. The day is today while the
    campaign lasts, else its first day; the self-assessment can be sent only on a day of its window.
    """
    from bot.cli.run import sentences
    from bot.logs import set_up_logs

    settings, tr = begin()
    campaign = campaign_or_draft(campaign_id, settings, tr)
    day = read_day("--on", on) if on is not None else None
    if day is not None and not campaign.period.start <= day <= campaign.period.end:
        raise WrongInput(
            tr(
                "--on: {day} lies outside the campaign ({start} to {end})",
                day=tr.date(day),
                start=tr.date(campaign.period.start),
                end=tr.date(campaign.period.end),
            )
        )
    set_up_logs(settings.secrets(), level="ERROR")
    with TemporaryDirectory(prefix="thidua-try-", ignore_cleanup_errors=True) as folder, sentences():
        asyncio.run(_try(_scratch(settings, Path(folder), campaign, day), campaign, tr))


def _scratch(settings: "Settings", folder: Path, campaign: "Campaign", day: date | None) -> "Settings":
    """The settings of the environment, except that everything lies in the folder and the clock shows the day."""
    from bot.settings import load_settings

    now = clock_of(settings).now().astimezone(settings.zone)
    if day is None and not campaign.period.start <= now.date() <= campaign.period.end:
        day = campaign.period.start
    if day is not None:
        now = datetime.combine(day, time(8), settings.zone)
    return load_settings(
        database_url=f"sqlite:///{folder / 'trial.db'}",
        files_dir=folder / "files",
        telegram_token=None,
        zalo_bot_token=None,
        now=now,
    )


async def _try(settings: "Settings", campaign: "Campaign", tr: "Translator") -> None:
    from bot.app import Application, running
    from bot.channels.console import ConsoleChannel
    from bot.cli.chat import talk

    mark = tr("[Trial]")

    def show(text: str) -> None:
        sys.stdout.write(f"{mark} {text}\n\n")
        sys.stdout.flush()

    channel = ConsoleChannel(WHO, show=show)
    # Without ticks: a trial reminds nobody of anything.
    app = Application(settings, [channel], http=False, tick=lambda _session, _now: [])
    await asyncio.to_thread(app.database.upgrade)
    with app.database.session(context=app.context) as session:
        _settle_in(session, campaign, settings, tr)
        session.commit()
    say(
        tr(
            "A trial of {id} on {day}: nothing is kept, nobody is told. “menu” shows everything, Ctrl-D ends.",
            id=campaign.id,
            day=tr.long_date(app.clock.now().astimezone(settings.zone).date()),
        )
    )
    async with running(app):
        await app.receiver.receive(channel, [channel.incoming("menu")])
        await app.settle()
        await talk(app, channel)
    say(tr("The trial is over; nothing of it was kept."))


def _settle_in(session: "Session", campaign: "Campaign", settings: "Settings", tr: "Translator") -> None:
    """The campaign is open, and there is one unit with somebody who speaks for it."""
    from storage import queries
    from storage.tables import ChannelAccount, Membership, Person, Role, Unit

    now = clock_of(settings).now()
    queries.open_campaign(session, campaign, now=now, by=None)
    unit = Unit(code="THU", name=tr("Trial unit"), unit_type=campaign.unit_types[0].id)
    person = Person(name=WHO, consented_at=now, consent_version="1", created_at=now)
    session.add_all([unit, person])
    session.flush()
    assert person.id is not None
    session.add(ChannelAccount(person_id=person.id, channel="console", external_id=WHO, last_seen_at=now))
    session.add(Membership(person_id=person.id, role=Role.UNIT_CONTACT, unit_id=unit.id, since=now))
