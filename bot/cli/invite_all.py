"""``thidua invite --all``, ``--list`` and ``--revoke``: the codes of everybody on the list."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import clock_of, print_json, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from handlers.invitation_list import Wanted
    from locales import Translator
    from storage.database import Database


def write_sheet(database: "Database", settings: "Settings", tr: "Translator", out: Path) -> None:
    """New codes for everybody who has not joined, on a sheet to print. The file is written first: codes that nobody
    can read are worth nothing."""
    from handlers.invitation_list import list_wanted, missing
    from reports.making import DOCX, PDF, make_document
    from storage import queries

    if out.suffix.lower() not in (".docx", ".pdf"):
        raise WrongInput(tr("--out: the sheet is a Word or PDF file; name it like giay-moi.docx or giay-moi.pdf."))
    now = datetime.now(UTC)
    with database.session() as session:
        wanted = missing(list_wanted(session, now))
        if not wanted:
            raise WrongInput(tr("Nobody is left to invite: import a list first, or everybody has joined."))
        kind = PDF if out.suffix.lower() == ".pdf" else DOCX
        params, expires = _params(session, wanted, settings, tr, now, type=kind)
        made = make_document(session, "invitation_sheet", params, tr)
        _write_private(out, made.data, tr)
        at = clock_of(settings).now()
        queries.store_invitations(session, made.codes, now=now, expires=expires, at=at, by=None)
        session.commit()
    day = tr.date(expires.astimezone(settings.zone).date())
    say(
        tr.plural(
            "The sheet with {n} invitation is in {path}; it works until {day}. Print it and delete the file.",
            "The sheet with {n} invitations is in {path}; they work until {day}. Print it and delete the file.",
            len(made.codes),
            path=out,
            day=day,
        )
    )


def _params(
    session: "Session", wanted: "list[Wanted]", settings: "Settings", tr: "Translator", now: datetime, **more: str
) -> tuple[dict[str, object], datetime]:
    from bot.cli.invite import VALID_FOR
    from handlers.inviting import sheet_params
    from handlers.rooms import sheet_rooms
    from storage import queries
    from storage.tables import BotState

    opened = queries.open_campaigns(session)
    campaign = queries.definition(session, opened[-1].id).short_name.within(tr.locale) if opened else None
    names = {bot: session.get(BotState, (bot, "username")) for bot in ("telegram", "zalo_bot")}
    expires = now + VALID_FOR
    params = sheet_params(
        wanted,
        tr,
        campaign=campaign or tr("Emulation campaign"),
        telegram=known.value if (known := names["telegram"]) else None,
        zalo=known.value if (known := names["zalo_bot"]) else None,
        expires=expires,
        last_day=expires.astimezone(settings.zone).date().isoformat(),
        on=now.astimezone(settings.zone).date().isoformat(),
        by=None,
        **sheet_rooms(session, settings.zalo_rooms(), len(wanted), now),
        **more,
    )
    return params, expires


def _write_private(out: Path, data: bytes, tr: "Translator") -> None:
    """For its owner alone: whoever reads it can join."""
    try:
        out.touch(mode=0o600)
        out.write_bytes(data)
    except OSError as error:
        raise WrongInput(
            tr("--out: {path} cannot be written; name a file in a folder that exists.", path=out)
        ) from error


def list_codes(database: "Database", settings: "Settings", tr: "Translator", *, as_json: bool) -> None:
    """Who has joined, who holds a code and until when, who has none."""
    from handlers.invitation_list import list_wanted
    from handlers.inviting import reach_words
    from reports.wording import role_words

    with database.reader() as session:
        wanted = list_wanted(session, datetime.now(UTC))
        found = [(one, _expiry(one, settings)) for one in wanted]
    if as_json:
        print_json(
            [
                {
                    "unit": one.unit.name,
                    "unit_code": one.unit.code,
                    "name": one.name or None,
                    "role": one.target.role.value,
                    "state": one.reach.value,
                    "expires_at": expires,
                }
                for one, expires in found
            ]
        )
        return
    roles, words = role_words(tr), reach_words(tr)
    for one, expires in found:
        until = f" – {expires[:10]}" if expires else ""
        typer.echo(f"{one.unit.code}  {one.label} ({roles[one.target.role]}): {words[one.reach]}{until}")


def _expiry(one: "Wanted", settings: "Settings") -> str | None:
    from handlers.invitation_list import Reach

    if one.invitation is None or one.reach not in (Reach.INVITED, Reach.EXPIRED):
        return None
    return one.invitation.expires_at.astimezone(settings.zone).replace(microsecond=0).isoformat()


def revoke_codes(database: "Database", settings: "Settings", tr: "Translator", whose: str) -> None:
    """Withdraw the codes of a unit (its code), or all of them ("all"). Codes made one by one are withdrawn, too."""
    from storage import queries
    from storage.tables import Unit

    now = datetime.now(UTC)
    with database.session() as session:
        open_codes = queries.outstanding_invitations(session, now)
        if whose.casefold() != "all":
            units = {
                one.unit_id
                for one in open_codes
                if one.unit_id and session.get_one(Unit, one.unit_id).code.casefold() == whose.strip().casefold()
            }
            if not units:
                raise WrongInput(tr("--revoke: no code is out for {unit}; write a unit's code, or all.", unit=whose))
            open_codes = [one for one in open_codes if one.unit_id in units]
        queries.revoke_invitations(session, open_codes, now=now, at=clock_of(settings).now(), by=None)
        session.commit()
    say(tr.plural("{n} code is withdrawn.", "{n} codes are withdrawn.", len(open_codes)))
