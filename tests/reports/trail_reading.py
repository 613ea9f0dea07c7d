"""What stands in a history as the program wrote it down, and not in words."""

import re
from collections.abc import Iterator

from sqlmodel import Session, select

from locales import translator
from reports.trail import trail
from reports.trail_words import actions
from storage.tables import EvidenceKind, OpenedCampaign, SourceKind

VI = translator("vi")
# Names of columns and words, digests (the seed of a sample is shorter), days as they are stored.
RAW = re.compile(r"\b[a-z]+(_[a-z0-9]+)+\b|\b[0-9a-f]{17,}\b|\b\d{4}-\d\d-\d\d\b")
KINDS = {each.value for each in (*EvidenceKind, *SourceKind)}
SAID = re.compile(r"“[^”]*”|https?://\S+")  # by people


def unworded(session: Session) -> Iterator[str]:
    """Lines of any campaign with something that nobody should have to read."""
    done = set(actions(VI).values())
    for campaign in session.exec(select(OpenedCampaign)).all():
        for line in trail(session, campaign.id, VI, with_people=True, with_digests=True):
            said = SAID.sub("", f"{line.what}; {line.before}; {line.after}")
            if line.action not in done or RAW.search(said) or KINDS & set(re.findall(r"\w+", said)):
                yield f"{line.what} | {line.action} | {line.before} | {line.after}"
