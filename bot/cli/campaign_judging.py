"""``thidua campaign eligibility|target``: verdicts about answers, as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.answers_file import explain_contradiction, read_answers
from bot.cli.commands import WrongInput
from bot.cli.common import begin, campaign_named, print_json

if TYPE_CHECKING:
    from scoring.answers import TypedAnswers
    from scoring.campaign import Campaign

CampaignId = Annotated[str, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.")]
AnswersFile = Annotated[Path, typer.Argument(metavar="ANSWERS.json", help="{criterion: {fact: value}}")]


def eligibility(
    campaign_id: CampaignId,
    answers: AnswersFile,
    candidate: Annotated[str, typer.Option("--candidate", metavar="KIND", help="Kind of candidate.")],
    award: Annotated[str, typer.Option("--award", metavar="AWARD", help="Id of an award.")],
) -> None:
    """Judge whether a candidate may be put forward for an award, and what stands in the way."""
    from scoring.eligibility import UnknownName, assess

    campaign, typed = _read(campaign_id, answers)
    try:
        result = assess(campaign, typed, candidate=candidate, award=award)
    except UnknownName as error:
        known = ", ".join(error.known) or "none"
        whose = f" for {candidate}" if error.what == "award" else ""
        raise WrongInput(f"--{error.what}: there is no {error.what} {error.name}{whose}: known are {known}") from None
    print_json({"outcome": result.outcome, "reasons": list(result.reasons)})


def target(campaign_id: CampaignId, answers: AnswersFile) -> None:
    """Judge the targets of the campaign as a whole (or of one body)."""
    from scoring.targets import judge_targets

    campaign, typed = _read(campaign_id, answers)
    results: dict[str, Any] = {name: each.outcome for name, each in judge_targets(campaign, typed).items()}
    if not results:
        raise WrongInput(f"{campaign.id} has no targets")
    print_json(results)


def _read(campaign_id: str, answers: Path) -> "tuple[Campaign, TypedAnswers]":
    from scoring.answers import parse_answers
    from scoring.refusals import Contradiction

    settings, tr = begin()
    campaign = campaign_named(campaign_id, settings)
    try:
        return campaign, parse_answers(campaign, read_answers(answers))
    except Contradiction as error:
        raise WrongInput(explain_contradiction(answers, campaign, error, tr)) from None
