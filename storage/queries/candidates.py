"""Candidates of a unit, the register of initiatives, what the office answered, and what people decided."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, func, select

from storage.remembering import remembered
from storage.tables import AwardRuling, Candidate, Initiative, OfficeAnswer, Unit


def candidates_of(session: Session, campaign_id: str, unit_id: int) -> list[Candidate]:
    """The people of a unit who compete, in the order they were added."""
    wanted = (
        select(Candidate)
        .where(Candidate.campaign_id == campaign_id, Candidate.unit_id == unit_id, col(Candidate.active))
        .order_by(col(Candidate.id))
    )
    return list(remembered(session, Candidate, (campaign_id, unit_id), lambda: session.exec(wanted).all()))


def all_candidates(session: Session, campaign_id: str) -> list[Candidate]:
    """Everybody who competes in a campaign, by unit."""
    wanted = (
        select(Candidate)
        .where(Candidate.campaign_id == campaign_id, col(Candidate.active))
        .order_by(col(Candidate.unit_id), col(Candidate.id))
    )
    return list(session.exec(wanted))


def initiatives_of(session: Session, campaign_id: str, unit_id: int) -> list[Initiative]:
    """The unit's entries in the register, in the order they were registered."""
    wanted = (
        select(Initiative)
        .where(
            Initiative.campaign_id == campaign_id, Initiative.unit_id == unit_id, col(Initiative.removed_at).is_(None)
        )
        .order_by(col(Initiative.id))
    )
    return list(remembered(session, Initiative, (campaign_id, unit_id), lambda: session.exec(wanted).all()))


def register_of(session: Session, campaign_id: str) -> list[tuple[Initiative, Unit]]:
    """The whole register, by unit."""
    wanted = (
        select(Initiative, Unit)
        .join(Unit, col(Unit.id) == Initiative.unit_id)
        .where(Initiative.campaign_id == campaign_id, col(Initiative.removed_at).is_(None))
        .order_by(col(Unit.id), col(Initiative.id))
    )
    return list(session.exec(wanted))


def count_register(session: Session, campaign_id: str, statuses: tuple[str, ...]) -> dict[str, int]:
    """``units``: active ones; of these ``units_with_initiatives``; ``initiatives`` of all, and how many of them have
    one of the ``statuses`` (``applied``). Counted by the database, at any time."""
    entries = [col(Initiative.campaign_id) == campaign_id, col(Initiative.removed_at).is_(None)]
    active = select(Unit.id).where(Unit.active)
    return {
        "units": session.scalar(select(func.count()).select_from(Unit).where(Unit.active)) or 0,
        "units_with_initiatives": session.scalar(
            select(func.count(col(Initiative.unit_id).distinct())).where(*entries, col(Initiative.unit_id).in_(active))
        )
        or 0,
        "initiatives": session.scalar(select(func.count(col(Initiative.id))).where(*entries)) or 0,
        "applied": session.scalar(
            select(func.count(col(Initiative.id))).where(*entries, col(Initiative.status).in_(statuses))
        )
        or 0,
    }


def office_answers(
    session: Session, campaign_id: str, round: str, unit_id: int, candidate_id: int | None
) -> Mapping[str, Mapping[str, Any]]:
    """Item -> the facts that the office answered for a candidate, those that hold for everybody included."""
    rows = session.exec(
        select(OfficeAnswer)
        .where(
            OfficeAnswer.campaign_id == campaign_id,
            OfficeAnswer.round == round,
            col(OfficeAnswer.undone_at).is_(None),
            col(OfficeAnswer.unit_id).is_(None)
            | (
                (col(OfficeAnswer.unit_id) == unit_id)
                & col(OfficeAnswer.candidate_id).is_not_distinct_from(candidate_id)
            ),
        )
        .order_by(col(OfficeAnswer.id))
    )
    return {row.item: row.facts for row in rows}


def rulings_of(
    session: Session, campaign_id: str, round: str, unit_id: int, candidate_id: int | None
) -> list[AwardRuling]:
    """What people decided about a candidate and did not take back, oldest first."""
    return list(
        session.exec(
            select(AwardRuling)
            .where(
                AwardRuling.campaign_id == campaign_id,
                AwardRuling.round == round,
                AwardRuling.unit_id == unit_id,
                col(AwardRuling.candidate_id).is_not_distinct_from(candidate_id),
                col(AwardRuling.undone_at).is_(None),
            )
            .order_by(col(AwardRuling.id))
        )
    )
