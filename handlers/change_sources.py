"""Where a changed definition of an open campaign comes from: a workbook that somebody sent and kept, or the file in the
campaigns folder."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session

from scoring.campaign import Campaign
from storage import queries
from storage.tables import CampaignDraft, OpenedCampaign


class Waiting(NamedTuple):
    """What could become the next version. ``draft``: it came as a workbook; None: it is the campaign's file."""

    opened: OpenedCampaign
    new: Campaign
    draft: CampaignDraft | None


def waiting_changes(session: Session, files: Mapping[str, Campaign]) -> list[Waiting]:
    """Of each open campaign what waits to be applied: see ``waiting_change``. ``files``: the campaign files by id."""
    opened = queries.open_campaigns(session)
    return [found for each in opened if (found := waiting_change(session, each, files.get(each.id))) is not None]


def waiting_change(session: Session, opened: OpenedCampaign, file: Campaign | None) -> Waiting | None:
    """A draft that was kept since the version that holds; else the file, if it says something else. Where the version
    that holds came as a workbook itself, the file is an older state of things and is not compared."""
    kept = queries.newest_kept(session, opened.id)
    digest, since = queries.frozen_version(session, opened.id, opened.version)
    if kept is not None and kept.kept_at is not None and kept.kept_at >= since:
        new = queries.draft_definition(kept)
        if new != queries.definition(session, opened.id):
            return Waiting(opened, new, kept)
    if file is None or queries.came_as_workbook(session, opened.id, digest):
        return None
    return Waiting(opened, file, None) if file != queries.definition(session, opened.id) else None
