"""What is in the award dossiers, and what the office found."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.bulk import among
from storage.prepared import Prepared
from storage.remembering import remembered
from storage.tables import DossierCheck, DossierPaper

Whose = tuple[str, int, int | None]  # round, unit, candidate (None: the unit itself)

# For every menu, and for what is typed and may be a word of it.
_IN_CAMPAIGN = select(DossierPaper.id).where(DossierPaper.campaign_id == bindparam("campaign")).limit(1)
_ANY = Prepared(_IN_CAMPAIGN.where(col(DossierPaper.removed_at).is_(None)))
_BY_UNIT = Prepared(_IN_CAMPAIGN.where(DossierPaper.unit_id == bindparam("unit")))


def papers_of(session: Session, campaign_id: str, whose: Whose, *, removed: bool = False) -> list[DossierPaper]:
    """Of one dossier, in the order they came; ``removed``: those that were taken out, too."""
    round, unit_id, candidate_id = whose
    wanted = select(DossierPaper).where(
        DossierPaper.campaign_id == campaign_id,
        DossierPaper.round == round,
        DossierPaper.unit_id == unit_id,
        col(DossierPaper.candidate_id).is_not_distinct_from(candidate_id),
    )
    if not removed:
        wanted = wanted.where(col(DossierPaper.removed_at).is_(None))
    return list(session.exec(wanted.order_by(col(DossierPaper.id))))


def checks_of(session: Session, campaign_id: str, whose: Whose) -> list[DossierCheck]:
    """What was found about one dossier and not taken back, in order."""
    round, unit_id, candidate_id = whose
    wanted = select(DossierCheck).where(
        DossierCheck.campaign_id == campaign_id,
        DossierCheck.round == round,
        DossierCheck.unit_id == unit_id,
        col(DossierCheck.candidate_id).is_not_distinct_from(candidate_id),
        col(DossierCheck.undone_at).is_(None),
    )
    return list(session.exec(wanted.order_by(col(DossierCheck.id))))


def is_any_begun(session: Session, campaign_id: str) -> bool:
    """Whether anything is in any dossier."""
    found = remembered(session, DossierPaper, campaign_id, lambda: _ANY.first(session, campaign=campaign_id))
    return found is not None


def is_begun_by(session: Session, campaign_id: str, unit_id: int) -> bool:
    """Whether a unit has put anything in a dossier, its own or one of its people."""
    which = {"campaign": campaign_id, "unit": unit_id}
    found = remembered(session, DossierPaper, (campaign_id, unit_id), lambda: _BY_UNIT.first(session, **which))
    return found is not None


def all_papers(
    session: Session, campaign_id: str, round: str, units: Collection[int] | None = None
) -> Sequence[DossierPaper]:
    """Of every dossier of a round (``units``: of these and of whoever belongs to them), without what was taken out, in
    the order they came."""
    wanted = select(DossierPaper).where(
        DossierPaper.campaign_id == campaign_id, DossierPaper.round == round, col(DossierPaper.removed_at).is_(None)
    )
    if units is not None:
        wanted = wanted.where(among(session, DossierPaper.unit_id, units))
    return session.exec(wanted.order_by(col(DossierPaper.id))).all()


def all_checks(
    session: Session, campaign_id: str, round: str, units: Collection[int] | None = None
) -> Sequence[DossierCheck]:
    """What was found about every dossier of a round (``units``: as above) and not taken back, in order."""
    wanted = select(DossierCheck).where(
        DossierCheck.campaign_id == campaign_id, DossierCheck.round == round, col(DossierCheck.undone_at).is_(None)
    )
    if units is not None:
        wanted = wanted.where(among(session, DossierCheck.unit_id, units))
    return session.exec(wanted.order_by(col(DossierCheck.id))).all()
