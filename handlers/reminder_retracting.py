""" "Ghi nhầm": a duty that was recorded as done is open again, and what its day had answered is unanswered."""

from handlers import permissions
from handlers.context import today
from handlers.conversation import Choice
from handlers.noting import note
from handlers.sheet import load_sheet, save_facts
from handlers.turn import Turn
from scoring.campaign import Campaign, Deadline
from scoring.rounds import round_of, round_on
from storage.queries import deadlines as rows
from storage.tables import Candidate, Fulfilment, Unit


def mistake_choice(
    turn: Turn, campaign: Campaign, deadline: Deadline, unit: Unit | None, candidate: Candidate | None = None
) -> Choice:
    """Offered with every confirmation. ``unit`` None: a duty of the organizer's own. ``candidate``: of somebody who
    competes for himself."""
    whose = "own" if unit is None else str(unit.id)
    if candidate is not None:
        whose = f"mine-{candidate.id}"
    words = ("ghi nham", "huy ghi")
    return Choice(f"remind:mistake:{campaign.id}:{deadline.id}:{whose}", turn.tr("That was a mistake"), words)


def take_back(turn: Turn, campaign: Campaign, deadline: Deadline, unit_id: int | None) -> str:
    """What is said about it; nothing happens when nothing is recorded, or when it is not this person's to say."""
    tr = turn.tr
    allowed = permissions.may_nudge(turn.roles) if unit_id is None else permissions.speaks_for(turn.roles, unit_id)
    if not allowed:
        return tr("This is not open to you.")
    known = rows.fulfilments(turn.session, campaign.id, None if unit_id is None else [unit_id])
    row = known.get((deadline.id, unit_id))
    if row is None:
        return tr("Nothing is recorded there.")
    turn.session.delete(row)
    note(
        turn,
        campaign_id=campaign.id,
        unit_id=unit_id,
        subject=f"deadline:{deadline.id}",
        action="taken back",
        before={"done_on": row.done_on.isoformat()},
    )
    if unit_id is not None:
        _empty(turn, campaign, deadline, unit_id, row)
    what = deadline.title.within(tr.locale)
    return tr("Taken back: {what} counts as open again.", what=what)


def take_back_alone(turn: Turn, campaign: Campaign, deadline: Deadline, candidate_id: int) -> str:
    """The same for somebody who competes for himself."""
    tr = turn.tr
    if not permissions.competes_as(turn.roles, candidate_id):
        return tr("This is not open to you.")
    row = rows.fulfilment_alone(turn.session, campaign.id, deadline.id, candidate_id)
    if row is None:
        return tr("Nothing is recorded there.")
    turn.session.delete(row)
    before = {"done_on": row.done_on.isoformat(), "candidate": candidate_id}
    subject = f"deadline:{deadline.id}"
    note(turn, subject, "taken back", campaign_id=campaign.id, unit_id=row.unit_id, before=before)
    return tr("Taken back: {what} counts as open again.", what=deadline.title.within(tr.locale))


def _empty(turn: Turn, campaign: Campaign, deadline: Deadline, unit_id: int, row: Fulfilment) -> None:
    """The answer that came from it goes with it; another day that the unit answered itself stays."""
    cycle = round_of(campaign, deadline) or round_on(campaign, today(turn.session, row.recorded_at))
    of_round = None if cycle is None else cycle.id
    submission = rows.submissions(turn.session, campaign.id, [unit_id], round=of_round).get(unit_id)
    if deadline.prefills is None or submission is None:
        return
    criterion, fact = deadline.prefills.criterion, deadline.prefills.fact
    sheet = load_sheet(turn.session, campaign, submission, on=turn.today)
    known = dict(sheet.answers.get(criterion) or {})
    if criterion in sheet.editable and known.get(fact) == row.done_on:
        del known[fact]
        save_facts(turn.session, sheet, criterion, known, by=turn.event.person, now=turn.now)
