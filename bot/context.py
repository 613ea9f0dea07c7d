"""What the handlers are given: campaign files, calendar, settings. And the handlers themselves, imported late: what is
tested or inspected alone does not pay for all of them."""

from collections.abc import Mapping

from bot.budget import Budget
from bot.handling import Respond
from bot.scheduling import Tick
from bot.settings import Settings, TemplateBy
from handlers.context import Context
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


def real_respond() -> Respond:
    """What answers every event."""
    from handlers.routing import respond

    return respond


def real_tick() -> Tick:
    """What says what is due."""
    from handlers.ticking import tick

    return tick
