"""The numbered versions of a campaign's definition, and what stands under each."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from scoring.campaign import Campaign
from storage.tables import (
    AwardRuling,
    CampaignVersion,
    DeadlineChange,
    Fulfilment,
    OpenedCampaign,
    Registration,
    RegistrationState,
    Submission,
    Unit,
)


def add_version(session: Session, opened: OpenedCampaign, campaign: Campaign, *, now: datetime) -> int:
    """Freeze a changed definition as the next version, which holds from now on; returns its number. What stands under
    the earlier ones stays there."""
    opened.version += 1
    session.add(
        CampaignVersion(
            campaign_id=opened.id,
            version=opened.version,
            definition=campaign.to_document(),
            digest=campaign.digest,
            created_at=now,
        )
    )
    session.flush()
    return opened.version


def submissions_with_units(session: Session, campaign_id: str) -> list[tuple[Submission, Unit]]:
    """Every self-assessment, in the order of the units."""
    found = session.exec(
        select(Submission, Unit)
        .join(Unit, col(Unit.id) == Submission.unit_id)
        .where(Submission.campaign_id == campaign_id)
        .order_by(col(Unit.id), col(Submission.id))
    )
    return [(submission, unit) for submission, unit in found]


def live_registrations(session: Session, campaign_id: str) -> Sequence[tuple[Registration, Unit]]:
    """Drafts, and what was sent and counts or waits for a decision."""
    live = (RegistrationState.DRAFT, RegistrationState.SENT, RegistrationState.REQUESTED)
    found = session.exec(
        select(Registration, Unit)
        .join(Unit, col(Unit.id) == Registration.unit_id)
        .where(Registration.campaign_id == campaign_id, col(Registration.state).in_(live))
        .order_by(col(Unit.id), col(Registration.id))
    )
    return [(registration, unit) for registration, unit in found]


def deadline_changes(session: Session, campaign_id: str) -> list[DeadlineChange]:
    """What the organizer moved, oldest first."""
    wanted = select(DeadlineChange).where(
        DeadlineChange.campaign_id == campaign_id, col(DeadlineChange.undone_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(DeadlineChange.id))))


def awards_ruled(session: Session, campaign_id: str) -> set[str]:
    """Awards about which somebody decided something."""
    found = session.exec(select(AwardRuling.award).where(AwardRuling.campaign_id == campaign_id))
    return {award for award in found if award is not None}


def deadlines_in_use(session: Session, campaign_id: str) -> set[str]:
    """Those that were moved, or that somebody has done."""
    moved = session.exec(select(DeadlineChange.deadline).where(DeadlineChange.campaign_id == campaign_id))
    done = session.exec(select(Fulfilment.deadline).where(Fulfilment.campaign_id == campaign_id))
    return {*moved, *done}
