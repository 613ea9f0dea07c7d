"""A self-assessment that was sent before a story begins: its rows, as the conversation would have left them."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from handlers.sheet import load_sheet
from handlers.sheet_versions import freeze
from scoring.campaign import Campaign
from scoring.workflow import first_step
from storage import queries
from storage.tables import (
    Answer,
    Evidence,
    EvidenceKind,
    Registration,
    RegistrationState,
    Submission,
    SubmissionState,
    Unit,
)

if TYPE_CHECKING:
    from tests.conversations import Stage

# The city's table with full marks; what a story changes of it is given as ``facts``.
FULL: dict[str, dict[str, Any]] = {
    "I.1": {"tasks_assigned": 12, "tasks_incomplete": 0},
    "I.2.1": {"issued": True, "issued_on": "2024-02-15"},
    "I.2.2": {"fields_covered": 9, "funding": "in_plan"},
    "I.2.3": {"percent_done": "100"},
    "I.3": {
        "q1_sent_on": "2024-03-08",
        "h1_sent_on": "2024-06-07",
        "q3_sent_on": "2024-09-09",
        "annual_sent_on": "2024-12-11",
    },
    "II.1": {"plan": "own", "activities_planned": 5, "activities_not_done": 0},
    "II.2": {"plan_issued": True, "percent_done": "100", "violations_found": 3, "violations_not_resolved": 0},
    "III": {"feedback_count": 0},
    "IV.1": {"confirmed_cases": 0},
    "IV.2": {"violation_cases": 0},
    "V": {"initiatives_recognized": 2},
}


def send(
    session: Session,
    campaign: Campaign,
    unit_id: int,
    *,
    by: int | None,
    now: datetime,
    facts: dict[str, dict[str, Any]] | None = None,
) -> Submission:
    """Registered and sent by ``by``, every criterion with one explanation as evidence. ``facts`` replaces criteria."""
    session.add(
        Registration(
            campaign_id=campaign.id,
            unit_id=unit_id,
            state=RegistrationState.SENT,
            points={each.id: str(each.max_points) for each in campaign.criteria},
            document_number="12/UBND",
            changed_at=now,
            sent_at=now,
            receipt=f"DK-{unit_id}",
        )
    )
    submission = Submission(campaign_id=campaign.id, campaign_version=1, unit_id=unit_id)
    session.add(submission)
    session.flush()
    assert submission.id is not None
    for criterion, known in {**FULL, **(facts or {})}.items():
        session.add(
            Answer(submission_id=submission.id, criterion=criterion, facts=known, answered_by=by, answered_at=now)
        )
        session.add(
            Evidence(
                submission_id=submission.id,
                criterion=criterion,
                kind=EvidenceKind.EXPLANATION,
                text=f"Minh chứng {criterion}",
                added_by=by,
                added_at=now,
            )
        )
    submission.state, submission.number = SubmissionState.SUBMITTED, 1
    submission.step = first_step(campaign.review_chain).id
    submission.first_sent_at = submission.sent_at = now
    submission.receipt = queries.next_receipt(session, "TC", now)
    session.flush()
    sheet = load_sheet(session, campaign, submission, on=now.date())
    assert sheet.scores.total is not None, sheet.scores.undecided
    freeze(session, sheet, number=1, by=by, now=now)
    return submission


def send_for(stage: "Stage", which: str) -> None:
    """``P1 {"III": {"feedback_count": 2}}``: the unit's first contact has sent it before the story goes on."""
    code, _, facts = which.partition(" ")
    with stage.session() as session, session.begin():
        unit = session.exec(select(Unit).where(Unit.code == code)).one()
        assert unit.id is not None
        campaign = queries.definition(session, queries.open_campaigns(session)[-1].id)
        by = next(iter(queries.contacts_of(session, unit.id)), None)
        send(session, campaign, unit.id, by=by, now=stage.now, facts=json.loads(facts) if facts else {})
