"""The second review: what is wanted, what waits, who has had a part in it."""

from sqlmodel import Session, col, select

from storage.remembering import remembered
from storage.tables import (
    Appraisal,
    Decision,
    FirstSeen,
    SecondOpinion,
    SecondReview,
    SecondRule,
    Submission,
    SubmissionState,
    Unit,
)


def second_rule(session: Session, campaign_id: str) -> SecondRule | None:
    """What holds now; None: nothing is reviewed twice."""
    newest = select(SecondRule).where(SecondRule.campaign_id == campaign_id).order_by(col(SecondRule.id).desc())
    rule = next(
        iter(remembered(session, SecondRule, (campaign_id,), lambda: session.exec(newest.limit(1)).all())), None
    )
    return None if rule is None or rule.ended_at is not None else rule


def is_veiled(session: Session, submission: Submission) -> bool:
    """Whether what was decided about it may have to be kept from somebody who reviews it a second time: it waits for
    that, or may yet be chosen."""
    if submission.state is not SubmissionState.SUBMITTED:
        return False
    if submission.second_at is not None:
        found = open_second(session, submission)
        return found is None or (found.blind and found.compared_at is None)
    rule = second_rule(session, submission.campaign_id)
    return rule is not None and rule.blind


def veiled_submissions(session: Session, campaign_id: str, unit_id: int | None = None) -> list[Submission]:
    """All that are veiled, of one unit or of all."""
    wanted = select(Submission).where(
        Submission.campaign_id == campaign_id, Submission.state == SubmissionState.SUBMITTED
    )
    if unit_id is not None:
        wanted = wanted.where(Submission.unit_id == unit_id)
    return [each for each in session.exec(wanted.order_by(col(Submission.id))) if is_veiled(session, each)]


def open_second(session: Session, submission: Submission) -> SecondReview | None:
    """The second review that it waits for."""
    wanted = select(SecondReview).where(
        SecondReview.submission_id == submission.id, col(SecondReview.ended_at).is_(None)
    )
    return session.exec(wanted.order_by(col(SecondReview.id).desc())).first()


def last_second(session: Session, submission: Submission) -> SecondReview | None:
    """The newest of the version that was sent last, over or not."""
    wanted = select(SecondReview).where(
        SecondReview.submission_id == submission.id, SecondReview.number == submission.number
    )
    return session.exec(wanted.order_by(col(SecondReview.id).desc())).first()


def open_seconds(session: Session, campaign_id: str) -> list[tuple[SecondReview, Submission, Unit]]:
    """All that wait, longest first."""
    wanted = (
        select(SecondReview, Submission, Unit)
        .join(Submission, col(Submission.id) == col(SecondReview.submission_id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(Submission.campaign_id == campaign_id, col(SecondReview.ended_at).is_(None))
        .order_by(col(SecondReview.asked_at), col(SecondReview.id))
    )
    return list(session.exec(wanted))


def opinions_of(session: Session, review_id: int) -> dict[str, SecondOpinion]:
    """Criterion -> what the second reviewer found, without what was taken back."""
    wanted = select(SecondOpinion).where(SecondOpinion.review_id == review_id, col(SecondOpinion.undone_at).is_(None))
    return {each.criterion: each for each in session.exec(wanted.order_by(col(SecondOpinion.id)))}


def first_reviewers(session: Session, submission: Submission) -> frozenset[int]:
    """Everybody who ever decided something about it in the first place."""
    found: set[int] = set()
    for table in (Decision, Appraisal):
        found |= set(session.exec(select(table.decided_by).where(table.submission_id == submission.id)))
    return frozenset(found)


def not_second(session: Session, submission: Submission, review: SecondReview) -> frozenset[int]:
    """Who must not review it a second time: the first ones and, where it is blind, who has seen their decisions."""
    found = first_reviewers(session, submission)
    if not review.blind:
        return found
    seen = select(FirstSeen.person_id).where(FirstSeen.submission_id == submission.id)
    return found | frozenset(session.exec(seen))


def has_decisions_of_others(session: Session, submission: Submission, person: int) -> bool:
    """Whether somebody else has decided something about the version that was sent last."""
    for table in (Decision, Appraisal):
        wanted = select(table.id).where(
            table.submission_id == submission.id,
            table.number == submission.number,
            table.decided_by != person,
            col(table.undone_at).is_(None),
        )
        if session.exec(wanted.limit(1)).first() is not None:
            return True
    return False
