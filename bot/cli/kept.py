"""Campaigns that were kept in the chat as drafts, for commands that need no database.

Where there is one, its drafts are known too and replace files of the same id, as in the chat; where there is none,
nothing is missed and none is made.
"""

from typing import TYPE_CHECKING, NamedTuple

from bot.cli.common import all_campaigns, campaign_named, say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from locales import Translator
    from scoring.campaign import Campaign

PATIENCE = 3  # seconds for a database server that does not answer


class Kept(NamedTuple):
    """A draft, and when it was kept (campaign time)."""

    campaign: "Campaign"
    at: "datetime"


def kept_in_chat(settings: "Settings", tr: "Translator") -> dict[str, Kept]:
    """Of each campaign the draft that was kept last, by id. Empty where there is no database; one that cannot be read
    is said."""
    from pathlib import Path

    from storage.database import UnknownAddress, parse_url

    try:
        url = parse_url(settings.database_url)
    except UnknownAddress:
        return {}
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return {}
    return _read(str(url.render_as_string(hide_password=False)), tr)


def _read(address: str, tr: "Translator") -> dict[str, Kept]:
    from sqlalchemy.exc import SQLAlchemyError

    from storage import queries
    from storage.database import Database
    from storage.migrations import HEAD

    url = address
    if not address.startswith("sqlite"):
        url += f"{'&' if '?' in address else '?'}connect_timeout={PATIENCE}"
    database = Database(url)
    try:
        revision = database.revision()
        if revision is None:
            return {}
        if revision == HEAD:
            with database.reader() as session:
                return {
                    draft.campaign_id: Kept(queries.draft_definition(draft), draft.kept_at)
                    for draft in queries.kept_rows(session)
                    if draft.kept_at is not None
                }
    except (SQLAlchemyError, OSError):
        pass  # said below, like one of another version
    finally:
        database.close()
    say(tr("The database cannot be read: drafts that were kept in the chat are left out."))
    return {}


def known_campaigns(settings: "Settings", tr: "Translator") -> "dict[str, tuple[Campaign, datetime | None]]":
    """Everything that can be opened, by id; with the moment when it was kept in the chat, None for a file."""
    found: dict[str, tuple[Campaign, datetime | None]] = {
        key: (campaign, None) for key, campaign in all_campaigns(settings).items()
    }
    found |= {key: (kept.campaign, kept.at) for key, kept in kept_in_chat(settings, tr).items()}
    return dict(sorted(found.items()))


def campaign_or_draft(id_or_file: str, settings: "Settings", tr: "Translator") -> "Campaign":
    """A campaign by its id, kept in the chat or in a folder, or out of the file that is named. A draft is said to be
    one. Raises ``WrongInput``."""
    if not id_or_file.endswith((".yaml", ".yml", ".xlsx")):
        kept = kept_in_chat(settings, tr).get(id_or_file)
        if kept is not None:
            say(
                tr(
                    "{id}: the draft that was kept in the chat at {moment}.",
                    id=id_or_file,
                    moment=tr.moment(kept.at.astimezone(settings.zone)),
                )
            )
            return kept.campaign
    return campaign_named(id_or_file, settings)
