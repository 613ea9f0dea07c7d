"""Who may judge what: stand-ins, conflicts, people named for a step; and what the steps of a chain did."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from storage.remembering import remembered
from storage.tables import (
    Conflict,
    Membership,
    Role,
    StandIn,
    StepAct,
    StepMember,
    StepRecord,
    Submission,
)

_OF_A_UNIT = (Role.UNIT_CONTACT, Role.UNIT_LEADER, Role.INDIVIDUAL)


def stood_in_for(session: Session, deputy_id: int, day: date) -> list[int]:
    """The people whose reviewing this one does on a local day."""
    wanted = (
        select(StandIn.person_id)
        .where(
            StandIn.deputy_id == deputy_id,
            col(StandIn.from_on) <= day,
            col(StandIn.until_on) >= day,
            col(StandIn.ended_at).is_(None),
        )
        .distinct()
        .order_by(col(StandIn.person_id))
    )
    return list(remembered(session, StandIn, (deputy_id, day), lambda: session.exec(wanted).all()))


def stand_ins_of(session: Session, person_id: int, day: date) -> list[StandIn]:
    """Who stands in for this person now or later."""
    wanted = select(StandIn).where(
        StandIn.person_id == person_id, col(StandIn.until_on) >= day, col(StandIn.ended_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(StandIn.from_on), col(StandIn.id))))


def barred_units(session: Session, person_id: int, *, since: datetime) -> frozenset[int]:
    """The units that this person must not judge: those that he or she spoke for at any time from ``since`` (the opening
    of the campaign) on, or declared to be too close to."""
    spoke_for = select(Membership.unit_id).where(
        Membership.person_id == person_id,
        col(Membership.unit_id).is_not(None),
        col(Membership.role).in_(_OF_A_UNIT),
        or_(col(Membership.until).is_(None), col(Membership.until) >= since),
    )
    declared = select(Conflict.unit_id).where(Conflict.person_id == person_id, col(Conflict.ended_at).is_(None))
    found = {unit for query in (spoke_for, declared) for unit in session.exec(query)}
    return frozenset(unit for unit in found if unit is not None)


def named_for(session: Session, campaign_id: str, step: str) -> frozenset[int]:
    """The people who were named for a step; empty where everybody with its role belongs to it."""
    wanted = select(StepMember.person_id).where(
        StepMember.campaign_id == campaign_id, StepMember.step == step, col(StepMember.until).is_(None)
    )
    return remembered(session, StepMember, (campaign_id, step), lambda: frozenset(session.exec(wanted)))


def explainable_from(session: Session, submission: Submission) -> datetime | None:
    """From when on a correction is new to the unit, so that it may be explained: since a later step (or the organizer,
    to open an explanation again) last sent the newest version back, or after an appraising step passed it on, to be
    judged once more, in whatever version. None: everything is new."""
    sent_down = and_(StepRecord.act == StepAct.RETURNED, StepRecord.number == submission.number)
    wanted = select(StepRecord.act, StepRecord.at).where(
        StepRecord.submission_id == submission.id,
        or_(col(StepRecord.act) == StepAct.PASSED, sent_down),
        col(StepRecord.undone_at).is_(None),
    )
    last = session.exec(wanted.order_by(col(StepRecord.id).desc()).limit(1)).first()
    if last is None:
        return None
    act, at = last
    # An answer to an explanation is the last thing before it is passed on, at the same moment: that one is closed.
    return at + timedelta(microseconds=1) if act is StepAct.PASSED else at


def step_records(session: Session, submissions: Collection[int]) -> dict[int, list[StepRecord]]:
    """Submission -> what its steps did, in order, without what was taken back."""
    wanted = select(StepRecord).where(
        col(StepRecord.submission_id).in_(submissions), col(StepRecord.undone_at).is_(None)
    )
    found: dict[int, list[StepRecord]] = {}
    for record in session.exec(wanted.order_by(col(StepRecord.id))):
        found.setdefault(record.submission_id, []).append(record)
    return found
