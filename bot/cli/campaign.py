"""Campaigns on the command line: what is there, whether a file is right, what an answer is worth, who is reminded."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import (
    campaign_changing,
    campaign_judging,
    campaign_opening,
    campaign_renewing,
    campaign_trying,
    campaign_workbook,
)
from bot.cli.answers_file import explain_contradiction, read_answers
from bot.cli.commands import WrongInput
from bot.cli.common import begin, campaign_named, in_words, print_json, read_day, say, wrong_files

if TYPE_CHECKING:
    from bot.settings import Settings
    from locales import Translator
    from scoring.calendar import WorkingCalendar
    from scoring.campaign import Campaign
    from scoring.score import ScoreSheet

app = typer.Typer()

CampaignId = Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_campaigns(as_json: AsJson = False) -> None:
    """List the campaigns that can be opened: shipped, in your folder, and drafts that were kept in the chat.

    No database is needed. Where there is one, its drafts are listed too (in JSON with "draft": true); a draft replaces
    a file with the same id.
    """
    from bot.cli.kept import known_campaigns

    settings, tr = begin()
    campaigns = known_campaigns(settings, tr).values()
    if as_json:
        print_json(
            [
                {"id": each.id, "name": each.name.within(tr.locale)} | ({"draft": True} if kept else {})
                for each, kept in campaigns
            ]
        )
    else:
        for each, kept in campaigns:
            mark = f"  ({tr('draft kept in the chat')})" if kept else ""
            typer.echo(f"{each.id}  {each.name.within(tr.locale)}{mark}")


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Campaign files (.yaml), workbooks (.xlsx), or ids of campaigns."),
    ],
) -> None:
    """Check campaign files: every mistake with its line and what to write instead; then what is probably not meant.

    An id means the draft that was kept in the chat, where there is a database with one, else the campaign's file.
    """
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import CampaignFileError

    settings, tr = begin()
    try:
        calendar = load_calendar(settings.campaigns_dir)
    except CampaignFileError as error:
        raise wrong_files(error) from None
    right = [_check(path, calendar, settings, tr) for path in files]
    if not all(right):
        raise typer.Exit(2)


def _check(path: Path, calendar: "WorkingCalendar", settings: "Settings", tr: "Translator") -> bool:
    """Say everything that is wrong with a file, a workbook or a draft. Whether it is right. Raises ``WrongInput`` for
    an id that nothing has."""
    from scoring.campaign_files import CampaignFileError, check_file

    if path.suffix.lower() == ".xlsx":
        return campaign_workbook.check(path, calendar, tr)
    file = path if path.suffix or path.exists() else _by_id(str(path), calendar, settings, tr)
    if file is None:
        return True
    try:
        campaign, doubts = check_file(file, calendar)
    except CampaignFileError as error:
        for problem in error.problems:
            say(in_words(problem, tr))
        return False
    for doubt in doubts:
        say(in_words(doubt, tr, remark=tr("please note")))
    say(tr("{file}: {id} is right ({count} criteria)", file=file, id=campaign.id, count=len(campaign.criteria)))
    if doubts:
        say(tr("{n} thing to look at; the campaign can be opened.", n=len(doubts)))
    return True


def _by_id(campaign_id: str, calendar: "WorkingCalendar", settings: "Settings", tr: "Translator") -> Path | None:
    """The file of a campaign. None: it is a draft, and its remarks are said. Raises ``WrongInput``."""
    from bot.cli.kept import kept_in_chat
    from scoring.campaign_files import CampaignFileError, find_file
    from scoring.doubts import find_doubts
    from scoring.yaml_source import written

    kept = kept_in_chat(settings, tr).get(campaign_id)
    if kept is None:
        try:
            return find_file(campaign_id, settings.campaigns_dir)
        except CampaignFileError as error:
            raise wrong_files(error) from None
    for place, message in find_doubts(kept.campaign, calendar):
        say(f"{campaign_id}: {tr('please note')}: {written(place)}: {tr.said(message)}")
    count = len(kept.campaign.criteria)
    say(tr("The draft {id} that was kept in the chat is right ({count} criteria)", id=campaign_id, count=count))
    return None


@app.command()
def show(campaign_id: CampaignId) -> None:
    """Show a campaign as people read it: of an id the draft that was kept in the chat, if there is a database with one,
    else the file. No database is needed."""
    from bot.cli.campaign_show import describe
    from bot.cli.kept import campaign_or_draft

    settings, tr = begin()
    typer.echo(describe(campaign_or_draft(campaign_id, settings, tr), tr))


app.command("new")(campaign_renewing.new)
app.command("try")(campaign_trying.try_it)
app.command("open")(campaign_opening.open_it)
app.command("change")(campaign_changing.change_it)
app.command("close")(campaign_opening.close_it)
app.command("reopen")(campaign_opening.reopen_it)
app.command("eligibility")(campaign_judging.eligibility)
app.command("target")(campaign_judging.target)
app.command("export-xlsx")(campaign_workbook.export_xlsx)
app.command("import-xlsx")(campaign_workbook.import_xlsx)


@app.command()
def score(
    campaign_id: CampaignId,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS.json", help="{criterion: {fact: value}}")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day (YYYY-MM-DD) to score as of.")] = None,
) -> None:
    """Score answers: points, reasons and the total, as JSON."""
    from scoring.answers import parse_answers
    from scoring.refusals import Contradiction
    from scoring.score import score as compute

    settings, tr = begin()
    campaign = campaign_named(campaign_id, settings)
    if not campaign.has_points:
        raise WrongInput(f"{campaign.id} has no points: use thidua campaign eligibility")
    day = read_day("--on", on) if on is not None else None
    try:
        typed = parse_answers(campaign, read_answers(answers))
    except Contradiction as error:
        raise WrongInput(explain_contradiction(answers, campaign, error, tr)) from None
    print_json(_score_json(campaign, compute(campaign, typed, on=day), tr))


def reminders(
    campaign_id: CampaignId,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First day (YYYY-MM-DD).")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day (YYYY-MM-DD).")],
    as_json: AsJson = False,
) -> None:
    """List the reminders that a campaign sends, as if it was opened on its plan's first day."""
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import CampaignFileError
    from scoring.reminders import plan_reminders

    settings, _ = begin()
    campaign = campaign_named(campaign_id, settings)
    first, last = read_day("--from", start), read_day("--to", end)
    if first > last:
        raise WrongInput(f"--from {start} lies after --to {end}")
    try:
        calendar = load_calendar(settings.campaigns_dir)
    except CampaignFileError as error:
        raise wrong_files(error) from None
    planned = plan_reminders(campaign, calendar, start=first, end=last, timezone=settings.zone)
    rows = [
        {"at": each.at.isoformat(), "deadline": each.deadline, "offset": each.offset, "audience": each.audience}
        for each in planned
    ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo("  ".join(row.values()))


def _score_json(campaign: "Campaign", sheet: "ScoreSheet", tr: "Translator") -> dict[str, Any]:
    from reports.explaining import explain_score
    from scoring.text import plain

    def points(value: Any) -> str | None:
        return None if value is None else plain(value)

    criteria = {
        criterion.id: {
            "points": points(sheet.criteria[criterion.id].points),
            "max": plain(criterion.max_points),
            "reason": explain_score(sheet.criteria[criterion.id], criterion, tr),
        }
        for criterion in campaign.criteria
        if criterion.scored
    }
    return {
        "criteria": criteria,
        "total": points(sheet.total),
        "max": plain(sheet.max),
        "priority": sheet.priority,
        "undecided": list(sheet.undecided),
    }
