"""Campaigns that were opened here, and the definitions frozen with them."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from scoring.campaign import Campaign
from storage.prepared import Prepared, Rows
from storage.remembering import remembered
from storage.tables import CampaignState, CampaignVersion, OpenedCampaign

# A frozen definition never changes, so it is read once per process. The digest is part of the key because tests and
# restored databases may give one (id, version) two contents.
_definitions: dict[tuple[str, int, str], Campaign] = {}

# Asked in every turn.
_OPEN = Rows(
    OpenedCampaign,
    select(OpenedCampaign)
    .where(OpenedCampaign.state == CampaignState.OPEN)
    .order_by(col(OpenedCampaign.opened_at), col(OpenedCampaign.id)),
)
_THIS_VERSION = (
    CampaignVersion.campaign_id == bindparam("campaign"),
    CampaignVersion.version == bindparam("version"),
)
_DIGEST = Prepared(select(CampaignVersion.digest).where(*_THIS_VERSION))
_DEFINITION = select(CampaignVersion.definition).where(*_THIS_VERSION)


def open_campaigns(session: Session) -> list[OpenedCampaign]:
    """The campaigns that are open, in the order of opening."""
    return list(remembered(session, OpenedCampaign, "open", lambda: _OPEN.all(session)))


def definition(session: Session, campaign_id: str, version: int | None = None) -> Campaign:
    """The frozen definition of an opened campaign: the given version, or the one that holds now. Raises KeyError when
    the campaign was never opened here or has no such version."""
    if version is None:
        opened = session.get(OpenedCampaign, campaign_id)
        if opened is None:
            raise KeyError(f"campaign {campaign_id} was never opened here")
        version = opened.version
    this_version = {"campaign": campaign_id, "version": version}
    digest = remembered(
        session, CampaignVersion, (campaign_id, version), lambda: _DIGEST.first(session, **this_version)
    )
    if digest is None:
        raise KeyError(f"campaign {campaign_id} has no version {version}")
    key = (campaign_id, version, str(digest[0]))
    if key not in _definitions:
        document = session.exec(_DEFINITION, params=this_version).one()
        _definitions[key] = Campaign.from_document(dict(document))
    return _definitions[key]


def frozen_version(session: Session, campaign_id: str, version: int) -> tuple[str, datetime]:
    """The digest of a version and the moment it began to hold. Raises NoResultFound when there is none."""
    row = select(CampaignVersion.digest, CampaignVersion.created_at).where(*_THIS_VERSION)
    digest, since = session.exec(row, params={"campaign": campaign_id, "version": version}).one()
    return digest, since


def open_campaign(session: Session, campaign: Campaign, *, now: datetime, by: int | None) -> OpenedCampaign:
    """Open a campaign and freeze its definition as version 1; open it again if it was closed, with the definition that
    it had. Nothing happens when it is open. ``now`` is campaign time."""
    opened = session.get(OpenedCampaign, campaign.id)
    if opened is None:
        opened = OpenedCampaign(id=campaign.id, opened_at=now, opened_by=by)
        session.add(opened)
        session.flush()
        session.add(
            CampaignVersion(
                campaign_id=campaign.id,
                version=1,
                definition=campaign.to_document(),
                digest=campaign.digest,
                created_at=now,
            )
        )
    elif opened.state == CampaignState.CLOSED:
        opened.state = CampaignState.OPEN
        opened.closed_at = None
    session.flush()
    return opened


def close_campaign(session: Session, campaign_id: str, *, now: datetime) -> OpenedCampaign:
    """Close an opened campaign; nothing happens when it is closed. Raises KeyError when it was never opened here."""
    opened = session.get(OpenedCampaign, campaign_id)
    if opened is None:
        raise KeyError(f"campaign {campaign_id} was never opened here")
    if opened.state == CampaignState.OPEN:
        opened.state = CampaignState.CLOSED
        opened.closed_at = now
        session.flush()
    return opened
