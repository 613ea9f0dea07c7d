"""Every command of ``thidua``, and how one is started and ends.

Only the module of the command that was asked for is imported: ``thidua --help`` costs no more than Typer itself.
Results go to standard output, words for people to standard error. Exit 0: done; 2: the input was wrong; 1: it failed.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from typing import Annotated, Final

import typer


class WrongInput(Exception):
    """What was given is wrong: exit 2. The message says in one sentence which field of which file, and what is expected
    instead."""


@dataclass(frozen=True, slots=True)
class Command:
    """``attribute`` of the module ``bot.cli.<module>``: a function, or a ``typer.Typer`` with commands of its own."""

    module: str
    attribute: str
    help: str


COMMANDS: Final = {
    "demo": Command("demo", "demo", "Try everything in the browser, with sample units; no token needed."),
    "run": Command("run", "run", "Run the bot on every channel that is configured."),
    "campaign": Command("campaign", "app", "List, check, show, open, close and score campaigns."),
    "people": Command("people", "app", "Import and list units and their contacts."),
    "calendar": Command("calendar", "app", "List and change the days off, by a decree or a file."),
    "invite": Command("invite", "invite", "Make a one-time code that lets somebody in."),
    "reminders": Command("campaign", "reminders", "List the reminders that a campaign sends."),
    "read": Command("read", "read", "Show how typed text is understood."),
    "export": Command("export", "app", "Write everything of a campaign: JSON, Excel tables, Word papers."),
    "chat": Command("chat", "chat", "Chat in the terminal."),
    "db": Command("database", "app", "Bring the database up to date, check it, back it up, restore it."),
    "zalo-oa": Command("zalo_oa", "app", "Sign in to the Zalo Official Account."),
    "try-zalo": Command("try_zalo", "try_zalo", "Try what nobody documents with a real Zalo bot."),
    "doctor": Command("doctor", "doctor", "Say what is configured, reachable, due and failing."),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of ``arguments`` (default: those of the process). Always ends with ``SystemExit``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # The program itself has flags only, so the first word that is none is the command.
    wanted = next((word for word in given if not word.startswith("-")), None)
    try:
        build(wanted)(given, prog_name="thidua")
    except Exception as error:  # the outermost edge: people get a sentence
        if os.environ.get("THIDUA_DEBUG"):
            raise
        typer.echo(f"thidua: {_sentence(error)}", err=True)
        raise SystemExit(2 if _is_wrong_input(error) else 1) from error


def build(wanted: str | None = None) -> typer.Typer:
    """The whole program as Typer knows it, with the real command ``wanted`` and only the names of the others."""
    app = typer.Typer(
        help="Run an emulation campaign (phong trào thi đua) in the chat.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        # Plain text: an error stays one line that can be searched for, and nobody waits for Rich.
        rich_markup_mode=None,
    )
    app.callback()(_program)
    for name in available():
        _add(app, name, real=name == wanted)
    return app


def available() -> list[str]:
    """The names of the commands whose module is there."""
    return [name for name, command in COMMANDS.items() if find_spec(f"bot.cli.{command.module}")]


def _add(app: typer.Typer, name: str, *, real: bool) -> None:
    command = COMMANDS[name]
    if not real:
        app.command(name, help=command.help)(_elsewhere)
        return
    target = getattr(import_module(f"bot.cli.{command.module}"), command.attribute)
    if isinstance(target, typer.Typer):
        app.add_typer(target, name=name, help=command.help, no_args_is_help=True)
    else:
        app.command(name)(target)


def _elsewhere() -> None:
    """Stands for a command that is only named in the help."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"thidua {installed_version('thidua-bot')}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the program itself."""


def _is_wrong_input(error: Exception) -> bool:
    from bot.settings import SettingsError

    return isinstance(error, WrongInput | SettingsError)


def _sentence(error: Exception) -> str:
    # Some libraries add pages of context after the first line.
    first = str(error).strip().partition("\n")[0]
    return first or type(error).__name__
