"""The file of answers that several commands take: reading it, and saying what is wrong with it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.commands import WrongInput

if TYPE_CHECKING:
    from locales import Translator
    from scoring.campaign import Campaign
    from scoring.refusals import Contradiction


def read_answers(path: Path) -> dict[str, Any]:
    """``{criterion: {fact: value}}`` out of a JSON file, decimals exact. Raises ``WrongInput``."""
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


def explain_contradiction(path: Path, campaign: "Campaign", error: "Contradiction", tr: "Translator") -> str:
    """Which field of the file cannot be, and what is expected."""
    return f"{path}: {_where(error)}: {_explain(campaign, error, tr)}"


def _where(error: "Contradiction") -> str:
    return f"{error.criterion}.{error.fact}" if error.fact else error.criterion


def _explain(campaign: "Campaign", error: "Contradiction", tr: "Translator") -> str:
    from reports.explaining import explain_problem

    match error.code:
        case "unknown_criterion":
            return f"there is no such criterion: known are {', '.join(each.id for each in campaign.items)}"
        case "unknown_fact":
            return f"there is no such fact: known are {', '.join(error.params['facts'])}"
        case "not_facts":
            return "expected is {fact: value}, or null"
        case "unknown_document":
            return f"there is no document {error.params['document']}: known are {', '.join(error.params['documents'])}"
        case "unknown_option":
            return f"expected is one of {', '.join(error.params['options'])}"
    return explain_problem(error.refusal, campaign.criterion(error.criterion), tr)
