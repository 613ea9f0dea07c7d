"""Who the talk is about: a unit itself, or somebody of it who competes; and the round that is meant."""

from datetime import date

from sqlmodel import Session

from handlers.context import today
from handlers.turn import Turn, alone_as
from locales import Translator
from reports.competing import Competitor as Competitor
from reports.competing import as_competitor as as_competitor
from reports.competing import competitors_of as competitors_of
from reports.competing import name_of as name_of
from scoring.campaign import Campaign
from scoring.candidates import round_on
from storage import queries
from storage.tables import Candidate, Registration, Submission, Unit

_ANSWERED = ("assessment", "evidence", "summary")  # flows whose questions belong to a round


def competitor(turn: Turn, campaign: Campaign, unit: Unit) -> Competitor:
    """Whom of the unit this talk is about; who competes for himself is never about another one."""
    if (mine := alone_as(turn)) is not None and mine.unit_id == unit.id:
        return as_competitor(campaign, unit, mine)
    chosen = turn.session.get(Candidate, turn.talk.candidate_id) if turn.talk.candidate_id else None
    if chosen is not None and (chosen.unit_id != unit.id or chosen.campaign_id != campaign.id or not chosen.active):
        chosen = None
    return as_competitor(campaign, unit, chosen)


def competitor_of(session: Session, campaign: Campaign, submission: Submission) -> Competitor:
    """Whose self-assessment it is."""
    candidate = session.get_one(Candidate, submission.candidate_id) if submission.candidate_id else None
    return as_competitor(campaign, session.get_one(Unit, submission.unit_id), candidate)


def is_alone(session: Session, candidate_id: int | None) -> bool:
    """Whether somebody competes for himself as this candidate, so that nobody else acts for it."""
    return queries.individual_behind(session, candidate_id) is not None


def whose(session: Session, row: Registration | Submission, tr: Translator) -> str:
    """The name of the unit, or of whom of it a row is."""
    unit = session.get_one(Unit, row.unit_id)
    if row.candidate_id is None:
        return unit.name
    return f"{name_of(session.get_one(Candidate, row.candidate_id), tr)} ({unit.name})"


def round_id(turn: Turn, campaign: Campaign) -> str:
    """The round that is worked on: the one that was asked for, else the one that runs today; "" without rounds."""
    if any(each.id == turn.talk.round for each in campaign.rounds):
        return turn.talk.round or ""
    running = round_on(campaign, _asked_on(turn))
    return running.id if running else ""


def _asked_on(turn: Turn) -> date:
    """A question that was asked before the year turned is about the year that it was asked in."""
    if turn.talk.flow in _ANSWERED:
        return min(turn.today, today(turn.session, turn.talk.updated_at))
    return turn.today


def choose(turn: Turn, *, candidate_id: int | None, round: str | None = None) -> None:
    """From now on the talk is about this one (None: the unit itself; round None: the one that runs)."""
    turn.talk.candidate_id, turn.talk.round = candidate_id, round
