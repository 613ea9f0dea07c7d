"""The campaigns that were opened here, with their frozen definitions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from storage.tables.base import Row, document, instant, word


class CampaignState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class OpenedCampaign(Row, table=True):
    """A campaign that was opened here. Which rules hold is in its frozen version."""

    id: str = Field(primary_key=True)
    state: CampaignState = word(CampaignState, CampaignState.OPEN)
    version: int = 1
    opened_at: datetime = instant()
    opened_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = instant(nullable=True)


class CampaignDraft(Row, table=True):
    """A definition that came as a workbook. It can be opened once it was kept; the newest that was kept holds."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: str = Field(index=True)
    definition: dict[str, Any] = document()
    digest: str
    file_name: str = ""
    received_at: datetime = instant()
    received_by: int | None = Field(default=None, foreign_key="person.id")
    kept_at: datetime | None = instant(nullable=True)


class CampaignVersion(Row, table=True):
    """The definition as it was when it was opened or changed: answers are scored with theirs for ever."""

    campaign_id: str = Field(foreign_key="opened_campaign.id", primary_key=True)
    version: int = Field(primary_key=True)
    definition: dict[str, Any] = document()
    digest: str
    created_at: datetime = instant()
