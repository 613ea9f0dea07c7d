"""What several commands share: settings, the database, the campaign files, days, questions, and writing results."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.commands import WrongInput

if TYPE_CHECKING:  # heavy modules are loaded by the commands, not by their --help
    from bot.clock import Clock
    from bot.settings import Settings
    from locales import Translator
    from scoring.campaign import Campaign
    from scoring.yaml_source import CampaignFileError, Problem
    from storage.database import Database


def begin() -> tuple["Settings", "Translator"]:
    """The settings, and the translator of their language. Raises ``WrongInput``."""
    from bot.settings import SettingsError, load_settings
    from locales import translator

    try:
        settings = load_settings()
    except SettingsError as error:
        raise WrongInput(str(error)) from error
    return settings, translator(settings.locale)


@contextmanager
def connected(settings: "Settings", tr: "Translator") -> Iterator["Database"]:
    """The database as it is, closed at the end. Raises ``WrongInput`` for a wrong address."""
    from storage.database import Database

    with readable_address(tr):
        database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def installed(settings: "Settings", tr: "Translator") -> Iterator["Database"]:
    """The database, made or brought up to date first."""
    with connected(settings, tr) as database:
        database.upgrade()
        yield database


@contextmanager
def readable_address(tr: "Translator") -> Iterator[None]:
    """A wrong address of the database is said in a sentence."""
    from storage.database import UnknownAddress

    try:
        yield
    except UnknownAddress as error:
        raise WrongInput(
            tr(
                "The setting THIDUA_DATABASE_URL is wrong: write sqlite:///FILE or postgresql://USER@HOST/NAME"
                " (a SQLite database needs a file)."
            )
        ) from error


def clock_of(settings: "Settings") -> "Clock":
    """The two clocks, as the settings start them."""
    from bot.clock import Clock

    return Clock.starting_at(settings.now, timezone=settings.zone)


def all_campaigns(settings: "Settings") -> "dict[str, Campaign]":
    """The campaigns of the shipped folder and of the settings' one, by id."""
    from scoring.campaign_files import CampaignFileError, load_campaigns

    try:
        return load_campaigns(settings.campaigns_dir)
    except CampaignFileError as error:
        raise wrong_files(error) from None


def campaign_named(id_or_file: str, settings: "Settings") -> "Campaign":
    """A campaign by its id, or out of the file that is named. Raises ``WrongInput``."""
    from scoring.campaign_files import CampaignFileError, load_campaign

    if id_or_file.endswith((".yaml", ".yml")):
        try:
            return load_campaign(id_or_file)
        except CampaignFileError as error:
            raise wrong_files(error) from None
    if id_or_file.endswith(".xlsx"):
        from bot.cli.campaign_workbook import campaign_in
        from locales import translator

        return campaign_in(Path(id_or_file), translator(settings.locale))
    campaigns = all_campaigns(settings)
    if id_or_file not in campaigns:
        raise WrongInput(f"There is no campaign {id_or_file}: known are {', '.join(campaigns)}")
    return campaigns[id_or_file]


def wrong_files(error: "CampaignFileError") -> WrongInput:
    """All problems but the last are printed; the last becomes the sentence that the program ends with."""
    _, tr = begin()
    *first, last = [in_words(problem, tr) for problem in error.problems]
    for line in first:
        say(line)
    return WrongInput(last)


def in_words(problem: "Problem", tr: "Translator", *, remark: str = "") -> str:
    """``file:line: place: what is wrong``, in the language of the settings; ``remark``: what kind of line it is."""
    parts = [f"{problem.file}:{problem.line}", remark, problem.path, tr.said(problem.message)]
    return ": ".join(part for part in parts if part)


def read_day(option: str, text: str) -> date:
    """The day given to an option. Raises ``WrongInput``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(f"{option}: {text} is not a day: write YYYY-MM-DD") from None


def confirm(tr: "Translator", question: str) -> bool:
    """Ask on the terminal until the answer is yes or no, as people write them."""
    from handlers.reading import read_yes_no

    while True:
        typed: str = typer.prompt(f"{question} {tr('[yes/no]')}", prompt_suffix=" ", err=True)
        answer = {"y": True, "c": True, "n": False}.get(typed.strip().lower(), read_yes_no(typed))
        if answer is not None:
            return answer


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def print_json(data: Any) -> None:
    """A result, for programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Words for people."""
    typer.echo(text, err=True)
