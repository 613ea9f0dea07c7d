"""What the handlers are given: campaign files, calendar, settings. And the handlers themselves, imported late: what is
tested or inspected alone does not pay for all of them."""

import threading
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from bot.budget import Budget
from bot.handling import Respond
from bot.scheduling import Tick
from bot.settings import Settings, TemplateBy
from handlers.context import Context
from handlers.conversation import Event, Reply
from storage.files import FileStore


def load_context(
    settings: Settings,
    *,
    bots: Mapping[str, str] | None = None,
    files: FileStore | None = None,
    budgets: Mapping[str, Budget] | None = None,
) -> Context:
    """What handlers need of the campaign files and the settings. Raises ``CampaignFileError``."""
    from bot.fresh_campaigns import FreshCampaigns
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import load_campaigns

    folder = settings.campaigns_dir

    return Context(
        campaigns=FreshCampaigns(folder) if folder is not None else load_campaigns(),
        calendar=load_calendar(settings.campaigns_dir),
        locale=settings.locale,
        timezone=settings.zone,
        bots={} if bots is None else bots,
        keep_people_months=settings.people_months,
        read_file=None if files is None else lambda digest: files.path(digest).read_bytes(),
        messages_left=lambda session: {name: budget.left(session) for name, budget in (budgets or {}).items()},
        rooms=settings.zalo_rooms(),
        asks_phone=settings.zalo_oa_template_id is not None and settings.zalo_oa_template_by is TemplateBy.PHONE,
    )


_importing = threading.Lock()


def load_handlers() -> None:
    """Import them all: some tenths of a second, in which nobody waits for READY. The first event or tick waits for it,
    should it come earlier."""
    with _importing:  # two threads in one half-imported package see each other's gaps
        import handlers.routing
        import handlers.ticking  # noqa: F401 - imported for the effect


def real_respond() -> Respond:
    """What answers every event."""

    def respond(session: Session, event: Event) -> list[Reply]:
        load_handlers()
        from handlers.routing import respond as answer

        return answer(session, event)

    return respond


def real_tick() -> Tick:
    """What says what is due."""

    def tick(session: Session, now: datetime) -> list[Reply]:
        load_handlers()
        from handlers.ticking import tick as say

        return say(session, now)

    return tick
