"""``thidua export``: everything of a campaign, for other programs and for the archive."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.campaign_opening import never_opened
from bot.cli.commands import WrongInput
from bot.cli.common import begin, installed, say
from bot.cli.export_papers import export_docx, export_xlsx
from bot.cli.files import write_out

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
    write_out(Path(out), text.encode(), tr)
    say(tr("The campaign {id} is written to {path}.", id=campaign, path=out))


app.command("xlsx")(export_xlsx)
app.command("docx")(export_docx)
