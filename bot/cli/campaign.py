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
from bot.cli.common import all_campaigns, begin, campaign_named, in_words, print_json, read_day, say, wrong_files

if TYPE_CHECKING:
    from locales import Translator
    from scoring.campaign import Campaign
    from scoring.score import ScoreSheet

app = typer.Typer()

CampaignId = Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_campaigns(as_json: AsJson = False) -> None:
    """List the campaigns that can be opened."""
    settings, tr = begin()
    campaigns = all_campaigns(settings).values()
    if as_json:
        print_json([{"id": each.id, "name": each.name.within(tr.locale)} for each in campaigns])
    else:
        for each in campaigns:
            typer.echo(f"{each.id}  {each.name.within(tr.locale)}")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Campaign files (.yaml) or workbooks (.xlsx).")],
) -> None:
    """Check campaign files: every mistake with its line and what to write instead; then what is probably not meant."""
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import CampaignFileError, check_file

    settings, tr = begin()
    try:
        calendar = load_calendar(settings.campaigns_dir)
    except CampaignFileError as error:
        raise wrong_files(error) from None
    wrong = 0
    for path in files:
        if path.suffix.lower() == ".xlsx":
            wrong += not campaign_workbook.check(path, calendar, tr)
            continue
        try:
            campaign, doubts = check_file(path, calendar)
        except CampaignFileError as error:
            wrong += 1
            for problem in error.problems:
                say(in_words(problem, tr))
            continue
        for doubt in doubts:
            say(in_words(doubt, tr, remark=tr("please note")))
        say(tr("{file}: {id} is right ({count} criteria)", file=path, id=campaign.id, count=len(campaign.criteria)))
        if doubts:
            say(tr("{n} thing to look at; the campaign can be opened.", n=len(doubts)))
    if wrong:
        raise typer.Exit(2)


@app.command()
def show(campaign_id: CampaignId) -> None:
    """Show a campaign as people read it."""
    from bot.cli.campaign_show import describe

    settings, tr = begin()
    typer.echo(describe(campaign_named(campaign_id, settings), tr))


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
