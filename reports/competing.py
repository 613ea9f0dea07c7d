"""Who competes: a unit itself, or somebody of it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from locales import Translator
from scoring.campaign import Campaign, CandidateKind
from scoring.candidates import kind_of_unit, kinds_of_people
from storage import queries
from storage.tables import Candidate, Unit


@dataclass(frozen=True, slots=True)
class Competitor:
    """``candidate`` None: the unit itself. ``kind`` None: the campaign names no kinds."""

    unit: Unit
    candidate: Candidate | None
    kind: CandidateKind | None

    @property
    def candidate_id(self) -> int | None:
        return self.candidate.id if self.candidate else None

    @property
    def kind_id(self) -> str | None:
        return self.kind.id if self.kind else None

    def name(self, tr: Translator) -> str:
        """``Khu phố 1``, or ``Trần Thị Mai (Khu phố 1)``."""
        if self.candidate is None:
            return self.unit.name
        return f"{name_of(self.candidate, tr)} ({self.unit.name})"


def name_of(candidate: Candidate, tr: Translator) -> str:
    """The name, or what is said when it was deleted on request."""
    return candidate.name or number_of(candidate, tr)


def number_of(candidate: Candidate, tr: Translator) -> str:
    """What somebody is called where names are nobody's business."""
    return tr("individual no. {number}", number=candidate.id)


def as_competitor(campaign: Campaign, unit: Unit, candidate: Candidate | None) -> Competitor:
    if candidate is None:
        return Competitor(unit, None, kind_of_unit(campaign, unit.unit_type))
    kinds = (each for each in campaign.candidates if each.id == candidate.kind)
    return Competitor(unit, candidate, next(kinds, None))


def competitors_of(session: Session, campaign: Campaign, unit: Unit) -> list[Competitor]:
    """The unit itself and its people who compete."""
    assert unit.id is not None
    people = queries.candidates_of(session, campaign.id, unit.id) if kinds_of_people(campaign, unit.unit_type) else []
    return [as_competitor(campaign, unit, each) for each in (None, *people)]


def all_competitors(session: Session, campaign: Campaign) -> list[Competitor]:
    """The active units and their people, by unit."""
    units = session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id)))
    return [each for unit in units for each in competitors_of(session, campaign, unit)]
