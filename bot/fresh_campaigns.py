"""The campaign files as they lie there now: a file that is changed or added while the bot runs is noticed.

What is open is frozen in the database; a changed file is only offered to the organizer. A file with mistakes is named
in the log, and what was there before it stays.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import monotonic

import structlog

from scoring.campaign import Campaign
from scoring.campaign_files import CampaignFileError, load_campaigns

LOOK_SECONDS = 5.0

log = structlog.get_logger("campaigns")


class FreshCampaigns(Mapping[str, Campaign]):
    """By id; the shipped ones and those of ``folder``. Raises ``CampaignFileError`` for files that are wrong at the
    start."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._seen = self._stamps()
        self._campaigns = load_campaigns(folder)
        self._looked_at = clock()

    def __getitem__(self, campaign_id: str) -> Campaign:
        return self._now()[campaign_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> Mapping[str, Campaign]:
        if self._clock() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = self._clock()
            self._look()
        return self._campaigns

    def _look(self) -> None:
        stamps = self._stamps()
        if stamps == self._seen:
            return
        self._seen = stamps
        try:
            self._campaigns = load_campaigns(self._folder)
        except (CampaignFileError, OSError) as error:
            log.warning("campaigns.wrong_file", problem=str(error).partition("\n")[0])

    def _stamps(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file; a folder that is gone has none."""
        found = {}
        for path in self._folder.glob("*.yaml"):
            try:
                stat = path.stat()
            except OSError:  # removed at this moment: the next look sees it
                continue
            found[path.name] = (stat.st_size, stat.st_mtime_ns)
        return found
