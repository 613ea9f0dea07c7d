"""What a first approval begins where the organizer wants two reviewers: another one is asked, nobody else is told."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import Session

from handlers import behalf, notices, permissions
from handlers.competing import whose
from handlers.conversation import Choice, Reply
from handlers.noting import note_about
from handlers.sheet import Sheet
from scoring import second
from storage import queries
from storage.queries import second as seconds
from storage.queries import steps
from storage.tables import Role, SecondReview, SecondRule, Submission

_EVER = datetime.min.replace(tzinfo=UTC)


def difference(sheet: Sheet) -> Decimal:
    """Between self-scored and appraised: points, or criteria with another verdict in a plan without points."""
    if sheet.campaign.has_points:
        return second.points_between(sheet.scores, sheet.appraised)
    return second.verdicts_between(sheet.verdicts, sheet.appraised_verdicts)


def why(sheet: Sheet, rule: SecondRule) -> tuple[bool, bool]:
    """Whether the sample has it, and whether the difference reaches the limit."""
    assert sheet.submission.id is not None
    least = Decimal(rule.least) if rule.least is not None else None
    drawn = second.is_drawn(rule.seed, sheet.submission.id, rule.percent)
    return drawn, second.is_far(difference(sheet), least)


def is_wanted(session: Session, sheet: Sheet) -> bool:
    """Whether an approval has to wait for a second reviewer. Once is enough, unless something was decided since."""
    rule = seconds.second_rule(session, sheet.submission.campaign_id)
    if rule is None or not any(why(sheet, rule)):
        return False
    last = seconds.last_second(session, sheet.submission)
    if last is None or last.ended_at is None:
        return True
    decided = [each.decided_at for each in sheet.decisions.values()]
    decided += [each.decided_at for each in sheet.appraisals.values()]
    return any(at > last.ended_at for at in decided)


def ask_second(
    session: Session, sheet: Sheet, *, by: int | None, now: datetime, days: int | None = None
) -> list[Reply]:
    """It waits for its second review from now on; those who may do it are told."""
    submission = sheet.submission
    rule = seconds.second_rule(session, submission.campaign_id)
    assert rule is not None
    assert submission.id is not None
    drawn, _ = why(sheet, rule)
    far = difference(sheet)
    row = SecondReview(
        submission_id=submission.id,
        number=submission.number,
        drawn=drawn,
        difference=str(far),
        blind=rule.blind,
        days=days,
        asked_at=now,
    )
    session.add(row)
    submission.second_at = now
    told = {"number": submission.number, "drawn": drawn, "difference": str(far), "blind": rule.blind}
    note_about(session, submission, "second", "begun", by=by, now=now, after=told)
    session.flush()
    return call(session, sheet, row, now=now)


def able(session: Session, submission: Submission, review: SecondReview) -> list[int]:
    """Who may review it a second time in the own right."""
    opened = queries.open_campaigns(session)
    since = opened[-1].opened_at if opened else _EVER
    named = queries.named_for(session, submission.campaign_id, submission.step or "")
    judged = seconds.not_second(session, submission, review)
    reviewers = queries.people_with_role(session, Role.REVIEWER)
    enterers = set(behalf.entered(session, submission).values())
    return [
        person
        for person in reviewers
        if (not named or person in named)
        and permissions.may_judge_entered(person, enterers, reviewers)
        and permissions.may_review_second(
            queries.roles_of(session, person),
            submission,
            judged=person in judged,
            barred=steps.barred_units(session, person, since=since),
        )
    ]


def call(session: Session, sheet: Sheet, review: SecondReview, *, now: datetime) -> list[Reply]:
    """Each of them is told that one waits, without a word about the first review; where there is nobody, the
    organizers are."""
    submission = sheet.submission
    when = notices.polite_time(session, sheet.campaign, now)
    replies = []
    for person in able(session, submission, review):
        tr = notices.language_of(session, person)
        words = tr("{unit} waits for its second review.", unit=whose(session, submission, tr))
        choice = Choice(f"second:{review.id}", tr("Review a second time"))
        replies.append(notices.standing(person, words, choice, when=when))
    return replies or _nobody(session, submission, when)


def _nobody(session: Session, submission: Submission, when: datetime) -> list[Reply]:
    replies = []
    for person in queries.people_with_role(session, Role.ORGANIZER):
        tr = notices.language_of(session, person)
        words = tr(
            "⚠️ {unit} waits for a second review, and nobody may do it: everybody else is too close to the unit or had "
            "a part in the first review. Please invite another reviewer, or do without it for this one, with a reason.",
            unit=whose(session, submission, tr),
        )
        replies.append(notices.standing(person, words, Choice("go:second", tr("Second review")), when=when))
    return replies


def call_to_settle(session: Session, sheet: Sheet, review: SecondReview, *, by: int, now: datetime) -> list[Reply]:
    """The two reviewers differ: the first ones are told, and the organizers."""
    submission = sheet.submission
    when = notices.polite_time(session, sheet.campaign, now)
    replies = []
    for person in sorted(parties(session, submission, review) - {by}):
        tr = notices.language_of(session, person)
        words = tr("Two reviewers differ about {unit}. One of them settles it.", unit=whose(session, submission, tr))
        choice = Choice(f"second:{review.id}", tr("Settle the differences"))
        replies.append(notices.standing(person, words, choice, when=when))
    for person in sorted(set(queries.people_with_role(session, Role.ORGANIZER)) - {each.to for each in replies} - {by}):
        tr = notices.language_of(session, person)
        words = tr("Two reviewers differ about {unit}. One of them settles it.", unit=whose(session, submission, tr))
        replies.append(notices.standing(person, words, Choice("go:second", tr("Second review")), when=when))
    return replies


def parties(session: Session, submission: Submission, review: SecondReview) -> set[int]:
    """The first reviewers of the version that was sent last, and the second one."""
    assert submission.id is not None
    found = {each.decided_by for each in queries.decisions_of(session, submission.id, submission.number).values()}
    found |= {each.decided_by for each in queries.appraisals_of(session, submission.id, submission.number).values()}
    return found | ({review.second_id} if review.second_id is not None else set())
