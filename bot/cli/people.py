"""``thidua people``: units and contacts from the officer's list, and who is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import all_campaigns, begin, clock_of, confirm, has_terminal, installed, print_json, say

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.directory import Known
    from handlers.import_plan import Plan
    from locales import Translator
    from reports.rosters import Roster
    from scoring.campaign import UnitType
    from storage.database import Database

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: .xlsx or .csv.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without being asked.")] = False,
) -> None:
    """Import units and contacts from an Excel list. What would change is shown first.

    Rows with a mistake are named and left out (exit 2); the others are imported. Importing again changes nothing.
    """
    settings, tr = begin()
    roster = _read(file, tr)
    with installed(settings, tr) as database:
        plan = _plan(database, settings, roster, tr)
        if not plan.changes:
            say(tr("There is nothing to change."))
        elif yes or (has_terminal() and confirm(tr, tr("Import this?"))):
            _apply(database, settings, roster, plan, tr)
            say(tr("Imported."))
        else:
            say(tr("Nothing was changed. Add --yes to import this."))
    if plan.troubles:
        raise typer.Exit(2)


@app.command("list")
def list_known(as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False) -> None:
    """List the people who take part and those on the list, each once."""
    from handlers.directory import list_people
    from reports.wording import role_words

    settings, tr = begin()
    with installed(settings, tr) as database, database.reader() as session:
        people = list_people(session)
    if as_json:
        print_json([_as_json(one) for one in people])
        return
    roles = role_words(tr)
    for one in people:
        places = "; ".join(
            roles[place.role] + (f" – {place.unit.code} {place.unit.name}" if place.unit else "")
            for place in one.places
        )
        typer.echo(f"{one.name}  {one.phone or '–'}  {places}")


@app.command()
def template(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="The file to write.")],
) -> None:
    """Write an empty Excel list for the officer to fill."""
    from reports.roster_template import make_template
    from reports.wording import role_words

    settings, tr = begin()
    with installed(settings, tr) as database:
        types = [each.name.within(tr.locale) for each in _types(database, settings)]
    try:
        out.write_bytes(make_template(tr, roles=list(role_words(tr).values()), types=types))
    except OSError as error:
        raise WrongInput(
            tr("--out: {path} cannot be written; name a file in a folder that exists.", path=out)
        ) from error
    say(tr("The empty list is in {path}.", path=out))


def _read(file: Path, tr: "Translator") -> "Roster":
    from handlers.import_words import describe_unreadable
    from reports.roster_cells import RosterFileError
    from reports.rosters import read_roster

    try:
        return read_roster(file.read_bytes())
    except OSError as error:
        raise WrongInput(tr("{file} cannot be read: {reason}.", file=file, reason=error.strerror)) from error
    except RosterFileError as error:
        raise WrongInput(f"{file}: {describe_unreadable(error.reason, tr)}") from error


def _plan(database: "Database", settings: "Settings", roster: "Roster", tr: "Translator") -> "Plan":
    """What the list would change, shown."""
    from handlers.import_words import describe_plan
    from handlers.importing import plan_import

    types = _types(database, settings)
    with database.reader() as session:
        plan = plan_import(session, roster, types)
    for line in describe_plan(plan, tr, {one.id: one.name.within(tr.locale) for one in types}):
        say(line)
    return plan


def _apply(database: "Database", settings: "Settings", roster: "Roster", shown: "Plan", tr: "Translator") -> None:
    from handlers.importing import apply_import, plan_import

    types = _types(database, settings)
    with database.session() as session:
        plan = plan_import(session, roster, types)
        if plan != shown:
            raise RuntimeError(tr("Somebody changed the units or people in the meantime: please run it again."))
        apply_import(session, plan, now=clock_of(settings).now())
        session.commit()


def _types(database: "Database", settings: "Settings") -> "list[UnitType]":
    from handlers.importing import unit_types

    campaigns = list(all_campaigns(settings).values())
    with database.reader() as session:
        return unit_types(session, campaigns)


def _as_json(one: "Known") -> dict[str, Any]:
    """The first place as columns of their own; further ones, if there are any, under "also"."""
    places = [
        {
            "unit": place.unit.name if place.unit else None,
            "unit_code": place.unit.code if place.unit else None,
            "role": place.role.value,
        }
        for place in one.places
    ]
    also = {"also": places[1:]} if len(places) > 1 else {}
    return {"name": one.name, "phone": one.phone, **places[0], **also}
