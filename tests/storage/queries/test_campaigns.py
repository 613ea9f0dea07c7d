"""Opening freezes the rules; what was frozen is read back equal."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from scoring.campaign import Campaign
from storage.queries import close_campaign, definition, open_campaign, open_campaigns
from storage.tables import CampaignState, CampaignVersion

NOW = datetime(2024, 4, 23, 1, 0, tzinfo=UTC)


def test_opening_freezes_the_definition_as_version_1(session: Session, campaign: Campaign):
    opened = open_campaign(session, campaign, now=NOW, by=1)
    assert (opened.id, opened.state, opened.version, opened.opened_at, opened.opened_by) == (
        "small-2024",
        CampaignState.OPEN,
        1,
        NOW,
        1,
    )
    session.expire_all()
    assert definition(session, "small-2024") == campaign
    assert definition(session, "small-2024", 1).criterion("I.1").max_points == Decimal(10)


def test_opening_again_changes_nothing_even_when_the_file_has_changed(session: Session, campaign: Campaign):
    open_campaign(session, campaign, now=NOW, by=1)
    changed = Campaign.model_validate({**campaign.to_document(), "name": "Tên khác"})
    opened = open_campaign(session, changed, now=NOW + timedelta(days=1), by=2)
    assert (opened.opened_at, opened.opened_by) == (NOW, 1)
    assert definition(session, "small-2024").name == campaign.name
    assert len(session.exec(select(CampaignVersion)).all()) == 1


def test_a_closed_campaign_can_be_opened_again(session: Session, campaign: Campaign):
    open_campaign(session, campaign, now=NOW, by=1)
    closed = close_campaign(session, "small-2024", now=NOW + timedelta(days=1))
    assert (closed.state, closed.closed_at, open_campaigns(session)) == (
        CampaignState.CLOSED,
        NOW + timedelta(days=1),
        [],
    )
    assert close_campaign(session, "small-2024", now=NOW + timedelta(days=2)).closed_at == NOW + timedelta(days=1)
    opened = open_campaign(session, campaign, now=NOW + timedelta(days=3), by=2)
    assert (opened.state, opened.closed_at, open_campaigns(session)) == (CampaignState.OPEN, None, [opened])


def test_what_was_never_opened_has_no_definition(session: Session, campaign: Campaign):
    with pytest.raises(KeyError, match="never opened"):
        definition(session, "small-2024")
    with pytest.raises(KeyError, match="never opened"):
        close_campaign(session, "small-2024", now=NOW)
    open_campaign(session, campaign, now=NOW, by=None)
    with pytest.raises(KeyError, match="no version 2"):
        definition(session, "small-2024", 2)


def test_each_version_keeps_its_rules(session: Session, campaign: Campaign):
    opened = open_campaign(session, campaign, now=NOW, by=None)
    changed = Campaign.model_validate({**campaign.to_document(), "name": "Tên khác"})
    session.add(
        CampaignVersion(
            campaign_id=opened.id,
            version=2,
            definition=changed.to_document(),
            digest=changed.digest,
            created_at=NOW,
        )
    )
    opened.version = 2
    session.flush()
    assert [definition(session, opened.id, version).name.vi for version in (1, 2, None)] == [
        "Phong trào nhỏ",
        "Tên khác",
        "Tên khác",
    ]
