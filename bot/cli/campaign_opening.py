"""``thidua campaign open|close|reopen``: from the definition in a file to the one that holds here."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, clock_of, confirm, has_terminal, installed, read_day, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from locales import Translator
    from scoring.campaign import Campaign
    from storage.database import Database
    from storage.tables import OpenedCampaign

OpenedId = Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign that was opened here.")]


def open_it(
    campaign_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day (YYYY-MM-DD) it opened.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Confirm every assumption without being asked.")] = False,
) -> None:
    """Open a campaign: settle what its plan leaves open, and freeze the definition.

    Every assumption of the definition is shown, and asked about on a terminal. Where nobody can be asked they hold as
    the definition states them, and the history says that they were only shown.
    """
    from bot.cli.kept import campaign_or_draft
    from handlers.step_people import empty_in_words

    settings, tr = begin()
    now = _opening_time(settings, read_day("--on", on) if on is not None else None)
    with installed(settings, tr) as database:
        campaign = campaign_or_draft(campaign_id, settings, tr)
        if _is_open(database, campaign, tr):
            say(tr("The campaign {id} is open already; nothing was changed.", id=campaign.id))
            return
        with database.reader() as session:
            for sentence in empty_in_words(session, campaign, tr):
                say(sentence)
        settled = _settle(campaign, tr, yes=yes)
        with database.session() as session:
            _open(session, campaign, now, settled)
            session.commit()
    say(tr("The campaign {id} is open. Its definition is frozen as version {n}.", id=campaign.id, n=1))
    if now.date() > campaign.period.end:
        say(tr("Please note: its plan ended on {day}.", day=tr.date(campaign.period.end)))


def close_it(campaign_id: OpenedId) -> None:
    """Close a campaign. Nothing is deleted."""
    from storage import queries
    from storage.tables import CampaignState

    settings, tr = begin()
    with installed(settings, tr) as database, database.session() as session:
        opened = _opened(session, campaign_id, tr)
        if opened.state is CampaignState.CLOSED:
            say(tr("The campaign {id} is closed already; nothing was changed.", id=campaign_id))
            return
        now = clock_of(settings).now()
        queries.close_campaign(session, campaign_id, now=now)
        _record_state(session, opened, "closed", now)
        session.commit()
    say(tr("The campaign {id} is closed.", id=campaign_id))


def reopen_it(campaign_id: OpenedId) -> None:
    """Open a closed campaign again, with the definition that it had."""
    from storage import queries
    from storage.tables import CampaignState

    settings, tr = begin()
    with installed(settings, tr) as database, database.session() as session:
        opened = _opened(session, campaign_id, tr)
        if opened.state is CampaignState.OPEN:
            say(tr("The campaign {id} is open already; nothing was changed.", id=campaign_id))
            return
        now = clock_of(settings).now()
        queries.open_campaign(session, queries.definition(session, campaign_id), now=now, by=None)
        _record_state(session, opened, "reopened", now)
        session.commit()
    say(tr("The campaign {id} is open again, with the definition that it had.", id=campaign_id))


def _opening_time(settings: "Settings", day: date | None) -> datetime:
    """Now; or the first moment of another day, here."""
    local = clock_of(settings).now().astimezone(settings.zone)
    return local if day in (None, local.date()) else datetime.combine(day, time(), settings.zone)


def _is_open(database: "Database", campaign: "Campaign", tr: "Translator") -> bool:
    from storage.tables import CampaignState, OpenedCampaign

    with database.reader() as session:
        opened = session.get(OpenedCampaign, campaign.id)
    if opened is None:
        return False
    if opened.state is CampaignState.CLOSED:
        raise WrongInput(tr("The campaign {id} was closed: run “thidua campaign reopen {id}”.", id=campaign.id))
    return True


def _settle(campaign: "Campaign", tr: "Translator", *, yes: bool) -> str:
    """Show every assumption and ask about each where somebody can be asked. Returns how they were settled: "asked",
    "option" (--yes) or "shown". Raises ``WrongInput`` when one is not right: nothing is opened then."""
    settled = "option" if yes else "asked" if has_terminal() else "shown"
    if campaign.assumptions:
        say(tr("To be confirmed before opening:"))
    for number, each in enumerate(campaign.assumptions, 1):
        say(f"  {number}. {each.about}: {each.text.within(tr.locale)}")
        if settled == "asked" and not confirm(tr, "     " + tr("Is that right?")):
            raise WrongInput(
                tr("Not opened. Please put “{about}” right in the campaign's file, then open it.", about=each.about)
            )
    if campaign.assumptions and settled == "shown":
        say(tr("Nobody could be asked here, so these hold as the definition states them."))
    return settled


def _open(session: "Session", campaign: "Campaign", now: datetime, settled: str) -> None:
    from storage import queries

    opened = queries.open_campaign(session, campaign, now=now, by=None)
    queries.record(
        session,
        at=now,
        person_id=None,
        campaign_id=campaign.id,
        subject="campaign",
        action="opened",
        after={
            "version": opened.version,
            "digest": campaign.digest,
            "assumptions": [each.about for each in campaign.assumptions],
            "settled": settled,
        },
    )


def _record_state(session: "Session", opened: "OpenedCampaign", action: str, now: datetime) -> None:
    from storage import queries

    queries.record(
        session,
        at=now,
        person_id=None,
        campaign_id=opened.id,
        subject="campaign",
        action=action,
        after={"state": opened.state.value, "version": opened.version},
    )


def _opened(session: "Session", campaign_id: str, tr: "Translator") -> "OpenedCampaign":
    from storage.tables import OpenedCampaign

    opened = session.get(OpenedCampaign, campaign_id)
    if opened is None:
        raise WrongInput(never_opened(session, campaign_id, tr))
    return opened


def never_opened(session: "Session", campaign_id: str, tr: "Translator") -> str:
    """A sentence that names the campaigns that were opened here."""
    from sqlmodel import col, select

    from storage.tables import OpenedCampaign

    ids = session.exec(select(OpenedCampaign.id).order_by(col(OpenedCampaign.id))).all()
    return tr("The campaign {id} was never opened here. Opened were: {ids}.", id=campaign_id, ids=", ".join(ids) or "–")
