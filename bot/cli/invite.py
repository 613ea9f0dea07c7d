"""``thidua invite``: a one-time code that lets somebody in. The first organizer is made with it."""

from datetime import UTC, datetime, timedelta
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
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="unit_contact, unit_leader, organizer …")],
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Code of the unit.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
) -> None:
    """Make a one-time code that lets somebody in. It is shown once and works for 14 days."""
    from storage import queries

    settings, tr = begin()
    wanted = _read_role(role, tr)
    with installed(settings, tr) as database, database.session() as session:
        for_unit = _read_unit(session, wanted, unit, tr)
        # The real clock: codes expire by it, whatever day the campaign plays on.
        invitation, code = queries.make_invitation(
            session,
            role=wanted,
            unit_id=for_unit.id if for_unit else None,
            now=datetime.now(UTC),
            valid_for=VALID_FOR,
        )
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


def _how_to_use(
    tr: "Translator",
    settings: "Settings",
    role: "Role",
    unit: "Unit | None",
    *,
    link: str | None,
    expires: datetime,
) -> list[str]:
    from handlers.import_words import role_words

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

    try:
        return Role(text.strip().lower())
    except ValueError:
        known = ", ".join(role.value for role in Role)
        raise WrongInput(tr("--role: there is no role {role}. There are: {known}.", role=text, known=known)) from None


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
