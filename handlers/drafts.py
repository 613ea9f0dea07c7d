"""What can be opened, wherever it comes from, and any campaign as an Excel workbook to be read or changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from handlers.context import local
from handlers.conversation import Document, Reply
from handlers.turn import Turn
from scoring.campaign import Campaign
from storage import queries
from storage.tables import CampaignDraft, CampaignState, OpenedCampaign

WAITS = timedelta(days=7)  # a workbook that was sent and about which nobody decided
COPIES_WAIT = timedelta(days=30)  # of a campaign's file, for a message that brings it


def goes_on(turn: Turn, draft: CampaignDraft) -> str:
    """When a workbook goes that is not kept, for whoever decides about it."""
    day = local(turn.session, draft.received_at + WAITS)
    return turn.tr("If it is not kept, the file is removed on {day}.", day=turn.tr.long_date(day))


def drop_left_alone(session: Session, now: datetime) -> None:
    """Workbooks that nobody kept go after their time. ``now``: campaign time."""
    queries.drop_unkept(session, sent_before=now - WAITS, copied_before=now - COPIES_WAIT)


def definitions(turn: Turn) -> Mapping[str, Campaign]:
    """Everything that can be opened: campaign files, and drafts that were kept, which replace files."""
    found = {**turn.context.campaigns, **queries.kept_drafts(turn.session)}
    return dict(sorted(found.items()))


def send_blank(turn: Turn) -> list[Reply]:
    """An empty workbook, to write a campaign from scratch."""
    tr = turn.tr
    words = tr("An empty workbook: its first sheet says how to fill it. Save it and send it here.")
    params = {"blank": True, "name": f"{tr('new-campaign')}.xlsx"}
    return [Reply(words, question=False, documents=(Document("campaign_workbook", params),))]


def send_workbook(turn: Turn, campaign: Campaign) -> list[Reply]:
    """The campaign as a file. It is made when the message is delivered, of what is stored here: one that lies in a file
    alone is noted first, without being kept."""
    tr = turn.tr
    params: dict[str, object] = {"campaign": campaign.id, "name": f"{campaign.id}.xlsx"}
    if turn.session.get(OpenedCampaign, campaign.id) is None:
        params["draft"] = queries.add_draft(turn.session, campaign, now=turn.now, by=turn.event.person).id
    name, opened = campaign.short_name.within(tr.locale), turn.session.get(OpenedCampaign, campaign.id)
    if opened is not None and opened.state is CampaignState.OPEN:
        words = tr(
            "{campaign} as an Excel workbook. To change its rules, correct it, save, and send the file here: what "
            "changes is shown first. With another code it becomes a campaign of its own.",
            campaign=name,
        )
    else:
        words = tr(
            "{campaign} as an Excel workbook. To change it, correct it, save, and send the file here; with another "
            "code it becomes a campaign of its own.",
            campaign=name,
        )
    return [Reply(words, question=False, documents=(Document("campaign_workbook", params),))]
