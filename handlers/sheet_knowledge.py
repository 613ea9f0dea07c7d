"""What a sheet is judged by: its kind, what the program counts itself, what the office knows, and the points."""

import json
import threading
from collections.abc import Mapping
from datetime import date, timedelta, timezone
from typing import Any

from sqlmodel import Session

from scoring import answers as facts_of
from scoring.answers import TypedAnswers
from scoring.campaign import Campaign
from scoring.score import ScoreSheet, score
from storage.tables import Submission, SubmissionState, SubmissionVersion

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving


# A turn begins with the answers that the one before it ended with, and loads them twice: scored once. The campaign is
# kept beside the result, so that no other one can get its number.
_known: dict[tuple[int, date, str], tuple[Campaign, TypedAnswers, ScoreSheet]] = {}
_MOST_KNOWN = 300  # 8 KB each
_changing = threading.Lock()


def scored(campaign: Campaign, facts: Mapping[str, Any], on: date) -> tuple[TypedAnswers, ScoreSheet]:
    key = (id(campaign), on, json.dumps(facts))
    found = _known.get(key)
    if found is None:
        typed = facts_of.load_answers(campaign, facts)
        found = (campaign, typed, score(campaign, typed, on=on))
        with _changing:  # documents are made in other threads
            _known[key] = found
            if len(_known) > _MOST_KNOWN:
                del _known[next(iter(_known))]  # the oldest
    return found[1], found[2]


def sent_content(session: Session, submission: Submission) -> Mapping[str, Any]:
    """The version that was sent last, while it is returned; else empty."""
    if submission.state is not SubmissionState.RETURNED:
        return {}
    return session.get_one(SubmissionVersion, (submission.id, submission.number)).content
