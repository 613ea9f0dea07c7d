"""``thidua export``: everything of a campaign, for other programs and for the archive."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.campaign_opening import never_opened
from bot.cli.commands import WrongInput
from bot.cli.common import begin, installed, say

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback()
def formats() -> None:
    """Write everything of a campaign."""


@app.command("json")
def export_json(
    campaign: Annotated[str, typer.Option("--campaign", metavar="ID", help="Id of a campaign that was opened here.")],
    out: Annotated[str, typer.Option("--out", metavar="PATH", help="The file to write; - for standard output.")],
    with_people: Annotated[
        bool, typer.Option("--with-people", help="With names, phones and channels of the people.")
    ] = False,
) -> None:
    """Write everything of a campaign as JSON. People are numbers, unless --with-people asks for more."""
    from reports.exporting import export_campaign

    settings, tr = begin()
    with installed(settings, tr) as database, database.reader() as session:
        try:
            data = export_campaign(session, campaign, with_people=with_people)
        except KeyError:
            raise WrongInput("--campaign: " + never_opened(session, campaign, tr)) from None
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if out == "-":
        typer.echo(text, nl=False)
        return
    try:
        write_privately(Path(out), text)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise WrongInput(
            tr("--out: {path} cannot be written; name a file in a folder that exists.", path=out)
        ) from error
    say(tr("The campaign {id} is written to {path}.", id=campaign, path=out))


def write_privately(path: Path, text: str) -> None:
    """Write a file that its owner alone can read: whole, or not at all."""
    if path.is_dir():
        raise IsADirectoryError(path)
    half = path.with_name(f".{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
