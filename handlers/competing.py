"""Who the talk is about: a unit itself, or somebody of it who competes; and the round that is meant."""

from dataclasses import dataclass

from sqlmodel import Session

from handlers.turn import Turn
from locales import Translator
from scoring.campaign import Campaign, CandidateKind
from scoring.candidates import kind_of_unit, kinds_of_people, round_on
from storage import queries
from storage.tables import Candidate, Registration, Submission, Unit


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
    return candidate.name or tr("individual no. {number}", number=candidate.id)


def competitor(turn: Turn, campaign: Campaign, unit: Unit) -> Competitor:
    """Whom of the unit this talk is about."""
    chosen = turn.session.get(Candidate, turn.talk.candidate_id) if turn.talk.candidate_id else None
    if chosen is not None and (chosen.unit_id != unit.id or chosen.campaign_id != campaign.id or not chosen.active):
        chosen = None
    return as_competitor(campaign, unit, chosen)


def competitor_of(session: Session, campaign: Campaign, submission: Submission) -> Competitor:
    """Whose self-assessment it is."""
    candidate = session.get_one(Candidate, submission.candidate_id) if submission.candidate_id else None
    return as_competitor(campaign, session.get_one(Unit, submission.unit_id), candidate)


def as_competitor(campaign: Campaign, unit: Unit, candidate: Candidate | None) -> Competitor:
    if candidate is None:
        return Competitor(unit, None, kind_of_unit(campaign, unit.unit_type))
    kinds = (each for each in campaign.candidates if each.id == candidate.kind)
    return Competitor(unit, candidate, next(kinds, None))


def whose(session: Session, row: Registration | Submission, tr: Translator) -> str:
    """The name of the unit, or of whom of it a row is."""
    unit = session.get_one(Unit, row.unit_id)
    if row.candidate_id is None:
        return unit.name
    return f"{name_of(session.get_one(Candidate, row.candidate_id), tr)} ({unit.name})"


def competitors_of(session: Session, campaign: Campaign, unit: Unit) -> list[Competitor]:
    """The unit itself and its people who compete."""
    assert unit.id is not None
    people = queries.candidates_of(session, campaign.id, unit.id) if kinds_of_people(campaign, unit.unit_type) else []
    return [as_competitor(campaign, unit, each) for each in (None, *people)]


def round_id(turn: Turn, campaign: Campaign) -> str:
    """The round that is worked on: the one that was asked for, else the one that runs today; "" without rounds."""
    if any(each.id == turn.talk.round for each in campaign.rounds):
        return turn.talk.round or ""
    running = round_on(campaign, turn.today)
    return running.id if running else ""


def choose(turn: Turn, *, candidate_id: int | None, round: str | None = None) -> None:
    """From now on the talk is about this one (None: the unit itself; round None: the one that runs)."""
    turn.talk.candidate_id, turn.talk.round = candidate_id, round
