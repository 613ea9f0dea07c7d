"""Definitions that came as workbooks: received, kept, and not opened yet."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from scoring.campaign import Campaign
from storage.tables import CampaignDraft

# Reading a definition costs some milliseconds; one with the same digest is the same. A few are enough.
_read: dict[str, Campaign] = {}
_AT_MOST = 50


def add_draft(
    session: Session, campaign: Campaign, *, now: datetime, by: int | None, file_name: str = "", kept: bool = False
) -> CampaignDraft:
    """A draft, with its number; the same file that waits already is no second one. ``now`` is campaign time. ``kept``:
    it can be opened."""
    _read[campaign.digest] = campaign
    waiting = session.exec(
        select(CampaignDraft).where(
            CampaignDraft.digest == campaign.digest,
            CampaignDraft.file_name == file_name,
            col(CampaignDraft.kept_at).is_(None),
        )
    ).first()
    if waiting is not None and not kept:
        return waiting
    draft = CampaignDraft(
        campaign_id=campaign.id,
        definition=campaign.to_document(),
        digest=campaign.digest,
        file_name=file_name,
        received_at=now,
        received_by=by,
        kept_at=now if kept else None,
    )
    session.add(draft)
    session.flush()
    return draft


def draft_definition(draft: CampaignDraft) -> Campaign:
    """The campaign of a draft."""
    if len(_read) > _AT_MOST:
        _read.clear()
    if draft.digest not in _read:
        _read[draft.digest] = Campaign.from_document(dict(draft.definition))
    return _read[draft.digest]


def drop_unkept(session: Session, *, sent_before: datetime, copied_before: datetime) -> None:
    """Let go what nobody kept (campaign time): workbooks that were sent, and copies noted for a message that brings
    one, which may still wait to be delivered."""
    unkept = delete(CampaignDraft).where(col(CampaignDraft.kept_at).is_(None))
    session.exec(unkept.where(col(CampaignDraft.file_name) != "", col(CampaignDraft.received_at) < sent_before))
    session.exec(unkept.where(col(CampaignDraft.file_name) == "", col(CampaignDraft.received_at) < copied_before))


def newest_kept(session: Session, campaign_id: str) -> CampaignDraft | None:
    """The draft of a campaign that was kept last."""
    return session.exec(
        select(CampaignDraft)
        .where(CampaignDraft.campaign_id == campaign_id, col(CampaignDraft.kept_at).is_not(None))
        .order_by(col(CampaignDraft.kept_at).desc(), col(CampaignDraft.id).desc())
        .limit(1)
    ).first()


def came_as_workbook(session: Session, campaign_id: str, digest: str) -> bool:
    """Whether a definition with this digest was sent in the chat and kept."""
    found = select(CampaignDraft.id).where(
        CampaignDraft.campaign_id == campaign_id,
        CampaignDraft.digest == digest,
        col(CampaignDraft.kept_at).is_not(None),
    )
    return session.exec(found.limit(1)).first() is not None


def kept_drafts(session: Session) -> dict[str, Campaign]:
    """Of each campaign the draft that was kept last, by id."""
    return {row.campaign_id: draft_definition(row) for row in kept_rows(session)}


def kept_rows(session: Session) -> list[CampaignDraft]:
    """The same as rows."""
    rows = session.exec(
        select(CampaignDraft)
        .where(col(CampaignDraft.kept_at).is_not(None))
        .order_by(col(CampaignDraft.kept_at), col(CampaignDraft.id))
    )
    return list({row.campaign_id: row for row in rows}.values())
