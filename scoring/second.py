"""Which submissions are reviewed a second time, and where two reviewers differ."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.criteria import NOT_APPLICABLE
from scoring.score import ScoreSheet
from scoring.verdict import Verdict

LEFT = "left"  # in the place of facts: left for a later step
RETURNED = "returned"  # in the place of facts: returned to the unit


def is_drawn(seed: str, submission: int, percent: int) -> bool:
    """Whether a submission (its number) is in a sample of ``percent`` of 100. The same seed draws the same ones,
    in whatever order they come; what is in a sample is in every larger one, too."""
    digest = hashlib.sha256(f"{seed}:{submission}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * 100 < percent << 64


def points_between(own: ScoreSheet, appraised: ScoreSheet) -> Decimal:
    """How far the appraised total lies from the self-scored one, in points; of what is decided of both."""
    return abs(own.decided_total - appraised.decided_total)


def verdicts_between(own: Mapping[str, Verdict], appraised: Mapping[str, Verdict]) -> Decimal:
    """How many criteria without points have another outcome."""
    return Decimal(sum(own[each].outcome != appraised[each].outcome for each in own))


def is_far(difference: Decimal, least: Decimal | None) -> bool:
    """Whether a difference reaches the limit (None: there is no limit)."""
    return least is not None and difference >= least


def same(first: Mapping[str, Any] | str, second: Mapping[str, Any] | str) -> bool:
    """Whether two reviewers found the same: the same facts (stored form), or both ``LEFT``, or both ``RETURNED``. A
    criterion that is not applicable is so for whatever reason."""
    return _essence(first) == _essence(second)


def _essence(found: Mapping[str, Any] | str) -> Mapping[str, Any] | str:
    if not isinstance(found, str) and found.get(NOT_APPLICABLE) is True:
        return {NOT_APPLICABLE: True}
    return found
