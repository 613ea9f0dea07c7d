"""``thidua campaign change``: a changed definition becomes the next version of a campaign that is open."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import all_campaigns, begin, campaign_named, clock_of, confirm, has_terminal, installed, say

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from bot.settings import Settings
    from handlers.changing import Change
    from locales import Translator
    from scoring.campaign import Campaign
    from storage.tables import OpenedCampaign

SHORTEST = 3  # characters of a reason


def change_it(
    campaign_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign that is open here.")],
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="The changed campaign file or workbook. Without it: what waits in the chat, else the campaign's file.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why it is changed; units read it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without being asked; needs --reason.")] = False,
) -> None:
    """Change the rules of a campaign that is open: what differs, whom it touches; then the next version holds.

    What was sent keeps its rules and its points. Drafts move to the new version; answers that no longer fit are kept
    in the history and asked again, and the unit is told. Without a terminal and without --yes nothing is changed.
    """
    from bot.context import load_context

    settings, tr = begin()
    new = campaign_named(file, settings) if file is not None else _waiting(campaign_id, settings, tr)
    now = clock_of(settings).now().astimezone(settings.zone)
    context = load_context(settings)
    with installed(settings, tr) as database:
        with database.reader(context=context) as session:
            change = _plan(session, campaign_id, new, now, tr)
        if change.old == change.new:
            say(tr("Nothing differs; version {n} of {id} stays.", n=change.opened.version, id=campaign_id))
            return
        _show(change, tr)
        why = _settle(reason, tr, yes=yes)
        with database.session(context=context) as session:
            number, told = _apply(session, campaign_id, new, now, why, tr)
            session.commit()
    say(tr("Version {n} of {id} holds now.", n=number, id=campaign_id))
    say(tr.plural("{n} message waits to be sent.", "{n} messages wait to be sent.", told))


def _waiting(campaign_id: str, settings: "Settings", tr: "Translator") -> "Campaign":
    """What the organizer's chat would offer; the definition that holds when nothing waits. Raises ``WrongInput``."""
    from handlers.change_sources import waiting_change
    from storage import queries

    file = all_campaigns(settings).get(campaign_id)
    with installed(settings, tr) as database, database.reader() as session:
        opened = _opened(session, campaign_id, tr)
        found = waiting_change(session, opened, file)
        if found is None:
            return queries.definition(session, campaign_id)
        if found.draft is not None:
            say(tr("The draft “{file}” that was kept in the chat:", file=found.draft.file_name))
        return found.new


def _plan(session: "Session", campaign_id: str, new: "Campaign", now: "datetime", tr: "Translator") -> "Change":
    """Raises ``WrongInput`` for what cannot be changed."""
    from handlers.changing import plan_change, refusal_lines

    change = plan_change(session, _opened(session, campaign_id, tr), new, on=now.date())
    if change.refused:
        *first, last = refusal_lines(change, tr)
        for line in first:
            say(line)
        raise WrongInput(last)
    return change


def _opened(session: "Session", campaign_id: str, tr: "Translator") -> "OpenedCampaign":
    from bot.cli.campaign_opening import never_opened
    from storage.tables import CampaignState, OpenedCampaign

    opened = session.get(OpenedCampaign, campaign_id)
    if opened is None:
        raise WrongInput(never_opened(session, campaign_id, tr))
    if opened.state is CampaignState.CLOSED:
        raise WrongInput(tr("The campaign {id} was closed: run “thidua campaign reopen {id}”.", id=campaign_id))
    return opened


def _show(change: "Change", tr: "Translator") -> None:
    from handlers.changing import effect_lines
    from reports.changing import difference_lines

    say(tr("What changes (version {old} → {new}):", old=change.opened.version, new=change.opened.version + 1))
    for line in difference_lines(change.old, change.new, tr):
        say(f"  {line}")
    say("")
    say(tr("Whom it touches:"))
    for line in effect_lines(change, tr):
        say(f"  {line}")
    say("")


def _settle(reason: str | None, tr: "Translator", *, yes: bool) -> str:
    """The reason, once somebody agreed. Raises ``WrongInput``: nothing is changed then."""
    if yes or not has_terminal():
        if not yes:
            raise WrongInput(tr("Nothing was changed. To apply it, give --yes and --reason."))
        if reason is None or len(reason.strip()) < SHORTEST:
            raise WrongInput(tr("--reason: write why the rules are changed; the units read it"))
        return reason.strip()
    if not confirm(tr, tr("Apply it?")):
        raise WrongInput(tr("Nothing was changed."))
    while reason is None or len(reason.strip()) < SHORTEST:
        reason = typer.prompt(tr("Why? The units read it."), prompt_suffix=" ", err=True)
    return reason.strip()


def _apply(
    session: "Session", campaign_id: str, new: "Campaign", now: "datetime", reason: str, tr: "Translator"
) -> tuple[int, int]:
    """Looked at once more, in the transaction that changes it: somebody may have answered meanwhile."""
    from bot.outbox import enqueue
    from handlers.change_applying import apply_change
    from storage.locks import lock_rows
    from storage.queries.versions import submissions_with_units

    units = [submission.unit_id for submission, _ in submissions_with_units(session, campaign_id)]
    lock_rows(session, people=(), units=units)
    session.expire_all()
    change = _plan(session, campaign_id, new, now, tr)
    if change.old == change.new:
        raise WrongInput(tr("Somebody else has applied this change meanwhile."))
    replies = apply_change(session, change, by=None, now=now, reason=reason)
    session.flush()
    return change.opened.version, len(enqueue(session, replies, now=now))
