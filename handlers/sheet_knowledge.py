"""What a sheet is judged by: its kind, what the program counts itself, what the office knows, and the points."""

import json
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
_MOST_KNOWN = 1000


def scored(campaign: Campaign, facts: Mapping[str, Any], on: date) -> tuple[TypedAnswers, ScoreSheet]:
    key = (id(campaign), on, json.dumps(facts))
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        typed = facts_of.load_answers(campaign, facts)
        _known[key] = (campaign, typed, score(campaign, typed, on=on))
    _, typed, scores = _known[key]
    return typed, scores


def sent_content(session: Session, submission: Submission) -> Mapping[str, Any]:
    """The version that was sent last, while it is returned; else empty."""
    if submission.state is not SubmissionState.RETURNED:
        return {}
    return session.get_one(SubmissionVersion, (submission.id, submission.number)).content
