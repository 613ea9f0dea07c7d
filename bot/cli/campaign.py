"""Campaigns on the command line: what is there, whether a file is right, what an answer is worth, who is reminded."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import campaign_opening
from bot.cli.commands import WrongInput
from bot.cli.common import all_campaigns, begin, campaign_named, print_json, read_day, wrong_files

if TYPE_CHECKING:
    from locales import Translator
    from scoring.campaign import Campaign
    from scoring.refusals import Contradiction
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
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Campaign files.")]) -> None:
    """Check campaign files: every mistake with its line and what to write instead."""
    from scoring.campaign_files import CampaignFileError, load_campaign

    wrong = 0
    for path in files:
        try:
            campaign = load_campaign(path)
        except CampaignFileError as error:
            wrong += 1
            for problem in error.problems:
                typer.echo(str(problem), err=True)
        else:
            typer.echo(f"{path}: {campaign.id} is right ({len(campaign.criteria)} criteria)", err=True)
    if wrong:
        raise typer.Exit(2)


@app.command()
def show(campaign_id: CampaignId) -> None:
    """Show a campaign as people read it."""
    from bot.cli.campaign_show import describe

    settings, tr = begin()
    typer.echo(describe(campaign_named(campaign_id, settings), tr))


app.command("open")(campaign_opening.open_it)
app.command("close")(campaign_opening.close_it)
app.command("reopen")(campaign_opening.reopen_it)


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
    day = read_day("--on", on) if on is not None else None
    try:
        typed = parse_answers(campaign, _read_answers(answers))
    except Contradiction as error:
        raise WrongInput(f"{answers}: {_where(error)}: {_explain(campaign, error, tr)}") from None
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


def _read_answers(path: Path) -> dict[str, Any]:
    from decimal import Decimal

    try:
        data = json.loads(path.read_text("utf-8-sig"), parse_float=Decimal, parse_constant=str)
    except OSError as error:
        raise WrongInput(f"{path}: cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise WrongInput(f"{path}: line {error.lineno}: is not JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise WrongInput(f"{path}: is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise WrongInput(f"{path}: holds a number that is too long, or is nested too deeply") from None
    if not isinstance(data, dict):
        raise WrongInput(f"{path}: expected is {{criterion: {{fact: value}}}}")
    return data


def _where(error: "Contradiction") -> str:
    return f"{error.criterion}.{error.fact}" if error.fact else error.criterion


def _explain(campaign: "Campaign", error: "Contradiction", tr: "Translator") -> str:
    from handlers.explaining import explain_problem

    match error.code:
        case "unknown_criterion":
            return f"there is no such criterion: known are {', '.join(campaign.criterion_ids)}"
        case "unknown_fact":
            return f"there is no such fact: known are {', '.join(error.params['facts'])}"
        case "not_facts":
            return "expected is {fact: value}, or null"
        case "unknown_option":
            return f"expected is one of {', '.join(error.params['options'])}"
    return explain_problem(error.refusal, campaign.criterion(error.criterion), tr)


def _score_json(campaign: "Campaign", sheet: "ScoreSheet", tr: "Translator") -> dict[str, Any]:
    from handlers.explaining import explain_score
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
    }
    return {
        "criteria": criteria,
        "total": points(sheet.total),
        "max": plain(sheet.max),
        "priority": sheet.priority,
        "undecided": list(sheet.undecided),
    }
