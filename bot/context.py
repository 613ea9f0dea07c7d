"""What the handlers are given: campaign files, calendar, settings. And the handlers themselves, imported late: what is
tested or inspected alone does not pay for all of them."""

from collections.abc import Mapping

from bot.handling import Respond
from bot.scheduling import Tick
from bot.settings import Settings, TemplateBy
from handlers.context import Context
from storage.files import FileStore


def load_context(
    settings: Settings, *, bots: Mapping[str, str] | None = None, files: FileStore | None = None
) -> Context:
    """What handlers need of the campaign files and the settings. Raises ``CampaignFileError``."""
    from scoring.calendar_files import load_calendar
    from scoring.campaign_files import load_campaigns

    return Context(
        campaigns=load_campaigns(settings.campaigns_dir),
        calendar=load_calendar(settings.campaigns_dir),
        locale=settings.locale,
        timezone=settings.zone,
        bots={} if bots is None else bots,
        read_file=None if files is None else lambda digest: files.path(digest).read_bytes(),
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
