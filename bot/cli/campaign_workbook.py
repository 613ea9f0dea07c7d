"""``thidua campaign export-xlsx|import-xlsx``: a campaign as an Excel workbook, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import all_campaigns, begin, say
from bot.cli.files import write_out
from bot.cli.kept import campaign_or_draft

if TYPE_CHECKING:
    from locales import Translator
    from reports.workbook.reading import Imported
    from scoring.calendar import WorkingCalendar
    from scoring.campaign import Campaign


BLANK = "phong-trao-moi.xlsx"


def export_xlsx(
    campaign_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Id of a campaign, or a campaign file.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The workbook to write (default: ID.xlsx, here).")
    ] = None,
    blank: Annotated[bool, typer.Option("--blank", help="An empty workbook, for a new campaign.")] = False,
) -> None:
    """Write a campaign as an Excel workbook, to be read and changed in Excel.

    An id means the draft that was kept in the chat, where there is a database with one, else the campaign's file.
    """
    from reports.workbook.writing import TooLong, write_blank, write_workbook

    settings, tr = begin()
    if blank and campaign_id is None:
        path = out or Path(BLANK)
        write_out(path, write_blank(), tr)
        say(tr("The empty workbook is written to {path}.", path=path))
        return
    if blank or campaign_id is None:
        raise WrongInput(tr("Name a campaign, or ask for an empty workbook with --blank."))
    campaign = campaign_or_draft(campaign_id, settings, tr)
    path = out or Path(f"{campaign.id}.xlsx")
    try:
        data = write_workbook(campaign)
    except TooLong as error:
        raise WrongInput(
            tr("The text that begins with “{text}” is longer than a cell of Excel takes: shorten it.", text=error)
        ) from error
    write_out(path, data, tr)
    say(tr("The campaign {id} is written to {path}.", id=campaign.id, path=path))


def import_xlsx(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE.yaml",
            help="The campaign file to write (default: ID.yaml in the folder of your campaigns, else here).",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace a file that is there.")] = False,
) -> None:
    """Make a campaign file of an Excel workbook. Everything that is wrong is named by sheet and cell."""
    from scoring.yaml_target import to_yaml

    settings, tr = begin()
    campaign = campaign_in(file, tr)
    path = out or (settings.campaigns_dir or Path()) / f"{campaign.id}.yaml"
    text = to_yaml(campaign, about=f"{campaign.short_name.vi} ({file.name})")
    if path.is_file() and not yes and not _same(path, campaign):
        raise WrongInput(
            tr("{path} is there already: name another file with --out, or replace it with --yes.", path=path)
        )
    write_out(path, text.encode(), tr)
    say(tr("The campaign {id} is written to {path}.", id=campaign.id, path=path))
    if out is None and settings.campaigns_dir is not None:
        say(tr("It can be opened now: thidua campaign open {id}", id=campaign.id))
    elif campaign.id not in all_campaigns(settings):
        say(tr("Put it into the folder that THIDUA_CAMPAIGNS_DIR names to open it."))


def check(file: Path, calendar: "WorkingCalendar", tr: "Translator") -> bool:
    """Say everything that is wrong with a workbook, or what is probably not meant. Whether it is right."""
    try:
        campaign = campaign_in(file, tr, calendar=calendar)
    except WrongInput as error:
        say(str(error))
        return False
    say(tr("{file}: {id} is right ({count} criteria)", file=file, id=campaign.id, count=len(campaign.criteria)))
    return True


def campaign_in(file: Path, tr: "Translator", *, calendar: "WorkingCalendar | None" = None) -> "Campaign":
    """The campaign of a workbook; with a ``calendar`` its remarks are printed. So is what is wrong, all of it but the
    last; that is in ``WrongInput``."""
    from reports.workbook.words import describe_fault

    imported = read_file(file, tr, calendar=calendar)
    for words in imported.unread:
        say(tr("{file}: {what} was not read.", file=file, what=words))
    for doubt in imported.doubts:
        say(f"{file}: {tr('please note')}: {describe_fault(doubt, tr)}")
    if imported.campaign is None:
        *first, last = (f"{file}: {describe_fault(fault, tr)}" for fault in imported.faults)
        for line in first:
            say(line)
        raise WrongInput(last)
    return imported.campaign


def read_file(file: Path, tr: "Translator", *, calendar: "WorkingCalendar | None" = None) -> "Imported":
    """Raises ``WrongInput`` for a file that is no workbook of a campaign."""
    from reports.workbook.faults import WorkbookError
    from reports.workbook.reading import read_workbook
    from reports.workbook.words import describe_unusable

    try:
        return read_workbook(file.read_bytes(), tr, calendar=calendar)
    except OSError as error:
        raise WrongInput(tr("{file} cannot be read: {reason}.", file=file, reason=error.strerror)) from error
    except WorkbookError as error:
        raise WrongInput(f"{file}: {describe_unusable(error.reason, tr)}") from error


def _same(path: Path, campaign: "Campaign") -> bool:
    from scoring.campaign_files import CampaignFileError, load_campaign

    try:
        return load_campaign(path) == campaign
    except CampaignFileError:
        return False
