"""From step to step of the review chain: after the appraisal, and whenever a step passes on or returns."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from handlers import notices
from handlers.conversation import Reply
from handlers.noting import note_about
from reports.knowing import kind_of
from scoring import workflow
from scoring.campaign import Campaign
from storage.tables import Explanation, StepAct, StepRecord, Submission, SubmissionState

END = "end"  # in the place of a step's id: after the last one


def move_on(
    session: Session, campaign: Campaign, submission: Submission, *, by: int | None, now: datetime, today: date
) -> list[Reply]:
    """An appraised submission goes to the next step of the chain as soon as nothing holds it: neither days in which
    the unit may explain itself nor an explanation that waits for its answer."""
    step = next((each for each in campaign.review_chain if each.id == submission.step), None)
    held = submission.explain_until is not None and today <= submission.explain_until
    if submission.state is not SubmissionState.APPROVED or step is None or not step.appraises or held:
        return []
    if waiting_explanations(session, submission):
        return []
    return pass_on(session, campaign, submission, by=by, now=now)


def waiting_explanations(session: Session, submission: Submission) -> list[Explanation]:
    """What the unit explained and nobody has answered yet."""
    wanted = select(Explanation).where(
        Explanation.submission_id == submission.id,
        Explanation.number == submission.number,
        col(Explanation.sent_at).is_not(None),
        col(Explanation.decided_at).is_(None),
    )
    return list(session.exec(wanted.order_by(col(Explanation.id))))


def ready_to_move(session: Session, today: date) -> list[Submission]:
    """Appraised submissions whose days for explaining are over."""
    return list(
        session.exec(
            select(Submission)
            .where(Submission.state == SubmissionState.APPROVED, col(Submission.explain_until) < today)
            .order_by(col(Submission.id))
        )
    )


def pass_on(
    session: Session,
    campaign: Campaign,
    submission: Submission,
    *,
    by: int | None,
    now: datetime,
    on: date | None = None,
    beside: dict[str, Any] | None = None,
) -> list[Reply]:
    """To the next step of the chain; whoever belongs to it is told when the first one arrives there. ``on``: the day
    that was written down for a step outside the program."""
    assert submission.step is not None
    kind = kind_of(session, campaign, submission) or ""
    step = next(each for each in campaign.review_chain if each.id == submission.step)
    then = workflow.step_after(campaign.review_chain, step.id, kind=kind)
    act = StepAct.PASSED if step.in_program else StepAct.RECORDED
    _record(session, submission, act, by=by, now=now, on=on, beside={"to": then.id if then else None, **(beside or {})})
    submission.explain_until = None
    submission.step = then.id if then else None
    if then is not None and then.appraises:
        submission.state = SubmissionState.SUBMITTED  # judged once more, criterion by criterion
    return notices.step_reached(session, campaign, then, by=by, now=now) if then is not None and then.in_program else []


def send_back(
    session: Session, campaign: Campaign, submission: Submission, *, by: int, now: datetime, reason: str
) -> str:
    """To the step below: another one that decides in the program, or the appraisal itself, which is then open again
    with all its verdicts. Returns the id of that step."""
    assert submission.step is not None
    below = workflow.step_before(campaign.review_chain, submission.step)
    _record(session, submission, StepAct.RETURNED, by=by, now=now, reason=reason, beside={"to": below.id})
    submission.step = below.id
    if below.appraises:
        submission.state, submission.approved_at = SubmissionState.SUBMITTED, None
    return below.id


def bring_back(
    session: Session, campaign: Campaign, submission: Submission, *, by: int, now: datetime, reason: str
) -> None:
    """To the appraisal, from wherever it is, for an explanation that is opened again; nothing is judged anew."""
    appraising = workflow.first_step(campaign.review_chain).id
    if submission.step != appraising:
        _record(session, submission, StepAct.RETURNED, by=by, now=now, reason=reason, beside={"to": appraising})
        submission.step = appraising


def _record(  # noqa: PLR0913 - one for every column that differs, all by name
    session: Session,
    submission: Submission,
    act: StepAct,
    *,
    by: int | None,
    now: datetime,
    reason: str | None = None,
    on: date | None = None,
    beside: dict[str, Any],
) -> None:
    assert submission.id is not None
    session.add(
        StepRecord(
            submission_id=submission.id,
            number=submission.number,
            step=submission.step or END,
            act=act,
            reason=reason,
            on=on,
            by=by,
            at=now,
        )
    )
    note_about(
        session,
        submission,
        f"step:{submission.step or END}",
        act.value,
        by=by,
        now=now,
        after={**beside, **({"date": on.isoformat()} if on else {})},
        why=reason,
    )
