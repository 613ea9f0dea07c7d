"""Several Zalo bots share the people of a campaign: which one an invitation names, and how that is said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from locales import Translator
from storage.queries.rooms import roomiest as roomiest
from storage.queries.rooms import spread
from storage.tables import BotState


def how_on_zalo(session: Session, rooms: Mapping[str, int], channel: str | None, tr: Translator) -> str:
    """One line for an invitation; empty where there is nothing to say."""
    if not rooms:
        return ""
    if channel is None:
        return tr("On Zalo every bot is full: whoever is invited needs Telegram.")
    known = session.get(BotState, (channel, "username"))
    if known is None or not known.value:
        return ""
    return tr("On Zalo: open the bot “{name}” and write the code.", name=known.value)


def sheet_rooms(session: Session, rooms: Mapping[str, int], count: int, now: datetime) -> dict[str, Any]:
    """For a sheet of so many invitations: which bot each names, and what the bots are called. ``now``: real time."""
    names = {channel: session.get(BotState, (channel, "username")) for channel in rooms}
    return {
        "bots": spread(session, rooms, count, now),
        "zalo_names": {channel: known.value for channel, known in names.items() if known is not None},
    }
