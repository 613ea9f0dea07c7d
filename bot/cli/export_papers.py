"""``thidua export xlsx|docx``: a campaign as tables and as papers to be signed."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.campaign_opening import never_opened
from bot.cli.commands import WrongInput
from bot.cli.common import begin, clock_of, installed, say
from bot.cli.files import write_out

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from locales import Translator
    from storage.tables import Unit


class Paper(StrEnum):
    """Which paper of a unit."""

    REGISTRATION = "registration"
    SELF_SCORE = "self_score"


CampaignId = Annotated[str, typer.Option("--campaign", metavar="ID", help="Id of a campaign that was opened here.")]
UnitCode = Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Only the unit with this code.")]


def export_xlsx(
    campaign: CampaignId,
    out: Annotated[str, typer.Option("--out", metavar="PATH", help="A file ending in .xlsx, or a folder for it.")],
    unit: UnitCode = None,
    with_people: Annotated[bool, typer.Option("--with-people", help="With people's names.")] = False,
) -> None:
    """Write the tables of a campaign as an Excel workbook: what was sent, of all units or of one."""
    from reports.xlsx import campaign_workbook

    settings, tr = begin()
    with installed(settings, tr) as database, database.reader() as session:
        _look_for(session, campaign, tr)
        only = _unit(session, unit, tr) if unit else None
        data = campaign_workbook(session, campaign, tr, on=_today(settings), unit=only, with_people=with_people)
    name = f"{campaign}-{only.code}.xlsx" if only else f"{campaign}.xlsx"
    path = Path(out) if out.endswith(".xlsx") else _folder(out, tr) / name
    write_out(path, data, tr)
    say(tr("The campaign {id} is written to {path}.", id=campaign, path=path))


def export_docx(
    campaign: CampaignId,
    out: Annotated[
        str, typer.Option("--out", metavar="PATH", help="A folder; with --unit also a file ending in .docx.")
    ],
    unit: UnitCode = None,
    kind: Annotated[Paper, typer.Option("--kind", help="Which paper.")] = Paper.REGISTRATION,
    with_people: Annotated[
        bool, typer.Option("--with-people", help="With the names of the individuals who compete.")
    ] = False,
) -> None:
    """Write the papers that units sign as Word documents: of every unit that sent it, or of one (empty where that unit
    sent nothing, to be filled in by hand)."""
    from reports.making import Paper as Wanted
    from reports.making import unit_paper

    settings, tr = begin()
    if out.endswith(".docx") and unit is None:
        raise WrongInput(tr("--out: {path} is one file; name a folder, or the unit with --unit.", path=out))
    kinds = {Paper.REGISTRATION: "registration_form", Paper.SELF_SCORE: "self_score_sheet"}
    with installed(settings, tr) as database, database.reader() as session:
        _look_for(session, campaign, tr)
        units = [_unit(session, unit, tr)] if unit else _those_who_sent(session, campaign, kind, _today(settings))
        if not units:
            say(tr("No unit has sent anything that could be written."))
            return
        folder = None if out.endswith(".docx") else _folder(out, tr)
        wanted = Wanted(kinds[kind], campaign, _today(settings), own=False, with_people=with_people)
        for each in units:
            data = unit_paper(session, each, wanted)
            path = folder / f"{campaign}-{each.code}-{kind.value}.docx" if folder else Path(out)
            write_out(path, data, tr)
            say(tr("{unit}: written to {path}.", unit=each.name, path=path))


def _look_for(session: "Session", campaign: str, tr: "Translator") -> None:
    from storage.tables import OpenedCampaign

    if session.get(OpenedCampaign, campaign) is None:
        raise WrongInput("--campaign: " + never_opened(session, campaign, tr))


def _unit(session: "Session", code: str, tr: "Translator") -> "Unit":
    from sqlmodel import select

    from storage.tables import Unit

    unit = session.exec(select(Unit).where(Unit.code == code)).first()
    if unit is None:
        raise WrongInput(tr("--unit: There is no unit with the code {code}.", code=code))
    return unit


def _those_who_sent(session: "Session", campaign_id: str, kind: Paper, on: date) -> "list[Unit]":
    """The units that sent it, or somebody of whom did."""
    from reports.competing import competitors_of
    from reports.tables import units_of
    from scoring.rounds import round_id_on
    from storage import queries

    campaign = queries.definition(session, campaign_id)
    round = round_id_on(campaign, on)

    def sent(unit: "Unit", candidate_id: int | None) -> bool:
        assert unit.id is not None
        if kind is Paper.REGISTRATION and campaign.registration.kind == "initiatives":
            return bool(queries.initiatives_of(session, campaign_id, unit.id))
        if kind is Paper.REGISTRATION:
            return queries.current_registration(session, campaign_id, unit.id, candidate_id) is not None
        submission = queries.submission_for(session, campaign_id, unit.id, round, candidate_id=candidate_id)
        return submission is not None and submission.number > 0

    return [
        unit
        for unit in units_of(session, campaign_id)
        if any(sent(unit, each.candidate_id) for each in competitors_of(session, campaign, unit))
    ]


def _folder(out: str, tr: "Translator") -> Path:
    """The folder, made when only its last part is missing."""
    folder = Path(out)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        words = tr("--out: {path} cannot be written; name a file in a folder that exists.", path=out)
        raise WrongInput(words) from error
    return folder


def _today(settings: "Settings") -> date:
    return clock_of(settings).now().astimezone(settings.zone).date()
