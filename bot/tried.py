"""What was found out about a real Zalo bot, in a file beside the database: ``thidua try-zalo`` writes it, the doctor
reads it and says which setting follows from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.zalo_trying import Observation

QUOTA_STEP, LENGTH_STEP = "month's messages", "2,000 accented letters"
SENT_ALONE, BOTH = "sent alone", "sent and received"


@dataclass(frozen=True, slots=True)
class Tried:
    """``observations``: step → what was expected, observed, and whether it was as expected (None: only worth knowing).
    ``manual``: number of the point in docs/zalo.md → what somebody wrote down."""

    at: str = ""
    observations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    manual: Mapping[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> list[str]:
        return [step for step, found in self.observations.items() if found.get("as_expected") is False]

    @property
    def counts_received(self) -> bool | None:
        """Whether the month's number grew by what people wrote; None when it is not known."""
        observed = str(self.observations.get(QUOTA_STEP, {}).get("observed", ""))
        return True if observed.endswith(BOTH) else False if observed.endswith(SENT_ALONE) else None


class WrongFile(ValueError):
    """The file is there and cannot be read."""


def read(path: Path) -> Tried | None:
    """None where nobody has tried yet. Raises ``WrongFile``."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Tried(str(found["at"]), dict(found["observations"]), dict(found.get("manual") or {}))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongFile(f"{path}: {error}") from error


def write(path: Path, observations: "Sequence[Observation]", manual: Mapping[str, str], *, at: datetime) -> Tried:
    """Add to what is there: a step that was tried again replaces what was known, one that was skipped stays."""
    try:
        before = read(path) or Tried()
    except WrongFile:
        before = Tried()  # what cannot be read is written anew
    known = {**before.observations, **{one.step: one.data() for one in observations}}
    tried = Tried(at.isoformat(timespec="seconds"), known, {**before.manual, **manual})
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        {"at": tried.at, "observations": tried.observations, "manual": tried.manual}, ensure_ascii=False, indent=1
    )
    part = path.with_suffix(".part")
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)
    return tried
