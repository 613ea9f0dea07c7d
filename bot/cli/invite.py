"""``thidua invite``: a one-time code that lets somebody in. The first organizer is made with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, clock_of, installed, print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from locales import Translator
    from storage.tables import Role, Unit

VALID_FOR = timedelta(days=14)


def invite(
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="unit_contact, unit_leader, organizer …")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Code of the unit.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Codes for everybody who has not joined, on --out.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The sheet: .docx or .pdf.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List who has joined and who holds a code.")] = False,
    revoke: Annotated[
        str | None, typer.Option("--revoke", metavar="CODE|all", help="Withdraw the codes of a unit, or all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
) -> None:
    """Make a one-time code that lets somebody in. It is shown once and works for 14 days.

    With --all: new codes for everybody on the list who has not joined, as a sheet to print, cut up and hand out.
    """
    from handlers.rooms import how_on_zalo, roomiest
    from storage import queries

    settings, tr = begin()
    if _is_about_all(settings, tr, everybody=everybody, out=out, listed=listed, revoke=revoke, as_json=as_json):
        return
    if role is None:
        raise WrongInput(tr("--role is missing: say whom to invite, or --all for everybody on the list."))
    wanted = _read_role(role, tr)
    with installed(settings, tr) as database, database.session() as session:
        for_unit = _read_unit(session, wanted, unit, tr)
        # The real clock: codes expire by it, whatever day the campaign plays on.
        now, rooms = datetime.now(UTC), settings.zalo_rooms()
        channel = roomiest(session, rooms, now)
        invitation, code = queries.make_invitation(
            session,
            role=wanted,
            unit_id=for_unit.id if for_unit else None,
            now=now,
            valid_for=VALID_FOR,
        )
        invitation.channel = channel
        on_zalo = how_on_zalo(session, rooms, channel, tr)
        queries.record(
            session,
            at=clock_of(settings).now(),
            person_id=None,
            unit_id=invitation.unit_id,
            subject="invitation",
            action="made",
            after={"role": wanted.value},
        )
        link = _telegram_link(session, code)
        session.commit()
    if as_json:
        expires = invitation.expires_at.astimezone(settings.zone).replace(microsecond=0)
        print_json({"code": code, "link": link, "expires_at": expires.isoformat()})
        return
    typer.echo(code)
    if link is not None:
        typer.echo(link)
    for line in _how_to_use(tr, settings, wanted, for_unit, link=link, expires=invitation.expires_at):
        typer.echo(line)
    if on_zalo:
        typer.echo(on_zalo)


def _is_about_all(
    settings: "Settings",
    tr: "Translator",
    *,
    everybody: bool,
    out: Path | None,
    listed: bool,
    revoke: str | None,
    as_json: bool,
) -> bool:
    """Whether it was about the codes of everybody; then it is done."""
    from bot.cli import invite_all

    if everybody and out is None:
        raise WrongInput(tr("--out is missing: name the file for the sheet, like giay-moi.docx or giay-moi.pdf."))
    if out is not None and not everybody:
        raise WrongInput(tr("--out belongs to --all."))
    if not (everybody or listed or revoke):
        return False
    with installed(settings, tr) as database:
        if revoke:
            invite_all.revoke_codes(database, settings, tr, revoke)
        if everybody and out is not None:
            invite_all.write_sheet(database, settings, tr, out)
        if listed:
            invite_all.list_codes(database, settings, tr, as_json=as_json)
    return True


def _how_to_use(
    tr: "Translator",
    settings: "Settings",
    role: "Role",
    unit: "Unit | None",
    *,
    link: str | None,
    expires: datetime,
) -> list[str]:
    from reports.wording import role_words

    day = tr.date(expires.astimezone(settings.zone).date())
    whom = f"{role_words(tr)[role]} – {unit.name}" if unit else role_words(tr)[role]
    how = (
        tr("Whoever is invited opens the link, or writes the code to the bot.")
        if link
        else tr("Whoever is invited writes the code to the bot (the link is known once “thidua run” has been running).")
    )
    return [tr("Invitation for {whom}. It works once, until {day}; it is not shown again.", whom=whom, day=day), how]


def _read_role(text: str, tr: "Translator") -> "Role":
    from storage.tables import Role

    # An individual is invited for one name on a unit's list, by the unit's contact in the chat.
    roles = {role.value: role for role in Role if role is not Role.INDIVIDUAL}
    found = roles.get(text.strip().lower())
    if found is None:
        known = ", ".join(roles)
        raise WrongInput(tr("--role: there is no role {role}. There are: {known}.", role=text, known=known))
    return found


def _read_unit(session: "Session", role: "Role", code: str | None, tr: "Translator") -> "Unit | None":
    """The unit of a role that belongs to one; None for the others."""
    from storage.tables import Role

    if role not in (Role.UNIT_CONTACT, Role.UNIT_LEADER):
        if code is not None:
            raise WrongInput(tr("--unit: the role {role} belongs to no unit; leave --unit out.", role=role.value))
        return None
    codes = _units_by_code(session)
    if not codes:
        raise WrongInput(tr("--unit: there are no units yet; run “thidua people import” first."))
    known = ", ".join(unit.code for unit in codes.values())
    if code is None:
        raise WrongInput(
            tr(
                "--unit is missing: the role {role} belongs to a unit. There are: {known}.",
                role=role.value,
                known=known,
            )
        )
    unit = codes.get(code.strip().casefold())
    if unit is None:
        raise WrongInput(tr("--unit: there is no unit {code}. There are: {known}.", code=code, known=known))
    return unit


def _units_by_code(session: "Session") -> "dict[str, Unit]":
    from sqlmodel import col, select

    from storage.tables import Unit

    units = session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id)))
    return {unit.code.casefold(): unit for unit in units}


def _telegram_link(session: "Session", code: str) -> str | None:
    """What ``run`` learned of the bot's name tells the link; no network is asked."""
    from storage.tables import BotState

    known = session.get(BotState, ("telegram", "username"))
    return f"https://t.me/{known.value}?start={code.replace('-', '')}" if known else None
